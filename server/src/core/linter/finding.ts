/** A finding as it leaves the linter: severity decided, fixes by URI, suppression named. */
import type { TextFile } from "../project/file-system.js";
import type { TextEdit } from "../text/edits.js";
import { type Span, withinLine } from "../text/span.js";
import type { Applicability, Finding, Fix, Related, Rule, Severity } from "./rule.js";

export interface Diagnostic {
  readonly rule: Rule;
  readonly span: Span;
  readonly message: string;
  readonly severity: Severity;
  readonly aliases: readonly string[];
  readonly related: readonly Related[];
  /** The first is the preferred one. */
  readonly fixes: readonly ResolvedFix[];
  /** Why there is no fix, where there is none. */
  readonly noFix: string | undefined;
  readonly suppressed: Suppressed | undefined;
}

export interface ResolvedFix {
  readonly title: string;
  readonly applicability: Applicability;
  readonly alone?: boolean;
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly creates: ReadonlyMap<string, string>;
}

export interface Suppressed {
  readonly by: "comment" | "config" | "baseline";
  readonly reason: string | undefined;
}

/** Why the file could not be judged at all (unreadable, binary, too large), or not fully. */
export interface FileError {
  readonly message: string;
  readonly span?: Span;
}

/** Puts a rule's finding into the form every host shows. */
export function resolveFinding(
  rule: Rule,
  uri: string,
  finding: Finding,
  severity: Severity,
  { text, utf8 }: TextFile,
): Diagnostic {
  const fixes = utf8 ? (finding.fixes ?? []).map((fix) => resolveFix(uri, fix)) : [];
  return {
    rule,
    span: withinLine(text, finding.span),
    message: finding.message,
    severity,
    aliases: finding.aliases ?? rule.aliases ?? [],
    related: finding.related ?? [],
    fixes,
    noFix:
      fixes.length > 0
        ? undefined
        : (finding.noFix ?? (utf8 ? rule.noFix : "The file is not valid UTF-8, so it is judged but never changed.")),
    suppressed: undefined,
  };
}

function resolveFix(uri: string, fix: Fix): ResolvedFix {
  const edits = new Map<string, readonly TextEdit[]>();
  if (fix.edits.length > 0) edits.set(uri, fix.edits);
  for (const [other, list] of Object.entries(fix.otherEdits ?? {})) edits.set(other, list);
  const { title, applicability, alone = false } = fix;
  return { title, applicability, ...(alone ? { alone } : {}), edits, creates: new Map(Object.entries(fix.creates ?? {})) };
}
