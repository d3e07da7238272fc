/** A finding as it leaves the linter: severity decided, fixes by URI, suppression named. */
import type { TextFile } from "../project/file-system.js";
import { behindMark, type TextEdit } from "../text/edits.js";
import { type Span, withinLine } from "../text/span.js";
import type { Applicability, Finding, Fix, Related, Rule, Severity } from "./rule.js";
import type { SoundFixes } from "./sound-fixes.js";

/** `fixes`, `noFix` and `refused` are worked out when one of them is first read, see `SoundFixes`: no copies by spreading. */
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
  /** Fixes of the rule that would break this text, and so are not offered. */
  readonly refused?: readonly RefusedFix[];
  readonly suppressed: Suppressed | undefined;
  /** A page about just this finding. */
  readonly page?: string;
}

/** The name by which comments silence just what a finding says: for a rule that passes on many checks of another tool, that tool's. */
export function ignoreName({ rule, aliases }: Pick<Diagnostic, "rule" | "aliases">): string {
  return rule.aliases === undefined && aliases.length === 1 ? aliases[0]! : rule.name;
}

export interface ResolvedFix {
  readonly title: string;
  readonly applicability: Applicability;
  readonly alone?: boolean;
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly creates: ReadonlyMap<string, string>;
}

export interface RefusedFix {
  readonly fix: ResolvedFix;
  readonly reason: string;
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

/** Puts a rule's finding into the form every host shows. @param sound what tells the fixes that may be offered */
export function resolveFinding(
  rule: Rule,
  uri: string,
  finding: Finding,
  severity: Severity,
  { text, utf8 }: TextFile,
  sound: SoundFixes,
): Diagnostic {
  const proposed = utf8 ? (finding.fixes ?? []).map((fix) => resolveFix(uri, fix, text)) : [];
  for (const fix of proposed) sound.propose(fix, rule.repairsSyntax);
  let repairs: Repairs | undefined;
  const repaired = (): Repairs => (repairs ??= repairsOf(proposed, sound));
  const without = finding.noFix ?? (utf8 ? rule.noFix : "The file is not valid UTF-8, so it is judged but never changed.");
  return {
    rule,
    span: withinLine(text, finding.span),
    message: finding.message,
    severity,
    aliases: finding.aliases ?? rule.aliases ?? [],
    related: finding.related ?? [],
    ...(finding.page === undefined ? {} : { page: finding.page }),
    get fixes() {
      return repaired().fixes;
    },
    get noFix() {
      const { fixes, refused } = repaired();
      if (fixes.length > 0) return undefined;
      return refused.length > 0 ? "Its usual fix would break the file as it stands." : without;
    },
    get refused() {
      return repaired().refused;
    },
    suppressed: undefined,
  };
}

/** The same finding, silenced. */
export function silenced(diagnostic: Diagnostic, suppressed: Suppressed): Diagnostic {
  const own = Object.getOwnPropertyDescriptors(diagnostic);
  return Object.create(Object.prototype, { ...own, suppressed: { value: suppressed, enumerable: true } }) as Diagnostic;
}

interface Repairs {
  readonly fixes: readonly ResolvedFix[];
  readonly refused: readonly RefusedFix[];
}

function repairsOf(proposed: readonly ResolvedFix[], sound: SoundFixes): Repairs {
  const fixes: ResolvedFix[] = [];
  const refused: RefusedFix[] = [];
  for (const fix of proposed) {
    const reason = sound.refusalOf(fix);
    if (reason === undefined) fixes.push(fix);
    else refused.push({ fix, reason });
  }
  return { fixes, refused };
}

function resolveFix(uri: string, fix: Fix, text: string): ResolvedFix {
  const edits = new Map<string, readonly TextEdit[]>();
  if (fix.edits.length > 0) edits.set(uri, behindMark(text, fix.edits));
  for (const [other, list] of Object.entries(fix.otherEdits ?? {})) edits.set(other, list);
  const { title, applicability, alone = false } = fix;
  return { title, applicability, ...(alone ? { alone } : {}), edits, creates: new Map(Object.entries(fix.creates ?? {})) };
}
