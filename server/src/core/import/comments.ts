/** Turns the ignore comments of other tools in one file into Drydock's. */
import { type IgnoreComment, type IgnoreTool, readIgnoreComments } from "../linter/comments.js";
import { type Diagnostic, ignoreName } from "../linter/finding.js";
import { topOf } from "../linter/ignore-edits.js";
import { Places } from "../linter/reach-compose.js";
import { isAboveEverything } from "../linter/reach-dockerfile.js";
import type { Files, Language, Rule } from "../linter/rule.js";
import { hasAlias, isMeant, splitAlias } from "../linter/rule-names.js";
import { prefixesOf, type Suppression, suppressionsOf } from "../linter/suppressions.js";
import { insertAt, replace, type TextEdit } from "../text/edits.js";
import { LineIndex, lineEnd } from "../text/line-index.js";
import { contains, type Span } from "../text/span.js";
import { namesFor } from "./names.js";

/** Something to tell the user, at its place. */
export interface Note {
  readonly span: Span;
  readonly message: string;
}

export interface CommentOptions {
  readonly rules: readonly Rule[];
  /** The findings of the file, silenced ones included: for comments that silence all a tool says. */
  readonly diagnostics: readonly Diagnostic[];
  /** Tools whose comments do not count here. */
  readonly without?: readonly IgnoreTool[];
  /** True: the other tools' comments stay beside Drydock's. */
  readonly keep?: boolean;
}

export interface CommentImport {
  readonly edits: readonly TextEdit[];
  readonly taken: readonly Note[];
  /** What stays as it was, and why. */
  readonly left: readonly Note[];
}

type File = Files[Language];

/** Comments of ShellCheck are ShellCheck's own: in a heredoc it reads them itself. */
const foreign = (tool: IgnoreTool): boolean => tool !== "drydock" && tool !== "shellcheck";

export function importComments(file: File, options: CommentOptions): CommentImport {
  return new Importer(file, options).run();
}

class Importer {
  private readonly edits: TextEdit[] = [];
  /** Comments for the whole file, that come to its top. */
  private readonly top: string[] = [];
  private readonly taken: Note[] = [];
  private readonly left: Note[] = [];
  private readonly all: readonly Suppression[];
  private readonly lines: LineIndex;

  constructor(
    private readonly file: File,
    private readonly options: CommentOptions,
  ) {
    this.all = suppressionsOf(file);
    this.lines = new LineIndex(file.text);
  }

  run(): CommentImport {
    this.directives();
    for (const comment of this.file.comments) {
      const read = readIgnoreComments(comment.text).filter(({ tool }) => foreign(tool));
      if (read.length > 0) this.comment(comment, read);
    }
    if (this.top.length > 0) {
      const end = lineEnd(this.file.text);
      const at = topOf(this.file.text);
      const unfinished = at > 0 && this.file.text[at - 1] !== "\n";
      this.edits.push(insertAt(at, unfinished ? end + this.top.join(end) : this.top.map((it) => it + end).join("")));
    }
    return { edits: this.edits, taken: this.taken, left: this.left };
  }

  /** `# check=skip=…` is BuildKit's own, and stays. */
  private directives(): void {
    if (this.file.language !== "dockerfile") return;
    for (const { name, value, span } of this.file.directives) {
      if (name !== "check") continue;
      const found = this.all.find((it) => it.at === undefined && it.comment.tool === "buildkit");
      for (const option of value.split(/\s/, 1)[0]!.split(";")) {
        if (/^(?:error|experimental)=/i.test(option))
          this.left.push({ span, message: `'${option}' is for BuildKit's own check; Drydock has '--fail-on' and profiles.` });
      }
      if (!found || found.comment.names.length === 0) continue;
      const { known } = this.namesOf(found, span);
      const missing = this.missing(known, undefined);
      if (missing.length > 0) this.top.push(written("ignore-file", missing, undefined));
      if (missing.length > 0) this.tookOver(span, "buildkit", found.comment.names, missing);
    }
  }

  private comment({ span, text }: { readonly span: Span; readonly text: string }, read: readonly IgnoreComment[]): void {
    const { tool, reach } = read[0]!;
    const found = this.all.filter((it) => it.at === span);
    if (this.options.without?.includes(tool)) {
      this.left.push({ span, message: `The configuration of ${tool} makes its comments void; it stays.` });
      return;
    }
    if (found.length === 0) {
      this.left.push({ span, message: `This comment of ${tool} has no effect where it stands; it stays.` });
      return;
    }
    const ending = found.find((it) => it.comment.until !== undefined);
    if (ending) {
      const why = `It ends on ${ending.comment.until}, and Drydock's comments have no end; it stays, and counts until then.`;
      this.left.push({ span, message: why });
      return;
    }
    const word = this.wordFor(reach, span);
    if (word === undefined) {
      this.left.push({ span, message: "Drydock's comment would reach further than this one, which stays and goes on to count." });
      return;
    }
    const known: string[] = [];
    const unknown: string[] = [];
    for (const it of found) {
      const names = this.namesOf(it, span);
      known.push(...names.known);
      unknown.push(...names.unknown);
    }
    if (known.length === 0) return;
    const missing = this.missing([...new Set(known)], found[0]!.scope);
    // What is not understood, and what a builder reads, stays beside it.
    const stays = tool === "buildkit" || this.options.keep === true || unknown.length > 0;
    const reason = reasonOf(text, found);
    this.write(span, word, missing, reason, stays);
    if (stays && tool !== "buildkit" && this.options.keep !== true && tool === "hadolint")
      this.edits.push(...this.withOnly(span, text, unknown));
    const ids = found.flatMap((it) => it.comment.names).filter((it) => !unknown.includes(it));
    if (missing.length > 0 || !stays) this.tookOver(span, tool, ids, known);
  }

  private tookOver(span: Span, tool: IgnoreTool, ids: readonly string[], names: readonly string[]): void {
    this.taken.push({ span, message: `${tool} ${ids.join(", ")} → ${[...new Set(names)].join(", ")}` });
  }

  /** Drydock's names for a comment, and the ids it has none for. */
  private namesOf({ comment, scope }: Suppression, span: Span): { known: readonly string[]; unknown: readonly string[] } {
    const { language } = this.file;
    const known: string[] = [];
    const unknown: string[] = [];
    for (const id of comment.names) {
      const names =
        id.toLowerCase() === "all"
          ? this.silencedNow(comment.tool, scope)
          : namesFor(id, comment.tool, language, this.options.rules);
      known.push(...names);
      if (names.length > 0) continue;
      unknown.push(id);
      const why = id.toLowerCase() === "all" ? `silences nothing that Drydock reports now` : `is nothing that Drydock reports`;
      this.left.push({ span, message: `'${id}' of ${comment.tool} ${why}; it stays.` });
    }
    return { known: [...new Set(known)], unknown };
  }

  /** A comment for all that a tool says becomes one for what that is today. */
  private silencedNow(tool: IgnoreTool, scope: Span | undefined): readonly string[] {
    const prefixes = prefixesOf[tool] ?? [];
    const here = this.options.diagnostics.filter(
      ({ span, aliases }) =>
        (scope === undefined || contains(scope, { start: span.start, end: span.start })) &&
        aliases.some((alias) => prefixes.includes(splitAlias(alias)[0])),
    );
    return [...new Set(here.map(ignoreName))].sort();
  }

  /** The names that no comment of Drydock's silences there yet. */
  private missing(names: readonly string[], scope: Span | undefined): readonly string[] {
    const own = this.all.filter((it) => it.comment.tool === "drydock" && (it.scope === undefined || covers(it.scope, scope)));
    return names.filter((name) => {
      const rule = this.options.rules.find((it) => it.name === name);
      const means = (it: string): boolean =>
        it.toLowerCase() === "all" || (rule ? isMeant(it, rule, rule.aliases ?? []) : hasAlias(it, [name]));
      return !own.some(({ comment }) => comment.names.some(means));
    });
  }

  private wordFor(reach: IgnoreComment["reach"], span: Span): "ignore" | "ignore-stage" | "ignore-file" | undefined {
    if (reach === "file" || reach === "file-top") return "ignore-file";
    if (this.file.language === "dockerfile") return reach === "stage" || reach === "stage-body" ? "ignore-stage" : "ignore";
    if (reach === "stage" || reach === "next" || reach === "block") return "ignore";
    // Of one line only: the same where nothing more belongs to what begins on it.
    const places = new Places(this.file);
    const line = reach === "line" ? this.lines.lineOf(span.start) : places.targetLine(span);
    if (line === undefined || (reach === "line" && this.isAlone(span))) return undefined;
    return places.nodeAt(line).end > this.lines.line(line).end ? undefined : "ignore";
  }

  private write(span: Span, word: string, names: readonly string[], reason: string | undefined, stays: boolean): void {
    const text = names.length === 0 ? undefined : written(word, names, reason);
    const inPlace = word !== "ignore-file" || this.isAtTop(span);
    if (!inPlace || text === undefined) {
      if (!stays) this.edits.push(this.removal(span));
      if (text !== undefined) this.top.push(text);
    } else if (!stays) {
      this.edits.push(replace(span, text));
    } else if (word === "ignore-file") {
      this.top.push(text);
    } else {
      this.edits.push(this.above(span, text));
    }
  }

  private isAtTop(span: Span): boolean {
    if (this.file.language === "dockerfile") return isAboveEverything(this.file, span);
    return this.isAlone(span) && new Places(this.file).isAboveEverything(span);
  }

  private isAlone(span: Span): boolean {
    return this.file.text.slice(this.lines.starts[this.lines.lineOf(span.start)]!, span.start).trim() === "";
  }

  private above(span: Span, text: string): TextEdit {
    const start = this.lines.starts[this.lines.lineOf(span.start)]!;
    const indent = /^[ \t]*/.exec(this.file.text.slice(start))![0];
    return insertAt(start, `${indent}${text}${lineEnd(this.file.text)}`);
  }

  /** The whole line, or what stands behind the value. */
  private removal(span: Span): TextEdit {
    const line = this.lines.lineOf(span.start);
    if (this.isAlone(span)) return replace({ start: this.lines.starts[line]!, end: this.lines.starts[line + 1] ?? span.end }, "");
    const before = this.file.text.slice(0, span.start).trimEnd().length;
    return replace({ start: before, end: span.end }, "");
  }

  /** The comment with these ids only. */
  private withOnly(span: Span, text: string, ids: readonly string[]): TextEdit[] {
    const source = this.file.text.slice(span.start, span.end);
    const list = /=[ \t]*([DLSC\d]+(?:[ \t]*,[ \t]*[DLSC\d]+)*)/.exec(source);
    if (!list || !text.startsWith("hadolint")) return [];
    const start = span.start + list.index + list[0].length - list[1]!.length;
    return list[1] === ids.join(",") ? [] : [replace({ start, end: start + list[1]!.length }, ids.join(","))];
  }
}

function covers(outer: Span, inner: Span | undefined): boolean {
  if (inner === undefined) return false;
  // The comments stand on lines of their own above the same instruction.
  return outer.end >= inner.end && outer.start <= inner.end;
}

function written(word: string, names: readonly string[], reason: string | undefined): string {
  return `# drydock ${word}=${[...new Set(names)].join(",")}${reason === undefined ? "" : ` ${reason}`}`;
}

/** The reason and whatever else the comment says: none of it may get lost. */
function reasonOf(text: string, found: readonly Suppression[]): string | undefined {
  const { tool, reason } = found[0]!.comment;
  if (tool !== "checkov") return reason?.replace(/^[,\s]+/, "") || undefined;
  const before = /^(.*?)\s*(?:checkov|bridgecrew|cortex):skip=/.exec(text)?.[1]?.replace(/[\s#:;,–—-]+$/, "");
  return [before, reason].filter((it) => it !== undefined && it !== "").join("; ") || undefined;
}
