/** What `env_file` and `label_file` bring to a service, joined with what it says itself. */
import type { Service } from "../../server/src/core/syntax/compose/model.js";
import { parseEnvFile } from "../../server/src/core/syntax/env-file.js";
import { interpolate } from "../../server/src/core/syntax/interpolation.js";
import type { Run } from "./canonical.js";
import { mapping, mappingOrNull, resolve, type Scope } from "./convert.js";
import { sprint } from "./go-values.js";
import type { Json, JsonObject } from "./json.js";
export function environmentOf(it: Service, { reader, variables }: Run, scope: Scope): Json | undefined {
  const node = it.get("environment")?.value;
  const own = (node && (mappingOrNull(node, scope) as JsonObject | undefined)) ?? {};
  const resolved = new Map(
    Object.entries(own).map(([key, value]) => [key, value === null ? (variables.get(key) ?? null) : String(value)]),
  );
  const fromFiles = new Map([...resolved].filter((entry): entry is [string, string] => entry[1] !== null));
  for (const { path, format, node: at } of it.envFiles) {
    const found = reader.read(`file://${resolve(path.text, scope.folderOf(at))}`);
    if (found.kind !== "file") continue;
    const lookup = (key: string): string | undefined => variables.get(key) ?? resolved.get(key) ?? fromFiles.get(key);
    for (const [key, value] of format?.text === "raw" ? rawEntries(found.text) : envEntries(found.text, lookup))
      fromFiles.set(key, value);
  }
  const result = new Map<string, Json>([...fromFiles, ...resolved]);
  return result.size === 0 ? undefined : Object.fromEntries(result);
}

function* envEntries(text: string, lookup: (key: string) => string | undefined): Generator<[string, string]> {
  for (const { name, value, quote } of parseEnvFile(text).entries) {
    if (value === undefined) {
      const inherited = lookup(name);
      if (inherited !== undefined) yield [name, inherited];
    } else yield [name, quote === "'" ? value : interpolate(value, lookup).text];
  }
}

function* rawEntries(text: string): Generator<[string, string]> {
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at > 0 && !line.startsWith("#")) yield [line.slice(0, at), line.slice(at + 1)];
  }
}

export function labelsOf(it: Service, { reader }: Run, scope: Scope): Json | undefined {
  const labels = new Map<string, Json>();
  const files = it.get("label_file")?.value;
  const items = files === undefined ? [] : files.kind === "seq" ? files.items.map(({ value }) => value) : [files];
  for (const at of items) {
    const found = reader.read(`file://${resolve(sprint(at), scope.folderOf(at))}`);
    if (found.kind !== "file") continue;
    for (const [key, value] of envEntries(found.text, (name) => labels.get(name) as string | undefined)) labels.set(key, value);
  }
  const node = it.get("labels")?.value;
  for (const [key, value] of Object.entries((node && (mapping(node, scope) as JsonObject | undefined)) ?? {}))
    labels.set(key, value);
  return labels.size === 0 ? undefined : Object.fromEntries(labels);
}
