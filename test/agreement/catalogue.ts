/** Holds the rules against a catalogue of what tools report in Dockerfiles: what is covered, what is left out for a reason, what has a fix. */
import { readFileSync } from "node:fs";
import { rules } from "../../server/src/core/rules/index.js";
import { type Check, percent } from "./tally.js";

/** Concepts that rules are to cover, and the share of those with a known way to fix them that have a fix. */
const goals = { covered: 190, fixed: 0.9 };

interface Concept {
  readonly id: string;
  readonly fixIdea: string;
}

const own = rules.filter(({ language }) => language === "dockerfile");

/** @param path a table with the columns `concept_id` (the first) and `safe_fix_idea` */
export function compareWithCatalogue(path: string): readonly Check[] {
  const concepts = readConcepts(readFileSync(path, "utf8"));
  const listed = new Set(
    [...readFileSync("docs/rules/not-covered.md", "utf8").matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, id]) => id!),
  );
  const covered = concepts.filter(({ id }) => rulesOf(id).length > 0);
  const neither = concepts.filter(({ id }) => rulesOf(id).length === 0 && !listed.has(id));
  const both = covered.filter(({ id }) => listed.has(id));
  const known = new Set(concepts.map(({ id }) => id));
  const unknown = [...listed, ...own.flatMap(({ covers }) => covers ?? [])].filter((id) => !known.has(id));
  const fixable = covered.filter(({ fixIdea }) => fixIdea !== "" && !/^none\b/i.test(fixIdea));
  const unfixed = fixable.filter(({ id }) => rulesOf(id).every(({ fix }) => fix === undefined));
  const share = 1 - unfixed.length / Math.max(1, fixable.length);

  console.log(`\ncatalogue: ${concepts.length} concepts`);
  console.log(
    `${covered.length} covered by ${own.length} rules  ≥ ${goals.covered}; ${listed.size} left out for a reason (docs/rules/not-covered.md)`,
  );
  console.log(`${percent(share)} of the ${fixable.length} with a known way to fix them have a fix  ≥ ${percent(goals.fixed)}`);
  print(
    "without a fix",
    unfixed.map(({ id }) => id),
  );
  const uncounted = [...neither, ...both].map(({ id }) => id);
  print("neither covered nor listed, or both", uncounted);
  print("no concept of the catalogue", unknown);
  return [
    { name: "concepts covered", passed: covered.length >= goals.covered },
    { name: "concepts with a fix", passed: share >= goals.fixed },
    { name: "each concept covered, or left out for a reason", passed: uncounted.length === 0 && unknown.length === 0 },
  ];
}

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

function print(what: string, ids: readonly string[]): void {
  if (ids.length > 0) console.log(`${what}: ${ids.join(", ")}`);
}
