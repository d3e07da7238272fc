/**
 * Holds the fixes to what they promise, on every file of DRYDOCK_CORPUS: each alone, and all of a level together as `drydock fix` applies them.
 *
 * Of the single fixes a sample is tried, the same number of each rule: FIXES=100 tries more of them, FIXES=all all of them, FIXES_SEED
 * draws another sample. FIXES_LANGUAGE, RULE and FILE narrow it: `dockerfile` or `compose`, names of rules with commas between, a part
 * of a file's name. FIXES_VARIANT gives the files other line ends, a byte order mark or no final line end.
 */
import assert from "node:assert/strict";
import type { Diagnostic, ResolvedFix } from "../../server/src/core/linter/finding.js";
import { LineIndex } from "../../server/src/core/text/line-index.js";
import { Chance } from "../fuzz/mutate.mjs";
import { isEverythingRequired } from "../vscode-host/outcome.mjs";
import { Compose } from "./compose.js";
import { judge } from "./judge.js";
import { type Wrong, wrongOf } from "./single.js";
import { corpusSubjects, ownSubjects, type Subject } from "./subjects.js";
import { Tally } from "./tally.js";
import { type Run, Together } from "./together.js";
import { type Variant, variantOf, variants } from "./variants.js";

const {
  DRYDOCK_CORPUS: corpus,
  FIXES: mode = "sample",
  FIXES_SEED: seed = "1",
  FIXES_LANGUAGE: onlyLanguage,
  RULE: onlyRule,
  FILE: onlyFile = "",
} = process.env;
const variant = (process.env["FIXES_VARIANT"] ?? "plain") as Variant;
assert.ok(Object.hasOwn(variants, variant), `FIXES_VARIANT is one of ${Object.keys(variants).join(", ")}`);
const languages = (["dockerfile", "compose"] as const).filter((it) => onlyLanguage === undefined || it === onlyLanguage);
const runs: readonly Run[] = [
  { profile: "recommended", level: "safe" },
  { profile: "hardened", level: "safe" },
  { profile: "hardened", level: "unsafe" },
];
/** So many fixes of each rule are tried. */
const perRule = mode === "all" ? Number.POSITIVE_INFINITY : mode === "sample" ? 25 : Number(mode);
assert.ok(perRule > 0, "FIXES is 'all', 'sample' or how many fixes of each rule are tried");
const onlyRules = onlyRule?.split(",");

interface Single {
  readonly subject: Subject;
  readonly before: readonly Diagnostic[];
  readonly diagnostic: Diagnostic;
  readonly fix: ResolvedFix;
}

const tally = new Tally();
const print = (text: string): boolean => process.stdout.write(text);
const from = languages.flatMap((it) => (corpus ? corpusSubjects(corpus, it) : ownSubjects(it)));
const subjects = from.filter(({ id }) => id.includes(onlyFile)).map((it) => variantOf(it, variant));
assert.ok(subjects.length > 0, "there are files to try");
print(
  corpus
    ? `${subjects.length} files of DRYDOCK_CORPUS\n`
    : `DRYDOCK_CORPUS names no folder: ${subjects.length} examples of the rules, projects of examples/ and templates/\n`,
);

const found = subjects.some(({ language }) => language === "compose") ? await Compose.find() : undefined;
const isMissing = typeof found === "string";
if (isMissing) print(`NOTICE: what Docker Compose says of its files is not compared: ${found}\n`);
const compose = isMissing ? undefined : found;
const together = new Together(compose);

const singles = new Map<string, Single[]>();
for (const subject of subjects) {
  const before = await judged(subject);
  for (const diagnostic of before.filter(({ suppressed }) => !suppressed)) {
    const { name } = diagnostic.rule;
    if (onlyRules?.includes(name) === false) continue;
    if (!singles.has(name)) singles.set(name, []);
    // What the linter refuses is a fault of the rule all the same.
    for (const fix of fixesOf(diagnostic)) singles.get(name)!.push({ subject, before, diagnostic, fix });
  }
  if (onlyRule === undefined) for (const run of runs) await tryTogether(subject, before, run);
}
compose?.keep();
const chosen = [...singles.values()].flatMap((it) => sampleOf(it, new Chance(Number(seed))));
for (const it of chosen) await trySingle(it);
await tally.report(print);
together.end();
compose?.keep();
const count = [...singles.values()].reduce((sum, it) => sum + it.length, 0);
print(`\n${chosen.length} of ${count} single fixes tried, ${runs.length} runs of all fixes on each file\n`);
const failed = tally.failed + (isMissing && isEverythingRequired() ? 1 : 0);
print(`${tally.passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

/** Nothing where the subject cannot be judged, which counts as a failure. */
async function judged(subject: Subject): Promise<readonly Diagnostic[]> {
  const it = { language: subject.language, linted: subject.linted };
  let found: readonly Diagnostic[] = [];
  const wrong = await guarded(async () => {
    found = await judge(it.language, it.linted, subject.files);
    return undefined;
  });
  const fails = async (smaller: Subject): Promise<boolean> =>
    (await judge(it.language, it.linted, smaller.files).catch(() => undefined)) === undefined;
  if (wrong) tally.add("cannot be judged", { ...wrong, subject, line: undefined, fails });
  return found;
}

function fixesOf({ fixes, refused = [] }: Diagnostic): readonly ResolvedFix[] {
  return [...fixes, ...refused.map(({ fix }) => fix)];
}

/** What is new counts for safe fixes: the others may have to change behaviour, and a rule may then have to say more. */
async function tryTogether(subject: Subject, before: readonly Diagnostic[], run: Run): Promise<void> {
  const known = run.level === "safe" ? before : undefined;
  const wrong = await guarded(() => together.wrongOf(subject, run, known));
  const fails = async (it: Subject): Promise<boolean> => {
    const found = known && (await judge(it.language, it.linted, it.files));
    return (await together.wrongOf(it, run, found))?.kind === wrong!.kind;
  };
  const failure = wrong && { ...wrong, subject, line: undefined, fails };
  tally.add(`all ${run.level} fixes of ${run.profile}: ${wrong?.kind}`, failure);
}

async function trySingle({ subject, before, diagnostic, fix }: Single): Promise<void> {
  const { rule, span, message } = diagnostic;
  const wrong = await guarded(() => wrongOf(subject, before, diagnostic, fix, compose));
  const fails = async (smaller: Subject): Promise<boolean> => {
    const found = await judge(smaller.language, smaller.linted, smaller.files);
    for (const it of found.filter((other) => other.rule === rule && other.message === message))
      for (const other of fixesOf(it).filter(({ title }) => title === fix.title))
        if ((await wrongOf(smaller, found, it, other, compose))?.kind === wrong!.kind) return true;
    return false;
  };
  const line = new LineIndex(subject.files.get(subject.linted)!.text).lineOf(span.start) + 1;
  const failure = wrong && { ...wrong, message: `'${fix.title}': ${wrong.message}`, subject, line, fails };
  tally.add(`${rule.name} (${fix.applicability}): ${wrong?.kind}`, failure);
}

async function guarded(check: () => Promise<Wrong | undefined>): Promise<Wrong | undefined> {
  try {
    return await check();
  } catch (error) {
    return { kind: "throws", message: error instanceof Error ? (error.stack ?? error.message).slice(0, 900) : String(error) };
  }
}

/** As many as a sample has, drawn without putting back. */
function sampleOf(list: readonly Single[], chance: Chance): Single[] {
  const rest = [...list];
  const drawn: Single[] = [];
  while (rest.length > 0 && drawn.length < perRule) drawn.push(...rest.splice(chance.below(rest.length), 1));
  return drawn;
}
