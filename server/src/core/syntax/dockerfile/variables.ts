/** Variables in Dockerfile words: where they stand and what they become. */
import type { Span } from "../../text/span.js";
import type { Word } from "./model.js";

export interface VariableUse {
  readonly name: string;
  /** `:-default`, `:+other`, `#pattern` …: the operator and its operand, undefined for a plain use. */
  readonly operator: string | undefined;
  readonly operand: string | undefined;
  /** Offsets inside the text that was searched. */
  readonly range: Span;
}

/** Finds `$NAME` and `${NAME…}`; single quotes and escapes hide them. https://docs.docker.com/reference/dockerfile/#environment-replacement */
export function variablesIn(text: string, escape: string): VariableUse[] {
  const uses: VariableUse[] = [];
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (unit === escape && quote !== "'") i++;
    else if (unit === "'" && quote === undefined) quote = "'";
    else if (unit === "'" && quote === "'") quote = undefined;
    else if (unit === '"' && quote !== "'") quote = quote === '"' ? undefined : '"';
    else if (unit === "$" && quote !== "'") {
      const use = variableAt(text, i);
      if (use) {
        uses.push(use);
        i = use.range.end - 1;
      }
    }
  }
  return uses;
}

function variableAt(text: string, start: number): VariableUse | undefined {
  const plain = /^\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!$-])/.exec(text.slice(start, start + 256));
  if (plain) return { name: plain[1]!, operator: undefined, operand: undefined, range: { start, end: start + plain[0].length } };
  if (text[start + 1] !== "{") return undefined;
  const end = closingBrace(text, start + 1);
  if (end === undefined) return undefined;
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?]|##?|%%?|\/\/?)([\s\S]*))?$/.exec(text.slice(start + 2, end));
  if (!match) return undefined;
  return { name: match[1]!, operator: match[2], operand: match[3], range: { start, end: end + 1 } };
}

/** Deeper nesting has no use, and searching for the end of each level would be slow. */
const maximumNesting = 50;
/** A longer value is not known: variables that double one another would not fit into memory. */
const maximumValue = 100_000;

function closingBrace(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < text.length && depth <= maximumNesting; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  return undefined;
}

/**
 * The value of a word: quotes and escapes removed, variables replaced.
 * @param lookup a variable's value; undefined where it is not known, null where it is known to be unset
 * @returns undefined when a variable is not known
 */
export function expand(text: string, escape: string, lookup: (name: string) => string | null | undefined): string | undefined {
  if (!text.includes("$") && !text.includes(escape) && !/['"]/.test(text)) return text;
  let result = "";
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (unit === escape && quote !== "'" && i + 1 < text.length) {
      const next = text[i + 1]!;
      if (quote === '"' && next !== '"' && next !== "$" && next !== escape) result += unit;
      result += next;
      i++;
    } else if (unit === quote) quote = undefined;
    else if (quote === undefined && (unit === '"' || unit === "'")) quote = unit;
    else if (unit === "$" && quote !== "'") {
      const use = variableAt(text, i);
      if (!use) {
        result += unit;
        continue;
      }
      const value = valueOf(use, escape, lookup);
      if (value === undefined || result.length + value.length > maximumValue) return undefined;
      result += value;
      i = use.range.end - 1;
    } else result += unit;
  }
  return result;
}

function valueOf(use: VariableUse, escape: string, lookup: (name: string) => string | null | undefined): string | undefined {
  const value = lookup(use.name);
  const operand = use.operand ?? "";
  switch (use.operator) {
    case undefined:
      return value === undefined ? undefined : (value ?? "");
    case "-":
    case ":-":
      // An unset ARG without a known value still has this default: that is what the author expects to be built.
      if (value === undefined || value === null || (use.operator === ":-" && value === ""))
        return expand(operand, escape, lookup);
      return value;
    case "+":
    case ":+":
      if (value === undefined) return undefined;
      return value === null || (use.operator === ":+" && value === "") ? "" : expand(operand, escape, lookup);
    default:
      return undefined;
  }
}

/** The file's span of a variable inside a word that has no continuation in it; else the word's own span. */
export function variableSpan(word: Word, use: VariableUse): Span {
  if (word.span.end - word.span.start !== word.text.length) return word.span;
  return { start: word.span.start + use.range.start, end: word.span.start + use.range.end };
}
