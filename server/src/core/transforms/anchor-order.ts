/** Whether aliases still mean the same anchors when parts of a Compose file change places. */
import type { ComposeFile } from "../syntax/compose/model.js";
import type { Span } from "../text/span.js";

/** An anchor, or an alias and the place of the anchor that it means. */
interface Mark {
  readonly at: number;
  readonly name: string;
  readonly anchor: number;
}

const marksOfFiles = new WeakMap<ComposeFile, readonly Mark[]>();

/** All anchors and aliases of a file, in its order. */
function marksOf(file: ComposeFile): readonly Mark[] {
  let marks = marksOfFiles.get(file);
  if (marks === undefined) {
    marks = file.documents
      .flatMap(({ anchors }) =>
        anchors.flatMap(({ name, span, aliases }) =>
          [span, ...aliases.map((alias) => alias.span)].map(({ start }) => ({ at: start, name, anchor: span.start })),
        ),
      )
      .sort((a, b) => a.at - b.at);
    marksOfFiles.set(file, marks);
  }
  return marks;
}

/**
 * True where each alias, inside the parts and behind them, means the same anchor in the new order as before: an anchor has to stand
 * before its aliases, and of two with one name the later one counts.
 * @param order the parts as they shall follow one another; none contains another
 */
export function keepsAnchors(file: ComposeFile, order: readonly Span[]): boolean {
  const marks = marksOf(file);
  if (marks.length === 0) return true;
  const inOrder = order.map((part) => between(marks, part));
  if (inOrder.every((it) => it.length === 0)) return true;
  const inside = new Set(inOrder.flat().flatMap(({ at, anchor }) => (at === anchor ? [at] : [])));
  const last = new Map<string, number>();
  for (const { at, name, anchor } of inOrder.flat()) {
    if (at === anchor) last.set(name, at);
    else if (last.get(name) !== (inside.has(anchor) ? anchor : undefined)) return false;
  }
  const before = new Map<string, number>();
  for (const anchor of [...inside].sort((a, b) => a - b)) before.set(marks[firstFrom(marks, anchor)]!.name, anchor);
  return [...before].every(([name, anchor]) => last.get(name) === anchor || !isUsedBehind(marks, anchor, order));
}

function isUsedBehind(marks: readonly Mark[], anchor: number, order: readonly Span[]): boolean {
  const end = Math.max(...order.map((it) => it.end));
  return marks.slice(firstFrom(marks, end)).some((it) => it.anchor === anchor);
}

function between(marks: readonly Mark[], { start, end }: Span): readonly Mark[] {
  return marks.slice(firstFrom(marks, start), firstFrom(marks, end));
}

/** The index of the first mark at an offset or behind it. */
function firstFrom(marks: readonly Mark[], offset: number): number {
  let low = 0;
  for (let high = marks.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (marks[middle]!.at < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
