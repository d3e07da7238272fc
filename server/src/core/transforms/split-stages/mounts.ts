/** Cache mounts put before the command of a RUN, each on a line of its own. */
import type { Dockerfile, RunInstruction } from "../../syntax/dockerfile/model.js";
import { lineEnd } from "../../text/line-index.js";
import { changedText, type Piece } from "./pieces.js";

type Change = readonly [start: number, end: number, text: string];

/** @param changes others in the same instruction */
export function withCacheMounts(
  file: Dockerfile,
  piece: Piece<RunInstruction>,
  targets: readonly string[],
  changes: readonly Change[] = [],
): string {
  const { keywordSpan, argumentsSpan, flags, heredocs } = piece.instruction;
  const mounts = targets.map((target) => `--mount=type=cache,target=${target}`);
  const isPlain =
    flags.length === 0 && heredocs.length === 0 && !file.text.slice(keywordSpan.end, argumentsSpan.start).includes("\n");
  const joint = isPlain ? ` ${file.escape}${lineEnd(file.text)}    ` : " ";
  const end = isPlain ? argumentsSpan.start : keywordSpan.end;
  return changedText(file, piece, [...changes, [keywordSpan.end, end, ` ${mounts.join(joint)}${isPlain ? joint : ""}`]]);
}
