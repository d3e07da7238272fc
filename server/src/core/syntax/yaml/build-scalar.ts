/** From the parser's scalars to ours: style, span, type. */
import type { Scalar } from "yaml";
import type { Span } from "../../text/span.js";
import { firstLine } from "./errors.js";
import type { ScalarStyle, YamlError, YamlScalar } from "./model.js";
import { type NodePlace, yamlScalar } from "./nodes.js";
import { resolvePlain } from "./scalars.js";

export type Properties = Pick<NodePlace, "anchor" | "tag">;

interface ScalarState {
  readonly uri: string;
  readonly text: string;
  readonly errors: YamlError[];
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

/** Builds a scalar; a quote that stays open goes to `errors`. */
export function buildScalar(state: ScalarState, source: Scalar, properties: Properties): YamlScalar {
  const style = styles[source.type ?? ""] ?? "plain";
  const span = scalarSpan(state.text, source.range ?? [0, 0], properties);
  const raw = state.text.slice(span.start, span.end);
  if (style === "single" || style === "double") checkQuote(state, span, raw);
  const text = String(source.source ?? source.value ?? "");
  const isString = style !== "plain" || isStringTag(properties.tag?.name);
  return yamlScalar(
    { uri: state.uri, span, ...properties },
    { text, value: isString ? text : resolvePlain(text), style, source: raw },
  );
}

/** Behind a tag that is not one of YAML's own, go-yaml takes everything for text: `!override null` is the word. */
function isStringTag(tag: string | undefined): boolean {
  return tag !== undefined && tag !== "!reset" && (tag === "!!str" || !tag.startsWith("!!"));
}

/** An absent value stands directly behind its colon, dash, anchor or tag. */
function scalarSpan(text: string, [start, end]: readonly [number, number, ...number[]], { anchor, tag }: Properties): Span {
  if (start < end) return { start, end: trimBack(text, start + 1, end) };
  const floor = Math.max(anchor?.span.end ?? 0, tag?.span.end ?? 0);
  let at = start;
  while (at > floor && (text[at - 1] === " " || text[at - 1] === "\t")) at--;
  return { start: at, end: at };
}

function checkQuote(state: ScalarState, span: Span, raw: string): void {
  if (raw.length > 1 && raw.at(-1) === raw[0] && isClosed(raw)) return;
  state.errors.push({
    code: "syntax",
    span: firstLine(state.text, span),
    message: `The quote ${raw[0] ?? ""} opened here is not closed.`,
  });
}

/** False for `"a\"`, whose last quote is escaped; in single quotes a doubled quote is an escaped one. */
function isClosed(raw: string): boolean {
  const closing = raw[0] === '"' ? /\\*"$/ : /^'(?:''|[^'])*'$/;
  const match = closing.exec(raw);
  return match !== null && (raw[0] !== '"' || match[0].length % 2 === 1);
}

/** The offset behind the last visible character before `end`. */
export function trimBack(text: string, from: number, end: number): number {
  while (end > from && /\s/.test(text[end - 1]!)) end--;
  return end;
}
