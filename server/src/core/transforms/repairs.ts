/** What a finding says about its repair: the fixes that can be made, or why there is none. */
import type { Applicability, Finding, Fix } from "../linter/rule.js";
import type { TextEdit } from "../text/edits.js";

const cannotEdit = "The text is shared by an anchor, or written in a way that cannot be changed safely.";

/** A fix; undefined where its edits could not be made. */
export function fixOf(title: string, applicability: Applicability, edits: readonly TextEdit[] | undefined): Fix | undefined {
  return edits && { title, applicability, edits };
}

/**
 * @param fixes undefined for those that could not be made
 * @param noFix the reason when none is left
 */
export function repairs(fixes: readonly (Fix | undefined)[], noFix: string = cannotEdit): Pick<Finding, "fixes" | "noFix"> {
  const made = fixes.filter((it) => it !== undefined);
  return made.length > 0 ? { fixes: made } : { noFix };
}
