/** The linter: a file and its neighbours in, diagnostics out. */
import { createProject } from "../project/project.js";
import { type FileStore, Pending, Snapshot } from "../project/snapshot.js";
import { parseCompose } from "../syntax/compose/parse.js";
import { parseDockerfile } from "../syntax/dockerfile/parse.js";
import type { Configuration } from "./configuration.js";
import { type Diagnostic, type FileError, resolveFinding } from "./finding.js";
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
    const message = node.kind === "unknown" ? unreadable[node.reason] : node.kind === "directory" ? "It is a directory." : "There is no such file.";
    return { diagnostics: [], errors: [{ message }], dependencies: snapshot.dependencies };
  }
  const parser: (uri: string, text: string) => Files[Language] = parsers[language];
  const file = store.parse(node, uri, parser);
  const project = createProject(file, snapshot);
  const active = request.rules.filter((rule) => rule.language === language && configuration.severityOf(rule, uri) !== "off");
  const run = (rule: Rule): Finding[] => {
    const context: RuleContext = { project, settings: configuration.settings, options: configuration.optionsOf(rule) };
    return [...rule.check(file as never, context)];
  };
  const findings = await runToEnd(active, run, snapshot, request.log);
  const diagnostics = findings
    .map(({ rule, finding }) => {
      const severity = configuration.severityOf(rule, uri);
      return resolveFinding(rule, uri, finding, finding.severity ?? (severity === "off" ? rule.severity : severity), node.utf8);
    })
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.name < b.rule.name ? -1 : 1));
  return { diagnostics: applySuppressions(file, diagnostics), errors: [], dependencies: snapshot.dependencies };
}

/** Runs the rules; those that want a file which is not loaded yet run again once it is. */
async function runToEnd(
  rules: readonly Rule[],
  run: (rule: Rule) => Finding[],
  snapshot: Snapshot,
  log: LintRequest["log"],
): Promise<{ rule: Rule; finding: Finding }[]> {
  const results: { rule: Rule; finding: Finding }[] = [];
  let waiting = rules;
  while (waiting.length > 0) {
    const wanted = new Set<string>();
    const again: Rule[] = [];
    for (const rule of waiting) {
      try {
        for (const finding of run(rule)) results.push({ rule, finding });
      } catch (error) {
        if (error instanceof Pending) {
          wanted.add(error.uri);
          again.push(rule);
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
