/** Judges files one after the other, with the configuration that counts for each, in little memory. */
import type { ConfigFile } from "../core/linter/config-file.js";
import { type Configuration, createConfiguration } from "../core/linter/configuration.js";
import { type ConfigProblem, type FoundConfiguration, loadConfiguration } from "../core/linter/find-configuration.js";
import type { Diagnostic } from "../core/linter/finding.js";
import { lint } from "../core/linter/lint.js";
import type { Profile, Rule, Severity } from "../core/linter/rule.js";
import type { FileNode, FileSystem } from "../core/project/file-system.js";
import { AnswerCache, type ShellCheck, type ShellCheckJob } from "../core/project/shellcheck.js";
import { FileStore } from "../core/project/snapshot.js";
import { basename, dirname } from "../core/project/uri.js";
import { rules } from "../core/rules/index.js";
import { LineIndex } from "../core/text/line-index.js";
import { blockingFileSystem, pathOf } from "../node/file-system.js";
import { type CliIo, complain } from "./io.js";
import { type FileReport, Reporter } from "./report.js";
import { shownPath, type Target } from "./targets.js";

export interface JudgeOptions {
  readonly profile?: Profile | undefined;
  /** Only these. */
  readonly rules?: readonly Rule[] | undefined;
  /** Instead of the `.drydock.yaml` that would be found. */
  readonly config?: ConfigFile | undefined;
  readonly failOn?: Severity | "none" | undefined;
  /** Undefined: it is not asked. */
  readonly shellCheck?: ShellCheck | undefined;
}

export interface Judged {
  readonly target: Target;
  readonly report: FileReport;
  readonly diagnostics: readonly Diagnostic[];
  readonly dependencies: ReadonlySet<string>;
}

/** A store keeps what it has parsed, and that takes a hundred times the room of the text: beyond this a new one is begun. */
const mostBytes = 1_000_000;
const mostFiles = 1_000;

export class Judge {
  /** True once a configuration file had a problem, or ShellCheck gave no answer. */
  failed = false;
  private readonly stores = new Map<string, FileStore>();
  private readonly answers = new AnswerCache();
  private readonly told = new Set<string>();
  private bytes = 0;
  private files = 0;
  private last: { found: FoundConfiguration; configuration: Configuration } | undefined;

  /** @param texts files that are, or are to be, other than on the disk, by URI */
  constructor(
    private readonly options: JudgeOptions,
    private readonly io: CliIo,
    private readonly texts: ReadonlyMap<string, FileNode> = new Map(),
  ) {
    if (options.config)
      this.tell(options.config.problems.map((it) => ({ ...it, uri: options.config!.uri, text: options.config!.text })));
  }

  /** Judges a file; undefined for one that the configuration leaves out. */
  async judge(target: Target): Promise<Judged | undefined> {
    if (this.bytes > mostBytes || this.files > mostFiles) this.forget();
    const store = this.storeOf(target.root);
    const { found, dependencies } = await loadConfiguration(target.uri, store, rules);
    // A configuration that was named stands in for the one that was found.
    this.tell(found.configProblems.filter(({ uri }) => !this.options.config || uri !== found.project?.uri));
    const configuration = this.configure(found);
    if (!target.explicit && configuration.isIgnored(target.uri)) return undefined;
    const base = {
      path: target.path,
      language: target.language ?? null,
      failOn: this.options.failOn ?? configuration.failOn ?? "warning",
    };
    if (target.language === undefined || target.error) {
      const report: FileReport = { ...base, findings: [], errors: [{ message: target.error ?? "It cannot be read." }] };
      return { target, report, diagnostics: [], dependencies };
    }
    const log = (message: string): void => this.tellOnce(message.split("\n").slice(0, 2).join(" "));
    const shellAnswers = this.options.shellCheck && this.answers;
    const request = { uri: target.uri, language: target.language, rules, configuration, store, shellAnswers, log };
    let result = await lint(request);
    if (result.unanswered.length > 0) {
      await Promise.all(result.unanswered.map((job) => this.ask(job)));
      result = await lint(request);
    }
    const reporter = new Reporter({ pathOf: (uri) => this.pathOf(uri), textOf: (uri) => textOf(store, uri) });
    const findings = result.diagnostics.map((it) => reporter.finding(target.uri, it));
    const errors = result.errors.map((it) => reporter.error(target.uri, it));
    const report: FileReport = { ...base, findings, errors };
    return { target, report, diagnostics: result.diagnostics, dependencies: new Set([...dependencies, ...result.dependencies]) };
  }

  /** What stands at a URI, with the texts of this run before the disk. */
  async read(uri: string, root: string): Promise<FileNode> {
    const store = this.storeOf(root);
    return store.get(uri) ?? (await store.load(uri));
  }

  /** Forgets what was read, so that changed texts count. */
  forget(): void {
    this.stores.clear();
    this.bytes = 0;
    this.files = 0;
  }

  /** What ShellCheck does not answer is a failure: the findings are not all there. */
  private async ask(job: ShellCheckJob): Promise<void> {
    const comments = await this.options.shellCheck?.(job);
    if (!comments) this.failed = true;
    this.answers.set(job, comments ?? []);
  }

  private configure(found: FoundConfiguration): Configuration {
    const { last } = this;
    if (
      last &&
      last.found.project === found.project &&
      last.found.hadolint === found.hadolint &&
      last.found.trivy === found.trivy
    ) {
      return last.configuration;
    }
    const { profile, rules: only, config } = this.options;
    const commandLine = { ...(profile ? { profile } : {}), ...(only ? { only } : {}) };
    const configuration = createConfiguration({ ...found, project: config ?? found.project, commandLine });
    this.last = { found, configuration };
    return configuration;
  }

  private storeOf(root: string): FileStore {
    let store = this.stores.get(root);
    if (!store) this.stores.set(root, (store = new FileStore(this.fileSystem, [root])));
    return store;
  }

  private readonly fileSystem: FileSystem = {
    read: async (uri) => {
      const node = this.texts.get(uri) ?? (await blockingFileSystem.read(uri));
      this.files++;
      if (node.kind === "file") this.bytes += node.size;
      return node.kind === "directory" ? { kind: "directory", names: this.withNew(uri, node.names) } : node;
    },
    realPath: (uri) =>
      this.texts.has(uri) ? blockingFileSystem.realPath(uri).then((it) => it ?? uri) : blockingFileSystem.realPath(uri),
  };

  private withNew(directory: string, names: readonly string[]): readonly string[] {
    const added = [...this.texts.keys()].filter((it) => dirname(it) === directory).map(basename);
    return added.length === 0 ? names : [...new Set([...names, ...added])];
  }

  private tell(problems: readonly ConfigProblem[]): void {
    for (const { uri, text, span, message } of problems) {
      this.failed = true;
      const { line, character } = new LineIndex(text).position(span.start);
      this.tellOnce(
        text === "" ? `${this.pathOf(uri)}: ${message}` : `${this.pathOf(uri)}:${line + 1}:${character + 1}: ${message}`,
      );
    }
  }

  private tellOnce(message: string): void {
    if (this.told.has(message)) return;
    this.told.add(message);
    complain(this.io, message);
  }

  private pathOf(uri: string): string {
    const path = pathOf(uri);
    return path === undefined ? uri : shownPath(path, this.io.cwd);
  }
}

function textOf(store: FileStore, uri: string): string | undefined {
  const node = store.get(uri);
  return node?.kind === "file" ? node.text : undefined;
}
