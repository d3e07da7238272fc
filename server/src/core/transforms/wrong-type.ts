/** Fixes for values of a kind that Compose does not take: the value the author most likely meant, in the form that is taken. */
import type { Applicability, Fix } from "../linter/rule.js";
import type { ComposeFile } from "../syntax/compose/model.js";
import type { SchemaProblem } from "../syntax/compose/schema/model.js";
import { plainKind } from "../syntax/compose/schema/scalars.js";
import type { YamlNode, YamlScalar } from "../syntax/yaml/model.js";
import { replace, type TextEdit } from "../text/edits.js";
import { isEditable } from "./yaml-edit.js";
import { dashesToBlanks, mapItemToText, quoteScalar, replaceSource, wrapInList } from "./yaml-shape.js";

/** The first is the one to take; none where the text does not say what was meant. */
export function wrongTypeFixes(file: ComposeFile, problem: SchemaProblem): readonly Fix[] {
  const { node } = problem.place;
  if (problem.code === "non-string-key") {
    return node.kind === "scalar" && node.text !== "" ? offer("Put the key in quotes", "safe", quoteScalar(file, node)) : [];
  }
  if (node.kind === "scalar") return scalarFixes(file, problem, node);
  if (node.kind === "map") return mapFixes(file, problem);
  return listFixes(file, problem, node);
}

function offer(title: string, applicability: Applicability, edits: readonly TextEdit[] | undefined): readonly Fix[] {
  return edits ? [{ title, applicability, edits }] : [];
}

function scalarFixes(file: ComposeFile, { place, path }: SchemaProblem, node: YamlScalar): readonly Fix[] {
  const { shape, entry } = place;
  const { kinds, cast } = shape;
  const kind = plainKind(node);
  if (kinds.has("boolean") && (cast === "boolean" || !kinds.has("string"))) return booleanFixes(file, node);
  if (kinds.has("string") && kind !== "string") {
    if (cast === "duration" && kind === "integer")
      return offer(`Write ${node.text}s`, "unsafe", replaceSource(file, node, `${node.text}s`));
    if (cast === "integer" || kinds.has("integer")) return [];
    if (path.at(-1) === "restart" && kind === "boolean") {
      // As Docker's own command line reads them; Compose before version 2 took `no` without quotes for false.
      if (node.value === false) return offer('Write "no"', "safe", replaceSource(file, node, '"no"'));
      return offer("Write always", "unsafe", replaceSource(file, node, "always"));
    }
    return offer("Put it in quotes", "safe", quoteScalar(file, node));
  }
  if (kinds.has("list") && entry !== undefined) {
    const items = shape.items?.kinds;
    const asText = kind !== "string" && items?.has("number") !== true;
    // What may be several values, or a `KEY=value` among others, is for the author to look at.
    const level = /[\s,;]/.test(node.text) ? "unsafe" : "safe";
    return items?.has("string") ? offer("Make it a list", level, wrapInList(file, entry, asText)) : [];
  }
  return [];
}

function booleanFixes(file: ComposeFile, node: YamlScalar): readonly Fix[] {
  const word = node.text.toLowerCase();
  const value = ["true", "yes", "y", "on", "1"].includes(word)
    ? "true"
    : ["false", "no", "n", "off", "0"].includes(word)
      ? "false"
      : undefined;
  if (value === undefined) return [];
  return offer(`Write ${value}`, /^[01]$/.test(word) ? "unsafe" : "safe", replaceSource(file, node, value));
}

function mapFixes(file: ComposeFile, { place, path }: SchemaProblem): readonly Fix[] {
  const { node, item, shape, parent } = place;
  const entry = node.kind === "map" ? node.entries[0] : undefined;
  if (item === undefined || entry?.value.kind !== "scalar" || !shape.kinds.has("string") || parent === undefined) return [];
  const text = joined(entry.key.text, entry.value, listName(path), file.text.slice(entry.span.start, entry.span.end));
  // `LEVEL: debug` in a list of `KEY=value` means one thing only.
  const level = withColon.has(listName(path)) || ofWords.has(listName(path)) ? "unsafe" : "safe";
  return offer(`Write ${text.length > 40 ? "one text" : text}`, level, mapItemToText(file, item, text));
}

/** Lists whose items are `source:target`. */
const withColon = new Set(["ports", "volumes", "devices", "links", "external_links", "volumes_from", "expose", "tmpfs", "dns"]);
/** Lists whose items are words of a command: the space belongs to them. */
const ofWords = new Set(["command", "entrypoint", "test"]);

function joined(key: string, value: YamlScalar, list: string, source: string): string {
  if (ofWords.has(list)) return source.trim();
  if (withColon.has(list)) return `${key}:${value.text}`;
  return value.value === null ? key : `${key}=${value.text}`;
}

function listName(path: readonly string[]): string {
  return path.at(-2) ?? "";
}

function listFixes(file: ComposeFile, { place }: SchemaProblem, node: YamlNode): readonly Fix[] {
  const { shape, entry } = place;
  if (node.kind !== "seq") return [];
  if (shape.kinds.has("map")) return offer("Take away the dashes", "unsafe", dashesToBlanks(file, node));
  // `HOSTS: ["a", "b"]` in environment: programs read such lists from their text.
  if (!shape.kinds.has("string") || entry === undefined || !node.flow || !isEditable(file, node)) return [];
  const source = file.text.slice(node.span.start, node.span.end);
  if (/[\r\n']/.test(source)) return [];
  return offer("Put it in quotes", "unsafe", [replace(node.span, `'${source}'`)]);
}
