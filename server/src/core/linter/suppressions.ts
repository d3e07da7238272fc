/** Comments that silence findings: `# drydock ignore=…` and the forms of other tools. */
import { contains, type Span } from "../text/span.js";
import type { IgnoreComment, IgnoreTool } from "./comments.js";
import { type Diagnostic, type Suppressed, silenced } from "./finding.js";
import { composeSuppressions } from "./reach-compose.js";
import { dockerfileSuppressions } from "./reach-dockerfile.js";
import type { Files, Language } from "./rule.js";
import { hasAlias, isMeant, splitAlias } from "./rule-names.js";

export { ignoreFileEdit, ignoreHereEdit, ignoreStageEdit } from "./ignore-edits.js";

export interface SuppressionOptions {
  /** False: no comment counts. Default true. */
  readonly allowInline?: boolean;
  /** True: a comment counts only with a reason. Default false. */
  readonly requireReason?: boolean;
  /** Tools whose comments do not count, such as hadolint under its own `disable-ignore-pragma`. */
  readonly without?: readonly IgnoreTool[];
  /** `yyyy-mm-dd`, for comments that expire; default: now, in UTC. */
  readonly today?: string;
}

/** An ignore comment and the part of the file it counts for. */
export interface Suppression {
  readonly comment: IgnoreComment;
  /** Findings that begin in here; undefined: the whole file. */
  readonly scope: Span | undefined;
  /** The comment's place; undefined for a parser directive. */
  readonly at?: Span;
}

/** Marks what a comment of the file silences; nothing is left out, so that a host can show it. */
export function applySuppressions(
  file: Files[Language],
  diagnostics: readonly Diagnostic[],
  options: SuppressionOptions = {},
): readonly Diagnostic[] {
  if (diagnostics.length === 0) return diagnostics;
  const suppressions = suppressionsInForce(file, options);
  if (suppressions.length === 0) return diagnostics;
  return diagnostics.map((diagnostic) => {
    if (diagnostic.suppressed) return diagnostic;
    const found = suppressions.find((it) => silences(it, diagnostic));
    return found ? silenced(diagnostic, { by: "comment", reason: found.comment.reason }) : diagnostic;
  });
}

/** What a comment of the file says of one finding in it; undefined where it is not silenced. */
export function suppressionBy(
  file: Files[Language],
  finding: Pick<Diagnostic, "span" | "rule" | "aliases">,
  options: SuppressionOptions = {},
): Suppressed | undefined {
  const found = suppressionsInForce(file, options).find((it) => silences(it, finding));
  return found && { by: "comment", reason: found.comment.reason };
}

function suppressionsInForce(file: Files[Language], options: SuppressionOptions): readonly Suppression[] {
  if (options.allowInline === false) return [];
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  return suppressionsOf(file).filter(
    ({ comment }) =>
      !options.without?.includes(comment.tool) &&
      !(options.requireReason && comment.reason === undefined) &&
      !(comment.until !== undefined && comment.until < today),
  );
}

/** Every ignore comment of a file, in its order, with what it counts for. */
export function suppressionsOf(file: Files[Language]): readonly Suppression[] {
  return file.language === "dockerfile" ? dockerfileSuppressions(file) : composeSuppressions(file);
}

function silences(
  { comment, scope }: Suppression,
  { span, rule, aliases }: Pick<Diagnostic, "span" | "rule" | "aliases">,
): boolean {
  if (scope !== undefined && !contains(scope, { start: span.start, end: span.start })) return false;
  const prefixes = prefixesOf[comment.tool];
  return comment.names.some((name) => {
    if (prefixes === undefined) return name.toLowerCase() === "all" || isMeant(name, rule, aliases);
    if (name.toLowerCase() !== "all") return hasAlias(name, aliases, prefixes);
    return aliases.some((alias) => prefixes.includes(splitAlias(alias)[0]));
  });
}

/** The aliases each tool's comments are matched against; undefined: any name. */
export const prefixesOf: Readonly<Record<IgnoreTool, readonly string[] | undefined>> = {
  drydock: undefined,
  hadolint: ["hadolint", "shellcheck"],
  buildkit: ["buildkit"],
  trivy: ["trivy"],
  checkov: ["checkov"],
  kics: ["kics"],
  shellcheck: ["shellcheck"],
  tally: ["tally", "hadolint", "buildkit", "shellcheck"],
  "dockerfile-utils": ["dockerfile-utils"],
  dockerfile_lint: ["dockerfile_lint"],
  dclint: ["dclint"],
};
