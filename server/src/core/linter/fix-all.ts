/** Applies the fixes of many findings at once: what fits together now, the rest in the next round. */
import { applyEdits, conflicts, type TextEdit } from "../text/edits.js";
import type { Diagnostic, ResolvedFix } from "./finding.js";
import { harm, type Original } from "./harm.js";
import type { Applicability } from "./rule.js";

/** The first fix of a finding that may be applied in bulk at a level; `placeholder` never is. */
export function bulkFix(diagnostic: Diagnostic, level: Exclude<Applicability, "placeholder">): ResolvedFix | undefined {
  if (diagnostic.suppressed) return undefined;
  return diagnostic.fixes.find(
    ({ applicability }) => applicability === "safe" || (level === "unsafe" && applicability === "unsafe"),
  );
}

export interface Changes {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly creates: ReadonlyMap<string, string>;
  readonly applied: readonly { readonly diagnostic: Diagnostic; readonly fix: ResolvedFix }[];
  /** True when a fix had to wait because it overlaps or touches another: lint again and call again. */
  readonly postponed: boolean;
}

/**
 * Joins the fixes that neither overlap nor touch one another, first come, first served. One that goes alone comes before them and
 * has its files for itself: the others then fit what it made, which it could not do the other way round.
 */
export function joinFixes(chosen: Iterable<{ readonly diagnostic: Diagnostic; readonly fix: ResolvedFix }>): Changes {
  const edits = new Map<string, TextEdit[]>();
  const creates = new Map<string, string>();
  const applied: { diagnostic: Diagnostic; fix: ResolvedFix }[] = [];
  const closed = new Set<string>();
  let postponed = false;
  const inOrder = [...chosen].sort((x, y) => Number(y.fix.alone === true) - Number(x.fix.alone === true));
  for (const { diagnostic, fix } of inOrder) {
    const clash =
      [...fix.edits.keys()].some((uri) => closed.has(uri) || (fix.alone === true && edits.has(uri))) ||
      [...fix.edits].some(([uri, list]) => conflicts(edits.get(uri) ?? [], list)) ||
      [...fix.creates].some(([uri, text]) => creates.has(uri) && creates.get(uri) !== text);
    if (clash) {
      postponed = true;
      continue;
    }
    for (const [uri, list] of fix.edits) {
      edits.set(uri, [...(edits.get(uri) ?? []), ...list]);
      if (fix.alone) closed.add(uri);
    }
    for (const [uri, text] of fix.creates) creates.set(uri, text);
    applied.push({ diagnostic, fix });
  }
  return { edits, creates, applied, postponed };
}

/**
 * Joins fixes like `joinFixes`, but never so that fixes which are sound each for itself break a file together: then fewer are taken.
 * @param original a file before the changes; undefined for one that nothing can be said about
 */
export function joinSoundFixes(
  chosen: Iterable<{ readonly diagnostic: Diagnostic; readonly fix: ResolvedFix }>,
  original: (uri: string) => Original | undefined,
): Changes {
  const joined = joinFixes(chosen);
  for (const uri of joined.edits.keys()) {
    const here = joined.applied.filter(({ fix }) => fix.edits.has(uri));
    const before = here.length > 1 ? original(uri) : undefined;
    if (
      !before ||
      !harm(
        before,
        changedText(joined, uri, before.text),
        here.some(({ diagnostic }) => diagnostic.rule.repairsSyntax === true),
      )
    )
      continue;
    const waiting = new Set(here.slice(here.length >> 1));
    const fewer = joined.applied.filter((it) => !waiting.has(it));
    return { ...joinSoundFixes(fewer, original), postponed: true };
  }
  return joined;
}

/** The text of one file after the changes. */
export function changedText(changes: Changes, uri: string, text: string): string {
  return applyEdits(text, changes.edits.get(uri) ?? []);
}
