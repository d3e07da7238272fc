/** What a hover on a finding says beyond the message: why it matters. */
import type { Diagnostic } from "../linter/finding.js";
import type { Judgement } from "./workspace.js";

/** Markdown for the findings at an offset, or undefined where there is none. @param docsUrl prefix of a rule's page */
export function hoverAt(judgement: Judgement, offset: number, docsUrl: string | undefined): string | undefined {
  const here = judgement.diagnostics.filter(({ span, suppressed }) => !suppressed && span.start <= offset && offset <= span.end);
  return here.length === 0 ? undefined : here.map((it) => explain(it, docsUrl)).join("\n\n---\n\n");
}

function explain({ rule, fixes, noFix }: Diagnostic, docsUrl: string | undefined): string {
  const name = docsUrl === undefined ? `\`${rule.name}\`` : `[\`${rule.name}\`](${docsUrl}${rule.name})`;
  const first = fixes[0];
  const repair = first
    ? `Quick fix: ${first.title}${first.applicability === "safe" ? "" : ` (${first.applicability})`}.`
    : noFix && `No fix: ${noFix}`;
  return [`**${rule.summary}** ${name}`, rule.why.join(" "), repair].filter(Boolean).join("\n\n");
}
