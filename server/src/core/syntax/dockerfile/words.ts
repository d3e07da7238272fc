/** Splits the arguments of an instruction the way BuildKit does, each word with its place in the file. */
import type { LogicalLine } from "./lines.js";
import { isBlank, skipBlanks } from "./lines.js";
import type { Flag, Pair, Word } from "./model.js";

/** A range of a logical line. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export function wordOf(line: LogicalLine, { start, end }: Range): Word {
  return { text: line.text.slice(start, end), span: line.span(start, end) };
}

/** Words between blanks; quotes mean nothing here (FROM, COPY, EXPOSE, VOLUME). */
export function splitBlanks(line: LogicalLine, start: number): Word[] {
  const words: Word[] = [];
  const { text } = line;
  let at = skipBlanks(text, start, text.length);
  while (at < text.length) {
    let end = at;
    while (end < text.length && !isBlank(text[end])) end++;
    words.push(wordOf(line, { start: at, end }));
    at = skipBlanks(text, end, text.length);
  }
  return words;
}

/** Words between blanks that are neither quoted nor escaped (ENV, LABEL, ARG, heredoc markers); quotes stay in the words. */
export function splitQuoted(text: string, start: number, escape: string): Range[] {
  const words: Range[] = [];
  let at = skipBlanks(text, start, text.length);
  while (at < text.length) {
    const end = endOfQuotedWord(text, at, escape);
    words.push({ start: at, end });
    at = skipBlanks(text, end, text.length);
  }
  return words;
}

function endOfQuotedWord(text: string, start: number, escape: string): number {
  let quote: string | undefined;
  let at = start;
  for (; at < text.length; at++) {
    const unit = text[at]!;
    if (quote === undefined && isBlank(unit)) break;
    if (unit === escape && quote !== "'") at++;
    else if (quote === unit) quote = undefined;
    else if (quote === undefined && (unit === '"' || unit === "'")) quote = unit;
  }
  return Math.min(at, text.length);
}

/**
 * Takes the `--name=value` words at the start of the arguments.
 * @returns the flags and where the rest begins
 */
export function takeFlags(line: LogicalLine, start: number): { flags: Flag[]; rest: number } {
  const flags: Flag[] = [];
  const { text } = line;
  let at = skipBlanks(text, start, text.length);
  while (text.startsWith("--", at)) {
    const end = endOfQuotedWord(text, at, "\\");
    if (end === at + 2) return { flags, rest: skipBlanks(text, end, text.length) };
    flags.push(flagOf(line, { start: at, end }));
    at = skipBlanks(text, end, text.length);
  }
  return { flags, rest: at };
}

function flagOf(line: LogicalLine, { start, end }: Range): Flag {
  const source = line.text.slice(start, end);
  const equals = source.indexOf("=");
  const nameEnd = equals < 0 ? end : start + equals;
  return {
    name: line.text.slice(start + 2, nameEnd).toLowerCase(),
    value: equals < 0 ? undefined : removeQuotes(source.slice(equals + 1), "\\"),
    span: line.span(start, end),
    nameSpan: line.span(start + 2, nameEnd),
    valueSpan: equals < 0 ? undefined : line.span(nameEnd + 1, end),
  };
}

/** `NAME=value` words; a word without `=` has no value. */
export function pairsOf(line: LogicalLine, start: number, escape: string): Pair[] {
  return splitQuoted(line.text, start, escape).map((range) => {
    const equals = line.text.slice(range.start, range.end).indexOf("=");
    const nameEnd = equals < 0 ? range.end : range.start + equals;
    return {
      name: wordOf(line, { start: range.start, end: nameEnd }),
      value: equals < 0 ? undefined : wordOf(line, { start: nameEnd + 1, end: range.end }),
      span: line.span(range.start, range.end),
    };
  });
}

/** A JSON array of strings, as Docker accepts it for the exec form; undefined for anything else. */
export function parseJsonArray(line: LogicalLine, start: number): Word[] | undefined {
  const source = line.text.slice(start).trimEnd();
  if (!source.startsWith("[") || !source.endsWith("]")) return undefined;
  let values: unknown;
  try {
    values = JSON.parse(source);
  } catch {
    return undefined;
  }
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) return undefined;
  const words: Word[] = [];
  // The text is valid JSON, so each string ends at the next quote that is not escaped.
  const strings = /"(?:[^"\\]|\\.)*"/g;
  for (let match = strings.exec(source); match; match = strings.exec(source)) {
    words.push({
      text: JSON.parse(match[0]) as string,
      span: line.span(start + match.index, start + match.index + match[0].length),
    });
  }
  return words;
}

/** Takes quotes and escapes away; variables stay. */
export function removeQuotes(text: string, escape: string): string {
  let result = "";
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (unit === escape && quote !== "'" && i + 1 < text.length) {
      const next = text[i + 1]!;
      // Inside double quotes only `"`, `$` and the escape character itself can be escaped.
      if (quote === '"' && next !== '"' && next !== "$" && next !== escape) result += unit;
      result += next;
      i++;
    } else if (unit === quote) quote = undefined;
    else if (quote === undefined && (unit === '"' || unit === "'")) quote = unit;
    else result += unit;
  }
  return result;
}
