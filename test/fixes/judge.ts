/** Judges files in memory, so that what a fix leaves can be compared with what it found. */
import { type Configuration, profileConfiguration } from "../../server/src/core/linter/configuration.js";
import type { Diagnostic } from "../../server/src/core/linter/finding.js";
import { lint } from "../../server/src/core/linter/lint.js";
import { parsers, problemsOf } from "../../server/src/core/linter/parsers.js";
import type { Language } from "../../server/src/core/linter/rule.js";
import { MemoryFileSystem, type TextFile } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";

/** Files by path. */
export type Files = ReadonlyMap<string, TextFile>;

/** Where the files stand while they are judged. */
export const root = "test:///project";

export function uriOf(path: string): string {
  return `${root}/${path}`;
}

const hardened = profileConfiguration("hardened");
const all = profileConfiguration("all");

/**
 * Every rule runs, but what only `all` reports is a mere hint. One run so answers for all profiles: a finding of `recommended` is one of
 * `hardened`, and what only `all` reports may be the opposite advice, which nobody follows together with its counterpart.
 */
const everyProfile: Configuration = {
  ...all,
  severityOf(rule, uri, finding) {
    const severity = hardened.severityOf(rule, uri, finding);
    if (severity !== "off") return severity;
    return all.severityOf(rule, uri, finding) === "off" ? "off" : "hint";
  },
};

/** Everything that is found, also what a comment silences. @throws Error where a rule throws or the file cannot be judged */
export async function judge(language: Language, linted: string, files: Files): Promise<readonly Diagnostic[]> {
  const texts = new Map([...files].map(([path, { text }]) => [uriOf(path), text]));
  const store = new FileStore(new MemoryFileSystem(texts), [root]);
  for (const [path, node] of files) store.set(uriOf(path), node);
  const log: string[] = [];
  const result = await lint({
    uri: uriOf(linted),
    language,
    rules,
    configuration: everyProfile,
    store,
    log: (it) => log.push(it),
  });
  const failure = log[0] ?? result.errors[0]?.message;
  if (failure !== undefined) throw new Error(failure);
  return result.diagnostics;
}

/** What keeps a text from being read in full. */
export function problemsIn(language: Language, text: string): string[] {
  return problemsOf(parsers[language](root, text)).map(({ message }) => message);
}

/** The elements of a list that another does not have, each as often as it has it more often. */
export function added(before: readonly string[], after: readonly string[]): string[] {
  const known = [...before];
  return after.filter((it) => {
    const at = known.indexOf(it);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

/** Everything that was found in a text, to compare with what is found after a change. */
export interface Judged {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The errors and warnings of `hardened` that are new. What a comment silenced is not new where the comment goes, nor is one that says
 * what another says already, of the same words: a fix may have to repeat words of the author's.
 * @param isSame true where a finding of the same rule is an old one in other words, such as those of a name that a fix has changed
 */
export function freshOf(before: Judged, after: Judged, isSame: (old: Diagnostic, now: Diagnostic) => boolean): Diagnostic[] {
  const nameOf = ({ text }: Judged, { rule, message, span }: Diagnostic): string =>
    [rule.name, message, text.slice(span.start, span.end)].join("\n");
  const said = new Set(before.diagnostics.map((it) => nameOf(before, it)));
  const unsaid = new Set(after.diagnostics.map((it) => nameOf(after, it)));
  // An old finding stands for one that is told in other words.
  const gone = before.diagnostics.filter((it) => !unsaid.has(nameOf(before, it)));
  return after.diagnostics
    .filter(({ severity, suppressed }) => !suppressed && (severity === "error" || severity === "warning"))
    .filter((now) => !said.has(nameOf(after, now)))
    .filter((now) => {
      const at = gone.findIndex((old) => old.rule === now.rule && isSame(old, now));
      if (at >= 0) gone.splice(at, 1);
      return at < 0;
    });
}
