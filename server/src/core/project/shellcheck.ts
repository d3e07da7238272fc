/**
 * What ShellCheck, a program of its own, says about shell text. The core never runs it: a rule asks for answers, what is missing is
 * listed as unanswered, and a host that may run the program fills the gaps and has the file judged again.
 */
import type { TextEdit } from "../text/edits.js";
import type { Span } from "../text/span.js";

/** The names of `shellcheck --shell`; versions before 0.10 take `dash` for `busybox`. */
export type ShellDialect = "sh" | "bash" | "dash" | "ksh" | "busybox";

/** A script to judge. Two equal ones have the same answer. */
export interface ShellCheckJob {
  readonly dialect: ShellDialect;
  /** What is set before it runs: names of variables. */
  readonly variables: readonly string[];
  /** True for `set -e`. */
  readonly errexit: boolean;
  readonly text: string;
}

export interface ShellComment {
  /** `SC2086`. */
  readonly code: string;
  readonly level: "error" | "warning" | "info" | "style";
  readonly message: string;
  /** In the script's text, UTF-16; may be empty or several lines long. */
  readonly span: Span;
  /** ShellCheck's own repair; undefined where it has none, or one whose parts meet at one place. */
  readonly edits: readonly TextEdit[] | undefined;
}

/** Runs ShellCheck. Never rejects; undefined: it gave no answer. */
export type ShellCheck = (job: ShellCheckJob) => Promise<readonly ShellComment[] | undefined>;

/** What is known so far. */
export interface ShellAnswers {
  get(job: ShellCheckJob): readonly ShellComment[] | undefined;
}

/** Names a job among the URIs an answer rests on. */
export function keyOfJob({ dialect, variables, errexit, text }: ShellCheckJob): string {
  return `shellcheck:${dialect}:${errexit ? "e" : ""}:${variables.join(",")}:${text}`;
}

/** Answers by script, so that typing in one RUN asks nothing about another; the oldest are forgotten. */
export class AnswerCache implements ShellAnswers {
  private readonly answers = new Map<string, readonly ShellComment[]>();

  constructor(private readonly most = 2000) {}

  get(job: ShellCheckJob): readonly ShellComment[] | undefined {
    const key = keyOfJob(job);
    const known = this.answers.get(key);
    if (known) {
      this.answers.delete(key);
      this.answers.set(key, known);
    }
    return known;
  }

  set(job: ShellCheckJob, comments: readonly ShellComment[]): void {
    this.answers.set(keyOfJob(job), comments);
    if (this.answers.size > this.most) this.answers.delete(this.answers.keys().next().value!);
  }

  clear(): void {
    this.answers.clear();
  }
}

/** One line before the script, so that what the builder sets counts as set. */
function header({ variables, errexit }: ShellCheckJob): string {
  const names = variables.filter((it) => /^[A-Za-z_]\w*$/.test(it));
  return `${errexit ? "set -e; " : ""}${names.length > 0 ? `export ${names.map((it) => `${it}=1`).join(" ")}` : ":"}\n`;
}

/** What ShellCheck reads on standard input. */
export function shellCheckInput(job: ShellCheckJob): string {
  return header(job) + job.text;
}

interface Json1Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Json1Comment extends Json1Place {
  readonly level: ShellComment["level"];
  readonly code: number;
  readonly message: string;
  readonly fix?: { readonly replacements: readonly (Json1Place & { readonly replacement: string })[] } | null;
}

/**
 * Reads the output of `--format=json1`: lines and columns from 1, in code points, a tab being one.
 * https://github.com/koalaman/shellcheck/wiki/Integration
 * @returns undefined for what is no such output
 */
export function readShellCheckOutput(output: string, job: ShellCheckJob): readonly ShellComment[] | undefined {
  let comments: readonly Json1Comment[];
  try {
    ({ comments } = JSON.parse(output) as { comments: readonly Json1Comment[] });
    if (!Array.isArray(comments)) return undefined;
  } catch {
    return undefined;
  }
  const lines = new CodePointLines(job.text);
  // The first line is the header.
  return comments.filter(isComment).flatMap((it): ShellComment[] => {
    const span = lines.span(it);
    if (span === undefined) return [];
    const { level, message, code, fix } = it;
    return [{ code: `SC${code}`, level, message, span, edits: fix ? readEdits(fix.replacements, lines) : undefined }];
  });
}

function isComment({ level, code, message, line, column }: Json1Comment): boolean {
  return (
    ["error", "warning", "info", "style"].includes(level) &&
    typeof message === "string" &&
    [code, line, column].every(Number.isInteger)
  );
}

function readEdits(
  replacements: readonly (Json1Place & { readonly replacement: string })[],
  lines: CodePointLines,
): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const it of replacements) {
    const span = lines.span(it);
    if (span === undefined || typeof it.replacement !== "string") return undefined;
    edits.push({ span, newText: it.replacement });
  }
  edits.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const meet = edits.some(({ span }, i) => i > 0 && span.start <= edits[i - 1]!.span.end);
  return edits.length === 0 || meet ? undefined : edits;
}

/** Places in a text by line and code point. */
class CodePointLines {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
  }

  /** Undefined for what lies in the header, or nowhere. */
  span({ line, column, endLine, endColumn }: Json1Place): Span | undefined {
    const start = this.offset(line, column);
    const end = this.offset(endLine, endColumn);
    return start === undefined || end === undefined || end < start ? undefined : { start, end };
  }

  private offset(line: number, column: number): number | undefined {
    const start = this.starts[line - 2];
    if (start === undefined || column < 1) return undefined;
    const end = (this.starts[line - 1] ?? this.text.length + 1) - 1;
    let at = start;
    for (let i = 1; i < column && at < end; i++) at += this.text.codePointAt(at)! > 0xffff ? 2 : 1;
    return at;
  }
}
