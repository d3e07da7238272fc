/** Adds a whole field to a service, or what is missing of one, in the form the service is written in. */
import type { ComposeFile, Service } from "../syntax/compose/model.js";
import type { YamlMap } from "../syntax/yaml/model.js";
import type { TextEdit } from "../text/edits.js";
import { insertEntry } from "./yaml-edit.js";

/** A value to be written: a scalar as YAML text, a list of such, or fields by name. */
export type NewValue = string | readonly string[] | { readonly [key: string]: NewValue };

/** Why a field cannot be added: the words of `noFix` that fit every caller. */
export const cannotExtend = "The service is shared by an anchor, or written in a way that cannot be extended safely.";

/**
 * Adds a field to a service. Where the service has it as a mapping already, only what is missing in that is added.
 * @param after keys behind which the field goes, best first; default: at the end
 * @returns undefined where the text is shared, comes from elsewhere, or has another form
 */
export function addField(
  file: ComposeFile,
  service: Service,
  name: string,
  value: NewValue,
  after: readonly string[] = [],
): TextEdit[] | undefined {
  return addTo(file, service.node, name, value, after);
}

function addTo(file: ComposeFile, map: YamlMap, name: string, value: NewValue, after: readonly string[]): TextEdit[] | undefined {
  const entry = map.get(name);
  if (entry === undefined) {
    const behind = after.find((key) => {
      const found = map.get(key);
      return found !== undefined && found.merged === undefined;
    });
    const text = map.flow ? inFlow(name, value) : inBlock(name, value).join("\n");
    return insertEntry(file, map, text, behind === undefined ? {} : { after: behind });
  }
  if (entry.merged || entry.alias || entry.value.kind !== "map" || !isFields(value)) return undefined;
  const edits: TextEdit[] = [];
  for (const [key, inner] of Object.entries(value)) {
    const more = addTo(file, entry.value, key, inner, []);
    if (more === undefined) return undefined;
    edits.push(...more);
  }
  return edits;
}

function isFields(value: NewValue): value is { readonly [key: string]: NewValue } {
  return typeof value === "object" && !Array.isArray(value);
}

/** Lines with two spaces per level, which `insertEntry` fits to the file. */
function inBlock(name: string, value: NewValue): string[] {
  if (typeof value === "string") return [`${name}: ${value}`];
  if (!isFields(value)) return [`${name}:`, ...value.map((item) => `  - ${item}`)];
  return [`${name}:`, ...Object.entries(value).flatMap(([key, inner]) => inBlock(key, inner).map((line) => `  ${line}`))];
}

function inFlow(name: string, value: NewValue): string {
  if (typeof value === "string") return `${name}: ${value}`;
  if (!isFields(value)) return `${name}: [${value.join(", ")}]`;
  return `${name}: { ${Object.entries(value)
    .map(([key, inner]) => inFlow(key, inner))
    .join(", ")} }`;
}
