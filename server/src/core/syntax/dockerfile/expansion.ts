/** Variables in a word as the builder reads them: every use, also nested ones, and what it refuses. */
import type { Span } from "../../text/span.js";

export interface Expansion {
  readonly uses: readonly ExpansionUse[];
  /** The first thing the builder refuses; it then refuses the whole file. */
  readonly fault: { readonly message: string; readonly range: Span } | undefined;
}

export interface ExpansionUse {
  readonly name: string;
  /** `-`, `:-`, `+`, `#` …; undefined for a plain use. */
  readonly operator: string | undefined;
  /** Offsets inside the text, from the `$` on. */
  readonly range: Span;
}

/**
 * Reads a word the way BuildKit's shell lexer does.
 * @param escape the file's escape character
 * @param quotes false for bodies of heredocs, where quotes mean nothing
 */
export function readExpansion(text: string, escape: string, quotes = true): Expansion {
  // Nearly every word ends here.
  if (!/[$'"]/.test(text)) return { uses: [], fault: undefined };
  const reader = new Reader(text, escape, quotes);
  try {
    reader.until(undefined);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { uses: reader.uses, fault: { message: error.message, range: error.range } };
  }
  return { uses: reader.uses, fault: undefined };
}

class Fault extends Error {
  constructor(
    message: string,
    readonly range: Span,
  ) {
    super(message);
  }
}

/** Deeper nesting has no use. */
const maximumNesting = 50;
const specialParameters = "@*#?-$!0";

class Reader {
  readonly uses: ExpansionUse[] = [];
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly escape: string,
    private readonly quotes: boolean,
  ) {}

  /** Reads to a stop character, which must come; to the end where there is none. */
  until(stop: string | undefined): void {
    while (this.at < this.text.length) {
      const unit = this.text[this.at]!;
      if (unit === stop) {
        this.at++;
        return;
      }
      if (unit === "$") this.dollar();
      else if (this.quotes && unit === "'") this.singleQuote();
      else if (this.quotes && unit === '"') this.doubleQuote();
      else this.at += unit === this.escape ? 2 : 1;
    }
    if (stop !== undefined) throw new Fault(`a '${stop}' is missing`, { start: 0, end: this.text.length });
  }

  private singleQuote(): void {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) this.open("'", this.at);
    this.at = end + 1;
  }

  private doubleQuote(): void {
    const start = this.at++;
    while (this.text[this.at] !== '"') {
      if (this.at >= this.text.length) this.open('"', start);
      if (this.text[this.at] === "$") this.dollar();
      else {
        const next = this.text[this.at + 1];
        const escaped = this.text[this.at] === this.escape && (next === '"' || next === "$" || next === this.escape);
        this.at += escaped ? 2 : 1;
      }
    }
    this.at++;
  }

  private open(quote: string, start: number): never {
    throw new Fault(`The quote ${quote} is never closed; close it, or escape it with '${this.escape}'.`, {
      start,
      end: this.text.length,
    });
  }

  private dollar(): void {
    const start = this.at++;
    if (this.text[this.at] !== "{") {
      const name = this.name();
      if (name !== "") this.uses.push({ name, operator: undefined, range: { start, end: this.at } });
      return;
    }
    this.at++;
    if (++this.depth > maximumNesting) throw this.bad(start, "is nested too deeply");
    if (this.at >= this.text.length) throw this.bad(start, "lacks its '}'");
    if (/[{}:]/.test(this.text[this.at]!)) throw this.bad(start, "names no variable");
    const name = this.name();
    const operator = this.operator(start);
    this.uses.push({ name, operator, range: { start, end: this.at } });
    this.depth--;
  }

  /** Moves behind the closing brace. */
  private operator(start: number): string | undefined {
    const sign = this.text[this.at++];
    if (sign === "}") return undefined;
    if (sign === undefined) throw this.bad(start, "lacks its '}'");
    if (sign === "/") {
      const all = this.text[this.at] === "/";
      if (all) this.at++;
      this.operand("/", start);
      this.operand("}", start);
      return all ? "//" : "/";
    }
    const second = sign === ":" ? (this.text[this.at++] ?? "") : "";
    const kind = second || sign;
    if (!"+-?#%".includes(kind) || (second !== "" && "#%".includes(kind))) {
      throw this.bad(start, `uses '${sign}${second}', which the builder does not know`);
    }
    this.operand("}", start);
    return sign + second;
  }

  private operand(stop: string, start: number): void {
    try {
      this.until(stop);
    } catch (error) {
      if (error instanceof Fault && error.message.startsWith("a '")) throw this.bad(start, `lacks its '${stop}'`);
      throw error;
    }
  }

  private name(): string {
    const start = this.at;
    const first = this.text[start];
    if (first === undefined) return "";
    if (/\p{Nd}/u.test(first)) while (/\p{Nd}/u.test(this.text[this.at] ?? "")) this.at++;
    else if (specialParameters.includes(first)) this.at++;
    else while (/[\p{L}\p{Nd}_]/u.test(this.text[this.at] ?? "")) this.at++;
    return this.text.slice(start, this.at);
  }

  private bad(start: number, what: string): Fault {
    const close = this.text.indexOf("}", start);
    const blank = this.text.slice(start).search(/\s/);
    const end = close >= 0 ? close + 1 : blank > 0 ? start + blank : this.text.length;
    return new Fault(`'${this.text.slice(start, Math.min(end, start + 40))}' ${what}.`, { start, end });
  }
}
