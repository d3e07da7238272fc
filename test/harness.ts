/** Runs a rule on an example and holds it to everything a rule promises. */
import assert from "node:assert/strict";
import { type Configuration, everyRule, profileConfiguration } from "../server/src/core/linter/configuration.js";
import { type ExpectedFinding, lintedPath, sourcesByPath, takeMarks } from "../server/src/core/linter/examples.js";
import type { Diagnostic, ResolvedFix } from "../server/src/core/linter/finding.js";
import { changedText, joinFixes } from "../server/src/core/linter/fix-all.js";
import { lint, parsers } from "../server/src/core/linter/lint.js";
import {
  type Applicability,
  applicabilities,
  type Example,
  type Language,
  type Rule,
  type Settings,
} from "../server/src/core/linter/rule.js";
import { MemoryFileSystem } from "../server/src/core/project/file-system.js";
import type { ShellAnswers } from "../server/src/core/project/shellcheck.js";
import { FileStore } from "../server/src/core/project/snapshot.js";

const root = "test:///project";
type Texts = ReadonlyMap<string, string>;

export interface Case {
  readonly files: Texts;
  readonly expected: readonly ExpectedFinding[];
  /** The files that the first fixes leave, as far as the example lists them. */
  readonly good: Texts | undefined;
  readonly settings: Settings;
}

/** An example as written: marks taken out, offsets computed. */
export function caseOf(rule: Rule, example: Example): Case {
  const path = lintedPath(rule.language);
  const given = sourcesByPath(rule.language, example.bad ?? example.good!);
  const { text, expected } = takeMarks(given.get(path) ?? assert.fail(`the example has no ${path}`));
  const good = example.bad && example.good ? sourcesByPath(rule.language, example.good) : undefined;
  return { files: new Map([...given, [path, text]]), expected, good, settings: example.settings ?? {} };
}

/** The same case with CRLF line ends: what a rule says and does must not depend on them. */
export function withCrlf({ files, expected, good, settings }: Case, language: Language): Case {
  const linted = files.get(lintedPath(language))!;
  const shift = (offset: number): number => offset + linted.slice(0, offset).split("\n").length - 1;
  return {
    files: mapTexts(files, crlf),
    expected: expected.map(({ span, message }) => ({ message, span: { start: shift(span.start), end: shift(span.end) } })),
    good: good && mapTexts(good, crlf),
    settings,
  };
}

/** Checks findings, first fixes, and every other fix of a case. */
export async function checkCase(rule: Rule, { files, expected, good, settings }: Case): Promise<void> {
  const path = lintedPath(rule.language);
  // Silence means that of Drydock's own profiles: what only the parity profile reports may stand there.
  const found = await run(rule, files, settings, expected.length === 0 ? profileConfiguration("all") : everyRule);
  assert.deepEqual(
    found.map(({ span, message }) => ({ words: files.get(path)!.slice(span.start, span.end), span, message })),
    expected.map(({ span, message }) => ({ words: files.get(path)!.slice(span.start, span.end), span, message })),
  );
  for (const { span } of found) assertSpan(files.get(path)!, span);
  for (const finding of found) {
    for (const fix of finding.fixes) await checkFix(rule, files, finding, fix, settings);
  }
  const fixed = await applyFirstFixes(rule, files, settings);
  if (good) {
    for (const [name, text] of good) assert.equal(fixed.get(name), text, `${name} after the fixes`);
  } else if (expected.length > 0) {
    assert.equal(
      found.some((it) => it.fixes.length > 0),
      false,
      "the example shows no `good`, yet there is a fix",
    );
  }
}

/** Fixes everything by first fixes until nothing changes; what is left must be findings without a fix. */
async function applyFirstFixes(rule: Rule, start: Texts, settings: Settings): Promise<Texts> {
  let files = start;
  for (let round = 0; round < 10; round++) {
    const chosen = (await run(rule, files, settings)).flatMap((diagnostic) =>
      diagnostic.fixes.slice(0, 1).map((fix) => ({ diagnostic, fix })),
    );
    if (chosen.length === 0) return files;
    const changes = joinFixes(chosen);
    files = applyAll(files, changes.edits.keys(), changes.creates, (name, text) => changedText(changes, uriOf(name), text));
  }
  assert.fail("the fixes do not come to an end after 10 rounds");
}

/** One fix alone: nothing that parsed is broken, and the finding is gone. */
async function checkFix(rule: Rule, files: Texts, finding: Diagnostic, fix: ResolvedFix, settings: Settings): Promise<void> {
  const name = `${rule.name}: '${fix.title}'`;
  assert.match(fix.title, /^[A-Z]/, `${name}: a title begins with a capital`);
  assert.ok(fix.edits.size + fix.creates.size > 0, `${name} changes nothing`);
  for (const uri of fix.creates.keys()) assert.equal(files.has(nameOf(uri)), false, `${name} creates ${uri}, which exists`);
  const changes = joinFixes([{ diagnostic: finding, fix }]);
  const after = applyAll(files, fix.edits.keys(), fix.creates, (file, text) => changedText(changes, uriOf(file), text));
  for (const [file, text] of after) {
    const language = languageOf(file);
    if (language)
      assert.deepEqual(
        problems(language, text).slice(problems(language, files.get(file) ?? "").length),
        [],
        `${name} breaks ${file}`,
      );
  }
  const before = await run(rule, files, settings);
  const left = await run(rule, after, settings);
  assert.ok(
    left.length < before.length || fix.applicability === "placeholder",
    `${name} leaves the finding: ${left.map((it) => it.message).join("; ")}`,
  );
}

function languageOf(file: string): Language | undefined {
  if (/ockerfile$/.test(file)) return "dockerfile";
  return /compose.*\.ya?ml$/.test(file) ? "compose" : undefined;
}

function problems(language: Language, text: string): readonly unknown[] {
  const file = parsers[language](uriOf("x"), text);
  return file.language === "dockerfile" ? file.problems : file.errors;
}

export async function run(
  rule: Rule,
  files: Texts,
  settings: Settings = {},
  configuration: Configuration = everyRule,
): Promise<readonly Diagnostic[]> {
  const store = new FileStore(new MemoryFileSystem(new Map([...files].map(([name, text]) => [uriOf(name), text]))), [root]);
  const failures: string[] = [];
  const { diagnostics } = await lint({
    uri: uriOf(lintedPath(rule.language)),
    language: rule.language,
    rules: [rule],
    configuration: { ...configuration, settings },
    store,
    shellAnswers: answersOf(rule),
    log: (message) => failures.push(message),
  });
  assert.deepEqual(failures, []);
  // Nobody would see such a fix, so the other checks would say nothing of it.
  for (const { refused } of diagnostics)
    for (const { fix, reason } of refused ?? []) assert.fail(`${rule.name}: '${fix.title}' would break the text: ${reason}`);
  return diagnostics;
}

/** What the rule's examples say that ShellCheck says. */
function answersOf({ examples }: Rule): ShellAnswers | undefined {
  const comments = new Map(examples.flatMap(({ shellComments }) => Object.entries(shellComments ?? {})));
  return comments.size === 0 ? undefined : { get: ({ text }) => comments.get(text) ?? [] };
}

/** A finding marks words of one line. */
export function assertSpan(text: string, { start, end }: { readonly start: number; readonly end: number }): void {
  assert.ok(start >= 0 && start < end && end <= text.length, `span ${start}–${end} of a text of ${text.length}`);
  assert.equal(/[\r\n]/.test(text.slice(start, end)), false, `the span '${text.slice(start, end)}' holds a line end`);
}

/** What a rule says of its fixes must be what they reach. */
export function bestLevel(levels: Iterable<Applicability>): Applicability | undefined {
  const reached = new Set(levels);
  return applicabilities.find((it) => reached.has(it));
}

function applyAll(
  files: Texts,
  edited: Iterable<string>,
  creates: ReadonlyMap<string, string>,
  change: (name: string, text: string) => string,
): Texts {
  const result = new Map(files);
  for (const uri of edited) {
    const name = nameOf(uri);
    result.set(name, change(name, files.get(name) ?? assert.fail(`a fix edits ${name}, which is not in the example`)));
  }
  for (const [uri, text] of creates) result.set(nameOf(uri), text);
  return result;
}

function uriOf(name: string): string {
  return `${root}/${name}`;
}

function nameOf(uri: string): string {
  return uri.slice(root.length + 1);
}

function crlf(text: string): string {
  return text.replaceAll("\n", "\r\n");
}

function mapTexts(texts: Texts, change: (text: string) => string): Texts {
  return new Map([...texts].map(([name, text]) => [name, change(text)]));
}
