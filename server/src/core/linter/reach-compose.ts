/** Which part of a Compose file an ignore comment counts for. */
import type { ComposeFile } from "../syntax/compose/model.js";
import type { YamlNode } from "../syntax/yaml/model.js";
import { LineIndex } from "../text/line-index.js";
import type { Span } from "../text/span.js";
import { type IgnoreComment, readIgnoreComments } from "./comments.js";
import type { Suppression } from "./suppressions.js";

export function composeSuppressions(file: ComposeFile): readonly Suppression[] {
  const suppressions: Suppression[] = [];
  let places: Places | undefined;
  for (const { text, span } of file.comments) {
    for (const comment of readIgnoreComments(text)) {
      places ??= new Places(file);
      const scope = scopeOf(places, span, comment);
      if (scope !== undefined) suppressions.push({ comment, scope: scope === "file" ? undefined : scope, at: span });
    }
  }
  return suppressions;
}

function scopeOf(places: Places, span: Span, { reach, tool }: IgnoreComment): Span | "file" | undefined {
  if (reach === "file" || (reach === "file-top" && places.isAboveEverything(span))) return "file";
  if (reach === "file-top" || reach === "stage-body" || (reach === "stage" && tool === "drydock")) return undefined;
  if (reach === "line") return places.lines.line(places.lines.lineOf(span.start));
  const line = places.targetLine(span);
  if (line === undefined) return undefined;
  return reach === "adjacent" ? places.lines.line(line) : places.nodeAt(line);
}

/** The lines of a Compose file, and the entries and items that begin on them. */
export class Places {
  readonly lines: LineIndex;
  /** Of every entry and item of this file's own text; outer ones before those inside them. */
  private readonly nodes: Span[] = [];
  /** The largest one by line. */
  private readonly byLine = new Map<number, Span>();
  /** Scalars of several lines: a comment inside one would become part of it. */
  private readonly longScalars: Span[] = [];

  constructor(private readonly file: ComposeFile) {
    this.lines = new LineIndex(file.text);
    for (const { root } of file.documents) if (root) this.collect(root);
  }

  /** The line a comment speaks of: its own if something stands before it, else the next one with content. */
  targetLine(comment: Span): number | undefined {
    const own = this.lines.lineOf(comment.start);
    const alone = this.file.text.slice(this.lines.starts[own]!, comment.start).trim() === "";
    return alone ? this.nextContent(own + 1) : own;
  }

  /** The largest entry or item that begins on a line, at least the line itself. */
  nodeAt(line: number): Span {
    const own = this.lines.line(line);
    const node = this.byLine.get(line);
    return node ? { start: own.start, end: Math.max(own.end, node.end) } : own;
  }

  /** The line above which a comment about an offset can stand: that of the innermost node, or of one around it. */
  lineForComment(offset: number): number {
    for (const node of this.nodes.toReversed()) {
      if (node.start > offset || offset > node.end) continue;
      const line = this.lines.lineOf(node.start);
      const start = this.lines.starts[line]!;
      if (!this.longScalars.some((it) => it.start < start && start <= it.end)) return line;
    }
    return this.lines.lineOf(offset);
  }

  /** The service, network, volume … that holds an offset. */
  sectionEntryAt(offset: number): Span | undefined {
    for (const { root } of this.file.documents) {
      if (root?.kind !== "map") continue;
      const section = root.entries.find(({ span }) => span.start <= offset && offset <= span.end)?.value;
      if (section?.kind !== "map") continue;
      const entry = section.entries.find(({ span, merged }) => !merged && span.start <= offset && offset <= span.end);
      if (entry) return entry.span;
    }
    return undefined;
  }

  isAboveEverything(comment: Span): boolean {
    const first = this.nextContent(0);
    return first === undefined || this.lines.lineOf(comment.start) < first;
  }

  /** The first line from `line` on that is neither blank, nor a comment, nor the `---` before a document. */
  private nextContent(line: number): number | undefined {
    for (let it = line; it < this.lines.starts.length; it++) {
      const { start, end } = this.lines.line(it);
      const text = this.file.text.slice(start, end).trim();
      if (text !== "" && !text.startsWith("#") && text !== "---") return it;
    }
    return undefined;
  }

  private collect(node: YamlNode): void {
    if (node.kind === "scalar") {
      if (/\n/.test(node.source)) this.longScalars.push(node.span);
    } else if (node.kind === "seq") {
      for (const { span, value, alias } of node.items) this.add(span, alias ? undefined : value);
    } else {
      // What is reached by alias or `<<` stands elsewhere, and is met there.
      for (const { span, value, alias, merged } of [...node.entries, ...node.merges]) {
        if (!merged) this.add(span, alias ? undefined : value);
      }
    }
  }

  private add(span: Span, value: YamlNode | undefined): void {
    this.nodes.push(span);
    const line = this.lines.lineOf(span.start);
    const known = this.byLine.get(line);
    if (!known || known.end < span.end) this.byLine.set(line, span);
    if (value) this.collect(value);
  }
}
