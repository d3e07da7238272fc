/** Finds the configuration files that count for a file: the nearest upwards, to the workspace folder. */
import { type FileStore, Pending, Snapshot } from "../project/snapshot.js";
import { foldersUpwards, join } from "../project/uri.js";
import type { Problem } from "../syntax/problem.js";
import { type ConfigFile, configFileNames, parseConfigFile } from "./config-file.js";
import { type HadolintConfig, hadolintFileNames, parseHadolintConfig } from "./hadolint-config.js";
import type { Rule } from "./rule.js";
import { parseTrivyIgnore, type TrivyIgnore, trivyFileName } from "./trivyignore.js";

/** The layers that come from files; the same objects for the same texts, so that a host may cache by them. */
export interface FoundConfiguration {
  readonly project: ConfigFile | undefined;
  readonly hadolint: HadolintConfig | undefined;
  readonly trivy: TrivyIgnore | undefined;
  /** What is wrong in these files. */
  readonly configProblems: readonly ConfigProblem[];
}

export interface ConfigProblem extends Problem {
  readonly uri: string;
  /** That the span is of; empty for a file that cannot be read. */
  readonly text: string;
}

/**
 * The configuration files for a file or directory; each kind is looked for by itself.
 * @param rules whose names a configuration may set
 * @throws Pending when a file has to be loaded first; `loadConfiguration` sees to that
 */
export function findConfiguration(uri: string, snapshot: Snapshot, rules: readonly Rule[]): FoundConfiguration {
  const problems: ConfigProblem[] = [];
  const names = [...configFileNames, ...hadolintFileNames, trivyFileName];
  snapshot.prefetch(foldersUpwards(uri, snapshot.roots).flatMap((directory) => names.map((name) => join(directory, name))));
  const project = nearest(uri, snapshot, configFileNames, parserFor(rules), problems);
  const hadolint = nearest(uri, snapshot, hadolintFileNames, parseHadolintConfig, problems);
  const trivy = nearest(uri, snapshot, [trivyFileName], parseTrivyIgnore, problems);
  for (const file of [project, hadolint]) {
    for (const problem of file?.problems ?? []) problems.push({ ...problem, uri: file!.uri, text: file!.text });
  }
  return { project, hadolint, trivy, configProblems: problems };
}

/** The same, with everything loaded that it needs; `dependencies` are the URIs it rests on, absent ones included. */
export async function loadConfiguration(
  uri: string,
  store: FileStore,
  rules: readonly Rule[],
): Promise<{ readonly found: FoundConfiguration; readonly dependencies: ReadonlySet<string> }> {
  const snapshot = new Snapshot(store);
  for (;;) {
    try {
      return { found: findConfiguration(uri, snapshot, rules), dependencies: snapshot.dependencies };
    } catch (error) {
      if (!(error instanceof Pending)) throw error;
      await Promise.all(error.uris.map((it) => store.load(it)));
    }
  }
}

function nearest<T>(
  uri: string,
  snapshot: Snapshot,
  names: readonly string[],
  parser: (uri: string, text: string) => T,
  problems: ConfigProblem[],
): T | undefined {
  for (const directory of foldersUpwards(uri, snapshot.roots)) {
    for (const name of names) {
      const candidate = join(directory, name);
      const node = snapshot.read(candidate);
      if (node.kind === "file") return snapshot.parse(candidate, parser);
      if (node.kind === "unknown" && node.reason !== "outside-workspace") {
        problems.push({ uri: candidate, text: "", span: { start: 0, end: 0 }, message: "The configuration cannot be read." });
      }
    }
  }
  return undefined;
}

/** One parser function per list of rules, since a store keeps results by parser. */
const parserFor = (() => {
  const parsers = new WeakMap<readonly Rule[], (uri: string, text: string) => ConfigFile>();
  return (rules: readonly Rule[]) => {
    let parser = parsers.get(rules);
    if (!parser) parsers.set(rules, (parser = (uri, text) => parseConfigFile(uri, text, rules)));
    return parser;
  };
})();
