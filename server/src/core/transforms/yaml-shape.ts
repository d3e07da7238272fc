/** Edits that give a YAML value another form: text for a number, a list for a single value, a mapping for a list of one, deeper indents. */
import type { ComposeFile } from "../syntax/compose/model.js";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar, YamlSeq } from "../syntax/yaml/model.js";
import { insertAt, replace, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import { spanOf } from "../text/span.js";
import { isEditable } from "./yaml-edit.js";
import { columnOf, isInFlow, layoutOf, lineEndOf, lineStart, nextLine, preferredQuote } from "./yaml-layout.js";
import { quoted, quoteIfNeeded } from "./yaml-quotes.js";

/** Puts a plain scalar in quotes: a number, a boolean or a date becomes the text that stands there. */
export function quoteScalar(file: ComposeFile, scalar: YamlScalar): TextEdit[] | undefined {
  if (scalar.style !== "plain" || scalar.source === "" || /[\r\n]/.test(scalar.source) || !isEditable(file, scalar))
    return undefined;
  return [replace(scalar.span, quoted(scalar.text, preferredQuote(file.text)))];
}

/** Gives a scalar in one line another source, whatever its quotes. */
export function replaceSource(file: ComposeFile, scalar: YamlScalar, source: string): TextEdit[] | undefined {
  if (scalar.source === "" || /[\r\n]/.test(scalar.source) || !isEditable(file, scalar)) return undefined;
  return [replace(scalar.span, source)];
}

/** `key: value` → the value behind a dash in a line of its own; in a `{…}` in brackets. */
export function wrapInList(file: ComposeFile, entry: YamlEntry, asText: boolean): TextEdit[] | undefined {
  const { key, value, alias, merged } = entry;
  if (value.kind !== "scalar" || alias !== undefined || merged !== undefined || !isEditable(file, value)) return undefined;
  if (value.source === "" || /[\r\n]/.test(value.source) || value.tag !== undefined || value.anchor !== undefined)
    return undefined;
  const { text } = file;
  const flow = isInFlow(file, value.span);
  const source = asText ? quoted(value.text, preferredQuote(text)) : value.style === "plain" ? inFlow(value, flow) : value.source;
  if (flow) return [replace(value.span, `[${source}]`)];
  const gap = text.slice(key.span.end, value.span.start);
  if (!/^[ \t]*:[ \t]+$/.test(gap)) return undefined;
  const from = value.span.start - (gap.length - gap.indexOf(":") - 1);
  const indent = " ".repeat(columnOf(text, key.span.start) + layoutOf(file).listWidth);
  const start = replace(spanOf(from, value.span.start), `${lineEnd(text)}${indent}- `);
  return source === value.source ? [start] : [start, replace(value.span, source)];
}

function inFlow({ text, source, value }: YamlScalar, flow: boolean): string {
  return flow && value === text ? quoteIfNeeded(text, { flow }) : source;
}

/** `- KEY: value` → one text. */
export function mapItemToText(file: ComposeFile, item: YamlItem, text: string): TextEdit[] | undefined {
  const { value, alias } = item;
  if (value.kind !== "map" || value.flow || alias !== undefined || !isEditable(file, value)) return undefined;
  const [entry] = value.entries;
  if (entry === undefined || value.entries.length > 1 || value.merges.length > 0 || entry.value.kind !== "scalar")
    return undefined;
  if (entry.alias !== undefined || /[\r\n]/.test(file.text.slice(entry.span.start, entry.span.end))) return undefined;
  const source = quoteIfNeeded(text, { quote: preferredQuote(file.text) });
  return [replace(entry.span, source)];
}

/** A list of mappings → one mapping: the dashes become blanks, everything stays in its column. */
export function dashesToBlanks(file: ComposeFile, seq: YamlSeq): TextEdit[] | undefined {
  if (seq.flow || !isEditable(file, seq)) return undefined;
  const names = new Set<string>();
  const columns = new Set<number>();
  for (const { value, alias, span } of seq.items) {
    if (value.kind !== "map" || value.flow || alias !== undefined || value.merges.length > 0 || value.anchor !== undefined)
      return undefined;
    if (file.text[span.start] !== "-" || file.text[span.start + 1] !== " ") return undefined;
    columns.add(columnOf(file.text, value.span.start));
    for (const { key } of value.entries) {
      if (names.has(key.text)) return undefined;
      names.add(key.text);
    }
  }
  if (columns.size !== 1) return undefined;
  return seq.items.map(({ span }) => replace(spanOf(span.start, span.start + 1), " "));
}

/** Moves the lines of block entries to the right. */
export function indentEntries(file: ComposeFile, entries: readonly YamlEntry[], columns: number): TextEdit[] | undefined {
  const { text } = file;
  const edits: TextEdit[] = [];
  for (const entry of entries) {
    if (entry.merged !== undefined || !isEditable(file, entry.key) || columnOf(text, entry.span.start) !== 0) return undefined;
    for (let at = lineStart(text, entry.span.start); at <= entry.span.end && at < text.length; at = nextLine(text, at)) {
      if (lineEndOf(text, at) > at) edits.push(insertAt(at, " ".repeat(columns)));
    }
  }
  return edits;
}

/** Turns the line of an entry that has nothing behind its colon into a comment, like the lines below it. */
export function commentOut(file: ComposeFile, entry: YamlEntry): TextEdit[] | undefined {
  const { text } = file;
  const { key, value, span } = entry;
  const start = lineStart(text, span.start);
  const isAlone =
    /^ *$/.test(text.slice(start, span.start)) && /^\s*(?:#.*)?$/.test(text.slice(span.end, lineEndOf(text, span.end)));
  const isEmpty = value.kind === "scalar" && value.source === "" && value.anchor === undefined;
  return isAlone && isEmpty && isEditable(file, key) ? [insertAt(span.start, "# ")] : undefined;
}

/** True where the next line is a comment that stands deeper than the entry: what was in it is switched off. */
export function hasCommentBelow(file: ComposeFile, { span }: YamlEntry): boolean {
  const { text } = file;
  const line = text.slice(nextLine(text, span.end), lineEndOf(text, nextLine(text, span.end)));
  const indent = /^( *)#/.exec(line)?.[1];
  return indent !== undefined && indent.length > columnOf(text, span.start);
}

/** The mapping that a node is, if it is one. */
export function asMap(node: YamlNode | undefined): YamlMap | undefined {
  return node?.kind === "map" ? node : undefined;
}
