/** Edits: the only way Drydock changes a file. */
import { type Span, touches } from "./span.js";

export interface TextEdit {
  /** What is replaced, in offsets of the text the edit was made from; empty to insert. */
  readonly span: Span;
  readonly newText: string;
}

export function insertAt(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}

export function replace(span: Span, newText: string): TextEdit {
  return { span, newText };
}

export function remove(span: Span): TextEdit {
  return { span, newText: "" };
}

/** The edits kept behind the byte order mark that some hosts leave at the start of a text: it stays the first character. */
export function behindMark(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  if (!text.startsWith("\ufeff")) return edits;
  return edits.map(({ span, newText }) => ({ span: { start: Math.max(1, span.start), end: Math.max(1, span.end) }, newText }));
}

/**
 * Applies edits that were made from one snapshot, in any order.
 * @throws Error when two of them overlap (edits of one fix that merely touch are allowed: they are one idea).
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let last = 0;
  for (const { span, newText } of [...edits].sort(byPosition)) {
    if (span.start < last) throw new Error(`overlapping edits at ${span.start}`);
    result += text.slice(last, span.start) + newText;
    last = span.end;
  }
  return result + text.slice(last);
}

/** True when an edit of one set overlaps or touches one of the other: the second set has to wait for the next round. */
export function conflicts(a: readonly TextEdit[], b: readonly TextEdit[]): boolean {
  return a.some((x) => b.some((y) => touches(x.span, y.span)));
}

function byPosition(a: TextEdit, b: TextEdit): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}
