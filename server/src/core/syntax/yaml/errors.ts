/** The parser's complaints in the words of an author, each on a piece of one line. */
import type { ErrorCode, YAMLError } from "yaml";
import type { Span } from "../../text/span.js";
import type { YamlError } from "./model.js";

/** What the parser says, and what to say instead; the first that matches. */
const phrases: readonly (readonly [ErrorCode, RegExp, string])[] = [
  ["TAB_AS_INDENT", /./, "YAML is indented by spaces: this tab is not allowed."],
  ["BAD_INDENT", /mapping items/, "This key does not stand in the column of its neighbours."],
  ["BAD_INDENT", /sequence items/, "This item does not stand in the column of its neighbours."],
  ["BAD_INDENT", /Flow map/, "The `{` before this place is not closed: a `}` is missing, or stands too far left."],
  ["BAD_INDENT", /Flow sequence/, "The `[` before this place is not closed: a `]` is missing, or stands too far left."],
  ["BAD_INDENT", /[Bb]lock scalar/, "This line must be indented at least as far as the first line of its text block."],
  ["MISSING_CHAR", /followed by map values/, "A `:` is missing behind this key."],
  ["MISSING_CHAR", /end with a \}|expected flow map to end/i, "The `{` is not closed: a `}` is missing."],
  ["MISSING_CHAR", /end with a \]|expected flow sequence to end/i, "The `[` is not closed: a `]` is missing."],
  ["MISSING_CHAR", /Missing , /, "A comma is missing before this place."],
  [
    "MISSING_CHAR",
    /Comments must be separated/,
    "A comment needs a space before its `#`; quote the value if the `#` belongs to it.",
  ],
  ["MISSING_CHAR", /without - indicator/, "The `-` of this item is missing."],
  ["MISSING_CHAR", /space after/i, "A space is missing behind this sign."],
  [
    "BLOCK_AS_IMPLICIT_KEY",
    /compact mappings/,
    "A second `: ` in one line: quote the value, or put the inner key on a line of its own.",
  ],
  ["BLOCK_AS_IMPLICIT_KEY", /./, "A list cannot be a key."],
  ["BLOCK_IN_FLOW", /./, "Lines with `-` or `key:` cannot stand inside `[…]` or `{…}`."],
  ["MULTILINE_IMPLICIT_KEY", /./, "This key runs over several lines: probably a `:` is missing on the first one."],
  ["BAD_PROP_ORDER", /./, "An anchor or tag must stand directly before its value."],
  ["ALIAS_PROPS", /./, "An alias cannot have an anchor or a tag."],
  ["MULTIPLE_ANCHORS", /./, "A value can have one anchor only."],
  ["MULTIPLE_TAGS", /./, "A value can have one tag only."],
  ["KEY_OVER_1024_CHARS", /./, "This key is longer than 1024 characters."],
];

/** How the message about text that fits nowhere in the document ends. */
export const strayEnding = "fits nowhere in the document.";

/**
 * Translates one error of the `yaml` package.
 * @returns undefined for what the tree builder reports itself, at a better place.
 */
export function yamlError(text: string, error: YAMLError): YamlError | undefined {
  if (/^Missing closing ["']quote/.test(error.message)) return undefined;
  const code = error.code === "BAD_ALIAS" ? "alias" : "syntax";
  const length = error.code === "BAD_DQ_ESCAPE" ? 2 : error.pos[1] - error.pos[0];
  return { code, span: visibleSpan(text, error.pos[0], error.pos[0] + length), message: words(text, error) };
}

function words(text: string, { code, message, pos }: YAMLError): string {
  if (code === "BAD_SCALAR_START") return `A value cannot start with \`${text[pos[0]] ?? ""}\`: put it in quotes.`;
  if (code === "BAD_DQ_ESCAPE") {
    const sequence = text.slice(pos[0], pos[0] + 2);
    return `\`${sequence}\` means nothing in double quotes: write \`\\${sequence}\`, or use single quotes.`;
  }
  if (/in YAML stream/.test(message)) return `This is not indented like anything before it, and ${strayEnding}`;
  const phrase = phrases.find(([name, pattern]) => name === code && pattern.test(message));
  return phrase?.[2] ?? `Not valid YAML: ${message.replace(/\.?\s*$/, "")}.`;
}

/**
 * A span of at least one visible character within one line, at or as near as possible to the given one: errors at a line end or
 * at the end of the text move back to the last visible character, those on indentation move to the word behind it.
 */
export function visibleSpan(text: string, start: number, end: number): Span {
  let from = Math.max(0, Math.min(start, text.length));
  while (text[from] === " ") from++;
  if (isLineEnd(text, from)) {
    from = Math.min(start, text.length);
    while (from > 0 && /\s/.test(text[from - 1]!)) from--;
    if (from === 0) return { start: 0, end: Math.min(1, text.length) };
    from--;
  }
  const limit = lineEndAt(text, from);
  let to = Math.min(Math.max(end, from + 1), limit);
  if (/[\w${]/.test(text[to - 1]!)) while (to < limit && /[\w.${}/-]/.test(text[to]!)) to++;
  while (to > from + 1 && /\s/.test(text[to - 1]!)) to--;
  return { start: from, end: to };
}

/** The part of a span that lies in its first line; for findings about values of several lines. */
export function firstLine(text: string, span: Span): Span {
  const end = Math.min(span.end, lineEndAt(text, span.start));
  return { start: span.start, end };
}

function isLineEnd(text: string, offset: number): boolean {
  return offset >= text.length || text[offset] === "\n" || text[offset] === "\r";
}

export function lineEndAt(text: string, offset: number): number {
  while (!isLineEnd(text, offset)) offset++;
  return offset;
}
