/**
 * Compose's variables: `$VAR`, `${VAR:-default}` and their kin.
 * After compose-go's template package: https://github.com/compose-spec/compose-go/blob/main/template/template.go
 */
import type { Span } from "../text/span.js";
import type { Problem } from "./problem.js";

/** A text in pieces, in their order. Spans are offsets in that text. */
export interface Interpolation {
  readonly segments: readonly Segment[];
  /** Forms that Compose refuses. */
  readonly errors: readonly Problem[];
}

export type Segment = LiteralSegment | VariableSegment;

export interface LiteralSegment {
  readonly kind: "literal";
  /** What stands for it in the result: `$` for `$$`. */
  readonly text: string;
  readonly span: Span;
}

/**
 * - `-` default if unset, `:-` if unset or empty
 * - `?` error if unset, `:?` if unset or empty
 * - `+` the argument if set, `:+` if set and not empty; else nothing
 */
export type VariableOperator = "-" | ":-" | "?" | ":?" | "+" | ":+";

export interface VariableSegment {
  readonly kind: "variable";
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly operator: VariableOperator | undefined;
  /** Behind the operator; may hold variables itself. */
  readonly argument: Interpolation | undefined;
  readonly argumentSpan: Span | undefined;
}

export interface Interpolated {
  readonly text: string;
  /** Variables without value and default: Compose warns and puts in nothing. */
  readonly unset: readonly string[];
  /** Refused forms, and `?` variables that have no value. */
  readonly errors: readonly Problem[];
}

/** Deeper nesting of defaults is refused: it has no use, and each level costs stack. */
const maximumNesting = 50;

const nameAt = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const operatorAt = /:?[-?+]/y;

/**
 * Splits a text into literals and variables. Never throws: a form that Compose refuses becomes a literal and an error.
 * @param text a scalar's text, not its source
 */
export function parseInterpolation(text: string): Interpolation {
  return parseRange(text, 0, text.length, 0);
}

/** True when a `$` in it begins a variable, or something that Compose takes for a broken one; `$$` and a lone `$` do not. */
export function hasVariables(text: string): boolean {
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", at)) {
    const next = text[at + 1] ?? "";
    if (next === "{" || /[_a-zA-Z]/.test(next)) return true;
    at += next === "$" ? 2 : 1;
  }
  return false;
}

/**
 * The text with its variables replaced.
 * @param lookup undefined for a variable that is not set
 */
export function interpolate(text: string, lookup: (name: string) => string | undefined): Interpolated {
  const result = { text: "", unset: [] as string[], errors: [] as Problem[] };
  expand(parseInterpolation(text), lookup, result);
  return result;
}

/** All variables of a text, those inside defaults included. */
export function variablesOf(text: string): readonly VariableSegment[] {
  return hasVariables(text) ? variablesIn(parseInterpolation(text)) : [];
}

/**
 * Offset of the `}` that closes the `{` before `from`, by depth, as compose-go finds it; undefined if there is none.
 * For splitters of short syntax that must not look inside `${…}`.
 */
export function closingBrace(text: string, from: number, end = text.length): number | undefined {
  let depth = 1;
  for (let at = from; at < end; at++) {
    if (text[at] === "$" && text[at + 1] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return undefined;
}

function parseRange(text: string, start: number, end: number, nesting: number): Interpolation {
  const segments: Segment[] = [];
  const errors: Problem[] = [];
  let literal = start;
  const flush = (to: number) => {
    if (literal < to) segments.push({ kind: "literal", text: text.slice(literal, to), span: { start: literal, end: to } });
  };
  for (let at = text.indexOf("$", start); at !== -1 && at < end; at = text.indexOf("$", at)) {
    const next = at + 1 < end ? text[at + 1]! : "";
    if (next === "$") {
      flush(at);
      segments.push({ kind: "literal", text: "$", span: { start: at, end: at + 2 } });
      literal = at += 2;
      continue;
    }
    if (next === "{") {
      const close = closingBrace(text, at + 2, end);
      // The rest stays a literal: looking for the next brace would be quadratic, and Compose refuses the text anyway.
      if (close === undefined) {
        errors.push({ span: { start: at, end: at + 2 }, message: "The `${` is not closed; write `$$` for a literal `$`." });
        break;
      }
      const variable = braced(text, at, close, nesting, errors);
      if (variable !== undefined) {
        flush(at);
        segments.push(variable);
        literal = close + 1;
      }
      at = close + 1;
      continue;
    }
    const variable = bare(text, at, end);
    at++;
    if (variable === undefined) continue;
    flush(at - 1);
    segments.push(variable);
    literal = at = variable.span.end;
  }
  flush(end);
  return { segments, errors };
}

/** `$VAR`. */
function bare(text: string, at: number, end: number): VariableSegment | undefined {
  const nameSpan = nameFrom(text, at + 1, end);
  return nameSpan && variable(text, { start: at, end: nameSpan.end }, nameSpan);
}

/** `${VAR}` with or without an operator; undefined and an error for what Compose refuses. */
function braced(text: string, at: number, close: number, nesting: number, errors: Problem[]): VariableSegment | undefined {
  const span: Span = { start: at, end: close + 1 };
  const nameSpan = nameFrom(text, at + 2, close);
  const written = text.slice(at, Math.min(close + 1, at + 60));
  if (nameSpan === undefined) {
    return refuse(errors, span, `\`${written}\` does not begin with the name of a variable; write \`$$\` for a literal \`$\`.`);
  }
  if (nameSpan.end === close) return variable(text, span, nameSpan);
  operatorAt.lastIndex = nameSpan.end;
  const operator = operatorAt.exec(text)?.[0] as VariableOperator | undefined;
  if (operator === undefined) {
    const message = `\`${written}\` is no form of a variable that Compose knows: only -, :-, ?, :?, + and :+ may follow the name.`;
    return refuse(errors, span, message);
  }
  if (nesting >= maximumNesting) return refuse(errors, span, `Defaults are nested deeper than ${maximumNesting} levels.`);
  const argumentSpan: Span = { start: nameSpan.end + operator.length, end: close };
  const argument = parseRange(text, argumentSpan.start, close, nesting + 1);
  errors.push(...argument.errors);
  return { ...variable(text, span, nameSpan), operator, argument, argumentSpan };
}

function variable(text: string, span: Span, nameSpan: Span): VariableSegment {
  const name = text.slice(nameSpan.start, nameSpan.end);
  return { kind: "variable", name, span, nameSpan, operator: undefined, argument: undefined, argumentSpan: undefined };
}

function refuse(errors: Problem[], span: Span, message: string): undefined {
  errors.push({ span, message });
  return undefined;
}

function nameFrom(text: string, start: number, end: number): Span | undefined {
  nameAt.lastIndex = start;
  const match = nameAt.exec(text);
  return match === null || start >= end ? undefined : { start, end: Math.min(end, start + match[0].length) };
}

function variablesIn({ segments }: Interpolation): VariableSegment[] {
  return segments.flatMap((it) => (it.kind === "literal" ? [] : [it, ...(it.argument ? variablesIn(it.argument) : [])]));
}

interface Expansion {
  text: string;
  readonly unset: string[];
  readonly errors: Problem[];
}

function expand({ segments, errors }: Interpolation, lookup: (name: string) => string | undefined, into: Expansion): void {
  into.errors.push(...errors);
  for (const segment of segments) {
    if (segment.kind === "literal") into.text += segment.text;
    else expandVariable(segment, lookup(segment.name), lookup, into);
  }
}

function expandVariable(
  segment: VariableSegment,
  value: string | undefined,
  lookup: (name: string) => string | undefined,
  into: Expansion,
): void {
  const { operator, argument, name, span } = segment;
  const filled = operator?.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  if (operator === undefined && value === undefined && !into.unset.includes(name)) into.unset.push(name);
  if (operator === undefined) into.text += value ?? "";
  else if (operator.endsWith("+")) {
    if (filled) expandArgument(argument!, lookup, into);
  } else if (filled) into.text += value;
  else if (operator.endsWith("-")) expandArgument(argument!, lookup, into);
  else {
    const reason = interpolateArgument(argument!, lookup);
    into.errors.push({ span, message: `The variable ${name} must be set${reason === "" ? "" : `: ${reason}`}.` });
  }
}

/** The errors of an argument were already counted with those of the whole text. */
function expandArgument(argument: Interpolation, lookup: (name: string) => string | undefined, into: Expansion): void {
  expand({ segments: argument.segments, errors: [] }, lookup, into);
}

function interpolateArgument(argument: Interpolation, lookup: (name: string) => string | undefined): string {
  const result: Expansion = { text: "", unset: [], errors: [] };
  expandArgument(argument, lookup, result);
  return result.text;
}
