/** Gives a Compose file two columns of indentation per level. */
import type { ComposeFile } from "../syntax/compose/model.js";
import { parseCompose } from "../syntax/compose/parse.js";
import type { YamlMap, YamlNode, YamlSeq } from "../syntax/yaml/model.js";
import { collections } from "../syntax/yaml/walk.js";
import { applyEdits, insertAt, remove, type TextEdit } from "../text/edits.js";
import { LineIndex } from "../text/line-index.js";
import { type Span, spanOf } from "../text/span.js";
import { type Child, ownEntries } from "./yaml-edit.js";
import { columnOf } from "./yaml-layout.js";

const width = 2;

/** The first collection that does not stand two columns deeper than its key; a list may also stand in the column of its key. */
export function firstOddIndent(file: ComposeFile): { readonly span: Span; readonly columns: number } | undefined {
  for (const root of file.roots) {
    for (const map of collections(root)) {
      if (map.flow || map.kind === "seq") continue;
      for (const entry of map.entries) {
        const { value, alias, merged } = entry;
        const first = value.kind === "scalar" ? undefined : childrenOf(value)[0];
        if (alias || merged || value.kind === "scalar" || value.flow || first === undefined) continue;
        const columns = columnOf(file.text, first.span.start) - columnOf(file.text, entry.span.start);
        if (columns === width || (columns === 0 && value.kind === "seq")) continue;
        const words = value.kind === "map" ? ownEntries(value)[0]!.key.span : spanOf(first.span.start, first.span.start + 1);
        return { span: words, columns };
      }
    }
  }
  return undefined;
}

/** @returns undefined where the result would not mean the same */
export function reindented(file: ComposeFile): TextEdit[] | undefined {
  if (file.errors.some(({ code }) => code === "syntax")) return undefined;
  const { text } = file;
  const lines = new LineIndex(text);
  const shifts = new Map<number, number>();
  const paint = ({ start, end }: Span, shift: number): void => {
    for (let line = lines.lineOf(start); line <= lines.lineOf(end); line++) shifts.set(line, shift);
  };
  const visit = (node: YamlMap | YamlSeq, shift: number): void => {
    for (const child of childrenOf(node)) {
      paint(child.span, shift);
      const { value, alias } = child;
      if (alias || value.kind === "scalar" || value.flow) continue;
      const first = childrenOf(value)[0];
      if (first === undefined) continue;
      const own = columnOf(text, child.span.start);
      const column = columnOf(text, first.span.start);
      const isBehindDash = node.kind === "seq" && lines.lineOf(first.span.start) === lines.lineOf(child.span.start);
      const keeps = isBehindDash || (column === own && value.kind === "seq");
      visit(value, keeps ? shift : own + shift + width - column);
    }
  };
  for (const root of file.roots) if (!root.flow) visit(root, 0);
  const edits = editsOf(text, lines, shifts);
  const after = edits.length === 0 ? undefined : parseCompose(file.uri, applyEdits(text, edits));
  const isSame = after?.documents.every((it, index) => sameValue(it.root, file.documents[index]?.root));
  return isSame && after?.errors.length === file.errors.length && after.comments.length === file.comments.length
    ? edits
    : undefined;
}

function childrenOf(node: YamlMap | YamlSeq): readonly Child[] {
  return node.kind === "seq" ? node.items : ownEntries(node);
}

/** A comment goes with the next line in its column, as long as no line stands further left, else with the one before it. */
function editsOf(text: string, lines: LineIndex, shifts: Map<number, number>): TextEdit[] {
  const indentOf = (line: number): number => /^ */.exec(text.slice(lines.starts[line], lines.line(line).end))![0].length;
  const isComment = (line: number): boolean => text[lines.starts[line]! + indentOf(line)] === "#";
  const isBlank = (line: number): boolean => lines.line(line).end === lines.starts[line]! + indentOf(line);
  const content = (line: number): boolean => !isBlank(line) && !isComment(line);
  const shiftOfComment = (line: number): number => {
    const column = indentOf(line);
    for (const step of [1, -1]) {
      let at = line + step;
      while (at >= 0 && at < lines.starts.length && (!content(at) || indentOf(at) > column)) at += step;
      if (at >= 0 && at < lines.starts.length && indentOf(at) === column) return shifts.get(at) ?? 0;
    }
    return shifts.get(line) ?? 0;
  };
  const edits: TextEdit[] = [];
  for (let line = 0; line < lines.starts.length; line++) {
    if (isBlank(line)) continue;
    const shift = isComment(line) ? shiftOfComment(line) : (shifts.get(line) ?? 0);
    const start = lines.starts[line]!;
    if (shift > 0) edits.push(insertAt(start, " ".repeat(shift)));
    else if (shift < 0) edits.push(remove(spanOf(start, start + Math.min(-shift, indentOf(line)))));
  }
  return edits;
}

function sameValue(a: YamlNode | undefined, b: YamlNode | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === "scalar") return b.kind === "scalar" && a.text === b.text && a.value === b.value;
  if (a.kind === "seq")
    return (
      b.kind === "seq" && a.items.length === b.items.length && a.items.every((it, i) => sameValue(it.value, b.items[i]!.value))
    );
  return (
    b.kind === "map" &&
    a.entries.length === b.entries.length &&
    a.entries.every((it, i) => it.key.text === b.entries[i]!.key.text && sameValue(it.value, b.entries[i]!.value))
  );
}
