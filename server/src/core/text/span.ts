/** Places in a text: half-open ranges of UTF-16 offsets. Lines and columns exist only at the borders (lsp, cli). */

export interface Span {
  /** Offset of the first UTF-16 unit. */
  readonly start: number;
  /** Offset behind the last one. */
  readonly end: number;
}

export function spanOf(start: number, end: number): Span {
  return { start, end };
}

export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** True when the two share text or touch: edits that touch cannot be told apart once applied. */
export function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** The first piece of a span that can be shown in one line; where it holds nothing but line ends, the unit next to it. */
export function withinLine(text: string, { start, end }: Span): Span {
  let from = start;
  while (from < end && isLineEnd(text, from)) from++;
  let to = from;
  while (to < end && !isLineEnd(text, to)) to++;
  if (to > from) return { start: from, end: to };
  let before = Math.min(start, text.length);
  while (before > 0 && isLineEnd(text, before - 1)) before--;
  if (before > 0) return { start: before - 1, end: before };
  let behind = start;
  while (behind < text.length && isLineEnd(text, behind)) behind++;
  return behind < text.length ? { start: behind, end: behind + 1 } : { start: 0, end: Math.min(1, text.length) };
}

function isLineEnd(text: string, offset: number): boolean {
  return text[offset] === "\n" || text[offset] === "\r";
}
