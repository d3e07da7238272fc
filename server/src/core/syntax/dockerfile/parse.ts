/** Parses a Dockerfile by BuildKit's rules. Never fails: half-typed text gives instructions with problems. */
import type { Problem } from "../problem.js";
import { takeHeredocs } from "./heredocs.js";
import { isBlank, LineScanner, type LogicalLine, skipBlanks } from "./lines.js";
import type { Dockerfile } from "./model.js";
import { type Draft, linkStages } from "./stages.js";
import { takeFlags } from "./words.js";

/**
 * @param uri of the file, for cross-file rules; nothing is read from it
 * @param text without byte order mark; all spans are UTF-16 offsets of it
 */
export function parseDockerfile(uri: string, text: string): Dockerfile {
  const scanner = new LineScanner(text);
  const problems: Problem[] = [];
  const drafts: Draft[] = [];
  for (let line = scanner.nextLine(); line; line = scanner.nextLine()) {
    const draft = readInstruction(line, 0, scanner, text, problems, false);
    if (draft) drafts.push(draft);
  }
  const { instructions, globalArgs, stages } = linkStages(drafts, scanner.escape);
  return {
    language: "dockerfile",
    uri,
    text,
    escape: scanner.escape,
    directives: scanner.directives,
    comments: scanner.comments,
    instructions,
    globalArgs,
    stages,
    problems,
  };
}

/** Reads the instruction that begins at an offset of a logical line: the line's own, or the trigger behind ONBUILD. */
function readInstruction(
  line: LogicalLine,
  start: number,
  scanner: LineScanner,
  text: string,
  problems: Problem[],
  isTrigger: boolean,
): Draft | undefined {
  const first = skipBlanks(line.text, start, line.text.length);
  const keywordEnd = endOfKeyword(line.text, first);
  if (keywordEnd === first) return undefined;
  const name = line.text.slice(first, keywordEnd).toUpperCase();
  const { flags, rest } = takeFlags(line, keywordEnd);
  const trigger = name === "ONBUILD" && !isTrigger ? readInstruction(line, rest, scanner, text, problems, true) : undefined;
  const opensHeredocs = name === "RUN" || name === "COPY" || name === "ADD";
  const heredocs = opensHeredocs ? takeHeredocs(line, rest, scanner, text, problems) : (trigger?.heredocs ?? []);
  const argumentsText = line.text.slice(rest).trimEnd();
  const argumentsSpan = line.span(rest, rest + argumentsText.length);
  const keywordSpan = line.span(first, keywordEnd);
  const lineEnd = Math.max(argumentsSpan.end, flags.at(-1)?.span.end ?? 0, keywordSpan.end);
  const last = heredocs.at(-1);
  return {
    line,
    rest,
    text,
    escape: scanner.escape,
    problems,
    trigger,
    name,
    keywordSpan,
    span: { start: keywordSpan.start, end: last ? (last.endSpan?.end ?? last.bodySpan.end) : lineEnd },
    argumentsSpan: argumentsText === "" ? { start: lineEnd, end: lineEnd } : argumentsSpan,
    argumentsText,
    flags,
    heredocs,
    emptyContinuations: line.emptyContinuations,
    isTrigger,
  };
}

/** A no-break space or byte order mark belongs to the word: Docker then knows no such instruction. */
function endOfKeyword(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isBlank(text[at])) at++;
  return at;
}
