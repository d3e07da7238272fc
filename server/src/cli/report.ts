/** What a run found, as plain data in working-directory paths and lines: the shape of `--format json`, for every formatter. */
import type { Diagnostic, FileError, ResolvedFix, Suppressed } from "../core/linter/finding.js";
import { type Applicability, type Category, type Language, type Severity, severities } from "../core/linter/rule.js";
import { LineIndex, type Position } from "../core/text/line-index.js";
import type { Span } from "../core/text/span.js";

export interface FileReport {
  /** Relative to the working directory, `/` as separator. */
  readonly path: string;
  /** Null for a file that is in no language Drydock knows. */
  readonly language: Language | null;
  readonly findings: readonly FindingReport[];
  readonly errors: readonly ErrorReport[];
  /** From which severity on the run fails on its account. */
  readonly failOn: Severity | "none";
}

export interface FindingReport {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly category: Category;
  readonly range: Range;
  readonly aliases: readonly string[];
  readonly related: readonly { readonly path: string; readonly range: Range; readonly message: string }[];
  readonly fixes: readonly FixReport[];
  readonly noFix: string | undefined;
  readonly suppressed: { readonly by: Suppressed["by"]; readonly reason: string | null } | null;
  /** The line of the file it begins on; not part of the JSON. */
  readonly source: string;
}

export interface FixReport {
  readonly title: string;
  readonly applicability: Applicability;
  readonly changes: Readonly<Record<string, readonly { readonly range: Range; readonly newText: string }[]>>;
  readonly creates: Readonly<Record<string, string>>;
}

export interface ErrorReport {
  readonly message: string;
  readonly range?: Range;
}

/** As in the Language Server Protocol: 0-based, UTF-16. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Turns URIs and offsets into paths and lines. */
export interface Places {
  pathOf(uri: string): string;
  /** Undefined where the text is not known. */
  textOf(uri: string): string | undefined;
}

const start: Position = { line: 0, character: 0 };

/** Reports findings and errors of one file; holds on to nothing of the texts but single lines. */
export class Reporter {
  private readonly indexes = new Map<string, LineIndex | undefined>();

  constructor(private readonly places: Places) {}

  finding(uri: string, { rule, severity, message, span, aliases, related, fixes, noFix, suppressed }: Diagnostic): FindingReport {
    const index = this.indexOf(uri);
    const line = index ? index.line(index.lineOf(span.start)) : span;
    return {
      rule: rule.name,
      severity,
      message,
      category: rule.category,
      range: this.range(uri, span),
      aliases,
      related: related.map((it) => ({
        path: this.places.pathOf(it.uri),
        range: this.range(it.uri, it.span),
        message: it.message,
      })),
      fixes: fixes.map((it) => this.fix(it)),
      noFix,
      suppressed: suppressed ? { by: suppressed.by, reason: suppressed.reason ?? null } : null,
      source: index?.text.slice(line.start, line.end) ?? "",
    };
  }

  error(uri: string, { message, span }: FileError): ErrorReport {
    return span ? { message, range: this.range(uri, span) } : { message };
  }

  range(uri: string, { start: from, end }: Span): Range {
    const index = this.indexOf(uri);
    return index ? { start: index.position(from), end: index.position(end) } : { start, end: start };
  }

  private fix({ title, applicability, edits, creates }: ResolvedFix): FixReport {
    const changes = [...edits].map(([uri, list]) => {
      const changed = list.map(({ span, newText }) => ({ range: this.range(uri, span), newText }));
      return [this.places.pathOf(uri), changed] as const;
    });
    const created = [...creates].map(([uri, text]) => [this.places.pathOf(uri), text] as const);
    return { title, applicability, changes: Object.fromEntries(changes), creates: Object.fromEntries(created) };
  }

  private indexOf(uri: string): LineIndex | undefined {
    if (!this.indexes.has(uri)) {
      const text = this.places.textOf(uri);
      this.indexes.set(uri, text === undefined ? undefined : new LineIndex(text));
    }
    return this.indexes.get(uri);
  }
}

/** What a run comes to: counts of findings, suppressed ones not among them, and what could not be judged. Holds on to no finding. */
export class Summary {
  readonly counts = { files: 0, error: 0, warning: 0, info: 0, hint: 0, fixable: 0 };
  /** Files with findings. */
  places = 0;
  suppressed = 0;
  /** Findings with a safe fix, and those with none but with an unsafe one. */
  safe = 0;
  unsafe = 0;
  /** True when a finding is at least as severe as its file's run allows. */
  fails = false;
  readonly errors: { readonly path: string; readonly error: ErrorReport }[] = [];

  add({ path, findings, errors, failOn }: FileReport): void {
    this.counts.files++;
    for (const error of errors) this.errors.push({ path, error });
    const active = findings.filter(({ suppressed }) => !suppressed);
    this.suppressed += findings.length - active.length;
    if (active.length > 0) this.places++;
    for (const { severity, fixes } of active) {
      this.counts[severity]++;
      const levels = new Set(fixes.map(({ applicability }) => applicability));
      if (levels.has("safe")) this.safe++;
      else if (levels.has("unsafe")) this.unsafe++;
      if (levels.has("safe") || levels.has("unsafe")) this.counts.fixable++;
      if (failOn !== "none" && severities.indexOf(severity) <= severities.indexOf(failOn)) this.fails = true;
    }
  }
}
