/** Cuts a Dockerfile into comments and logical lines by BuildKit's rules: directives, continuations, comments inside them. */
import type { Span } from "../../text/span.js";
import type { Comment, Directive } from "./model.js";

/** A logical line: the text without continuations, and where each piece of it stands in the file. */
export class LogicalLine {
  readonly text: string;
  private readonly starts: number[] = [];

  constructor(
    private readonly pieces: readonly Span[],
    source: string,
    readonly emptyContinuations: readonly Span[],
    /** Offset behind the line end: where a heredoc body begins. */
    readonly next: number,
  ) {
    let length = 0;
    let text = "";
    for (const { start, end } of pieces) {
      this.starts.push(length);
      length += end - start;
      text += source.slice(start, end);
    }
    this.text = text;
  }

  /** The file's offset of an offset of `text`. */
  offset(logical: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= logical) low = middle;
      else high = middle - 1;
    }
    return this.pieces[low]!.start + (logical - this.starts[low]!);
  }

  /** The file's span of a range of `text`; never takes in a continuation behind its last character. */
  span(start: number, end: number): Span {
    const from = this.offset(start);
    return { start: from, end: end > start ? this.offset(end - 1) + 1 : from };
  }
}

/** Reads a file line by line; the caller says where to go on, since only it knows about heredocs. */
export class LineScanner {
  readonly directives: Directive[] = [];
  readonly comments: Comment[] = [];
  escape: "\\" | "`" = "\\";
  private position = 0;
  private continuation = continuationPattern("\\");
  private inDirectives = true;

  constructor(private readonly text: string) {
    // Docker drops a byte order mark, which some hosts leave in the text.
    if (text.startsWith("\ufeff")) this.position = 1;
  }

  /** The next logical line, or undefined at the end of the file. */
  nextLine(): LogicalLine | undefined {
    while (this.position < this.text.length) {
      const line = this.physicalLine();
      const first = skipBlanks(this.text, line.start, line.end);
      if (first === line.end) {
        this.inDirectives = false;
      } else if (this.text[first] === "#") {
        this.comment(first, line.end, false);
      } else {
        this.inDirectives = false;
        return this.logicalLine({ start: first, end: line.end });
      }
    }
    return undefined;
  }

  /** Goes on reading at an offset, behind heredocs. */
  moveTo(offset: number): void {
    this.position = offset;
  }

  /** The physical line at an offset: its content, and where the next one begins. */
  lineAt(offset: number): Span & { readonly next: number } {
    const newline = this.text.indexOf("\n", offset);
    const next = newline < 0 ? this.text.length : newline + 1;
    let end = newline < 0 ? this.text.length : newline;
    if (end > offset && this.text[end - 1] === "\r") end--;
    return { start: offset, end, next };
  }

  private physicalLine(): Span {
    const line = this.lineAt(this.position);
    this.position = line.next;
    return line;
  }

  private logicalLine(first: Span): LogicalLine {
    const pieces: Span[] = [];
    const empty: Span[] = [];
    let [piece, more] = this.cutContinuation(first);
    pieces.push(piece);
    while (more && this.position < this.text.length) {
      const line = this.physicalLine();
      const start = skipBlanks(this.text, line.start, line.end);
      if (start === line.end) {
        empty.push({ start: line.start, end: this.position });
      } else if (this.text[start] === "#") {
        this.comment(start, line.end, true);
      } else {
        [piece, more] = this.cutContinuation(line);
        pieces.push(piece);
      }
    }
    return new LogicalLine(pieces, this.text, empty, this.position);
  }

  private cutContinuation(line: Span): [Span, boolean] {
    // Only the end of the line decides; looking at the whole of a very long line would be slow.
    let end = line.end;
    while (end > line.start && (this.text[end - 1] === " " || this.text[end - 1] === "\t")) end--;
    const match = this.continuation.test(this.text.slice(Math.max(line.start, end - 2), end));
    return match ? [{ start: line.start, end: end - 1 }, true] : [line, false];
  }

  private comment(start: number, end: number, inside: boolean): void {
    const source = this.text.slice(start, end);
    if (this.inDirectives && !inside) {
      const directive = parseDirective(source, start);
      if (directive && !this.directives.some(({ name }) => name === directive.name)) {
        this.directives.push(directive);
        if (directive.name === "escape" && (directive.value === "`" || directive.value === "\\")) {
          this.escape = directive.value;
          this.continuation = continuationPattern(directive.value);
        }
        return;
      }
      this.inDirectives = false;
    }
    this.comments.push({ text: source.slice(1).trim(), span: { start, end: start + source.trimEnd().length }, inside });
  }
}

/** Docker's parser directives: https://docs.docker.com/reference/dockerfile/#parser-directives */
function parseDirective(source: string, start: number): Directive | undefined {
  const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(source);
  if (!match) return undefined;
  const name = match[1]!.toLowerCase();
  if (name !== "syntax" && name !== "escape" && name !== "check") return undefined;
  const nameStart = start + source.indexOf(match[1]!);
  const value = match[2]!;
  const valueStart = start + source.indexOf(value, source.indexOf("=") + 1);
  const span = { start, end: valueStart + value.length };
  return {
    name,
    value,
    span,
    nameSpan: { start: nameStart, end: nameStart + match[1]!.length },
    valueSpan: { start: valueStart, end: span.end },
  };
}

/** The escape character at the end of the line, not itself escaped. */
function continuationPattern(escape: "\\" | "`"): RegExp {
  return escape === "\\" ? /(?:^|[^\\])\\$/ : /(?:^|[^`])`$/;
}

export function isBlank(unit: string | undefined): boolean {
  return unit === " " || unit === "\t" || unit === "\r" || unit === "\v" || unit === "\f";
}

export function skipBlanks(text: string, start: number, end: number): number {
  while (start < end && isBlank(text[start])) start++;
  return start;
}
