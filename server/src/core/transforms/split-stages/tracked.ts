/** Files of the author's own machine: what git ignores is not there on another one, and a COPY of it would fail. */
import type { BuildContext } from "../../project/context.js";
import { isIgnored } from "../../syntax/dockerignore.js";
import { parseGitignore } from "../../syntax/gitignore.js";

/** Says of a path of the context whether the .gitignore of the context, or of the folder, names it. */
export function untracked(context: BuildContext, folder: string): (path: string) => boolean {
  const files = [...new Set(["", folder])].flatMap((at) => {
    const text = context.text(`${at}.gitignore`);
    return text === undefined ? [] : [{ at, file: parseGitignore(text) }];
  });
  return (path) => files.some(({ at, file }) => path.startsWith(at) && isIgnored(file, path.slice(at.length)));
}
