/** A bounded look through the files of a build context. */
import type { BuildContext } from "./context.js";

const skipped: ReadonlySet<string> = new Set([
  ...["node_modules", ".git", ".venv", "venv", "env", "__pycache__", ".tox", ".mypy_cache", ".ruff_cache", ".pytest_cache"],
  ...["dist", "build", "static", "media", "migrations", "tests", "docs", ".next", "site-packages", ".idea", ".vscode"],
]);

export interface SearchOptions {
  /** By name of the file. */
  readonly wanted: (name: string) => boolean;
  readonly depth?: number;
  readonly files?: number;
}

/** True when a wanted file that is sent to the builder holds what is searched for; looks at the nearest folders first. */
export function someFile(
  context: BuildContext,
  test: (text: string) => boolean,
  { wanted, depth = 4, files = 200 }: SearchOptions,
): boolean {
  let folders = [""];
  let left = files;
  for (let level = 0; level < depth && folders.length > 0; level++) {
    context.prefetch(folders);
    const names = folders.flatMap((folder) =>
      [...(context.names(folder === "" ? "." : folder) ?? [])]
        .sort()
        .filter((name) => !skipped.has(name))
        .map((name) => ({ name, path: folder === "" ? name : `${folder}/${name}` })),
    );
    const found = names.filter(({ name }) => wanted(name)).slice(0, left);
    left -= found.length;
    context.prefetch(found.map(({ path }) => path));
    for (const { path } of found) {
      const text = context.text(path);
      if (text !== undefined && test(text)) return true;
    }
    // A name with an ending is taken for a file, one without for a folder: to read each would cost more than it tells.
    folders = names.filter(({ name }) => !wanted(name) && !name.includes(".")).map(({ path }) => path);
  }
  return false;
}
