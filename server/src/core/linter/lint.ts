/** The linter: a file and its neighbours in, diagnostics out. */
import { createProject, type Project } from "../project/project.js";
import type { ShellAnswers, ShellCheckJob } from "../project/shellcheck.js";
import { type FileStore, Pending, Snapshot } from "../project/snapshot.js";
import type { Configuration } from "./configuration.js";
import { type Diagnostic, type FileError, resolveFinding, silenced } from "./finding.js";
import { type Original, originalOf } from "./harm.js";
import { inlineParts } from "./inline-dockerfiles.js";
import { imageLookup } from "./own-images.js";
import { parsers } from "./parsers.js";
import type { Files, Finding, Language, Rule, RuleContext } from "./rule.js";
import { SoundFixes } from "./sound-fixes.js";
import { applySuppressions, suppressionBy } from "./suppressions.js";

export { parsers } from "./parsers.js";

export interface LintRequest {
  readonly uri: string;
  readonly language: Language;
  readonly rules: readonly Rule[];
  readonly configuration: Configuration;
  /** Holds the file itself too: an editor puts its unsaved text there. */
  readonly store: FileStore;
  /** What ShellCheck has said so far; undefined where the host does not run it. */
  readonly shellAnswers?: ShellAnswers | undefined;
  /** Told of a rule that threw; the other rules go on. */
  readonly log?: (message: string) => void;
}

export interface LintResult {
  /** Undefined where `errors` says why the file could not be judged. */
  readonly file: Files[Language] | undefined;
  /** In the order of the text; suppressed ones are marked, not left out. */
  readonly diagnostics: readonly Diagnostic[];
  readonly errors: readonly FileError[];
  /** What the answer rests on, present or not. When one of these changes, lint again. */
  readonly dependencies: ReadonlySet<string>;
  /** What ShellCheck would have to be asked, for findings that are missing now. */
  readonly unanswered: readonly ShellCheckJob[];
}

const nothing = { file: undefined, diagnostics: [], unanswered: [] } as const;

const unreadable = {
  binary: "It is not a text file.",
  "too-large": "It is too large: Drydock reads files up to 5 MB with lines up to 200,000 characters.",
  unreadable: "It cannot be read.",
  "outside-workspace": "It lies outside the workspace.",
} as const;

/** Judges one file. Never rejects: what keeps a file from being judged is an error of the result. */
export async function lint(request: LintRequest): Promise<LintResult> {
  const { uri, language, store, configuration } = request;
  const snapshot = new Snapshot(store, request.shellAnswers);
  snapshot.dependencies.add(uri);
  const node = store.get(uri) ?? (await store.load(uri));
  if (node.kind !== "file") {
    const message =
      node.kind === "unknown"
        ? unreadable[node.reason]
        : node.kind === "directory"
          ? "It is a directory."
          : "There is no such file.";
    return { ...nothing, errors: [{ message }], dependencies: snapshot.dependencies };
  }
  const parser: (uri: string, text: string) => Files[Language] = parsers[language];
  const file = guarded(() => store.parse(node, uri, parser), request.log);
  if (!file)
    return {
      ...nothing,
      errors: [{ message: "Drydock failed on it; its log says where." }],
      dependencies: snapshot.dependencies,
    };
  const lookup = imageLookup(configuration.settings.images);
  const project = createProject(file, snapshot, lookup);
  const judge = (part: Files[Language], around: () => Project): Promise<Found[]> => {
    const active = request.rules.filter(
      (rule) => rule.language === part.language && configuration.severityOf(rule, uri) !== "off",
    );
    let context: RuleContext | undefined;
    const run = (rule: Rule): Iterable<Finding> => {
      const options = configuration.optionsOf(rule, uri);
      // Nearly all rules have none: they share one context.
      if (context?.options !== options)
        context = { project: around(), settings: configuration.settings, options, rules: request.rules };
      return rule.check(part as never, context);
    };
    return runToEnd(active, run, snapshot, request.log);
  };
  const sound = new SoundFixes(uri, originalOf(file), { get: (it) => store.get(it), original: (it) => originalIn(store, it) });
  const resolve = ({ rule, finding }: Found): Diagnostic[] => {
    const severity = configuration.severityOf(rule, uri, finding);
    return severity === "off" ? [] : [resolveFinding(rule, uri, finding, severity, node, sound)];
  };
  const found = (await judge(file, () => project)).flatMap(resolve);
  for (const part of file.language === "compose" ? inlineParts(file, project, snapshot, lookup) : []) {
    for (const { rule, finding } of await judge(part.file, part.project)) {
      const moved = part.inHost(finding);
      const comment = suppressionBy(
        part.file,
        { rule, span: finding.span, aliases: finding.aliases ?? rule.aliases ?? [] },
        configuration.suppressions,
      );
      for (const it of moved ? resolve({ rule, finding: moved }) : []) found.push(comment ? silenced(it, comment) : it);
    }
  }
  const diagnostics = found
    .map((it) => {
      const suppressed = it.suppressed ?? configuration.suppressionOf(it);
      return suppressed ? silenced(it, suppressed) : it;
    })
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.name < b.rule.name ? -1 : 1));
  return {
    file,
    diagnostics: applySuppressions(file, diagnostics, configuration.suppressions),
    errors: [],
    dependencies: snapshot.dependencies,
    unanswered: [...snapshot.unanswered.values()],
  };
}

/** A file of the store, in the language a rule has read it in. */
function originalIn(store: FileStore, uri: string): Original | undefined {
  const node = store.get(uri);
  if (node?.kind !== "file") return undefined;
  const file = store.parsedBy(node, parsers.dockerfile) ?? store.parsedBy(node, parsers.compose);
  return file ? originalOf(file) : { text: node.text, language: undefined, problems: [] };
}

/** A parser never throws; if one does all the same, only this file is lost. */
function guarded<T>(compute: () => T, log: LintRequest["log"]): T | undefined {
  try {
    return compute();
  } catch (error) {
    log?.(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return undefined;
  }
}

interface Found {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** A rule that asks for one file after the other without end is stopped here. */
const maximumRounds = 1000;

/** What the first rules want nearly all want, such as the listing of the folder: loaded at once, it is not asked for again and again. */
const waitsAtOnce = 4;

/** Runs the rules; those that want a file which is not loaded yet run again once it is. */
async function runToEnd(
  rules: readonly Rule[],
  run: (rule: Rule) => Iterable<Finding>,
  snapshot: Snapshot,
  log: LintRequest["log"],
): Promise<Found[]> {
  const results: Found[] = [];
  /** @returns the files that have to be loaded first */
  const attempt = (rule: Rule, isLast: boolean): readonly string[] => {
    const before = results.length;
    try {
      for (const finding of run(rule)) results.push({ rule, finding });
    } catch (error) {
      results.length = before;
      if (error instanceof Pending && !isLast) return error.uris;
      const reason =
        error instanceof Pending
          ? `it asks for one file after the other, the last being ${error.uris[0]}.`
          : error instanceof Error
            ? (error.stack ?? error.message)
            : String(error);
      log?.(`Rule ${rule.name} failed: ${reason}`);
    }
    return [];
  };
  let waiting = rules;
  let waits = 0;
  for (let round = 1; waiting.length > 0; round++) {
    const wanted = new Set<string>();
    const again: Rule[] = [];
    for (const rule of waiting) {
      let uris = attempt(rule, round === maximumRounds);
      for (; uris.length > 0 && waits < waitsAtOnce; waits++) {
        await Promise.all(uris.map((uri) => snapshot.load(uri)));
        uris = attempt(rule, false);
      }
      if (uris.length === 0) continue;
      for (const uri of uris) wanted.add(uri);
      again.push(rule);
    }
    await Promise.all([...wanted].map((uri) => snapshot.load(uri)));
    waiting = again;
  }
  return results;
}
