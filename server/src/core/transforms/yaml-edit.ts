/**
 * Minimal edits of YAML in the author's own layout. Each function returns the edits, or undefined where none is safe: the text is
 * shared by an anchor or comes from `<<`, the file does not parse, or the layout is one that edits could break.
 */
import type { ComposeFile, TextValue } from "../syntax/compose/model.js";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar, YamlSeq } from "../syntax/yaml/model.js";
import { spanWithin } from "../syntax/yaml/offsets.js";
import { insertAt, remove, replace, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import { contains, type Span, spanOf } from "../text/span.js";
import { columnOf, isInFlow, layOut, layoutOf, lineEndOf, lineStart, nextLine, preferredQuote } from "./yaml-layout.js";
import { canBePlain, escapeDouble, escapeSingle, needsQuotes, quoted } from "./yaml-quotes.js";

export { quoteIfNeeded } from "./yaml-quotes.js";

export interface InsertOptions {
  /** The key behind which to insert; where the map does not have it (or without this) at its end. */
  readonly after?: string;
}

/**
 * Adds an entry to a mapping.
 * @param entry YAML for block style with two spaces per level, such as `restart: unless-stopped` or `deploy:\n  replicas: 2`;
 *   it gets the file's indents. A `{…}` takes only one line.
 * @returns undefined also when the map has the key
 */
export function insertEntry(file: ComposeFile, map: YamlMap, entry: string, options: InsertOptions = {}): TextEdit[] | undefined {
  const key = /^(?:"([^"]*)"|'([^']*)'|(.+?)):(?=\s|$)/.exec(entry);
  const name = key?.[1] ?? key?.[2] ?? key?.[3];
  if (!isEditable(file, map) || name === undefined || ownEntries(map).some((it) => it.key.text === name)) return undefined;
  if (map.flow) return insertInFlow(map.span, ownEntries(map), entry, ownEntry(map, options.after));
  const entries = ownEntries(map);
  if (entries.length === 0) return insertBelowKey(file, map, entry);
  const previous = ownEntry(map, options.after) ?? entries.at(-1)!;
  const column = columnOfChildren(file.text, entries);
  return column === undefined ? undefined : insertLines(file, previous, layOut(entry, layoutOf(file), column), column);
}

/** Adds an item to a list; `text` is YAML, see `quoteIfNeeded`; an item of several lines is written with two spaces per level. */
export function appendItem(file: ComposeFile, seq: YamlSeq, text: string): TextEdit[] | undefined {
  if (!isEditable(file, seq)) return undefined;
  const last = seq.items.at(-1);
  if (seq.flow) return insertInFlow(seq.span, seq.items, text, undefined);
  const column = columnOfChildren(file.text, seq.items);
  if (last === undefined || column === undefined) return undefined;
  const [first = "", ...rest] = layOut(text, layoutOf(file), column + 2);
  return insertLines(file, last, [`- ${first}`, ...rest], column);
}

/**
 * Removes an entry with its lines and the comment behind it. Undefined also for the only entry, whose map would be null, and for
 * one that hides an entry of `<<`, which would come to light.
 */
export function removeEntry(file: ComposeFile, map: YamlMap, entry: YamlEntry): TextEdit[] | undefined {
  if (entry.merged !== undefined || map.merges.some(({ value }) => brings(value, entry.key.text))) return undefined;
  return removeChild(file, map, ownEntries(map), entry);
}

/** Removes an item of a list, like `removeEntry`. */
export function removeItem(file: ComposeFile, seq: YamlSeq, item: YamlItem): TextEdit[] | undefined {
  return removeChild(file, seq, seq.items, item);
}

/**
 * Gives a scalar (a value or a key) another text. Its quotes stay; a plain one gets quotes where it would else change its type
 * or break. Undefined for block scalars and for values that are not there.
 */
export function replaceScalar(file: ComposeFile, scalar: YamlScalar, newText: string): TextEdit[] | undefined {
  if (!isEditable(file, scalar) || scalar.source === "" || isBlock(scalar)) return undefined;
  const { span, style } = scalar;
  const unbreakable = /[\u0000-\u001f\u007f-\u009f]/.test(newText);
  if (style === "double") return [replace(spanOf(span.start + 1, span.end - 1), escapeDouble(newText))];
  if (style === "single" && !unbreakable) return [replace(spanOf(span.start + 1, span.end - 1), escapeSingle(newText))];
  const flow = isInFlow(file, span);
  const plain = scalar.value === scalar.text ? !needsQuotes(newText, flow) : canBePlain(newText, flow);
  return [replace(span, style === "plain" && plain ? newText : quoted(newText, preferredQuote(file.text)))];
}

/** Gives a typed value another text: for a part of a scalar, such as the tag of an image or the host of a port, only that part changes. */
export function replaceValue(file: ComposeFile, value: TextValue, newText: string): TextEdit[] | undefined {
  const { node, start, text } = value;
  const end = start + text.length;
  // Words of a command are without their quotes: they are no part of the text.
  if (node.text.slice(start, end) !== text) return undefined;
  const whole = node.text.slice(0, start) + newText + node.text.slice(end);
  const edits = replaceScalar(file, node, whole);
  const place = spanWithin(node, start, end);
  if (edits === undefined || place === undefined || (start === 0 && end === node.text.length)) return edits;
  const isPlain = node.style === "plain";
  if (isPlain) return edits[0]!.newText === whole ? [replace(place, newText)] : edits;
  const source = node.style === "single" ? escapeSingle(newText) : escapeDouble(newText);
  return /[\u0000-\u001f\u007f-\u009f]/.test(newText) ? edits : [replace(place, source)];
}

function brings(merged: YamlNode, key: string): boolean {
  if (merged.kind === "seq") return merged.items.some(({ value }) => brings(value, key));
  return merged.kind === "map" && merged.get(key) !== undefined;
}

export type Child = YamlEntry | YamlItem;

/** Own entries and `<<`, in the order of the file. */
export function ownEntries(map: YamlMap): readonly YamlEntry[] {
  // Without `<<` all are its own: no copy, since maps can be long.
  if (map.merges.length === 0) return map.entries;
  const own = map.entries.filter(({ merged }) => merged === undefined);
  return [...own, ...map.merges].sort((a, b) => a.span.start - b.span.start);
}

function ownEntry(map: YamlMap, key: string | undefined): YamlEntry | undefined {
  const entry = key === undefined ? undefined : map.get(key);
  return entry?.merged === undefined ? entry : undefined;
}

/** False for nodes of other files, for text that several places share, and in files whose tree cannot be trusted. */
export function isEditable(file: ComposeFile, node: YamlNode): boolean {
  return node.uri === file.uri && !file.errors.some(({ code }) => code === "syntax") && file.sharedBy(node.span).length === 0;
}

/** Behind the line of `previous`, its comment included. */
function insertLines(file: ComposeFile, previous: Child, lines: readonly string[], column: number): TextEdit[] | undefined {
  const { text } = file;
  const end = endOfLines(text, previous);
  if (end === undefined) return undefined;
  const eol = lineEnd(text);
  return [insertAt(end, `${eol}${" ".repeat(column)}${lines.join(eol)}`)];
}

/** The end of the last line of a child; undefined where something else follows in it. */
export function endOfLines(text: string, child: Child): number | undefined {
  const last = lastScalar(child.value);
  const end = lineEndOf(text, child.span.end);
  if (!/^[ \t]*(?:,[ \t]*)?(?:#.*)?$/.test(text.slice(child.span.end, end))) return undefined;
  if (child.alias !== undefined || last === undefined || !keepsLineEnds(last)) return end;
  // With `|+` the empty lines behind it belong to the value.
  let at = end;
  while (nextLine(text, at) < text.length && text.slice(nextLine(text, at), lineEndOf(text, nextLine(text, at))).trim() === "") {
    at = lineEndOf(text, nextLine(text, at));
  }
  return at;
}

/** What a value ends with; undefined for one in brackets. */
export function lastScalar(node: YamlNode): YamlScalar | undefined {
  if (node.kind === "scalar") return node;
  if (node.flow) return undefined;
  const last: Child | undefined = node.kind === "seq" ? node.items.at(-1) : ownEntries(node).at(-1);
  return last === undefined || last.alias !== undefined ? undefined : lastScalar(last.value);
}

function isBlock({ style }: YamlScalar): boolean {
  return style === "literal" || style === "folded";
}

/** True for a block scalar to which the empty lines behind it belong. */
export function keepsLineEnds(scalar: YamlScalar): boolean {
  return isBlock(scalar) && /^[|>]\d?\+/.test(scalar.source);
}

/** A mapping that is not there yet: `web:` with nothing behind it. */
function insertBelowKey(file: ComposeFile, map: YamlMap, entry: string): TextEdit[] | undefined {
  const { text } = file;
  const at = map.span.start;
  const [indent] = /^ */.exec(text.slice(lineStart(text, at), at))!;
  const before = text.slice(lineStart(text, at) + indent.length, at);
  const end = lineEndOf(text, at);
  if (map.span.end > at || !/^[^\s#"'\-?&*!{[][^\s#"']*:$/.test(before) || !/^\s*(?:#.*)?$/.test(text.slice(at, end)))
    return undefined;
  if (isInFlow(file, map.span)) return undefined;
  const layout = layoutOf(file);
  const column = indent.length + layout.width;
  const eol = lineEnd(text);
  return [insertAt(end, `${eol}${" ".repeat(column)}${layOut(entry, layout, column).join(eol)}`)];
}

/** The column in which all children of a block collection begin; undefined where tabs, anchors or tags hide it. */
function columnOfChildren(text: string, children: readonly Child[]): number | undefined {
  const first = children[0];
  if (first === undefined) return undefined;
  const before = text.slice(lineStart(text, first.span.start), first.span.start);
  return /^[ -]*$/.test(before) ? columnOf(text, first.span.start) : undefined;
}

function insertInFlow(span: Span, children: readonly Child[], text: string, after: Child | undefined): TextEdit[] | undefined {
  if (text.includes("\n")) return undefined;
  const previous = after ?? children.at(-1);
  return [previous === undefined ? insertAt(span.start + 1, text) : insertAt(previous.span.end, `, ${text}`)];
}

function removeChild(
  file: ComposeFile,
  parent: YamlMap | YamlSeq,
  children: readonly Child[],
  child: Child,
): TextEdit[] | undefined {
  const index = children.indexOf(child);
  if (index === -1 || children.length < 2 || !isEditable(file, parent) || holdsUsedAnchor(file, child.span)) return undefined;
  const [previous, next] = [children[index - 1], children[index + 1]];
  if (parent.flow) return removeInFlow(file.text, previous, child, next);
  const { text } = file;
  const start = lineStart(text, child.span.start);
  const end = endOfLines(text, child);
  if (end === undefined) return undefined;
  const before = text.slice(start, child.span.start);
  if (/^ *$/.test(before)) {
    const from = nextLine(text, end);
    if (previous !== undefined && wouldJoinBlock(text, previous, from, before.length)) return undefined;
    return [remove(from === end ? spanOf(endBefore(text, start, previous), end) : spanOf(start, from))];
  }
  // The first key of a list item stands behind its dash: the next one takes its place.
  const isNextLine = next !== undefined && /^\s*$/.test(text.slice(nextLine(text, end), next.span.start));
  return /^[ -]*$/.test(before) && isNextLine ? [remove(spanOf(child.span.start, next.span.start))] : undefined;
}

/**
 * At the end of a text without a final line end, the line end before the removed line goes instead, and the empty lines there: but not
 * where it belongs to a block scalar.
 */
function endBefore(text: string, start: number, previous: Child | undefined): number {
  const last = previous && previous.alias === undefined ? lastScalar(previous.value) : undefined;
  if (last !== undefined && isBlock(last) && !/^[|>]\d?-/.test(last.source)) return start;
  let end = start;
  while (end > 0 && /[ \t\r\n]/.test(text[end - 1]!)) end--;
  // Blanks at the end of that line stay.
  return end + /^[ \t]*/.exec(text.slice(end, start))![0].length;
}

/** True when comments behind the removed lines would become text of the block scalar before them. */
function wouldJoinBlock(text: string, previous: Child, from: number, column: number): boolean {
  const last = lastScalar(previous.value);
  if (last === undefined || previous.alias !== undefined || !isBlock(last)) return false;
  const [blank = "", comment] = /^(?:[ \t]*\r?\n)*[ \t]*(#)?/.exec(text.slice(from)) ?? [];
  const indent = blank.length - (blank.lastIndexOf("\n") + 1) - (comment === undefined ? 0 : 1);
  return keepsLineEnds(last) || (comment !== undefined && indent > column);
}

function removeInFlow(text: string, previous: Child | undefined, child: Child, next: Child | undefined): TextEdit[] | undefined {
  const span =
    next !== undefined ? spanOf(child.span.start, next.span.start) : previous && spanOf(previous.span.end, child.span.end);
  if (span === undefined) return undefined;
  const separator = next !== undefined ? text.slice(child.span.end, span.end) : text.slice(span.start, child.span.start);
  return /^\s*,\s*$/.test(separator) ? [remove(span)] : undefined;
}

/** True when an alias elsewhere needs an anchor in the span. */
function holdsUsedAnchor(file: ComposeFile, span: Span): boolean {
  return file.documents.some(({ anchors }) =>
    anchors.some((anchor) => contains(span, anchor.span) && anchor.aliases.some((alias) => !contains(span, alias.span))),
  );
}
