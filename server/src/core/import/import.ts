/** Turns what a project tells other tools into what it tells Drydock: comments in files, and one `.drydock.yaml`. */
import type { IgnoreTool } from "../linter/comments.js";
import { configFileNames } from "../linter/config-file.js";
import type { Diagnostic } from "../linter/finding.js";
import type { Files, Language, Rule } from "../linter/rule.js";
import { basename, dirname, isWithin, join, relative } from "../project/uri.js";
import { replace, type TextEdit } from "../text/edits.js";
import { importComments, type Note } from "./comments.js";
import { readForeignConfig, type Wish } from "./configs.js";
import { writeWishes } from "./project-config.js";

/** A Dockerfile or Compose file, with what Drydock finds in it, silenced findings included. */
export interface ImportedFile {
  readonly file: Files[Language];
  readonly diagnostics: readonly Diagnostic[];
  /** Tools whose comments do not count here. */
  readonly without?: readonly IgnoreTool[];
}

export interface ImportedConfig {
  readonly uri: string;
  readonly text: string;
}

export interface ImportRequest {
  readonly files: readonly ImportedFile[];
  /** Configuration files of other tools; others are passed over. */
  readonly configs: readonly ImportedConfig[];
  /** The `.drydock.yaml` files in and above the folders of these, by URI. */
  readonly own: ReadonlyMap<string, string>;
  readonly rules: readonly Rule[];
  /** True: the other tools' comments stay beside Drydock's. */
  readonly keep?: boolean;
  /** `yyyy-mm-dd`; default: now, in UTC. */
  readonly today?: string;
}

export interface ImportNote extends Note {
  readonly uri: string;
}

export interface ImportResult {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly creates: ReadonlyMap<string, string>;
  readonly taken: readonly ImportNote[];
  /** What stays as it is, and why: nothing is lost, and nothing is deleted. */
  readonly left: readonly ImportNote[];
}

/** Pure: says what to change and changes nothing. Done again on what it leaves, it changes nothing more. */
export function importSettings(request: ImportRequest): ImportResult {
  const edits = new Map<string, readonly TextEdit[]>();
  const taken: ImportNote[] = [];
  const left: ImportNote[] = [];
  for (const { file, diagnostics, without = [] } of request.files) {
    const { rules, keep = false } = request;
    const found = importComments(file, { rules, diagnostics, without, keep });
    if (found.edits.length > 0) edits.set(file.uri, found.edits);
    taken.push(...found.taken.map((it) => ({ ...it, uri: file.uri })));
    left.push(...found.left.map((it) => ({ ...it, uri: file.uri })));
  }
  const configs = importConfigs(request);
  for (const [uri, list] of configs.edits) edits.set(uri, list);
  return { edits, creates: configs.creates, taken: [...taken, ...configs.taken], left: [...left, ...configs.left] };
}

function importConfigs({ configs, own, rules, today = new Date().toISOString().slice(0, 10) }: ImportRequest): ImportResult {
  const texts = new Map(own);
  const taken: ImportNote[] = [];
  const left: ImportNote[] = [];
  // From the outside in: what lies deeper adds to what lies above.
  for (const { uri, text } of [...configs].sort(
    (a, b) => dirname(a.uri).length - dirname(b.uri).length || (a.uri < b.uri ? -1 : 1),
  )) {
    const read = readForeignConfig(uri, text, { rules, today });
    if (!read) continue;
    left.push(...read.left.map((it) => ({ ...it, uri })));
    if (read.wishes.length === 0) continue;
    const target = targetFor(uri, texts);
    const { wishes, refused } = seenFrom(target, dirname(uri), read.wishes);
    const written = writeWishes(texts.get(target) ?? "", wishes);
    texts.set(target, written.text);
    const start = { start: 0, end: 0 };
    for (const { path, value, from, files } of written.done) {
      const where = files ? ` for ${files.join(", ")}` : "";
      const what = typeof value === "object" ? value.join(", ") : String(value);
      taken.push({ uri, span: start, message: `${from} → ${path.join(".")}: ${what}${where} in ${basename(target)}` });
    }
    for (const { wish, message } of [...refused, ...written.refused])
      left.push({ uri, span: start, message: `${wish.from}: ${message}` });
  }
  const edits = new Map<string, readonly TextEdit[]>();
  const creates = new Map<string, string>();
  for (const [uri, text] of texts) {
    const before = own.get(uri);
    if (before === undefined) creates.set(uri, text);
    else if (before !== text) edits.set(uri, [difference(before, text)]);
  }
  return { edits, creates, taken, left };
}

/** The `.drydock.yaml` that counts for a folder, else a new one in it: only the nearest one counts, so none may come in between. */
function targetFor(uri: string, texts: ReadonlyMap<string, string>): string {
  const folder = dirname(uri);
  const above = [...texts.keys()].filter((it) => isWithin(dirname(it), folder));
  return above.sort((a, b) => b.length - a.length)[0] ?? join(folder, configFileNames[0]!);
}

/** From further up, settings count for a part of the files: as an override, which only rules can have. */
function seenFrom(
  target: string,
  folder: string,
  wishes: readonly Wish[],
): { wishes: readonly Wish[]; refused: { wish: Wish; message: string }[] } {
  const path = relative(dirname(target), folder);
  if (path === "" || path === ".") return { wishes, refused: [] };
  const inFolder = (patterns: readonly string[]): readonly string[] => patterns.map((it) => `${path}/${it}`);
  const refused: { wish: Wish; message: string }[] = [];
  const seen = wishes.flatMap((wish): Wish[] => {
    if (wish.path[0] === "rules") return [{ ...wish, files: inFolder(wish.files ?? ["**"]) }];
    if (wish.path[0] === "ignore" && typeof wish.value === "object") return [{ ...wish, value: inFolder(wish.value) }];
    refused.push({ wish, message: `The ${basename(target)} above has this for all files only; it stays.` });
    return [];
  });
  return { wishes: seen, refused };
}

/** One edit, without what is the same at both ends. */
function difference(before: string, after: string): TextEdit {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return replace({ start, end: before.length - end }, after.slice(start, after.length - end));
}
