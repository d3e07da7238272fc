/**
 * `dockerfile_inline`: a Dockerfile inside a Compose file. Its text is that of the block without the indentation and with `$$` as `$`; every
 * place and every edit in it has its counterpart in the Compose file.
 * https://docs.docker.com/reference/compose-file/build/#dockerfile_inline
 */
import type { TextEdit } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { parseInterpolation } from "../interpolation.js";
import { type LiteralLine, literalLines } from "../yaml/offsets.js";
import type { ComposeFile, Service } from "./model.js";

export interface InlineDockerfile {
  readonly service: Service;
  /** What the builder reads. */
  readonly text: string;
  /** The place in the Compose file; undefined where it lies in no line of the block. */
  spanOf(span: Span): Span | undefined;
  /** The same change in the Compose file: lines indented, `$` doubled; undefined where it cannot be made there. */
  editOf(edit: TextEdit): TextEdit | undefined;
}

/**
 * The Dockerfiles inside a Compose file. Left out are those that are no literal block (`|`), whose places nobody can tell, those with
 * variables of Compose in them, whose text is not known, and those that an alias brings in again.
 */
export function inlineDockerfiles(file: ComposeFile): readonly InlineDockerfile[] {
  const seen = new Set<number>();
  return file.services.flatMap((service) => {
    const inline = service.build?.inline;
    if (inline === undefined || inline.style !== "literal" || inline.uri !== file.uri || seen.has(inline.span.start)) return [];
    seen.add(inline.span.start);
    const { segments, errors } = parseInterpolation(inline.text);
    if (errors.length > 0 || segments.some(({ kind }) => kind === "variable")) return [];
    const text = segments.map((it) => (it.kind === "literal" ? it.text : "")).join("");
    return [new Embedded(service, text, literalLines(inline), offsetsOf(inline.text), file.text)];
  });
}

/** Offsets in the Dockerfile's text behind each `$$` of the block, where one character was left out. */
function offsetsOf(text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf("$$"); at !== -1; at = text.indexOf("$$", at + 2)) places.push(at + 1 - places.length);
  return places;
}

class Embedded implements InlineDockerfile {
  constructor(
    readonly service: Service,
    readonly text: string,
    private readonly lines: readonly LiteralLine[],
    /** Ascending. */
    private readonly dollars: readonly number[],
    private readonly fileText: string,
  ) {}

  spanOf({ start, end }: Span): Span | undefined {
    const [from, to] = [this.place(start), this.place(end)];
    return from === undefined || to === undefined ? undefined : { start: from, end: to };
  }

  editOf({ span, newText }: TextEdit): TextEdit | undefined {
    const first = this.lines[0];
    if (first === undefined) return undefined;
    const lineStart = this.fileText.lastIndexOf("\n", first.fileStart - 1) + 1;
    const indent = this.fileText.slice(lineStart, first.fileStart);
    const eol = this.fileText.startsWith("\r\n", first.fileStart + first.length) ? "\r\n" : "\n";
    const indented = newText
      .replaceAll("$", () => "$$")
      .replace(/\r?\n(?=\r?\n)/g, () => eol)
      .replace(/\r?\n(?!\r?\n)/g, () => eol + indent);
    const atEnd = span.start === this.text.length && span.end === span.start && this.text.endsWith("\n");
    if (atEnd) {
      // Behind the last line there is none to put it in front of: it goes behind that line's text.
      const last = this.lines.findLast(({ length }) => length > 0)!;
      const place = last.fileStart + last.length;
      return { span: { start: place, end: place }, newText: eol + indent + indented.replace(/\r?\n[ \t]*$/, "") };
    }
    const place = this.spanOf(span);
    return place && { span: place, newText: indented };
  }

  /** From an offset of the Dockerfile to one of the Compose file. */
  private place(offset: number): number | undefined {
    let index = 0;
    while (index < this.dollars.length && this.dollars[index]! < offset) index++;
    const inBlock = offset + index;
    const line = this.lines.findLast(({ textStart }) => textStart <= inBlock);
    return line === undefined || inBlock > line.textStart + line.length ? undefined : line.fileStart + inBlock - line.textStart;
  }
}
