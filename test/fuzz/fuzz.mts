/**
 * Spoils texts at random and holds the linter to what it promises for any text: no rule throws, findings mark words of one line, fixes
 * apply and break nothing, and no judgement takes long.
 *
 * With `CI` set, or FUZZ_CASES, it tries so many texts from a fixed seed: the same ones each time as long as rules and examples stay.
 * Otherwise it goes on for FUZZ_SECONDS (60) from a random one. FUZZ_SEED says where to begin, RULE holds it to one rule, and
 * FUZZ_REFUSALS shows the fixes that rules make but the linter holds back.
 */
import assert from "node:assert/strict";
import { rules } from "../../server/src/core/rules/index.js";
import { failureOf, type PromiseOptions, type Texts } from "../promises.js";
import { Chance, mutate } from "./mutate.mjs";
import { seeds } from "./seeds.mjs";

const { CI, FUZZ_CASES, FUZZ_SECONDS, FUZZ_SEED } = process.env;
const isFixed = FUZZ_CASES !== undefined || (CI !== undefined && FUZZ_SECONDS === undefined);
/** About a minute on one core. */
const cases = isFixed ? Number(FUZZ_CASES ?? 12_000) : Number.POSITIVE_INFINITY;
const seconds = isFixed ? Number.POSITIVE_INFINITY : Number(FUZZ_SECONDS ?? 60);
const start = Number(FUZZ_SEED ?? (isFixed ? 1 : Math.floor(Math.random() * 1e9)));
const only = rules.filter(({ name }) => name.startsWith(process.env["RULE"] ?? ""));
const options: PromiseOptions = { only, refusals: process.env["FUZZ_REFUSALS"] !== undefined };

/** The case of a number: the same one each time. */
function caseOf(number: number, from: readonly Texts[]): Texts {
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
async function minimised(failing: Texts, kind: string): Promise<Texts> {
  const end = Date.now() + 15_000;
  let best = failing;
  const keep = async (files: ReadonlyMap<string, string>): Promise<boolean> => {
    if (Date.now() > end || (await failureOf({ ...best, files }, options))?.kind !== kind) return false;
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
for (const end = Date.now() + seconds * 1000; number - start < cases && Date.now() < end; number++) {
  const it = caseOf(number, from);
  const failure = await failureOf(it, options);
  if (!failure) passed++;
  else if (!known.has(failure.kind)) {
    known.add(failure.kind);
    const small = await minimised(it, failure.kind);
    const { message } = (await failureOf(small, options)) ?? failure;
    process.stdout.write(`\nFUZZ_SEED=${number} ${failure.kind}\n${message}\n`);
    for (const [path, text] of small.files) process.stdout.write(`${path}: ${JSON.stringify(text).slice(0, 3000)}\n`);
  }
}
process.stdout.write(`\n${number - start} texts from FUZZ_SEED=${start}\n${passed} passed, ${known.size} failed\n`);
process.exitCode = known.size > 0 ? 1 : 0;
