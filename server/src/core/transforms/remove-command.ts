/** Takes one command out of a RUN, with what joins it to its neighbours. */
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../syntax/shell/query.js";
import { remove, type TextEdit } from "../text/edits.js";
import { removeInstruction } from "./dockerfile-edit.js";
import type { RunPlace } from "./run-edit.js";

/** The whole RUN where it is its only command; undefined where its result counts, or a comment stands beside it. */
export function removeCommand(file: Dockerfile, { run, stage, index }: RunPlace, line: CommandLine): TextEdit | undefined {
  const lines = commandLines(run.command);
  if (lines.length === 1) return removeInstruction(file, stage.instructions[index]!);
  const at = lines.indexOf(line);
  const { shell } = line;
  if (!shell || shell.within.length > 0 || shell.pipe !== "none" || shell.joined === "||") return undefined;
  const before = lines[at - 1]?.shell;
  const after = lines[at + 1]?.shell;
  if (after && (after.joined === "||" || after.joined === "|" || (after.list !== shell.list && at === 0))) return undefined;
  const span =
    before && before.list === shell.list
      ? { start: before.span.end, end: shell.span.end }
      : after && after.list === shell.list
        ? { start: shell.span.start, end: after.span.start }
        : undefined;
  if (!span) return undefined;
  const between =
    before && span.start === before.span.end
      ? file.text.slice(span.start, shell.span.start)
      : file.text.slice(shell.span.end, span.end);
  // Only what joins commands may go along.
  return /^[\s\\`;&]*$/.test(between) ? remove(span) : undefined;
}
