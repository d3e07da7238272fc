/** Tells the fixes that may be offered from those that would break the text they are for. */
import type { FileNode } from "../project/file-system.js";
import { applyEdits } from "../text/edits.js";
import { type Span, touches } from "../text/span.js";
import type { ResolvedFix } from "./finding.js";
import { compare, fault, harm, type Original } from "./harm.js";

/** What a fix rests on besides the text of its own file. */
export interface Neighbours {
  /** As the rules saw it; undefined where none of them read it. */
  get(uri: string): FileNode | undefined;
  /** A neighbour that a rule has read as one of Drydock's languages must stay readable as such. */
  original(uri: string): Original | undefined;
}

/**
 * The fixes of one judgement. They are looked at together and only when one of them is asked for: reading a changed text costs as
 * much as reading the file, and while an author types nobody wants a fix. Fixes that do not meet are tried in one text, and apart
 * only where that one is broken.
 */
export class SoundFixes {
  private waiting: { readonly fix: ResolvedFix; readonly others: ReadonlyMap<string, Original | undefined> }[] = [];
  /** Fixes of rules that repair what cannot be read. */
  private readonly revealing = new Set<ResolvedFix>();
  private readonly refusals = new Map<ResolvedFix, string>();

  constructor(
    private readonly uri: string,
    private readonly original: Original,
    private readonly neighbours: Neighbours,
  ) {}

  /** Takes a fix in, with the texts it was made from. @param mayReveal what it repairs may have hidden other problems */
  propose(fix: ResolvedFix, mayReveal = false): void {
    if (mayReveal) this.revealing.add(fix);
    const exists = [...fix.creates.keys()].find((uri) => !["absent", undefined].includes(this.neighbours.get(uri)?.kind));
    if (exists !== undefined) this.refusals.set(fix, `${exists} exists.`);
    const others = [...fix.edits.keys()].filter((uri) => uri !== this.uri);
    this.waiting.push({ fix, others: new Map(others.map((uri) => [uri, this.neighbours.original(uri)])) });
  }

  /** Why a fix must not be offered; undefined for a sound one. */
  refusalOf(fix: ResolvedFix): string | undefined {
    if (this.waiting.length > 0) this.settle();
    return this.refusals.get(fix);
  }

  private settle(): void {
    const own: ResolvedFix[] = [];
    const { waiting } = this;
    this.waiting = [];
    for (const { fix, others } of waiting) {
      if (this.refusals.has(fix)) continue;
      const reason = this.faultOf(fix, others);
      if (reason !== undefined) this.refusals.set(fix, reason);
      else if (fix.edits.has(this.uri)) own.push(fix);
    }
    for (let left = own; left.length > 0; ) {
      const [together, apart] = this.split(left);
      this.tryTogether(together);
      left = apart;
    }
  }

  private faultOf(fix: ResolvedFix, others: ReadonlyMap<string, Original | undefined>): string | undefined {
    if (fix.edits.size + fix.creates.size === 0) return "It changes nothing.";
    for (const [uri, edits] of fix.edits) {
      const before = uri === this.uri ? this.original : others.get(uri);
      if (before === undefined) return `${uri} is not there.`;
      const reason =
        fault(before.text, edits) ??
        (uri === this.uri ? undefined : harm(before, applyEdits(before.text, edits), this.revealing.has(fix))?.message);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  /** Those whose edits are apart, and the rest: what touches a wrong edit may hide what is wrong with it. */
  private split(fixes: readonly ResolvedFix[]): [ResolvedFix[], ResolvedFix[]] {
    const taken: Span[] = [];
    const together: ResolvedFix[] = [];
    const apart: ResolvedFix[] = [];
    for (const fix of fixes) {
      const spans = fix.edits.get(this.uri)!.map(({ span }) => span);
      if (spans.some((it) => meetsOne(taken, it))) {
        apart.push(fix);
      } else {
        together.push(fix);
        taken.push(...spans);
        taken.sort((a, b) => a.start - b.start);
      }
    }
    return [together, apart];
  }

  private tryTogether(fixes: readonly ResolvedFix[]): void {
    const edits = fixes.flatMap((it) => it.edits.get(this.uri)!);
    const after = applyEdits(this.original.text, edits);
    if (fixes.length === 1) {
      const broken = harm(this.original, after, this.revealing.has(fixes[0]!));
      if (broken) this.refusals.set(fixes[0]!, broken.message);
    } else if (compare(this.original, after).fresh.length > 0) {
      const middle = fixes.length >> 1;
      this.tryTogether(fixes.slice(0, middle));
      this.tryTogether(fixes.slice(middle));
    }
  }
}

/** True when a span overlaps or touches one of others, which are in the order of the text. */
function meetsOne(sorted: readonly Span[], span: Span): boolean {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.end < span.start) low = middle + 1;
    else high = middle;
  }
  const next = sorted[low];
  return next !== undefined && touches(next, span);
}
