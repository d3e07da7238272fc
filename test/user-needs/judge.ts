/** Judges a small project as a user sees it: one file of it, under a profile. */
import assert from "node:assert/strict";
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { lintedPath } from "../../server/src/core/linter/examples.js";
import { changedText, joinFixes } from "../../server/src/core/linter/fix-all.js";
import { lint } from "../../server/src/core/linter/lint.js";
import type { Language, Profile, Settings, Severity } from "../../server/src/core/linter/rule.js";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";

const root = "test:///project";

/** A Dockerfile's text, or files by path. */
export type Given = string | Readonly<Record<string, string>>;

export interface Options {
  /** Of the file to judge; a Dockerfile or a Compose file by its name. */
  readonly path?: string;
  readonly profile?: Profile;
  readonly settings?: Settings;
}

export interface Said {
  readonly rule: string;
  readonly severity: Severity;
  /** What is marked. */
  readonly words: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  readonly suppressed: boolean;
  /** The titles of its fixes. */
  readonly fixes: readonly string[];
  /** The text after its first fix. */
  readonly fixed: string | undefined;
}

/** All that is said of a file. A rule that fails is an error of the test. */
export async function judge(
  given: Given,
  { path, profile = "recommended", settings = {} }: Options = {},
): Promise<readonly Said[]> {
  const files = typeof given === "string" ? { [path ?? "Dockerfile"]: given } : given;
  const judged = path ?? ("Dockerfile" in files ? "Dockerfile" : lintedPath("compose"));
  const language: Language = /compose.*\.ya?ml$/.test(judged) ? "compose" : "dockerfile";
  const uri = `${root}/${judged}`;
  const text = files[judged] ?? assert.fail(`no ${judged}`);
  const store = new FileStore(
    new MemoryFileSystem(new Map(Object.entries(files).map(([name, content]) => [`${root}/${name}`, content]))),
    [root],
  );
  const configuration = { ...profileConfiguration(profile), settings };
  const { diagnostics, errors } = await lint({ uri, language, rules, configuration, store, log: (it) => assert.fail(it) });
  assert.deepEqual(errors, []);
  return diagnostics.map((diagnostic) => {
    const { rule, severity, span, message, suppressed, fixes } = diagnostic;
    const [fix] = fixes;
    return {
      rule: rule.name,
      severity,
      words: text.slice(span.start, span.end),
      line: text.slice(0, span.start).split("\n").length,
      message,
      suppressed: suppressed !== undefined,
      fixes: fixes.map(({ title }) => title),
      fixed: fix && changedText(joinFixes([{ diagnostic, fix }]), uri, text),
    };
  });
}

/** What a rule says of a file. */
export async function said(rule: string, given: Given, options?: Options): Promise<readonly Said[]> {
  assert.ok(
    rules.some(({ name }) => name === rule),
    `there is no rule ${rule}`,
  );
  return (await judge(given, options)).filter((it) => it.rule === rule && !it.suppressed);
}

/** No rule may say a word, or none of the given ones. */
export async function silent(given: Given, options: Options = {}, ...only: readonly string[]): Promise<void> {
  for (const name of only)
    assert.ok(
      rules.some((rule) => rule.name === name),
      `there is no rule ${name}`,
    );
  const found = await judge(given, options);
  assert.deepEqual(
    found
      .filter(({ rule, suppressed }) => !suppressed && (only.length === 0 || only.includes(rule)))
      .map(({ rule, message }) => `${rule}: ${message}`),
    [],
  );
}

/** The words that a rule marks. */
export async function marked(rule: string, given: Given, options?: Options): Promise<readonly string[]> {
  return (await said(rule, given, options)).map(({ words }) => words);
}
