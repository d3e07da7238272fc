/** The edits behind "Ignore here", "Ignore in this stage or service" and "Ignore in this file". */
import type { Diagnostic } from "../linter/finding.js";
import { ignoreFileEdit, ignoreHereEdit, ignoreStageEdit } from "../linter/suppressions.js";
import type { IgnoreEdit } from "./code-actions.js";
import type { Judgement } from "./workspace.js";

/** From the narrowest to the widest; none for a file that must not be changed. */
export function ignoreEdits({ file }: Judgement, { rule, span }: Diagnostic): readonly IgnoreEdit[] {
  if (!file) return [];
  const stage = ignoreStageEdit(file, span, rule.name);
  const whole = file.language === "compose" ? "service" : "stage";
  return [
    { title: `Ignore '${rule.name}' here`, edit: ignoreHereEdit(file, span, rule.name) },
    ...(stage ? [{ title: `Ignore '${rule.name}' in this ${whole}`, edit: stage }] : []),
    { title: `Ignore '${rule.name}' in this file`, edit: ignoreFileEdit(file, rule.name) },
  ];
}
