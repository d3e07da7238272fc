/** `command` and `entrypoint`: a list of words, or a string that Compose splits like a shell, without running one. */
import type { YamlScalar } from "../yaml/model.js";
import type { Command, TextValue } from "./model.js";
import { entryAt, type Fields, partOf, textOf } from "./values.js";

export function commandAt(fields: Fields, key: "command" | "entrypoint"): Command | undefined {
  const entry = entryAt(fields, key);
  const node = entry?.value;
  if (entry === undefined || node === undefined || node.kind === "map") return undefined;
  if (node.kind === "seq") {
    const words = node.items.flatMap(({ value }) => textOf(value) ?? []);
    return { form: "list", words, span: node.span, entry, node };
  }
  const text = textOf(node);
  return text && { form: "string", words: splitWords(node), span: text.span, entry, node };
}

/**
 * Splits a string into words as mattn/go-shellwords does for compose-go: quotes and backslashes are resolved, nothing expands, and
 * everything from the first unquoted `;`, `&`, `|`, `<` or `>` on is dropped without a word.
 * The text of a word is without its quotes, its span with them.
 * @returns undefined where Compose refuses the string: an open quote, a parenthesis that is not `$(…)`
 */
export function splitWords(node: YamlScalar): readonly TextValue[] | undefined {
  const words: TextValue[] = [];
  const { text } = node;
  let at = 0;
  while (at < text.length && !isOperator(text[at]!)) {
    if (isSpace(text[at]!)) {
      at++;
      continue;
    }
    const word = readWord(text, at);
    if (word === undefined) return undefined;
    if (!word.dropped) words.push({ ...partOf(node, at, word.end), text: word.text });
    at = word.end;
  }
  return words;
}

interface Word {
  readonly text: string;
  readonly end: number;
  /** The number of a redirection, as in `2>`. */
  readonly dropped: boolean;
}

function readWord(text: string, start: number): Word | undefined {
  let word = "";
  // A quote, a backtick, or `(` within `$(…)`.
  let open = "";
  let at = start;
  for (; at < text.length; at++) {
    const unit = text[at]!;
    if (open === "" && (isSpace(unit) || isOperator(unit))) break;
    if (unit === "\\" && open !== "'") {
      at++;
      if (at === text.length) return undefined;
      word += text[at];
    } else if ((open === "" || open === unit) && (unit === "'" || unit === '"')) open = open === "" ? unit : "";
    else {
      if (unit === "(" && (open === "" || open === "(")) {
        if (open !== "" || !word.endsWith("$")) return undefined;
        open = "(";
      } else if (unit === ")" && (open === "" || open === "(")) open = open === "" ? "(" : "";
      else if (unit === "`" && (open === "" || open === "`")) open = open === "" ? "`" : "";
      word += unit;
    }
  }
  return open === "" ? { text: word, end: at, dropped: text[at] === ">" && /^[0-9]/.test(word) } : undefined;
}

function isSpace(unit: string): boolean {
  return unit === " " || unit === "\t" || unit === "\n" || unit === "\r";
}

function isOperator(unit: string): boolean {
  return ";&|<>".includes(unit);
}
