/** Edits that write an ignore comment, for "ignore here", "ignore in this stage or service" and "ignore in this file". */
import type { ComposeFile } from "../syntax/compose/model.js";
import type { Comment, Dockerfile, Instruction } from "../syntax/dockerfile/model.js";
import { insertAt, type TextEdit } from "../text/edits.js";
import { LineIndex, lineEnd } from "../text/line-index.js";
import type { Span } from "../text/span.js";
import { drydockWord, readIgnoreComments } from "./comments.js";
import { Places } from "./reach-compose.js";
import { instructionAround, isAboveEverything } from "./reach-dockerfile.js";
import type { Files, Language } from "./rule.js";

/**
 * The edit that silences a rule at one place: `# drydock ignore=<name>` on a line of its own above the instruction or node, with
 * its indentation and the file's line end; or the name added to such a comment that is already there.
 * @param span of the finding
 */
export function ignoreHereEdit(file: Files[Language], span: Span, ruleName: string): TextEdit {
  return file.language === "dockerfile" ? aboveInstruction(file, span, ruleName) : aboveNode(file, span, ruleName);
}

/** The same for the whole stage (above its FROM) or service (above its key); undefined where the place is in none. */
export function ignoreStageEdit(file: Files[Language], span: Span, ruleName: string): TextEdit | undefined {
  if (file.language === "compose") {
    const places = new Places(file);
    const entry = places.sectionEntryAt(span.start);
    return entry && aboveLine(file, places, places.lines.lineOf(entry.start), ruleName);
  }
  const stage = file.stages.findLast(({ from }) => from.span.start <= span.start);
  return stage && commentAbove(file, stage.from, "ignore-stage", ruleName);
}

/** The same for the whole file: at its top, below the parser directives and other lines that have to stand first. */
export function ignoreFileEdit(file: Files[Language], ruleName: string): TextEdit {
  const isAtTop =
    file.language === "dockerfile"
      ? (it: Span) => isAboveEverything(file, it)
      : (it: Span) => new Places(file).isAboveEverything(it);
  const known = file.comments.find(({ text, span }) => drydockWord(text) === "ignore-file" && isAtTop(span));
  if (known) return addName(file.text, known.span, ruleName);
  return insertLine(file.text, topOf(file.text), "", `# drydock ignore-file=${ruleName}`);
}

function aboveInstruction(file: Dockerfile, span: Span, ruleName: string): TextEdit {
  const instruction = instructionAround(file, span.start) ?? file.instructions.find((it) => it.span.start > span.start);
  // A directive cannot have a comment above it, and it concerns the whole file anyway.
  const isDirective = file.directives.some((it) => it.span.start <= span.start && span.start <= it.span.end);
  return instruction && !isDirective ? commentAbove(file, instruction, "ignore", ruleName) : ignoreFileEdit(file, ruleName);
}

function commentAbove(file: Dockerfile, instruction: Instruction, word: "ignore" | "ignore-stage", ruleName: string): TextEdit {
  const { text, comments, instructions } = file;
  const start = instruction.keywordSpan.start;
  const previousEnd = instructions.findLast(({ span }) => span.end <= start)?.span.end ?? -1;
  const above = comments.filter(({ inside, span }) => !inside && span.start > previousEnd && span.start < start);
  const known = above.findLast((it) => drydockWord(it.text) === word);
  if (known) return addName(text, known.span, ruleName);
  const lines = new LineIndex(text);
  const line = lines.lineOf(start);
  const indent = text.slice(lines.starts[line]!, start);
  return insertLine(text, lines.starts[aboveForeignComments(lines, line, above)]!, indent, `# drydock ${word}=${ruleName}`);
}

/** Some tools read only the line directly above the instruction: their comments must stay there. */
function aboveForeignComments(lines: LineIndex, line: number, comments: readonly Comment[]): number {
  for (const { text, span } of comments.toReversed()) {
    const isForeign = readIgnoreComments(text).some(({ tool }) => tool !== "drydock");
    if (lines.lineOf(span.start) !== line - 1 || !isForeign) break;
    line--;
  }
  return line;
}

function aboveNode(file: ComposeFile, span: Span, ruleName: string): TextEdit {
  const places = new Places(file);
  return aboveLine(file, places, places.lineForComment(span.start), ruleName);
}

function aboveLine(file: ComposeFile, places: Places, line: number, ruleName: string): TextEdit {
  const { text, comments } = file;
  const { lines } = places;
  const known = comments.find((it) => drydockWord(it.text) === "ignore" && places.targetLine(it.span) === line);
  if (known) return addName(text, known.span, ruleName);
  const { start, end } = lines.line(line);
  const [indent] = /^[ \t]*/.exec(text.slice(start, end))!;
  return insertLine(text, lines.starts[line]!, indent, `# drydock ignore=${ruleName}`);
}

/** `# drydock ignore=a reason` → `# drydock ignore=a,b reason`. */
function addName(text: string, comment: Span, ruleName: string): TextEdit {
  const source = text.slice(comment.start, comment.end);
  const [head] = /^#\s*drydock\s+ignore(?:-\w+)?\s*=\s*[\w:./*-]+(?:\s*,\s*[\w:./*-]+)*/.exec(source)!;
  return insertAt(comment.start + head.length, `,${ruleName}`);
}

function insertLine(text: string, offset: number, indent: string, line: string): TextEdit {
  const end = lineEnd(text);
  const unfinished = offset > 0 && text[offset - 1] !== "\n";
  return insertAt(offset, unfinished ? end + indent + line : indent + line + end);
}

/**
 * The offset of the first line that may hold a comment of ours: below `#!`, what may be a parser directive
 * (https://docs.docker.com/reference/dockerfile/#parser-directives), an editor's mode line, and ignore comments of other tools.
 */
export function topOf(text: string): number {
  let offset = 0;
  while (offset < text.length) {
    const newline = text.indexOf("\n", offset);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(offset, end).trim();
    const isFirst =
      line.startsWith("#") && /^#!|^#\s*(?:[a-zA-Z][a-zA-Z0-9]*\s*=\s*\S|yaml-language-server\b|vim?:|-\*-)/.test(line);
    if (!isFirst && !(line.startsWith("#") && readIgnoreComments(line.slice(1).trim()).length > 0)) return offset;
    offset = newline < 0 ? end : newline + 1;
  }
  return offset;
}
