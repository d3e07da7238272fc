/**
 * Spoils texts at random and holds the linter to what it promises for any text: no rule throws, findings mark words of one line, fixes
 * apply and break nothing, and no judgement takes long. FUZZ_SECONDS says for how long (60), FUZZ_SEED where to begin.
 */
import assert from "node:assert/strict";
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import type { Diagnostic, ResolvedFix } from "../../server/src/core/linter/finding.js";
import { lint, parsers } from "../../server/src/core/linter/lint.js";
import type { Language } from "../../server/src/core/linter/rule.js";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";
import { isDockerfileName } from "../../server/src/core/service/languages.js";
import { isComposeFileName } from "../../server/src/core/syntax/compose/detect.js";
import { applyEdits } from "../../server/src/core/text/edits.js";
import { assertSpan } from "../harness.js";
import { Chance, mutate } from "./mutate.mjs";
import { type Seed, seeds } from "./seeds.mjs";

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 60);
const start = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 1e9));
const only = process.env["RULE"];
const root = "test:///project";
/** Processor time, in milliseconds, that one judgement may take. */
const patience = 2000;

/** Rules that repair what cannot be read: behind it more may come to light. */
const revealing: ReadonlySet<string> = new Set(["syntax-error", "unknown-instruction", "compose-syntax-error"]);

interface Failure {
  /** What is wrong, and whose fault it is: of failures of the same kind one is reported. */
  readonly kind: string;
  readonly message: string;
}

/** The first promise that a text breaks. */
async function failureOf({ language, linted, files }: Seed): Promise<Failure | undefined> {
  const uri = `${root}/${linted}`;
  const texts = new Map([...files].map(([path, text]) => [`${root}/${path}`, text]));
  const log: string[] = [];
  const before = process.cpuUsage();
  let diagnostics: readonly Diagnostic[];
  try {
    ({ diagnostics } = await lint({
      uri,
      language,
      rules: rules.filter(({ name }) => name.startsWith(only ?? "")),
      configuration: profileConfiguration("all"),
      store: new FileStore(new MemoryFileSystem(texts), [root]),
      log: (message) => log.push(message),
    }));
  } catch (error) {
    return { kind: "lint rejects", message: stackOf(error) };
  }
  const { user, system } = process.cpuUsage(before);
  if (log[0] !== undefined) return { kind: `throws: ${log[0].split("\n")[0]!.slice(0, 60)}`, message: log[0].slice(0, 900) };
  const milliseconds = Math.round((user + system) / 1000);
  if (milliseconds > patience) return { kind: "slow", message: `it took ${milliseconds} ms` };
  const text = texts.get(uri)!;
  for (const { rule, span, message, fixes } of diagnostics) {
    try {
      assertSpan(text, span);
    } catch (error) {
      return { kind: `${rule.name}: bad span`, message: `${message}\n${(error as Error).message}` };
    }
    for (const fix of fixes) {
      const failure = fixFailure(fix, texts, revealing.has(rule.name));
      if (failure !== undefined) return { kind: `${rule.name}: bad fix`, message: `${message}\n'${fix.title}' ${failure}` };
    }
  }
  return undefined;
}

function fixFailure(fix: ResolvedFix, texts: ReadonlyMap<string, string>, mayReveal: boolean): string | undefined {
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
    const problems = problemsOf(language, after);
    if (problems.length > problemsOf(language, text).length)
      return `breaks the file: ${problems.map(({ message }) => message).join(" / ")}\n${JSON.stringify(after.slice(0, 2000))}`;
  }
  return undefined;
}

function languageOf(uri: string): Language | undefined {
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

/** The case of a number: the same one each time. */
function caseOf(number: number, from: readonly Seed[]): Seed {
  const chance = new Chance(number);
  const seed = chance.of(from);
  const other = chance.of(from);
  const files = new Map(seed.files);
  const paths = [...files.keys()];
  for (let rounds = 1 + chance.below(4); rounds > 0; rounds--) {
    const path = chance.below(5) === 0 ? chance.of(paths) : seed.linted;
    files.set(path, mutate(files.get(path)!, other.files.get(other.linted)!, chance).slice(0, 100_000));
  }
  return { ...seed, files };
}

/** Takes away files, then lines, then units, as long as the same failure stays. */
async function minimised(failing: Seed, kind: string): Promise<Seed> {
  const end = Date.now() + 15_000;
  let best = failing;
  const keep = async (files: ReadonlyMap<string, string>): Promise<boolean> => {
    if (Date.now() > end || (await failureOf({ ...best, files }))?.kind !== kind) return false;
    best = { ...best, files };
    return true;
  };
  for (const path of [...best.files.keys()].filter((it) => it !== best.linted))
    await keep(new Map([...best.files].filter(([it]) => it !== path)));
  for (const cut of [/(?<=\n)/, /(?:)/]) {
    for (const path of best.files.keys()) {
      const pieces = best.files.get(path)!.split(cut);
      for (let size = pieces.length >> 1; size >= 1; size >>= 1) {
        for (let at = 0; at < pieces.length && Date.now() < end; ) {
          const shorter = [...pieces.slice(0, at), ...pieces.slice(at + size)];
          if (await keep(new Map([...best.files, [path, shorter.join("")]]))) pieces.splice(at, size);
          else at += size;
        }
      }
    }
  }
  return best;
}

const from = seeds();
assert.ok(from.length > 10, "there are texts to begin with");
process.stdout.write(`FUZZ_SEED=${start}, ${from.length} texts\n`);
const known = new Set<string>();
let passed = 0;
let number = start;
for (const end = Date.now() + seconds * 1000; Date.now() < end; number++) {
  const it = caseOf(number, from);
  const failure = await failureOf(it);
  if (!failure) passed++;
  else if (!known.has(failure.kind)) {
    known.add(failure.kind);
    const small = await minimised(it, failure.kind);
    const { message } = (await failureOf(small)) ?? failure;
    process.stdout.write(`\nFUZZ_SEED=${number} ${failure.kind}\n${message}\n`);
    for (const [path, text] of small.files) process.stdout.write(`${path}: ${JSON.stringify(text).slice(0, 3000)}\n`);
  }
}
process.stdout.write(`\n${number - start} texts from FUZZ_SEED=${start}\n${passed} passed, ${known.size} failed\n`);
process.exitCode = known.size > 0 ? 1 : 0;
