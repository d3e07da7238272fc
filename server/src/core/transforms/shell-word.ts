/** Takes words out of commands: the blanks, line break or comma before them go along, the rest of the line stays. */
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import type { ShellWord } from "../syntax/shell/model.js";
import type { CommandLine } from "../syntax/shell/query.js";
import { remove, type TextEdit } from "../text/edits.js";

/**
 * Removes neighbouring words of a command, not its first one.
 * @returns undefined where a comment or something else stands before them
 */
export function removeWords(file: Dockerfile, line: CommandLine, ...words: readonly ShellWord[]): TextEdit | undefined {
  const { text, escape } = file;
  const first = words[0]!;
  const end = words.at(-1)!.span.end;
  let start = skipBack(text, first.span.start);
  if (line.shell === undefined) {
    // An element of a JSON array.
    if (text[start - 1] !== ",") return undefined;
    return remove({ start: start - 1, end });
  }
  while (text[start - 1] === "\n") {
    start = text[start - 2] === "\r" ? start - 2 : start - 1;
    start = skipBack(text, start);
    if (text[start - 1] !== escape) return undefined;
    start = skipBack(text, start - 1);
  }
  return start < first.span.start ? remove({ start, end }) : undefined;
}

/** Takes one letter out of `-fsSLk`; the whole word where it is the only one. */
export function removeLetter(file: Dockerfile, line: CommandLine, word: ShellWord, letter: string): TextEdit | undefined {
  if (/^-.$/.test(word.value)) return removeWords(file, line, word);
  const at = file.text.slice(word.span.start, word.span.end).indexOf(letter);
  return at < 0 ? undefined : remove({ start: word.span.start + at, end: word.span.start + at + 1 });
}

function skipBack(text: string, at: number): number {
  let start = at;
  while (text[start - 1] === " " || text[start - 1] === "\t") start--;
  return start;
}
