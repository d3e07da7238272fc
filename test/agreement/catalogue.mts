/**
 * Holds the rules against a catalogue of what tools report in Dockerfiles: what is covered, what is left out for a reason, what has a fix.
 * Usage: npx tsx test/agreement/catalogue.mts <dockerfile-rules.tsv> (or DRYDOCK_CATALOGUE). Exit 1 where a concept is neither covered nor
 * listed in docs/rules/not-covered.md, is both, or where the aims are missed.
 */
import { readFileSync } from "node:fs";
import { rules } from "../../server/src/core/rules/index.js";

/** Concepts that rules are to cover, and the share of those with a known way to fix them that have a fix. */
const aims = { covered: 190, fixed: 0.9 };

interface Concept {
  readonly id: string;
  readonly fixIdea: string;
}

const path = process.argv[2] ?? process.env["DRYDOCK_CATALOGUE"];
if (path === undefined) throw new Error("usage: catalogue <dockerfile-rules.tsv>, or set DRYDOCK_CATALOGUE");
const concepts = readConcepts(readFileSync(path, "utf8"));
const listed = new Set(
  [...readFileSync("docs/rules/not-covered.md", "utf8").matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, id]) => id!),
);
const own = rules.filter(({ language }) => language === "dockerfile");

const covered = concepts.filter(({ id }) => rulesOf(id).length > 0);
const neither = concepts.filter(({ id }) => rulesOf(id).length === 0 && !listed.has(id));
const both = covered.filter(({ id }) => listed.has(id));
const known = new Set(concepts.map(({ id }) => id));
const unknown = [...listed, ...own.flatMap(({ covers }) => covers ?? [])].filter((id) => !known.has(id));
const fixable = covered.filter(({ fixIdea }) => fixIdea !== "" && !/^none\b/i.test(fixIdea));
const unfixed = fixable.filter(({ id }) => rulesOf(id).every(({ fix }) => fix === undefined));
const share = 1 - unfixed.length / Math.max(1, fixable.length);

console.log(
  `${concepts.length} concepts: ${covered.length} covered by ${own.length} rules, ${listed.size} left out for a reason`,
);
console.log(`${fixable.length} of the covered ones have a known way to fix them: ${(share * 100).toFixed(1)} % have a fix`);
print("neither covered nor listed", neither);
print("listed although covered", both);
print("without a fix", unfixed);
print(
  "no concept of the catalogue",
  unknown.map((id) => ({ id })),
);
if (neither.length + both.length > 0 || covered.length < aims.covered || share < aims.fixed) process.exitCode = 1;

function readConcepts(text: string): readonly Concept[] {
  const [header = "", ...lines] = text.trimEnd().split(/\r?\n/);
  const column = header.split("\t").indexOf("safe_fix_idea");
  return lines.map((line) => {
    const fields = line.split("\t");
    return { id: fields[0]!, fixIdea: (fields[column] ?? "").trim() };
  });
}

function rulesOf(id: string): readonly (typeof own)[number][] {
  return own.filter(({ covers }) => covers?.includes(id));
}

function print(what: string, found: readonly { readonly id: string }[]): void {
  if (found.length > 0) console.log(`${what} (${found.length}): ${found.map(({ id }) => id).join(", ")}`);
}
