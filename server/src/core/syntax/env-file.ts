/**
 * `.env` files as Compose reads them: names, values and their places; variables in values stay as written.
 * Rules: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax and dotenv/parser.go of compose-go.
 */
import type { Span } from "../text/span.js";
import type { Problem } from "./problem.js";

export interface EnvEntry {
  readonly name: string;
  readonly nameSpan: Span;
  /** Quotes and escapes resolved (`\$` is `$$`), `$VAR` and `${VAR}` not; undefined for a name alone, which takes its value from the environment. */
  readonly value: string | undefined;
  /** Of the text inside the quotes; may reach over several lines. Empty for an empty value. */
  readonly valueSpan: Span | undefined;
  /** In single quotes, a `$` is no variable. */
  readonly quote: "" | "'" | '"';
  /** From the name (or `export`) to the end of the value, with its quotes. */
  readonly span: Span;
}

export interface EnvFile {
  /** In the order of the file; of two with one name, the last one counts. */
  readonly entries: readonly EnvEntry[];
  readonly problems: readonly Problem[];
}

/** Reads the text of a `.env` file. Never throws: a line that cannot be read is a problem, the others count. */
export function parseEnvFile(text: string): EnvFile {
  const entries: EnvEntry[] = [];
  const problems: Problem[] = [];
  const statement = /\S/g;
  statement.lastIndex = text.startsWith("\uFEFF") ? 1 : 0;
  for (let match = statement.exec(text); match !== null; match = statement.exec(text)) {
    const entry = match[0] === "#" ? undefined : readStatement(text, match.index, problems);
    if (entry !== undefined) entries.push(entry);
    statement.lastIndex = entry === undefined ? lineEndAt(text, match.index) : behind(entry);
  }
  return { entries, problems };
}

/** The value a `.env` file gives a variable; undefined when it gives none. */
export function envFileValue(text: string, name: string): string | undefined {
  return parseEnvFile(text).entries.findLast((entry) => entry.name === name)?.value;
}

/** `NAME=value`, `NAME: value` or `NAME`, each also behind `export`; undefined when it is none of them. */
function readStatement(text: string, start: number, problems: Problem[]): EnvEntry | undefined {
  const lineEnd = lineEndAt(text, start);
  const line = text.slice(start, lineEnd).trimEnd();
  const [, head = "", name = "", separator = ""] = /^((?:export[ \t]+)?)([\p{L}\p{N}_.[\]-]*)([ \t]*[=:][ \t]*)?/u.exec(line)!;
  const nameStart = start + head.length;
  const nameEnd = nameStart + name.length;
  const fault = (message: string): undefined => {
    problems.push({ span: { start, end: start + line.length }, message });
  };
  const nameSpan = { start: nameStart, end: nameEnd };
  if (separator === "") {
    const rest = line.slice(nameEnd - start);
    if (name === "" || (rest !== "" && !/^\s+#/.test(rest)))
      return fault("This line is no `NAME=value`: a name has letters, digits, `_`, `.` and `-`.");
    return { name, nameSpan, value: undefined, valueSpan: undefined, quote: "", span: { start, end: nameEnd } };
  }
  if (name === "") return fault("This line has no name before its value.");
  const valueStart = nameEnd + separator.length;
  const quote = text[valueStart];
  if (quote === "'" || quote === '"') {
    const end = closingQuote(text, valueStart);
    if (end === undefined) return fault("This value has no closing quote.");
    const raw = text.slice(valueStart + 1, end);
    const value = quote === "'" ? raw.replace(/\\(.)/gs, (pair, it) => (it === "'" ? it : pair)) : unescapeDouble(raw);
    return { name, nameSpan, value, valueSpan: { start: valueStart + 1, end }, quote, span: { start, end: end + 1 } };
  }
  // A `#` right at the beginning is no comment, whatever stands between it and the sign.
  const value = text.slice(valueStart, lineEnd).replace(/ #.*$/s, "").trimEnd();
  const end = valueStart + value.length;
  return { name, nameSpan, value, valueSpan: { start: valueStart, end }, quote: "", span: { start, end } };
}

/** The offset of the quote that ends the value begun at `start`, which may be lines below. */
function closingQuote(text: string, start: number): number | undefined {
  const quote = text[start]!;
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i;
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = {
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
  ...{ '"': '"', "\\": "\\", $: "$$" },
};

/** Go's escapes and `\0101`; a backslash before anything else stays. */
function unescapeDouble(raw: string): string {
  return raw.replace(/\\(?:0([0-7]{3})|(.))/gs, (pair, octal: string | undefined, it: string) =>
    octal === undefined ? (escapes[it] ?? pair) : String.fromCharCode(parseInt(octal, 8)),
  );
}

function behind({ quote, span }: EnvEntry): number {
  return quote === "" ? Math.max(span.end, span.start + 1) : span.end;
}

function lineEndAt(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}
