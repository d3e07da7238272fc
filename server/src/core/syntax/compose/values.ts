/** Typed views of YAML values that all parts of a Compose file share: texts, booleans, numbers, lists, assignments. */
import { hasVariables } from "../interpolation.js";
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from "../yaml/model.js";
import { contentSpan, spanWithin } from "../yaml/offsets.js";
import { resolvePlain } from "../yaml/scalars.js";
import type { Assignment, BooleanValue, NumberValue, TextValue } from "./model.js";

/** Where a field is looked up: a mapping, or nothing. */
export type Fields = YamlMap | undefined;

/** The entry of a field; undefined also for one with `!reset`, which takes the field away whatever its value. */
export function entryAt(fields: Fields, key: string): YamlEntry | undefined {
  const entry = fields?.get(key);
  return entry === undefined || isReset(entry) ? undefined : entry;
}

/** True for `key: !reset …`, which deletes what earlier files and documents say. */
export function isReset(entry: YamlEntry): boolean {
  return entry.value.tag?.name === "!reset";
}

/** Undefined for nothing, null, mappings and lists. */
export function textOf(node: YamlNode | undefined): TextValue | undefined {
  if (node?.kind !== "scalar" || node.value === null) return undefined;
  return { text: node.text, span: contentSpan(node), node, start: 0 };
}

/** A part of a scalar's text, by offsets in it. */
export function partOf(node: YamlScalar, start: number, end: number): TextValue {
  const span = start < end ? spanWithin(node, start, end) : undefined;
  return { text: node.text.slice(start, end), span: span ?? contentSpan(node), node, start };
}

export function textAt(fields: Fields, key: string): TextValue | undefined {
  return textOf(entryAt(fields, key)?.value);
}

/** Words that compose-go's cast takes for booleans (interpolation/interpolation.go, `toBoolean`). */
const booleans = new Map([
  ...["true", "1", "t", "y", "yes", "on"].map((word) => [word, true] as const),
  ...["false", "0", "f", "n", "no", "off"].map((word) => [word, false] as const),
]);

export function booleanOf(node: YamlNode | undefined): BooleanValue | undefined {
  const text = textOf(node);
  return text && { value: booleans.get(text.text.toLowerCase()), span: text.span, node: text.node };
}

export function booleanAt(fields: Fields, key: string): BooleanValue | undefined {
  return booleanOf(entryAt(fields, key)?.value);
}

export function numberAt(fields: Fields, key: string): NumberValue | undefined {
  const text = textAt(fields, key);
  if (text === undefined) return undefined;
  const value = resolvePlain(text.text);
  return { value: typeof value === "number" ? value : undefined, span: text.span, node: text.node };
}

export function mapAt(fields: Fields, key: string): YamlMap | undefined {
  const node = entryAt(fields, key)?.value;
  return node?.kind === "map" ? node : undefined;
}

/** The nodes of a list; a single value counts as a list of one, as in `tmpfs: /run`. Null values are left out. */
export function nodesAt(fields: Fields, key: string): readonly YamlNode[] {
  const node = entryAt(fields, key)?.value;
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return [];
  return node.kind === "seq" ? node.items.map((item) => item.value) : [node];
}

/** The scalars of a list, or the one scalar that stands for a list. */
export function textsAt(fields: Fields, key: string): readonly TextValue[] {
  return nodesAt(fields, key).flatMap((node) => textOf(node) ?? []);
}

/** `K=V` lists and `K: V` maps in one view. */
export function assignmentsAt(fields: Fields, key: string, separators: readonly string[] = ["="]): readonly Assignment[] {
  const node = entryAt(fields, key)?.value;
  if (node?.kind === "map") return node.entries.map(assignmentOfEntry);
  if (node?.kind !== "seq") return [];
  return node.items.flatMap(({ value }) => {
    const text = textOf(value);
    return text === undefined ? [] : [assignmentOfItem(text, separators)];
  });
}

function assignmentOfEntry(entry: YamlEntry): Assignment {
  const { key, value, span } = entry;
  const name: TextValue = { text: key.text, span: contentSpan(key), node: key, start: 0 };
  return { key: name, value: textOf(value), span, form: "map", node: value, entry };
}

/** The first separator that occurs outside `${…}` decides: `=` before `:` in extra_hosts. */
function assignmentOfItem({ text, span, node }: TextValue, separators: readonly string[]): Assignment {
  const at = separators.map((it) => indexOutsideVariables(text, it)).find((it) => it !== -1);
  const key = at === undefined ? partOf(node, 0, text.length) : partOf(node, 0, at);
  const value = at === undefined ? undefined : partOf(node, at + 1, text.length);
  return { key, value, span, form: "list", node, entry: undefined };
}

function indexOutsideVariables(text: string, separator: string): number {
  const first = splitOutsideVariables(text, separator)[0]!;
  return first.end === text.length ? -1 : first.end;
}

/** The pieces between separators that are not inside `${…}`, as offsets in the text. */
export function splitOutsideVariables(
  text: string,
  separator: string,
): readonly { readonly start: number; readonly end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "$" && text[at + 1] === "{") {
      depth++;
      at++;
    } else if (text[at] === "}" && depth > 0) depth--;
    else if (depth === 0 && text[at] === separator) {
      parts.push({ start, end: at });
      start = at + 1;
    }
  }
  parts.push({ start, end: text.length });
  return parts;
}

/** True when the whole text is one variable that may therefore hold separators: `${PORTS}`, `$VOLUME`. */
export function isOneVariable(text: string): boolean {
  return hasVariables(text) && /^\$(?:\w+|\{.*\})$/s.test(text) && splitOutsideVariables(text, "}").length === 1;
}
