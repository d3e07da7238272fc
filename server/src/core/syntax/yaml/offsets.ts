/** From a place in a scalar's text to the place in the file, where escapes and folding do not hide it. */
import type { Span } from "../../text/span.js";
import type { YamlScalar } from "./model.js";

/**
 * The file's span of a part of `scalar.text`.
 * @param start offset in `scalar.text`
 * @param end offset behind the part
 * @returns undefined where the part is not written in the file character by character: around escapes, across folded lines,
 *   across the indentation of a block
 */
export function spanWithin(scalar: YamlScalar, start: number, end: number): Span | undefined {
  const { style, source, text, span } = scalar;
  // A text with variables replaced stands nowhere.
  if (scalar.written !== undefined) return undefined;
  if (style === "literal") return spanInLiteral(scalar, start, end);
  if (style === "folded") return undefined;
  const quote = style === "plain" ? 0 : 1;
  if (source.length - 2 * quote === text.length && source.startsWith(text, quote)) {
    return { start: span.start + quote + start, end: span.start + quote + end };
  }
  const offset = style === "plain" || /[\r\n]/.test(source) ? undefined : spanAmongEscapes(scalar, start, end);
  return offset && { start: span.start + offset.start, end: span.start + offset.end };
}

/** Single-line quoted scalars: walks over the escapes. */
function spanAmongEscapes({ style, source, text }: YamlScalar, start: number, end: number): Span | undefined {
  let at = 1;
  let from = start === 0 ? at : -1;
  for (let index = 0; index < text.length && at < source.length - 1; index++) {
    if (index === start) from = at;
    if (index === end) return from < 0 ? undefined : { start: from, end: at };
    const length = style === "single" ? (source.startsWith("''", at) ? 2 : 1) : escapeLength(source, at);
    if (style === "double" && source[at] === "\\" && /[xuU]/.test(source[at + 1] ?? "")) return undefined;
    at += length;
  }
  if (start === text.length) from = at;
  return from < 0 || end !== text.length ? undefined : { start: from, end: at };
}

function escapeLength(source: string, at: number): number {
  return source[at] === "\\" ? 2 : 1;
}

/** A line of a literal block: where it begins in the scalar's text and in the file, and how long it is. */
export interface LiteralLine {
  readonly textStart: number;
  readonly fileStart: number;
  readonly length: number;
}

/**
 * The lines of a literal block scalar (`|`), without their indentation.
 * @returns an empty list for every other style
 */
export function literalLines(scalar: YamlScalar): readonly LiteralLine[] {
  if (scalar.style !== "literal") return [];
  const header = /^[^\n]*\n/.exec(scalar.source)?.[0].length ?? scalar.source.length;
  const lines: LiteralLine[] = [];
  let textStart = 0;
  let fileStart = scalar.span.start + header;
  const fileLines = scalar.source.slice(header).split("\n");
  for (const content of scalar.text.split("\n").slice(0, fileLines.length)) {
    const line = fileLines[lines.length]!.replace(/\r$/, "");
    const indent = Math.max(0, line.length - content.length);
    lines.push({ textStart, fileStart: fileStart + indent, length: content.length });
    textStart += content.length + 1;
    fileStart += fileLines[lines.length - 1]!.length + 1;
  }
  return lines;
}

function spanInLiteral(scalar: YamlScalar, start: number, end: number): Span | undefined {
  for (const { textStart, fileStart, length } of literalLines(scalar)) {
    if (start < textStart || end > textStart + length) continue;
    return { start: fileStart + start - textStart, end: fileStart + end - textStart };
  }
  return undefined;
}

/** The scalar's words without their quotes; of blocks all of the source. */
export function contentSpan(scalar: YamlScalar): Span {
  const { style, span } = scalar;
  const quoted = (style === "single" || style === "double") && span.end - span.start >= 3;
  return quoted ? { start: span.start + 1, end: span.end - 1 } : span;
}
