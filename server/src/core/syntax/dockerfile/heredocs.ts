/** Heredocs of RUN, COPY and ADD: which words open one, and where their bodies end. */
import type { Problem } from "../problem.js";
import type { LineScanner, LogicalLine } from "./lines.js";
import type { Heredoc } from "./model.js";
import { removeQuotes, splitQuoted } from "./words.js";

/**
 * Finds the heredocs an instruction opens and moves the scanner behind their bodies.
 * Only a whole unquoted word opens one, as in BuildKit: `echo 'a <<EOF'` and `a<<EOF` do not.
 * https://docs.docker.com/reference/dockerfile/#here-documents
 */
export function takeHeredocs(
  line: LogicalLine,
  start: number,
  scanner: LineScanner,
  text: string,
  problems: Problem[],
): Heredoc[] {
  if (!line.text.includes("<<", start)) return [];
  const heredocs: Heredoc[] = [];
  let at = line.next;
  for (const range of splitQuoted(line.text, start, "\\")) {
    const match = /^\d*<<(-?)([^<]+)$/.exec(line.text.slice(range.start, range.end));
    if (!match) continue;
    const name = removeQuotes(match[2]!, "\\");
    const span = line.span(range.start, range.end);
    const body = findBody(scanner, text, at, name, match[1] === "-");
    if (!body.endSpan) problems.push({ span, message: `The heredoc '${name}' is not closed: no line holds just '${name}'.` });
    heredocs.push({ name, stripTabs: match[1] === "-", expand: name === match[2], span, ...body });
    at = body.next;
  }
  if (heredocs.length > 0) scanner.moveTo(at);
  return heredocs;
}

function findBody(scanner: LineScanner, text: string, start: number, name: string, stripTabs: boolean) {
  let at = start;
  while (at < text.length) {
    const line = scanner.lineAt(at);
    let first = line.start;
    if (stripTabs) while (text[first] === "\t") first++;
    if (text.slice(first, line.end) === name) {
      return { bodySpan: { start, end: line.start }, endSpan: { start: first, end: line.end }, next: line.next };
    }
    at = line.next;
  }
  return { bodySpan: { start, end: text.length }, endSpan: undefined, next: text.length };
}
