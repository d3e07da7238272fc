/** Takes one variable out of ENV, LABEL or ARG. */
import type { ArgInstruction, Dockerfile, EnvInstruction, Pair } from "../syntax/dockerfile/model.js";
import { remove, type TextEdit } from "../text/edits.js";
import { removeInstruction } from "./dockerfile-edit.js";

/** Undefined where a comment stands between it and its neighbour. */
export function removePair(file: Dockerfile, instruction: EnvInstruction | ArgInstruction, pair: Pair): TextEdit | undefined {
  const { pairs } = instruction;
  if (pairs.length === 1) return removeInstruction(file, instruction);
  const at = pairs.indexOf(pair);
  const next = pairs[at + 1];
  // The blanks and line breaks behind it go with the first one, those before it with any other.
  const span =
    at === 0 ? { start: pair.span.start, end: next!.span.start } : { start: pairs[at - 1]!.span.end, end: pair.span.end };
  return /^\s*#/m.test(file.text.slice(span.start, span.end)) ? undefined : remove(span);
}
