/**
 * `.dockerignore` files: their patterns, and which paths they keep from the builder.
 * Rules: https://docs.docker.com/build/concepts/context/#dockerignore-files, https://github.com/moby/patternmatcher.
 */
import type { Span } from "../text/span.js";
import type { Problem } from "./problem.js";

export interface IgnorePattern {
  /** As written, without the blanks around it. */
  readonly text: string;
  /** Of `text`. */
  readonly span: Span;
  /** True for `!…`, which takes back what patterns above it ignore. */
  readonly negated: boolean;
  /** What it comes to: without `!`, with `.`, `..` and doubled slashes resolved, without slashes at its ends. */
  readonly pattern: string;
  readonly tokens: readonly Token[];
}

export interface Dockerignore {
  /** In the order of the file, without comments, empty lines and invalid patterns. */
  readonly patterns: readonly IgnorePattern[];
  readonly problems: readonly Problem[];
}

/**
 * A part of a pattern: one character that passes a test, `*` (any within a component), `**` before more (any directories, also none),
 * or `**` at the end (anything).
 */
export type Token = ((character: string) => boolean) | "star" | "directories" | "rest";

/** Reads the text of an ignore file. Never throws; a builder refuses the whole file for any of its `problems`. */
export function parseDockerignore(text: string): Dockerignore {
  const patterns: IgnorePattern[] = [];
  const problems: Problem[] = [];
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  for (const line of text.slice(offset).split("\n")) {
    const pattern = parseLine(line, offset, problems);
    if (pattern !== undefined) patterns.push(pattern);
    offset += line.length + 1;
  }
  return { patterns, problems };
}

function parseLine(line: string, offset: number, problems: Problem[]): IgnorePattern | undefined {
  // A comment starts in the first column: `  # x` is a pattern.
  const text = line.trim();
  if (line.startsWith("#") || text === "") return undefined;
  const start = offset + line.indexOf(text);
  const span = { start, end: start + text.length };
  const negated = text.startsWith("!");
  const bare = negated ? text.slice(1).trim() : text;
  const fault = bare === "" ? "`!` needs a pattern to take back." : syntaxFault(bare);
  if (fault !== undefined) {
    problems.push({ span, message: fault });
    return undefined;
  }
  const pattern = cleanPath(bare);
  return { text, span, negated, pattern, tokens: tokenize(pattern) };
}

/**
 * True when a path is kept from the builder, by itself or with a directory above it.
 * @param path relative to the context; `./`, a leading and a trailing slash do not matter.
 */
export function isIgnored({ patterns }: Pick<Dockerignore, "patterns">, path: string): boolean {
  return ignoringPattern({ patterns }, path) !== undefined;
}

/**
 * The pattern that keeps a path from the builder; undefined when none does.
 * Follows the walk of BuildKit (fsutil with `MatchesUsingParentResults`), where a pattern that matched a directory holds for all in it.
 */
export function ignoringPattern({ patterns }: Pick<Dockerignore, "patterns">, path: string): IgnorePattern | undefined {
  const components = cleanPath(path).split("/");
  // The context itself cannot be ignored, and nothing outside of it is sent.
  if (components[0] === "." || components[0] === "..") return undefined;
  let ignored: IgnorePattern | undefined;
  const holds = patterns.map(() => false);
  for (let depth = 1; depth <= components.length; depth++) {
    const part = Array.from(components.slice(0, depth).join("/"));
    ignored = undefined;
    for (const [i, pattern] of patterns.entries()) {
      // A pattern that could change nothing is not asked, which also keeps it from holding for what is below.
      if (!holds[i] && pattern.negated === (ignored !== undefined)) holds[i] = matchesTokens(pattern.tokens, part);
      if (holds[i]) ignored = pattern.negated ? undefined : pattern;
    }
  }
  return ignored;
}

/** Go's `filepath.Clean`, then without the leading slash: ignore patterns are relative to the context. */
function cleanPath(path: string): string {
  const result: string[] = [];
  for (const component of path.split("/")) {
    if (component === "" || component === ".") continue;
    if (component === ".." && result.length > 0 && result.at(-1) !== "..") result.pop();
    else if (component !== ".." || !path.startsWith("/")) result.push(component);
  }
  return result.join("/") || ".";
}

/** True when the whole path matches. Keeps the set of offsets reached, so its time is bounded by pattern × path. */
function matchesTokens(tokens: readonly Token[], path: readonly string[]): boolean {
  let reached = path.map(() => false);
  reached.unshift(true);
  for (const token of tokens) {
    const next = reached.map(() => false);
    let seen = false;
    for (let i = 0; i <= path.length; i++) {
      const before = path[i - 1];
      if (typeof token === "function") next[i] = i > 0 && reached[i - 1]! && token(before!);
      else if (token === "star") next[i] = reached[i]! || (i > 0 && next[i - 1]! && before !== "/");
      else if (token === "directories") next[i] = reached[i]! || (seen && before === "/");
      else next[i] = seen || reached[i]!;
      seen ||= reached[i]!;
    }
    reached = next;
  }
  return reached[path.length]!;
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = Array.from(pattern);
  for (let i = 0; i < characters.length; ) {
    const character = characters[i]!;
    if (character === "*" && characters[i + 1] === "*") {
      i += characters[i + 2] === "/" ? 3 : 2;
      const slash = characters[i - 1] === "/";
      // `**name` without further wildcards ends in `name` wherever it stands; everywhere else `**` means whole directories.
      const suffix = !slash && tokens.length === 0 && !/[*?[\]\\]/.test(characters.slice(i).join(""));
      tokens.push(i === characters.length || suffix ? "rest" : "directories");
    } else if (character === "[") {
      const { test, end } = characterClass(characters, i);
      tokens.push(test);
      i = end;
    } else {
      if (character === "*") tokens.push("star");
      else if (character === "?") tokens.push((other) => other !== "/");
      else tokens.push(literal(character === "\\" ? characters[++i]! : character));
      i++;
    }
  }
  return tokens;
}

function literal(character: string): Token {
  return (other) => other === character;
}

/** `[a-z]`, `[^a-z]`; the pattern has passed `syntaxFault`. */
function characterClass(characters: readonly string[], start: number): { test: (character: string) => boolean; end: number } {
  let i = start + 1;
  const negated = characters[i] === "^";
  if (negated) i++;
  const ranges: [low: string, high: string][] = [];
  const one = (): string => characters[characters[i] === "\\" ? ++i : i]!;
  while (i < characters.length && characters[i] !== "]") {
    const low = one();
    i++;
    let high = low;
    if (characters[i] === "-") {
      i++;
      high = one();
      i++;
    }
    ranges.push([low, high]);
  }
  const inRange = (code: number) => ranges.some(([low, high]) => low.codePointAt(0)! <= code && code <= high.codePointAt(0)!);
  return { test: (character) => inRange(character.codePointAt(0)!) !== negated, end: i + 1 };
}

/** Why Go's `filepath.Match` refuses a pattern: an open or empty class, or a `\` at the end. */
function syntaxFault(pattern: string): string | undefined {
  const character = String.raw`(?:\\.|[^\\\]-])`;
  const whole = new RegExp(String.raw`^(?:[^\\[]|\\.|\[(?:\^|(?!\^))(?:${character}(?:-${character})?)+\])*$`, "su");
  if (whole.test(pattern)) return undefined;
  return "This pattern is malformed: `[` needs characters and a `]`, `\\` something to escape.";
}
