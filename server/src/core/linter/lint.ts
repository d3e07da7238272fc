/** The linter: a file and its neighbours in, diagnostics out. */
import { createProject } from "../project/project.js";
import { type FileStore, Pending, Snapshot } from "../project/snapshot.js";
import { parseCompose } from "../syntax/compose/parse.js";
import { parseDockerfile } from "../syntax/dockerfile/parse.js";
import type { Configuration } from "./configuration.js";
import { type Diagnostic, type FileError, resolveFinding } from "./finding.js";
import { imageLookup } from "./own-images.js";
import type { Files, Finding, Language, Rule, RuleContext } from "./rule.js";
import { applySuppressions } from "./suppressions.js";

export interface LintRequest {
  readonly uri: string;
  readonly language: Language;
  readonly rules: readonly Rule[];
  readonly configuration: Configuration;
  /** Holds the file itself too: an editor puts its unsaved text there. */
  readonly store: FileStore;
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
}

export const parsers: { readonly [L in Language]: (uri: string, text: string) => Files[L] } = {
  compose: parseCompose,
  dockerfile: parseDockerfile,
};

const nothing = { file: undefined, diagnostics: [] } as const;

const unreadable = {
  binary: "It is not a text file.",
  "too-large": "It is too large: Drydock reads files up to 5 MB with lines up to 200,000 characters.",
  unreadable: "It cannot be read.",
  "outside-workspace": "It lies outside the workspace.",
} as const;

/** Judges one file. Never rejects: what keeps a file from being judged is an error of the result. */
export async function lint(request: LintRequest): Promise<LintResult> {
  const { uri, language, store, configuration } = request;
  const snapshot = new Snapshot(store);
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
  const project = createProject(file, snapshot, imageLookup(configuration.settings.images));
  const active = request.rules.filter((rule) => rule.language === language && configuration.severityOf(rule, uri) !== "off");
  const run = (rule: Rule): Finding[] => {
    const context: RuleContext = { project, settings: configuration.settings, options: configuration.optionsOf(rule, uri) };
    return [...rule.check(file as never, context)];
  };
  const diagnostics = (await runToEnd(active, run, snapshot, request.log))
    .flatMap(({ rule, finding }) => {
      const severity = configuration.severityOf(rule, uri, finding);
      return severity === "off" ? [] : [resolveFinding(rule, uri, finding, severity, node)];
    })
    .map((it) => ({ ...it, suppressed: configuration.suppressionOf(it) }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.name < b.rule.name ? -1 : 1));
  return {
    file,
    diagnostics: applySuppressions(file, diagnostics, configuration.suppressions),
    errors: [],
    dependencies: snapshot.dependencies,
  };
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

/** A rule that asks for one file after the other without end is stopped here. */
const maximumRounds = 1000;

/** Runs the rules; those that want a file which is not loaded yet run again once it is. */
async function runToEnd(
  rules: readonly Rule[],
  run: (rule: Rule) => Finding[],
  snapshot: Snapshot,
  log: LintRequest["log"],
): Promise<{ rule: Rule; finding: Finding }[]> {
  const results: { rule: Rule; finding: Finding }[] = [];
  let waiting = rules;
  for (let round = 1; waiting.length > 0; round++) {
    const wanted = new Set<string>();
    const again: Rule[] = [];
    for (const rule of waiting) {
      try {
        for (const finding of run(rule)) results.push({ rule, finding });
      } catch (error) {
        if (error instanceof Pending && round < maximumRounds) {
          for (const uri of error.uris) wanted.add(uri);
          again.push(rule);
        } else if (error instanceof Pending) {
          log?.(`Rule ${rule.name} failed: it asks for one file after the other, the last being ${error.uris[0]}.`);
        } else {
          log?.(`Rule ${rule.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        }
      }
    }
    await Promise.all([...wanted].map((uri) => snapshot.load(uri)));
    waiting = again;
  }
  return results;
}
