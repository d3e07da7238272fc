/** How a YAML file is laid out: lines, indent widths, preferred quotes. What is added follows it. */
import type { ComposeFile } from "../syntax/compose/model.js";
import type { YamlMap, YamlNode } from "../syntax/yaml/model.js";
import { contains, type Span } from "../text/span.js";
import type { Quote } from "./yaml-quotes.js";

export interface Layout {
  /** Columns from a key to the keys below it. */
  readonly width: number;
  /** Columns from a key to the dashes below it; 0 in files that do not indent lists. */
  readonly listWidth: number;
}

const layouts = new WeakMap<ComposeFile, Layout>();

/** The indents of the file's first nested mapping and list. */
export function layoutOf(file: ComposeFile): Layout {
  let layout = layouts.get(file);
  if (layout === undefined) {
    const width = file.roots.map((root) => childIndent(file, root, "map")).find((it) => it !== undefined) ?? 2;
    const listWidth = file.roots.map((root) => childIndent(file, root, "seq")).find((it) => it !== undefined) ?? width;
    layout = { width: Math.max(1, width), listWidth };
    layouts.set(file, layout);
  }
  return layout;
}

function childIndent(file: ComposeFile, map: YamlMap, kind: "map" | "seq"): number | undefined {
  for (const { key, value, alias, merged } of map.entries) {
    if (alias !== undefined || merged !== undefined || value.kind === "scalar" || value.flow || value.uri !== file.uri) continue;
    if (value.kind === kind && value.span.start < value.span.end) {
      const difference = columnOf(file.text, value.span.start) - columnOf(file.text, key.span.start);
      if (difference >= 0) return difference;
    }
    const inner = value.kind === "map" ? childIndent(file, value, kind) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset of the line end (CR or LF), or the end of the text. */
export function lineEndOf(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return end > offset && text[end - 1] === "\r" ? end - 1 : end;
}

/** Offset of the next line. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** The last answer: rules ask for each of their edits. */
let latest: { readonly text: string; readonly quote: Quote } | undefined;

/** The quotes that most scalars of the file have. */
export function preferredQuote(text: string): Quote {
  if (latest?.text !== text) {
    const double = text.match(/(?:[:-] |\[)"/g)?.length ?? 0;
    const single = text.match(/(?:[:-] |\[)'/g)?.length ?? 0;
    latest = { text, quote: single > double ? "'" : '"' };
  }
  return latest.quote;
}

/** True for what stands inside `[…]` or `{…}`. */
export function isInFlow(file: ComposeFile, span: Span): boolean {
  let node: YamlNode | undefined = file.documents.flatMap(({ root }) => root ?? []).find((root) => contains(root.span, span));
  while (node !== undefined && node.kind !== "scalar") {
    if (node.flow) return true;
    node = childAround(node, span);
  }
  return false;
}

function childAround(node: Exclude<YamlNode, { kind: "scalar" }>, span: Span): YamlNode | undefined {
  const places =
    node.kind === "seq" ? node.items : [...node.entries.filter(({ merged }) => merged === undefined), ...node.merges];
  return places.find((it) => it.alias === undefined && contains(it.value.span, span))?.value;
}

/**
 * Lines written with two spaces per level, in the layout of the file and at a column.
 * @param text `key: value`, or several lines such as `deploy:\n  resources:\n    …`; list items two columns behind their key
 * @returns the lines; the first without indentation
 */
export function layOut(text: string, { width, listWidth }: Layout, column: number): readonly string[] {
  const levels: { readonly from: number; readonly to: number; readonly dash: boolean }[] = [];
  return text.split("\n").map((line, index) => {
    const from = line.search(/\S/);
    if (from === -1) return "";
    while (levels.length > 0 && levels.at(-1)!.from >= from) levels.pop();
    const parent = levels.at(-1);
    const dash = /^\s*-(?:\s|$)/.test(line);
    const step = parent === undefined ? 0 : parent.dash ? 2 : dash ? listWidth : width;
    const to = (parent?.to ?? column) + step;
    levels.push({ from, to, dash });
    return (index === 0 ? "" : " ".repeat(to)) + line.slice(from);
  });
}
