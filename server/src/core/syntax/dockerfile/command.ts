/** The two forms of a command: a JSON array, or text for the shell, parsed on first use. */
import type { Span } from "../../text/span.js";
import type { ShellScript } from "../shell/model.js";
import { parseShell } from "../shell/parse.js";
import type { CommandForm, Heredoc, ShellForm } from "./model.js";
import type { Draft } from "./stages.js";
import { parseJsonArray } from "./words.js";

const posixShells = new Set(["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "busybox"]);

/** True for the argument list of SHELL, or the interpreter of a heredoc, that reads POSIX shell. */
export function isPosixShell(command: string): boolean {
  return posixShells.has(
    command
      .replace(/\.exe$/i, "")
      .split(/[\\/]/)
      .at(-1)!
      .toLowerCase(),
  );
}

/** @param start where the command begins on the logical line */
export function commandForm(draft: Draft, start: number, posixShell: boolean): CommandForm {
  const { line, heredocs } = draft;
  const json = heredocs.length === 0 ? parseJsonArray(line, skip(line.text, start)) : undefined;
  if (json) return { kind: "exec", elements: json, span: line.span(skip(line.text, start), line.text.trimEnd().length) };
  return shellForm(draft, skip(line.text, start), posixShell);
}

function skip(text: string, at: number): number {
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}

function shellForm(draft: Draft, start: number, posixShell: boolean): ShellForm {
  const { line, heredocs, text } = draft;
  const end = line.text.trimEnd().length;
  const heredoc = heredocs[0];
  if (heredoc && heredocs.length === 1 && isWholeLine(heredoc, line.span(start, end)))
    return heredocScript(draft, heredoc, posixShell);
  const lineSpan = start < end ? line.span(start, end) : { start: draft.span.end, end: draft.span.end };
  const span = heredocs.length > 0 ? { start: lineSpan.start, end: draft.span.end } : lineSpan;
  return lazyForm(line.text.slice(start, end), span, () =>
    posixShell && span.end > span.start ? parseShell(mask(text, span, draft), (offset) => offset + span.start) : undefined,
  );
}

function isWholeLine(heredoc: Heredoc, span: Span): boolean {
  return heredoc.span.start === span.start && heredoc.span.end === span.end;
}

/** `RUN <<EOF`: the body is the script, for the stage's shell or for the interpreter of its `#!` line. */
function heredocScript({ text }: Draft, heredoc: Heredoc, posixShell: boolean): ShellForm {
  const span = heredoc.bodySpan;
  const body = text.slice(span.start, span.end);
  const interpreter = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S+)/.exec(body)?.[1];
  const readable = interpreter === undefined ? posixShell : isPosixShell(interpreter);
  return lazyForm(body, span, () => {
    if (!readable) return undefined;
    const source = (heredoc.stripTabs ? body.replace(/^\t+/gm, (tabs) => " ".repeat(tabs.length)) : body).replaceAll(
      "\r\n",
      " \n",
    );
    return parseShell(source, (offset) => offset + span.start);
  });
}

function lazyForm(text: string, span: Span, parse: () => ShellScript | undefined): ShellForm {
  let parsed: { script: ShellScript | undefined } | undefined;
  return {
    kind: "shell",
    text,
    span,
    get script() {
      parsed ??= { script: parse() };
      return parsed.script;
    },
  };
}

/**
 * The text of a span with what the shell must not see overwritten by as many blanks, so that its offsets are the file's:
 * comment and empty lines inside a continuation vanish with their line ends; every continuation becomes blanks that end in
 * `\` + LF, whatever its escape character, trailing blanks or line end.
 */
function mask(text: string, span: Span, draft: Draft): string {
  const lineEnd = draft.heredocs[0]?.bodySpan.start ?? span.end;
  const head = text.slice(span.start, Math.min(lineEnd, span.end));
  if (!head.includes("\n")) return text.slice(span.start, span.end).replaceAll("\r\n", " \n");
  const lines = head.split(/(?<=\n)/);
  let result = "";
  lines.forEach((line, i) => {
    const isLast = i === lines.length - 1;
    if (i > 0 && /^\s*(?:#|$)/.test(line) && !(isLast && line.trim() !== "" && !line.trimStart().startsWith("#"))) {
      result += " ".repeat(line.length);
      return;
    }
    const continued = continuedLine(line, draft.escape);
    result += continued ?? line.replace("\r\n", " \n");
  });
  return result + text.slice(span.start + head.length, span.end).replaceAll("\r\n", " \n");
}

function continuedLine(line: string, escape: string): string | undefined {
  if (!line.endsWith("\n")) return undefined;
  const content = line.replace(/[ \t\r]*\n$/, "");
  if (!content.endsWith(escape)) return undefined;
  const kept = content.slice(0, -1);
  return `${kept}${" ".repeat(line.length - kept.length - 2)}\\\n`;
}
