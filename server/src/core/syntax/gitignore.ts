/** `.gitignore` files, by the rules of the `.dockerignore` they resemble. https://git-scm.com/docs/gitignore#_pattern_format */
import { type Dockerignore, parseDockerignore } from "./dockerignore.js";

/** The patterns of a `.gitignore`, for paths relative to its folder; ask `isIgnored`. A pattern without a slash counts at any depth in git, and only at the top for Docker. */
export function parseGitignore(text: string): Dockerignore {
  const lines = text.split(/\r?\n/).map((line) => {
    const [, not = "", pattern = ""] = /^(!?)(.*?)\/?\s*$/.exec(line)!;
    if (pattern === "" || pattern.startsWith("#")) return "";
    return pattern.includes("/") ? `${not}${pattern.replace(/^\//, "")}` : `${not}**/${pattern}`;
  });
  return parseDockerignore(lines.join("\n"));
}
