/** Reads a Compose file: text → typed services and resources, and what is wrong with the YAML. */
import type { YamlEntry, YamlMap } from "../yaml/model.js";
import { parseYaml } from "../yaml/parse.js";
import type { ComposeFile, Service } from "./model.js";
import { includesAt, readResource } from "./resources.js";
import { readService } from "./service.js";
import { sharing } from "./sharing.js";
import { isReset, textOf } from "./values.js";

export { readService } from "./service.js";

/**
 * Parses one Compose file by itself: overrides, `extends`, `include` and variables are not resolved here.
 * Never throws: half-typed text gives what can be read, and errors.
 * @param uri of the file, recorded in every node
 */
export function parseCompose(uri: string, text: string): ComposeFile {
  const { documents, comments, errors } = parseYaml(uri, text);
  const roots = documents.flatMap(({ root }) => (root?.kind === "map" ? [root] : []));
  const get = (key: string) => firstOf(roots, key);
  return {
    language: "compose",
    uri,
    text,
    errors,
    comments,
    documents,
    roots,
    version: get("version"),
    name: textOf(get("name")?.value),
    services: readServices(roots),
    networks: section(roots, "networks").map(readResource),
    volumes: section(roots, "volumes").map(readResource),
    secrets: section(roots, "secrets").map(readResource),
    configs: section(roots, "configs").map(readResource),
    include: roots.flatMap((root) => includesAt(root)),
    get,
    sharedBy: sharing(documents),
  };
}

function firstOf(roots: readonly YamlMap[], key: string): YamlEntry | undefined {
  for (const root of roots) {
    const entry = root.get(key);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function readServices(roots: readonly YamlMap[]): readonly Service[] {
  // `web: !reset` deletes a service of an earlier file.
  return section(roots, "services")
    .filter((entry) => !isReset(entry))
    .map(readService);
}

/** The entries of one root mapping in all documents; the first of a name. */
function section(roots: readonly YamlMap[], key: string): YamlEntry[] {
  const entries = new Map<string, YamlEntry>();
  for (const root of roots) {
    const node = root.get(key)?.value;
    if (node?.kind !== "map") continue;
    for (const entry of node.entries) if (!entries.has(entry.key.text)) entries.set(entry.key.text, entry);
  }
  return [...entries.values()];
}
