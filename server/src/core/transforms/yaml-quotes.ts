/** Strings as YAML source: plain where that is safe for every reader, else in quotes. */
import { resolvePlain } from "../syntax/yaml/scalars.js";

export type Quote = '"' | "'";

export interface QuoteOptions {
  /** True inside `[…]` or `{…}`, where commas and brackets need quotes. */
  readonly flow?: boolean;
  /** Which quotes the file prefers; default `"`. */
  readonly quote?: Quote;
}

/** The source of a scalar that every YAML reader takes for exactly this string. */
export function quoteIfNeeded(text: string, options: QuoteOptions = {}): string {
  return needsQuotes(text, options.flow ?? false) ? quoted(text, options.quote ?? '"') : text;
}

/** True when the text without quotes would be something else: another type (also in YAML 1.1), a comment, a mapping, an alias … */
export function needsQuotes(text: string, flow: boolean): boolean {
  return !canBePlain(text, flow) || typeof resolvePlain(text) !== "string" || otherTypeElsewhere.test(text);
}

/** True when the text without quotes is one scalar with this source, of whatever type. */
export function canBePlain(text: string, flow: boolean): boolean {
  if (text === "" || unprintable.test(text) || /^\s|\s$/.test(text)) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^[-?:](?:\s|$)/.test(text)) return false;
  if (/:(?:\s|$)|\s#/.test(text) || /^(?:---|\.\.\.)(?:\s|$)/.test(text) || text === "<<") return false;
  return !flow || !(/[,[\]{}]/.test(text) || /^[-?:]/.test(text));
}

/** Booleans, base-60 numbers and dates of YAML 1.1. */
const otherTypeElsewhere = /^(?:y|yes|n|no|on|off|=|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\d{4}-\d\d?-\d\d?.*)$/i;

const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;

/** The text in quotes; single ones only where no escape is needed. */
export function quoted(text: string, quote: Quote): string {
  return quote === "'" && !unprintable.test(text) ? `'${escapeSingle(text)}'` : `"${escapeDouble(text)}"`;
}

export function escapeSingle(text: string): string {
  return text.replace(/'/g, "''");
}

export function escapeDouble(text: string): string {
  return text.replace(/["\\]/g, "\\$&").replace(new RegExp(unprintable, "g"), escapeUnit);
}

function escapeUnit(unit: string): string {
  if (unit === "\n") return "\\n";
  if (unit === "\t") return "\\t";
  // Both halves of a pair are themselves printable when they stand together.
  if (/[\ud800-\udfff]/.test(unit)) return unit;
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
