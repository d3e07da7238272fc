/** Which part of a Dockerfile an ignore comment counts for. */
import type { Comment, Dockerfile, Instruction, Stage } from "../syntax/dockerfile/model.js";
import type { Span } from "../text/span.js";
import { type IgnoreComment, readCheckSkip, readIgnoreComments } from "./comments.js";
import { scriptSuppressions } from "./reach-script.js";
import type { Suppression } from "./suppressions.js";

export function dockerfileSuppressions(file: Dockerfile): readonly Suppression[] {
  const suppressions: Suppression[] = directiveSuppressions(file);
  suppressions.push(...scriptSuppressions(file));
  for (const comment of file.comments) {
    for (const ignore of readIgnoreComments(comment.text)) {
      if (ignore.tool === "buildkit" && !isFirstCheckOfItsBlock(file, comment)) continue;
      const scope = scopeOf(file, comment, ignore);
      if (scope !== undefined)
        suppressions.push({ comment: ignore, scope: scope === "file" ? undefined : scope, at: comment.span });
    }
  }
  return suppressions;
}

/** `# check=skip=…` among the parser directives. */
function directiveSuppressions({ directives }: Dockerfile): Suppression[] {
  return directives
    .filter(({ name }) => name === "check")
    .map(({ value }) => ({
      comment: { tool: "buildkit", reach: "file", names: readCheckSkip(value), reason: undefined },
      scope: undefined,
    }));
}

function scopeOf(file: Dockerfile, comment: Comment, { tool, reach }: IgnoreComment): Span | "file" | undefined {
  if (reach === "file" || (reach === "file-top" && isAboveEverything(file, comment.span))) return "file";
  if (reach === "file-top" || reach === "line") return undefined;
  // Most tools take no comment inside a continued instruction; Drydock's and ShellCheck's count for the instruction they stand in.
  if (comment.inside)
    return (tool === "drydock" && reach === "next") || tool === "shellcheck"
      ? instructionAround(file, comment.span.start)?.span
      : undefined;
  const next = file.instructions.find(({ span }) => span.start > comment.span.start);
  if (next === undefined) return undefined;
  if (reach === "stage" || reach === "stage-body") {
    const near = tool === "drydock" || isAdjacent(file.text, comment.span.end, next.span.start);
    return near ? stageScope(file, comment, next, reach === "stage-body") : undefined;
  }
  if (reach === "adjacent" && !isAdjacent(file.text, comment.span.end, next.span.start)) return undefined;
  if (reach === "block" && hasBlankLine(file.text.slice(comment.span.end, next.span.start))) return undefined;
  // From the comment on: what is wrong with the comments between them is meant too.
  return { start: comment.span.start, end: next.span.end };
}

function stageScope(file: Dockerfile, comment: Comment, next: Instruction, withoutFrom: boolean): Span | undefined {
  const stage = file.stages.find(({ from }) => from === next);
  if (stage === undefined) return undefined;
  return { start: withoutFrom ? stage.from.span.end : comment.span.start, end: endOfStage(file, stage) };
}

/** Up to the next FROM, so that what is said about the end of the stage counts too. */
function endOfStage({ stages, text }: Dockerfile, stage: Stage): number {
  const following = stages[stage.index + 1];
  return following ? following.from.span.start - 1 : text.length;
}

export function instructionAround({ instructions }: Dockerfile, offset: number): Instruction | undefined {
  return instructions.find(({ span }) => span.start <= offset && offset <= span.end);
}

/** True above the first instruction. */
export function isAboveEverything({ instructions }: Dockerfile, comment: Span): boolean {
  const first = instructions[0];
  return first === undefined || comment.start < first.span.start;
}

/** True when an instruction begins on the line below. */
function isAdjacent(text: string, from: number, to: number): boolean {
  return (text.slice(from, to).match(/\n/g) ?? []).length === 1;
}

function hasBlankLine(text: string): boolean {
  return /\n[ \t\r]*\n/.test(text);
}

/** BuildKit takes the first `check` comment above an instruction; a lone `#` detaches what stands above it. */
function isFirstCheckOfItsBlock({ comments, instructions }: Dockerfile, comment: Comment): boolean {
  const next = instructions.find(({ span }) => span.start > comment.span.start);
  if (next === undefined) return false;
  const previousEnd = instructions.findLast(({ span }) => span.end <= comment.span.start)?.span.end ?? -1;
  const block = comments.filter(({ inside, span }) => !inside && span.start > previousEnd && span.start < next.span.start);
  const attached = block.slice(block.findLastIndex(({ text }) => text === "") + 1);
  return attached.find(({ text }) => /^check\s*=/i.test(text)) === comment;
}
