/** Comments that silence findings: `# drydock ignore=…` and the forms of other tools. */
import type { Diagnostic } from "./finding.js";
import type { Files, Language } from "./rule.js";

/** Marks what a comment of the file silences; nothing is left out, so that a host can show it. */
export function applySuppressions(_file: Files[Language], diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics;
}
