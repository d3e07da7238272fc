/** Walks directories for files that may be judged, by the rules of `.gitignore`. */
import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** The patterns of one directory's `.gitignore`. */
interface IgnoreFile {
  readonly directory: string;
  readonly patterns: Ignore;
}

const never: ReadonlySet<string> = new Set([".git", "node_modules"]);

/**
 * Every file below a directory that Git would not ignore, sorted by path; links to directories are not followed, so there are no loops.
 * @param root the repository, whose `.gitignore` files above the directory count too
 * @param wants says by the name whether a file matters
 * @param onError told of directories that cannot be read
 */
export async function* walk(
  directory: string,
  root: string,
  wants: (name: string) => boolean,
  onError: (path: string) => void,
): AsyncGenerator<string> {
  const above = await ignoreFilesAbove(directory, root);
  // Who names an ignored directory wants it looked at.
  yield* walkIn(directory, isIgnored(above, directory, true) ? [] : above, wants, onError);
}

async function* walkIn(
  directory: string,
  above: readonly IgnoreFile[],
  wants: (name: string) => boolean,
  onError: (path: string) => void,
): AsyncGenerator<string> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch {
    onError(directory);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = entries.some((it) => it.name === ".gitignore") ? await readIgnoreFile(directory) : undefined;
  const ignores = own ? [...above, own] : above;
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (!never.has(entry.name) && !isIgnored(ignores, path, true)) yield* walkIn(path, ignores, wants, onError);
    } else if (wants(entry.name) && !isIgnored(ignores, path, false)) {
      yield path;
    }
  }
}

/** The deepest file that speaks of a path decides: https://git-scm.com/docs/gitignore */
function isIgnored(files: readonly IgnoreFile[], path: string, isDirectory: boolean): boolean {
  for (const { directory, patterns } of files.toReversed()) {
    const name = relative(directory, path).split(sep).join("/");
    if (name === "" || name.startsWith("../")) continue;
    const { ignored, unignored } = patterns.test(isDirectory ? `${name}/` : name);
    if (ignored || unignored) return ignored;
  }
  return false;
}

async function ignoreFilesAbove(directory: string, root: string): Promise<IgnoreFile[]> {
  const files: IgnoreFile[] = [];
  if (relative(root, directory).startsWith("..")) return files;
  for (let it = directory; it !== root; ) {
    it = dirname(it);
    const file = await readIgnoreFile(it);
    if (file) files.unshift(file);
    if (dirname(it) === it) break;
  }
  return files;
}

async function readIgnoreFile(directory: string): Promise<IgnoreFile | undefined> {
  try {
    const text = await readFile(join(directory, ".gitignore"), "utf8");
    return { directory, patterns: ignore({ ignorecase: false }).add(text) };
  } catch {
    return undefined;
  }
}
