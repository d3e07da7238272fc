/** The language service's memory: open texts before the disk, answers kept until something they rest on changes. */
import type { Configuration } from "../linter/configuration.js";
import type { LintResult } from "../linter/lint.js";
import { lint } from "../linter/lint.js";
import type { Language, Rule } from "../linter/rule.js";
import { type FileSystem, textFile } from "../project/file-system.js";
import type { ShellAnswers } from "../project/shellcheck.js";
import { FileStore } from "../project/snapshot.js";
import { canonical, dirname, isWithin } from "../project/uri.js";
import { languageOf } from "./languages.js";

export interface OpenFile {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

/** An answer about an open file, and the text it is about. */
export interface Judgement extends LintResult {
  readonly document: OpenFile;
  readonly language: Language;
}

/** A change on the disk. */
export interface Change {
  readonly uri: string;
  /** True when it was created or deleted: directories list something else now. */
  readonly listing: boolean;
}

export interface WorkspaceOptions {
  readonly fileSystem: FileSystem;
  /** URIs of the workspace folders. */
  readonly roots: readonly string[];
  readonly rules: readonly Rule[];
  /** Everything that decides on severities for a file. What it reads goes through the store. */
  configure(
    uri: string,
    store: FileStore,
  ): Promise<{ readonly configuration: Configuration; readonly dependencies: Iterable<string> }>;
  /** What ShellCheck has said so far; undefined where it may not be run. */
  shellAnswers?(): ShellAnswers | undefined;
  log(message: string): void;
}

/** Takes URIs in any spelling; knows each file by one. What it returns is in that one: see `spellingOf`. */
export class Workspace {
  private readonly files = new Map<string, OpenFile>();
  /** How the editor writes the URIs of its open files. */
  private readonly spellings = new Map<string, string>();
  private readonly roots: readonly string[];
  private readonly answers = new Map<string, Promise<Judgement | undefined>>();
  /** Answers under way: nobody knows yet what they will rest on. */
  private readonly unfinished = new Set<Promise<Judgement | undefined>>();
  private readonly dependencies = new Map<string, ReadonlySet<string>>();
  private readonly stores = new Map<string, FileStore>();

  constructor(private readonly options: WorkspaceOptions) {
    this.roots = options.roots.map((it) => canonical(it).replace(/\/$/, ""));
  }

  get openFiles(): Iterable<OpenFile> {
    return this.files.values();
  }

  file(uri: string): OpenFile | undefined {
    return this.files.get(canonical(uri));
  }

  /** The URI of a file as the editor writes it, which knows its open files by that alone. */
  spellingOf(uri: string): string {
    return this.spellings.get(canonical(uri)) ?? uri;
  }

  /** Takes an editor's text, at opening and at each change. Returns the other open files whose findings rest on it. */
  open(given: OpenFile): string[] {
    const file = { ...given, uri: canonical(given.uri) };
    this.spellings.set(file.uri, given.uri);
    this.files.set(file.uri, file);
    for (const store of this.stores.values()) this.restore(store, file.uri);
    this.answers.delete(file.uri);
    return this.forget(new Set([file.uri])).filter((uri) => uri !== file.uri);
  }

  /** From now on the disk counts again. */
  close(given: string): string[] {
    const uri = canonical(given);
    this.spellings.delete(uri);
    this.files.delete(uri);
    this.answers.delete(uri);
    this.dependencies.delete(uri);
    return this.changed([{ uri, listing: false }]);
  }

  /** Says what happened outside the editor. Returns the open files to judge again. */
  changed(changes: readonly Change[]): string[] {
    const touched = new Set<string>();
    const known = changes.map(({ uri, listing }) => ({ uri: canonical(uri), listing }));
    for (const { uri, listing } of known) {
      touched.add(uri);
      for (const store of this.stores.values()) {
        if (listing) for (const it of store.invalidateListing(uri)) touched.add(it);
        else store.invalidate(uri);
        for (const open of this.files.keys()) if (open === uri || open.startsWith(`${uri}/`)) this.restore(store, open);
      }
    }
    return this.forget(
      touched,
      known.filter(({ listing }) => listing).map(({ uri }) => `${uri}/`),
    );
  }

  /** Says that ShellCheck has answered. Returns the open files to judge again. */
  answered(keys: readonly string[]): string[] {
    return this.forget(new Set(keys));
  }

  /** Drops every answer, e.g. because the settings changed. */
  reset(): void {
    this.answers.clear();
  }

  /** The findings of an open file; undefined when it is in no language Drydock knows. Computed once per state of the workspace. */
  judge(given: string): Promise<Judgement | undefined> {
    const uri = canonical(given);
    let answer = this.answers.get(uri);
    if (!answer) {
      const computed = this.compute(uri)
        .catch((error: unknown) => {
          this.options.log(`${uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          return undefined;
        })
        .then((judgement) => {
          this.unfinished.delete(computed);
          // An answer that was dropped meanwhile says nothing about what the next one rests on.
          if (judgement && this.answers.get(uri) === computed) this.dependencies.set(uri, judgement.dependencies);
          return judgement;
        });
      answer = computed;
      this.unfinished.add(answer);
      this.answers.set(uri, answer);
    }
    return answer;
  }

  /** The files of the workspace folder a URI lies in, or of its own folder when it lies in none. */
  storeOf(given: string): FileStore {
    const uri = canonical(given);
    const folder = this.roots.filter((it) => isWithin(it, uri)).sort((a, b) => b.length - a.length)[0];
    // A document that was never saved (`untitled:Untitled-1`) has no folder, and so no neighbours.
    const root = folder ?? (uri.includes("/") ? dirname(uri) : uri);
    let store = this.stores.get(root);
    if (!store) {
      store = new FileStore(this.options.fileSystem, [root]);
      for (const open of this.files.keys()) this.restore(store, open);
      this.stores.set(root, store);
    }
    return store;
  }

  private async compute(uri: string): Promise<Judgement | undefined> {
    const file = this.files.get(uri);
    if (!file) return undefined;
    const language = languageOf(uri, file.languageId, file.text);
    if (!language) return undefined;
    const store = this.storeOf(uri);
    const { configuration, dependencies } = await this.options.configure(uri, store);
    const { rules, log } = this.options;
    const shellAnswers = this.options.shellAnswers?.();
    const result = await lint({ uri, language, rules, configuration, store, shellAnswers, log });
    return { ...result, dependencies: new Set([...result.dependencies, ...dependencies]), document: file, language };
  }

  /** Puts the editor's text, if any, before what the store would read from the disk. */
  private restore(store: FileStore, uri: string): void {
    const open = this.files.get(uri);
    if (open && store.isInside(uri)) store.set(uri, textFile(open.text));
  }

  /** Drops the answers that rest on any of these URIs, or on something below a directory that came or went. */
  private forget(uris: ReadonlySet<string>, below: readonly string[] = []): string[] {
    const affected = new Set<string>();
    for (const [uri, answer] of this.answers) if (this.unfinished.has(answer)) affected.add(uri);
    for (const [uri, rests] of this.dependencies) {
      if ([...rests].some((it) => uris.has(it) || below.some((prefix) => it.startsWith(prefix)))) affected.add(uri);
    }
    for (const uri of affected) this.answers.delete(uri);
    return [...affected];
  }
}
