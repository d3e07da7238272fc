/** Finds the Compose files that may speak of a file. */
import { isComposeFileName } from "../syntax/compose/detect.js";
import type { Snapshot } from "./snapshot.js";
import { foldersUpwards, join } from "./uri.js";

/** Folders beside the sources where people keep Compose files. */
const usualFolders: ReadonlySet<string> = new Set([
  "deploy",
  "deployment",
  "docker",
  "compose",
  "infra",
  ".docker",
  ".devcontainer",
]);

/** URIs of Compose files by name: in the file's folder, in those above it up to the workspace folder, and in their usual subfolders. */
export function composeFilesAround(uri: string, snapshot: Snapshot): string[] {
  const folders = foldersUpwards(uri, snapshot.roots);
  snapshot.prefetch(folders);
  return folders.flatMap((folder) => [
    ...composeFilesIn(folder, snapshot),
    ...namesIn(folder, snapshot)
      .filter((name) => usualFolders.has(name))
      .flatMap((name) => composeFilesIn(join(folder, name), snapshot)),
  ]);
}

function composeFilesIn(folder: string, snapshot: Snapshot): string[] {
  return namesIn(folder, snapshot)
    .filter(isComposeFileName)
    .map((name) => join(folder, name));
}

function namesIn(folder: string, snapshot: Snapshot): readonly string[] {
  const node = snapshot.read(folder);
  return node.kind === "directory" ? [...node.names].sort() : [];
}
