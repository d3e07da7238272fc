/** Edits of Dockerfiles in the author's own style: whole instructions put in or taken out, everything else untouched. */
import type { Dockerfile, Instruction } from "../syntax/dockerfile/model.js";
import { insertAt, remove, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";

/** Offset of the first unit of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
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

/** Lines put below an instruction, behind its heredocs. */
export function insertAfter(file: Dockerfile, instruction: Instruction, lines: readonly string[]): TextEdit {
  const end = lineEnd(file.text);
  const at = nextLineStart(file.text, instruction.span.end);
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
