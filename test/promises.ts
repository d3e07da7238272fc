/** What the linter promises for any text, however broken: held by the fuzzer and by the tests of bad input. */
import { profileConfiguration } from "../server/src/core/linter/configuration.js";
import type { ResolvedFix } from "../server/src/core/linter/finding.js";
import { bulkFix, joinSoundFixes } from "../server/src/core/linter/fix-all.js";
import { originalOf } from "../server/src/core/linter/harm.js";
import { type LintResult, lint, parsers } from "../server/src/core/linter/lint.js";
import type { Language, Rule } from "../server/src/core/linter/rule.js";
import { MemoryFileSystem } from "../server/src/core/project/file-system.js";
import { FileStore } from "../server/src/core/project/snapshot.js";
import { rules } from "../server/src/core/rules/index.js";
import { ignoreEdits } from "../server/src/core/service/ignore.js";
import { isDockerfileName } from "../server/src/core/service/languages.js";
import type { Judgement } from "../server/src/core/service/workspace.js";
import { isComposeFileName } from "../server/src/core/syntax/compose/detect.js";
import { applyEdits, type TextEdit } from "../server/src/core/text/edits.js";
import { assertSpan } from "./harness.js";

const root = "test:///project";
/** Files by path, one of which is judged. */
export interface Texts {
  readonly language: Language;
  readonly linted: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Processor time, in milliseconds, that one judgement may take. */
const patience = 2000;

/** Rules that repair what cannot be read: behind it more may come to light. */
export const revealing: ReadonlySet<string> = new Set(rules.flatMap(({ name, repairsSyntax }) => (repairsSyntax ? [name] : [])));

export interface Failure {
  /** What is wrong, and whose fault it is: of failures of the same kind one is reported. */
  readonly kind: string;
  readonly message: string;
}

export interface PromiseOptions {
  /** The rules that are held to it; all of them by default. */
  readonly only?: readonly Rule[];
  /** False: fixes are not tried. */
  readonly fixes?: boolean;
  /** True: a fix that the linter has held back is a failure too, so that one sees which rules make such. */
  readonly refusals?: boolean;
}

/** The first promise that a text breaks. */
export async function failureOf(
  { language, linted, files }: Texts,
  { only = rules, fixes: tryFixes = true, refusals = false }: PromiseOptions = {},
): Promise<Failure | undefined> {
  const uri = `${root}/${linted}`;
  const texts = new Map([...files].map(([path, text]) => [`${root}/${path}`, text]));
  const log: string[] = [];
  const before = process.cpuUsage();
  let result: LintResult;
  try {
    result = await lint({
      uri,
      language,
      rules: only,
      configuration: profileConfiguration("all"),
      store: new FileStore(new MemoryFileSystem(texts), [root]),
      log: (message) => log.push(message),
    });
  } catch (error) {
    return { kind: "lint rejects", message: stackOf(error) };
  }
  const { user, system } = process.cpuUsage(before);
  const { diagnostics } = result;
  if (log[0] !== undefined) return { kind: `throws: ${log[0].split("\n")[0]!.slice(0, 60)}`, message: log[0].slice(0, 900) };
  const milliseconds = Math.round((user + system) / 1000);
  if (milliseconds > patience) return { kind: "slow", message: `it took ${milliseconds} ms` };
  const text = texts.get(uri)!;
  const known = new Map<string, number>();
  const refused = refusals ? diagnostics.flatMap((it) => (it.refused ?? []).map((refusal) => ({ ...refusal, it }))) : [];
  for (const { it, fix, reason } of refused)
    return { kind: `${it.rule.name}: refused`, message: `${it.message}\n'${fix.title}': ${reason}` };
  for (const { rule, span, message, fixes } of diagnostics) {
    try {
      assertSpan(text, span);
    } catch (error) {
      return { kind: `${rule.name}: bad span`, message: `${message}\n${(error as Error).message}` };
    }
    for (const fix of tryFixes ? fixes : []) {
      const failure = fixFailure(fix, texts, known, revealing.has(rule.name));
      if (failure !== undefined) return { kind: `${rule.name}: bad fix`, message: `${message}\n'${fix.title}' ${failure}` };
    }
  }
  for (const [title, edits] of tryFixes ? otherEdits(uri, result) : []) {
    const fix: ResolvedFix = { title, applicability: "unsafe", edits: new Map([[uri, edits]]), creates: new Map() };
    const failure = fixFailure(fix, texts, known, false);
    if (failure !== undefined) return { kind: `${title}: bad edits`, message: failure };
  }
  return undefined;
}

/** What else a host offers: many fixes at once, and to ignore a finding. Repairs of what cannot be read are left out, see `revealing`. */
function* otherEdits(uri: string, { file, diagnostics }: LintResult): Generator<readonly [string, readonly TextEdit[]]> {
  if (!file) return;
  for (const level of ["safe", "unsafe"] as const) {
    const chosen = diagnostics.flatMap((diagnostic) => {
      const fix = revealing.has(diagnostic.rule.name) ? undefined : bulkFix(diagnostic, level);
      return fix ? [{ diagnostic, fix }] : [];
    });
    const edits = joinSoundFixes(chosen, (it) => (it === uri ? originalOf(file) : undefined)).edits.get(uri);
    if (edits) yield [`every ${level} fix`, edits];
  }
  for (const { title, edit } of diagnostics[0] ? ignoreEdits({ file } as Judgement, diagnostics[0]) : []) {
    yield [title.replace(/'.*' /, ""), [edit]];
  }
}

/** @param known how many problems each text has, as far as that has been counted */
function fixFailure(
  fix: ResolvedFix,
  texts: ReadonlyMap<string, string>,
  known: Map<string, number>,
  mayReveal: boolean,
): string | undefined {
  for (const uri of fix.creates.keys()) if (texts.has(uri)) return `creates ${uri}, which exists`;
  for (const [uri, edits] of fix.edits) {
    const text = texts.get(uri);
    if (text === undefined) return `edits ${uri}, which does not exist`;
    if (edits.some(({ span }) => !(0 <= span.start && span.start <= span.end && span.end <= text.length)))
      return "edits outside the text";
    let after: string;
    try {
      after = applyEdits(text, edits);
    } catch (error) {
      return `does not apply: ${String(error)}`;
    }
    if (after === text) return "changes nothing";
    const language = languageOf(uri);
    if (!language || mayReveal) continue;
    if (!known.has(uri)) known.set(uri, problemsOf(language, text).length);
    const problems = problemsOf(language, after);
    if (problems.length > known.get(uri)!)
      return `breaks the file: ${problems.map(({ message }) => message).join(" / ")}\n${JSON.stringify(after.slice(0, 2000))}`;
  }
  return undefined;
}

/** The language of a file by its name, as far as there is one. @param uri or a path */
export function languageOf(uri: string): Language | undefined {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  return isDockerfileName(name) ? "dockerfile" : isComposeFileName(name) ? "compose" : undefined;
}

function problemsOf(language: Language, text: string): readonly { readonly message: string }[] {
  const file = parsers[language](root, text);
  return file.language === "dockerfile" ? file.problems : file.errors;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).slice(0, 900) : String(error);
}
