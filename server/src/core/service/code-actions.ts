/** What the light bulb offers for a place in a file. */
import { type Diagnostic, ignoreName, type ResolvedFix } from "../linter/finding.js";
import { bulkFix, joinSoundFixes } from "../linter/fix-all.js";
import { type Original, originalOf } from "../linter/harm.js";
import type { TextEdit } from "../text/edits.js";
import type { Span } from "../text/span.js";
import type { Judgement } from "./workspace.js";

export interface Action {
  readonly title: string;
  readonly kind: "quickfix" | "source.fixAll.drydock" | "refactor.rewrite";
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly creates: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** True for the one action that may be taken without looking. */
  readonly preferred: boolean;
  /** Set on an entry that only says why nothing can be done. */
  readonly disabled?: string;
  /** Opens the page of this rule instead of changing something. */
  readonly opensRule?: string;
}

/** Repairs first, then "fix all of this rule", then ways to silence it, then its page. */
export function quickFixes(
  judgement: Judgement,
  range: Span,
  ignore: (diagnostic: Diagnostic) => readonly IgnoreEdit[],
): Action[] {
  const here = judgement.diagnostics.filter((it) => !it.suppressed && it.span.start <= range.end && range.start <= it.span.end);
  const repairs = here.flatMap((diagnostic) => [...fixesOf(diagnostic)]);
  const seen = new Set<string>();
  const once = here.filter(({ rule }) => !seen.has(rule.name) && seen.add(rule.name));
  const names = new Set<string>();
  const apart = here.filter((it) => !names.has(ignoreName(it)) && names.add(ignoreName(it)));
  const bulk = once.flatMap((diagnostic) => fixAllOfRule(judgement, diagnostic) ?? []);
  // With several rules at one place the list would grow long: only the narrowest and the widest way for each.
  const ways = (edits: readonly IgnoreEdit[]) =>
    apart.length > 1 ? edits.filter((_, i) => i === 0 || i === edits.length - 1) : edits;
  const silence = apart.flatMap((diagnostic) => ways(ignore(diagnostic)).map((it) => ignoreAction(judgement, diagnostic, it)));
  const pages = once.map((diagnostic) => ({
    ...action(`Why '${diagnostic.rule.name}'?`, [diagnostic]),
    opensRule: diagnostic.rule.name,
  }));
  return [...repairs, ...bulk, ...silence, ...pages];
}

/** An edit that silences a finding, made by the suppressions. */
export interface IgnoreEdit {
  readonly title: string;
  readonly edit: TextEdit;
}

/** Every safe fix of the file at once, as for `editor.codeActionsOnSave`. */
export function fixAll(judgement: Judgement): Action | undefined {
  const chosen = judgement.diagnostics.flatMap((diagnostic) => {
    const fix = bulkFix(diagnostic, "safe");
    return fix ? [{ diagnostic, fix }] : [];
  });
  const { edits, creates, applied } = joinSoundFixes(chosen, (uri) => originalIn(judgement, uri));
  if (applied.length === 0) return undefined;
  return {
    title: "Fix all safe findings",
    kind: "source.fixAll.drydock",
    edits,
    creates,
    diagnostics: applied.map(({ diagnostic }) => diagnostic),
    preferred: false,
  };
}

function* fixesOf(diagnostic: Diagnostic): Iterable<Action> {
  if (diagnostic.fixes.length === 0 && diagnostic.noFix !== undefined) {
    yield {
      ...action(`No safe fix for '${diagnostic.rule.name}': ${diagnostic.noFix}`, [diagnostic]),
      disabled: diagnostic.noFix,
    };
  }
  for (const [i, fix] of diagnostic.fixes.entries()) {
    yield { ...action(fix.title, [diagnostic], fix), preferred: i === 0 && fix.applicability === "safe" };
  }
}

function fixAllOfRule(judgement: Judgement, { rule }: Diagnostic): Action | undefined {
  const chosen = judgement.diagnostics.flatMap((diagnostic) => {
    const fix =
      diagnostic.rule === rule && !diagnostic.suppressed
        ? diagnostic.fixes.find((it) => it.applicability !== "placeholder")
        : undefined;
    return fix ? [{ diagnostic, fix }] : [];
  });
  if (chosen.length < 2) return undefined;
  const { edits, creates, applied } = joinSoundFixes(chosen, (uri) => originalIn(judgement, uri));
  const diagnostics = applied.map(({ diagnostic }) => diagnostic);
  return { ...action(`Fix all '${rule.name}' in this file (${applied.length})`, diagnostics), edits, creates };
}

function originalIn({ file, document }: Judgement, uri: string): Original | undefined {
  return file && uri === document.uri ? originalOf(file) : undefined;
}

function ignoreAction(judgement: Judgement, diagnostic: Diagnostic, { title, edit }: IgnoreEdit): Action {
  return { ...action(title, [diagnostic]), edits: new Map([[judgement.document.uri, [edit]]]) };
}

function action(title: string, diagnostics: readonly Diagnostic[], fix?: ResolvedFix): Action {
  return {
    title,
    kind: "quickfix",
    edits: fix?.edits ?? new Map(),
    creates: fix?.creates ?? new Map(),
    diagnostics,
    preferred: false,
  };
}
