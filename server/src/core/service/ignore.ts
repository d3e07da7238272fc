/** The edits behind "Ignore here", "Ignore in this stage or service" and "Ignore in this file". */
import { type Diagnostic, ignoreName } from "../linter/finding.js";
import { compare, originalOf } from "../linter/harm.js";
import { ignoreFileEdit, ignoreHereEdit, ignoreStageEdit } from "../linter/suppressions.js";
import { applyEdits, behindMark } from "../text/edits.js";
import type { IgnoreEdit } from "./code-actions.js";
import type { Judgement } from "./workspace.js";

/** From the narrowest to the widest; none for a file that must not be changed. */
export function ignoreEdits({ file }: Judgement, diagnostic: Diagnostic): readonly IgnoreEdit[] {
  if (!file) return [];
  const { span } = diagnostic;
  const name = ignoreName(diagnostic);
  const stage = ignoreStageEdit(file, span, name);
  const whole = file.language === "compose" ? "service" : "stage";
  const edits = [
    { title: `Ignore '${name}' here`, edit: ignoreHereEdit(file, span, name) },
    ...(stage ? [{ title: `Ignore '${name}' in this ${whole}`, edit: stage }] : []),
    { title: `Ignore '${name}' in this file`, edit: ignoreFileEdit(file, name) },
  ];
  const before = originalOf(file);
  // In a text that is half typed, the line above may be part of something that goes on.
  return edits.flatMap(({ title, edit }) => {
    const kept = behindMark(file.text, [edit]);
    return compare(before, applyEdits(file.text, kept)).fresh.length > 0 ? [] : { title, edit: kept[0]! };
  });
}
