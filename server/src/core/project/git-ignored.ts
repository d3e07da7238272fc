/** What git keeps out of the repository, as far as its ignore files in the workspace tell. */
import { isIgnored } from "../syntax/dockerignore.js";
import { parseGitignore } from "../syntax/gitignore.js";
import type { Project } from "./project.js";
import { dirname, join, relative } from "./uri.js";

export interface GitView {
  readonly ignored: boolean;
  /** The folder that holds `.git`. */
  readonly repository: string;
}

/** @returns undefined where no repository is to be seen in the folder of the file or above it */
export function gitView(uri: string, project: Project): GitView | undefined {
  let ignored = false;
  for (let folder = dirname(uri); ; folder = dirname(folder)) {
    const node = project.read(folder);
    if (node.kind !== "directory") return undefined;
    const rules = node.names.includes(".gitignore") ? project.read(join(folder, ".gitignore")) : undefined;
    if (rules?.kind === "file" && isIgnored(parseGitignore(rules.text), relative(folder, uri))) ignored = true;
    if (node.names.includes(".git")) return { ignored, repository: folder };
    if (dirname(folder) === folder) return undefined;
  }
}
