/** Edits of Dockerfiles in the author's own style: whole instructions put in or taken out, everything else untouched. */
import type { Dockerfile, Flag, Instruction } from "../syntax/dockerfile/model.js";
import { insertAt, remove, replace, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import type { Span } from "../text/span.js";

/** Offset of the first unit of the line that holds an offset; a byte order mark stays before the first line. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && offset > 0 && text.startsWith("\ufeff") ? 1 : start;
}

/** Offset behind the line end of the line that holds an offset; the end of the text on the last line. */
export function nextLineStart(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

/** Where the comment lines directly above an instruction begin, or the instruction's own line where there are none. */
export function startWithComments(file: Dockerfile, instruction: Instruction): number {
  const { text } = file;
  let start = lineStart(text, instruction.span.start);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!text.slice(above, start).trimStart().startsWith("#")) break;
    // A parser directive belongs to the file, not to the instruction below it.
    if (file.directives.some(({ span }) => span.start >= above && span.start < start)) break;
    start = above;
  }
  return start;
}

/** Lines put above an instruction and above the comment that belongs to it. */
export function insertBefore(file: Dockerfile, instruction: Instruction, lines: readonly string[]): TextEdit {
  const end = lineEnd(file.text);
  return insertAt(startWithComments(file, instruction), lines.map((line) => line + end).join(""));
}

/**
 * An instruction with what else is in its last line: blanks, and at the end of a file perhaps a continuation character that
 * continues nothing, as nothing or only comments follow.
 */
export function wholeSpan({ text }: Dockerfile, { span }: Instruction): Span {
  const rest = text.slice(span.end, nextLineStart(text, span.end)).replace(/\r?\n$/, "");
  return { start: span.start, end: span.end + rest.length };
}

/** Takes a flag out with the blanks behind it. */
export function removeFlag({ text }: Dockerfile, { span: { start, end } }: Flag): TextEdit {
  while (text[end] === " " || text[end] === "\t") end++;
  return remove({ start, end });
}

/** Lines put below an instruction, behind its heredocs. */
export function insertAfter(file: Dockerfile, instruction: Instruction, lines: readonly string[]): TextEdit {
  const end = lineEnd(file.text);
  const at = nextLineStart(file.text, instruction.span.end);
  const whole = wholeSpan(file, instruction);
  // A last line that goes on would swallow them: it ends here.
  if (file.text.slice(instruction.span.end, whole.end).trim() === file.escape)
    return replace({ start: instruction.span.end, end: whole.end }, lines.map((line) => end + line).join(""));
  // The last line of a file may lack its line end.
  if (at === file.text.length && !file.text.endsWith("\n")) return insertAt(at, lines.map((line) => end + line).join(""));
  return insertAt(at, lines.map((line) => line + end).join(""));
}

/** Takes an instruction out with its line end; comments above it stay: they may speak of more than it. */
export function removeInstruction(file: Dockerfile, instruction: Instruction): TextEdit {
  const { text } = file;
  const start = lineStart(text, instruction.span.start);
  const end = nextLineStart(text, instruction.span.end);
  // At the end of a file without a last line end, the line end before goes instead.
  if (end === text.length && !text.endsWith("\n") && start > 0) {
    const before = text[start - 2] === "\r" ? start - 2 : start - 1;
    return remove({ start: before, end });
  }
  return remove({ start, end });
}

/** A keyword in the case the file writes its own: lower only where its first instruction is. */
export function keywordLike(file: Dockerfile, keyword: string): string {
  const first = file.instructions[0]?.keywordSpan;
  const written = first ? file.text.slice(first.start, first.end) : keyword;
  return written === written.toLowerCase() ? keyword.toLowerCase() : keyword;
}
