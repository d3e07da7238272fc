/** Puts the entries of a mapping or the items of a list in order, each with the comments that belong to it. */
import type { Finding } from "../linter/rule.js";
import type { ComposeFile } from "../syntax/compose/model.js";
import type { YamlEntry, YamlMap, YamlScalar, YamlSeq } from "../syntax/yaml/model.js";
import { replace, type TextEdit } from "../text/edits.js";
import { type Span, spanOf } from "../text/span.js";
import { keepsAnchors } from "./anchor-order.js";
import { fixOf, repairs } from "./repairs.js";
import { type Child, endOfLines, keepsLineEnds, lastScalar } from "./yaml-edit.js";
import { columnOf, lineEndOf, lineStart, nextLine } from "./yaml-layout.js";

/** The first child that stands too late. */
export interface Disorder<C extends Child> {
  readonly child: C;
  /** The first one that should come behind it. */
  readonly behind: C;
  /** Bring the collection in order; undefined where that cannot be done without harm. */
  readonly edits: readonly TextEdit[] | undefined;
}

/**
 * Whether a mapping is in order. `<<` stands anywhere; once the rest is sorted, first: what it brings is easier to see above what replaces it.
 * @param compare as for `Array.sort`: negative where the first one comes first; equal ones keep their order
 */
export function mapDisorder(
  file: ComposeFile,
  map: YamlMap,
  compare: (a: YamlEntry, b: YamlEntry) => number,
): Disorder<YamlEntry> | undefined {
  const own = map.entries.filter(({ merged }) => merged === undefined);
  return disorder(file, map, own, compare, map.merges, false);
}

export interface AmongOptions {
  /** True: the comment above the first child is the heading of them all, and stays. */
  readonly heading?: boolean;
}

/**
 * Whether some neighbours in a mapping or list are in order; nothing else moves.
 * @param children in the order of the file, none of them `<<`
 */
export function disorderAmong<C extends Child>(
  file: ComposeFile,
  parent: YamlMap | YamlSeq,
  children: readonly C[],
  compare: (a: C, b: C) => number,
  { heading = false }: AmongOptions = {},
): Disorder<C> | undefined {
  return disorder(file, parent, children, compare, [], heading);
}

/** By UTF-16 units, so that every host has the same order. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a finding about order says of its repair. */
export function orderRepairs(
  { edits }: { readonly edits: readonly TextEdit[] | undefined },
  title: string,
  applicability: "safe" | "unsafe" = "safe",
): Pick<Finding, "fixes" | "noFix"> {
  return repairs(
    [fixOf(title, applicability, edits)],
    "An alias would come before its anchor, or the entries are written in a way that cannot be moved safely.",
  );
}

function disorder<C extends Child>(
  file: ComposeFile,
  parent: YamlMap | YamlSeq,
  children: readonly C[],
  compare: (a: C, b: C) => number,
  first: readonly C[],
  heading: boolean,
): Disorder<C> | undefined {
  const late = children.findIndex((it, index) => index > 0 && compare(children[index - 1]!, it) > 0);
  if (late === -1) return undefined;
  const child = children[late]!;
  const behind = children.find((it) => compare(it, child) > 0)!;
  const sorted = [...first, ...[...children].sort(compare)];
  return { child, behind, edits: parent.uri === file.uri ? rearranged(file, parent.flow, sorted, heading) : undefined };
}

function rearranged(file: ComposeFile, flow: boolean, order: readonly Child[], heading: boolean): TextEdit[] | undefined {
  // `{a: , b: 1}` the other way round ends in `a:}`, which Compose's parser takes for a name with a colon.
  if (flow && order.some((child) => "key" in child && file.text[child.span.end - 1] === ":")) return undefined;
  if (file.errors.some(({ code }) => code === "syntax")) return undefined;
  const before = [...order].sort((a, b) => a.span.start - b.span.start);
  const places = flow ? placesInFlow(file.text, before) : placesOfLines(file.text, before, heading);
  if (places === undefined) return undefined;
  const placeOf = new Map(before.map((child, index) => [child, places[index]!]));
  const after = order.map((child) => placeOf.get(child)!);
  if (!keepsAnchors(file, after)) return undefined;
  return after.flatMap(({ start, end }, index) => {
    const to = places[index]!;
    return to.start === start ? [] : [replace(to, file.text.slice(start, end))];
  });
}

/** In brackets, the children themselves change places. */
function placesInFlow(text: string, children: readonly Child[]): readonly Span[] | undefined {
  for (const [index, { span }] of children.entries()) {
    const next = children[index + 1];
    if (next !== undefined && !/^\s*,\s*$/.test(text.slice(span.end, next.span.start))) return undefined;
    // A comment would swallow what comes behind it.
    if (text.slice(span.start, span.end).includes("#")) return undefined;
  }
  return children.map(({ span }) => span);
}

/**
 * The lines of each child, without the last line end: the comments above it, itself, and those behind it that stand deeper. The empty
 * lines between stay where they are. Undefined where a child shares its line, or what it means depends on the lines behind it.
 */
function placesOfLines(text: string, children: readonly Child[], heading: boolean): readonly Span[] | undefined {
  const column = columnOf(text, children[0]!.span.start);
  const places: Span[] = [];
  for (const child of children) {
    const line = lineStart(text, child.span.start);
    const end = endOfLines(text, child);
    const last = endingOf(child);
    if (end === undefined || !/^ *$/.test(text.slice(line, child.span.start)) || columnOf(text, child.span.start) !== column)
      return undefined;
    if (last !== undefined && keepsLineEnds(last)) return undefined;
    const previous = places.at(-1);
    const first = heading ? line : startOfAttached(text, line, column);
    places.push(
      spanOf(previous === undefined ? first : startOfComments(text, previous.end, line), endOfDeeper(text, end, column)),
    );
  }
  // The last line end belongs to the text of a block such as `|`: at the end of a file without one, it is another text.
  const isUnfinished = places.at(-1)!.end === text.length;
  return isUnfinished && children.some((it) => /^[|>](?!\d?-)/.test(endingOf(it)?.source ?? "")) ? undefined : places;
}

/** The scalar with which a child ends. */
function endingOf({ alias, value }: Child): YamlScalar | undefined {
  return alias === undefined ? lastScalar(value) : undefined;
}

/**
 * Where the comments directly above the first child begin; those at the top of the file are about the file. A deeper one does not come
 * first: behind a block such as `|` it would be text.
 */
function startOfAttached(text: string, line: number, column: number): number {
  let start = line;
  while (start > 0 && /^[ \t]*#/.test(text.slice(lineStart(text, start - 1), start))) start = lineStart(text, start - 1);
  const isHeader = start === 0 || text.startsWith("---", lineStart(text, start - 1));
  while (start < line && text.slice(start, line).search(/\S/) > column) start = nextLine(text, start);
  return isHeader ? line : start;
}

/** Where the comments above a child begin, behind those of the child before it. */
function startOfComments(text: string, from: number, line: number): number {
  for (let at = nextLine(text, from); at < line; at = nextLine(text, at)) {
    if (text.slice(at, lineEndOf(text, at)).trim() !== "") return at;
  }
  return line;
}

/** The end of the comments behind a child that stand deeper than it: what is switched off inside it. */
function endOfDeeper(text: string, from: number, column: number): number {
  let end = from;
  for (let at = nextLine(text, from); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEndOf(text, at));
    if (line.trim() === "") continue;
    const indent = /^([ \t]*)#/.exec(line)?.[1];
    if (indent === undefined || indent.length <= column) break;
    end = at + line.length;
  }
  return end;
}
