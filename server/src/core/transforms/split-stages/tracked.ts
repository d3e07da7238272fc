/** Files of the author's own machine: what git ignores is not there on another one, and a COPY of it would fail. */
import type { BuildContext } from "../../project/context.js";
import { type Dockerignore, isIgnored, parseDockerignore } from "../../syntax/dockerignore.js";

/** Says of a path of the context whether the .gitignore of the context, or of the folder, names it. */
export function untracked(context: BuildContext, folder: string): (path: string) => boolean {
  const files = [...new Set(["", folder])].flatMap((at) => {
    const text = context.text(`${at}.gitignore`);
    return text === undefined ? [] : [{ at, file: asDockerignore(text) }];
  });
  return (path) => files.some(({ at, file }) => path.startsWith(at) && isIgnored(file, path.slice(at.length)));
}

/** A pattern without a slash counts at any depth in git, and only at the top for Docker. */
function asDockerignore(text: string): Dockerignore {
  const lines = text.split(/\r?\n/).map((line) => {
    const [, not = "", pattern = ""] = /^(!?)(.*?)\/?\s*$/.exec(line)!;
    if (pattern === "" || pattern.startsWith("#")) return "";
    return pattern.includes("/") ? `${not}${pattern.replace(/^\//, "")}` : `${not}**/${pattern}`;
  });
  return parseDockerignore(lines.join("\n"));
}
