/** Patterns for paths in configuration files: `**`, `*`, `?`, `[…]`, `{a,b}`, and `!` in lists. */

/** Says whether a relative path (`/` as separator, no leading `./`) is meant. */
export type PathMatcher = (path: string) => boolean;

/**
 * - A pattern with a `/` starts at the folder of the configuration file; one without matches a name at any depth, as in `.gitignore`.
 * - A pattern that matches a folder matches everything below it; `dir/**` does not match `dir` itself.
 * - `*` and `?` never match `/`; names with a leading dot are like others.
 *
 * Never throws: what cannot be read as a pattern is taken literally. Never slow, whatever the pattern: no regular expressions that
 * could backtrack, since a configuration comes with the project that is looked at.
 */
export function glob(pattern: string): PathMatcher {
  const trimmed = pattern.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  const alternatives = expandBraces(trimmed).map((it) => {
    const segments = it.replace(/^\//, "").split("/").map(readSegment);
    return it.includes("/") ? segments : ["**" as const, ...segments];
  });
  return (path) => {
    const names = path.split("/");
    return alternatives.some((segments) => matchesPath(segments, names));
  };
}

/** True for a path when the last pattern that matches it is not negated with `!`. */
export function globs(patterns: readonly string[]): PathMatcher {
  const list = patterns.map((it) => ({ negated: it.startsWith("!"), matches: glob(it.replace(/^!/, "")) }));
  return (path) => list.findLast(({ matches }) => matches(path))?.negated === false;
}

/** What one unit of a name has to be. */
type Token = "*" | ((unit: string) => boolean);
type Segment = "**" | readonly Token[];

const mostAlternatives = 500;

/** `a{b,c}` → `ab`, `ac`. A brace that is not closed, or too many alternatives, stay as they are. */
function expandBraces(pattern: string): string[] {
  const finished: string[] = [];
  const open = [pattern];
  while (open.length > 0) {
    const it = open.pop()!;
    const group = finished.length + open.length < mostAlternatives ? firstGroup(it) : undefined;
    if (group) open.push(...group.parts.map((part) => it.slice(0, group.start) + part + it.slice(group.end)));
    else finished.push(it);
  }
  return finished;
}

/** The first `{a,b}` that is closed, with its parts. */
function firstGroup(pattern: string): { start: number; end: number; parts: string[] } | undefined {
  const starts: number[] = [];
  const commas: number[][] = [];
  for (let i = 0; i < pattern.length; i++) {
    const unit = pattern[i];
    if (unit === "\\") i++;
    else if (unit === "{") {
      starts.push(i);
      commas.push([]);
    } else if (unit === ",") commas.at(-1)?.push(i);
    else if (unit === "}" && starts.length > 0) {
      const start = starts.pop()!;
      const cuts = [start, ...commas.pop()!, i];
      return { start, end: i + 1, parts: cuts.slice(1).map((cut, n) => pattern.slice(cuts[n]! + 1, cut)) };
    }
  }
  return undefined;
}

function readSegment(text: string): Segment {
  if (text === "**") return "**";
  const tokens: Token[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    const [set] = unit === "[" ? (/^\[[!^]?(?:\\.|[^\\\]])+\]/.exec(text.slice(i)) ?? []) : [];
    if (unit === "*") {
      if (tokens.at(-1) !== "*") tokens.push("*");
    } else if (unit === "?") {
      tokens.push(() => true);
    } else if (set) {
      tokens.push(readSet(set));
      i += set.length - 1;
    } else {
      if (unit === "\\" && i + 1 < text.length) i++;
      const wanted = text[i]!;
      tokens.push((it) => it === wanted);
    }
  }
  return tokens;
}

/** `[a-z]`, `[!0-9]`. */
function readSet(set: string): (unit: string) => boolean {
  const [, negated, body] = /^\[([!^]?)(.+)\]$/s.exec(set)!;
  const ranges = [...body!.matchAll(/\\?(.)(?:-\\?(.))?/gs)].map(([, from, to]) => [from!, to ?? from!] as const);
  return (unit) => ranges.some(([from, to]) => from <= unit && unit <= to) !== (negated !== "");
}

/** True when the segments match a path or a folder it lies in. */
function matchesPath(segments: readonly Segment[], names: readonly string[]): boolean {
  // Which counts of names the segments so far can take.
  let reached = new Set([0]);
  segments.forEach((segment, i) => {
    const next = new Set<number>();
    for (const count of reached) {
      if (segment === "**") {
        // At the end it stands for at least one name.
        const first = i === segments.length - 1 ? count + 1 : count;
        for (let it = first; it <= names.length; it++) next.add(it);
      } else if (count < names.length && matchesName(segment, names[count]!)) {
        next.add(count + 1);
      }
    }
    reached = next;
  });
  return reached.size > 0;
}

/** Goes back only to the last star: linear but for the number of stars. */
function matchesName(tokens: readonly Token[], name: string): boolean {
  let token = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < name.length; ) {
    const it = tokens[token];
    if (it === "*") {
      star = token++;
      resume = i;
    } else if (it?.(name[i]!)) {
      token++;
      i++;
    } else if (star >= 0) {
      token = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((it) => it === "*");
}
