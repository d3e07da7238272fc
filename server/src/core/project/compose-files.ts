/** Finds the Compose files that may speak of a file. */
import { isComposeFileName } from "../syntax/compose/detect.js";
import type { Snapshot } from "./snapshot.js";
import { dirname, isWithin, join } from "./uri.js";

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
  const found: string[] = [];
  const root = snapshot.roots.find((it) => isWithin(it, uri));
  if (root === undefined) return found;
  let directory = dirname(uri);
  while (isWithin(root, directory)) {
    const node = snapshot.read(directory);
    if (node.kind === "directory") {
      for (const name of [...node.names].sort()) {
        if (isComposeFileName(name)) found.push(join(directory, name));
        else if (usualFolders.has(name)) found.push(...composeFilesIn(join(directory, name), snapshot));
      }
    }
    const above = dirname(directory);
    if (above === directory) break;
    directory = above;
  }
  return found;
}

function composeFilesIn(directory: string, snapshot: Snapshot): string[] {
  const node = snapshot.read(directory);
  if (node.kind !== "directory") return [];
  return [...node.names]
    .sort()
    .filter(isComposeFileName)
    .map((name) => join(directory, name));
}
