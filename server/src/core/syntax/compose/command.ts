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
 * Splits a string into words as mattn/go-shellwords does for compose-go: quotes and backslashes are resolved, nothing expands.
 * The text of a word is without its quotes, its span with them.
 * @returns undefined where a quote stays open, which Compose refuses
 */
export function splitWords(node: YamlScalar): readonly TextValue[] | undefined {
  const words: TextValue[] = [];
  const { text } = node;
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at]!)) {
      at++;
      continue;
    }
    const word = readWord(text, at);
    if (word === undefined) return undefined;
    words.push({ ...partOf(node, at, word.end), text: word.text });
    at = word.end;
  }
  return words;
}

function readWord(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let word = "";
  let quote = "";
  let at = start;
  for (; at < text.length; at++) {
    const unit = text[at]!;
    if (quote === "" && isSpace(unit)) break;
    if (unit === "\\" && quote !== "'") {
      at++;
      if (at === text.length) return undefined;
      word += text[at];
    } else if (quote === "" && (unit === "'" || unit === '"')) quote = unit;
    else if (unit === quote) quote = "";
    else word += unit;
  }
  return quote === "" ? { text: word, end: at } : undefined;
}

function isSpace(unit: string): boolean {
  return unit === " " || unit === "\t" || unit === "\n" || unit === "\r";
}
