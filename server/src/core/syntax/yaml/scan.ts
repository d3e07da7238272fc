/** The first pass over a YAML text: syntax tokens, and the places of comments, anchors, tags and dashes that the tree does not keep. */
import { type CST, Lexer, Parser } from "yaml";
import type { Span } from "../../text/span.js";
import type { YamlComment, YamlName } from "./model.js";

export interface Scan {
  readonly tokens: CST.Token[];
  readonly comments: readonly YamlComment[];
  readonly anchors: readonly YamlName[];
  readonly tags: readonly YamlName[];
  /** Offsets of the `-` of sequence items, ascending. */
  readonly dashes: readonly number[];
  /** Places nested deeper than `maximumDepth`; the content of their documents is gone from `tokens`. */
  readonly tooDeep: readonly Span[];
}

/**
 * Deeper nesting is refused: the composer and every walk over the tree are recursive, and near the end of its stack V8 can abort
 * the whole process instead of throwing. Real files stay below 20.
 */
export const maximumDepth = 200;

/** So many collections may be open while the parser reads: it holds more than one for a level. */
const maximumOpen = 5 * maximumDepth;

/** Never throws. Linear in the text. */
export function scan(text: string): Scan {
  const comments: YamlComment[] = [];
  const anchors: YamlName[] = [];
  const tags: YamlName[] = [];
  const dashes: number[] = [];
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  let offset = 0;
  let scalarNext = false;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The parser closes open collections by recursion, each in the one around it.
    if (parser.stack.length > maximumOpen) {
      const place = { start: offset, end: offset + 1 };
      return { tokens: [], comments, anchors, tags, dashes, tooDeep: [place] };
    }
    const start = offset;
    // Control lexemes announce something and stand for no text; the one behind `scalar` is that scalar's text.
    if (!scalarNext) {
      if (lexeme === scalarMark) {
        scalarNext = true;
        continue;
      }
      if (lexeme === documentMark || lexeme === flowEndMark) continue;
    }
    offset += lexeme.length;
    if (scalarNext) scalarNext = false;
    else if (lexeme[0] === "#") comments.push({ text: lexeme.slice(1).trim(), span: { start, end: trimmedEnd(text, offset) } });
    else if (lexeme[0] === "&") anchors.push({ name: lexeme.slice(1), span: { start, end: offset } });
    else if (lexeme[0] === "!") tags.push({ name: lexeme, span: { start, end: offset } });
    else if (lexeme === "-") dashes.push(start);
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, comments, anchors, tags, dashes, tooDeep: cutDeepDocuments(tokens) };
}

const documentMark = "\u0002";
const flowEndMark = "\u0018";
const scalarMark = "\u001f";

/** A CR before the line end is no part of a comment. */
function trimmedEnd(text: string, end: number): number {
  while (text[end - 1] === "\r") end--;
  return end;
}

function cutDeepDocuments(tokens: readonly CST.Token[]): Span[] {
  const places: Span[] = [];
  for (const token of tokens) {
    if (token.type !== "document" || token.value === undefined) continue;
    const offset = firstTooDeep(token.value);
    if (offset === undefined) continue;
    places.push({ start: offset, end: offset + 1 });
    delete token.value;
  }
  return places;
}

/** Walks without recursion, which is what it is for. */
function firstTooDeep(root: CST.Token): number | undefined {
  let level: CST.Token[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maximumDepth) return level[0]!.offset;
    const next: CST.Token[] = [];
    for (const token of level) {
      if (!("items" in token)) continue;
      for (const item of token.items) {
        const key = "key" in item ? item.key : undefined;
        if (key !== null && key !== undefined && "items" in key) next.push(key);
        if (item.value !== undefined && "items" in item.value) next.push(item.value);
      }
    }
    level = next;
  }
  return undefined;
}
