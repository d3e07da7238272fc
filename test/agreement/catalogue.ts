/** Holds the rules against a catalogue of what tools report: what is covered, what is left out for a reason, what has a fix. */
import { existsSync, readFileSync } from "node:fs";
import type { Language, Rule } from "../../server/src/core/linter/rule.js";
import { rulesByLanguage } from "../../server/src/core/rules/index.js";
import { type Check, percent } from "./tally.js";

/** A table of concepts, one per line; the first column is the id. */
export interface Catalogue {
  readonly language: Language;
  /** The file's name. */
  readonly name: string;
  /** The column that says how the fault could be mended; `none…` where nobody knows. */
  readonly fixColumn: string;
  /** Its heading in docs/rules/not-covered.md. */
  readonly heading: string;
  /** Concepts that rules are to cover. */
  readonly covered: number;
  /** Concepts that no rule of this language covers because the linter itself does, and where. */
  readonly byEngine: Readonly<Record<string, string>>;
}

export const catalogues: readonly Catalogue[] = [
  {
    language: "dockerfile",
    name: "dockerfile-rules.tsv",
    fixColumn: "safe_fix_idea",
    heading: "Dockerfiles",
    covered: 190,
    byEngine: {},
  },
  {
    language: "compose",
    name: "compose-rules.tsv",
    fixColumn: "safe automatic fix idea",
    heading: "Compose files",
    covered: 170,
    // The rules for Dockerfiles judge those inside Compose files too, with their fixes.
    byEngine: { "inline-dockerfile-lint": "server/src/core/linter/inline-dockerfiles.ts" },
  },
];

/** The share of concepts with a known way to fix them that have a fix. */
const fixedGoal = 0.9;

interface Concept {
  readonly id: string;
  readonly fixIdea: string;
}

/** @param path of the table */
export function compareWithCatalogue(
  path: string,
  { language, fixColumn, heading, covered: goal, byEngine }: Catalogue,
): readonly Check[] {
  const own: readonly Rule[] = rulesByLanguage[language];
  const rulesOf = (id: string): readonly Rule[] => own.filter(({ covers }) => covers?.includes(id));
  const isCovered = (id: string): boolean => rulesOf(id).length > 0 || existsSync(byEngine[id] ?? "");
  const concepts = readConcepts(readFileSync(path, "utf8"), fixColumn);
  const listed = leftOut(heading);
  const covered = concepts.filter(({ id }) => isCovered(id));
  const neither = concepts.filter(({ id }) => !isCovered(id) && !listed.has(id));
  const both = covered.filter(({ id }) => listed.has(id));
  const known = new Set(concepts.map(({ id }) => id));
  const claimed = [...listed, ...Object.keys(byEngine), ...own.flatMap(({ covers }) => covers ?? [])];
  const unknown = [...new Set(claimed)].filter((id) => !known.has(id));
  const fixable = covered.filter(({ id, fixIdea }) => byEngine[id] === undefined && fixIdea !== "" && !/^none\b/i.test(fixIdea));
  const unfixed = fixable.filter(({ id }) => rulesOf(id).every(({ fix }) => fix === undefined));
  const share = 1 - unfixed.length / Math.max(1, fixable.length);

  console.log(`\ncatalogue, ${heading}: ${concepts.length} concepts`);
  console.log(
    `${covered.length} covered by ${own.length} rules  ≥ ${goal}; ${listed.size} left out for a reason (docs/rules/not-covered.md)`,
  );
  console.log(`${percent(share)} of the ${fixable.length} with a known way to fix them have a fix  ≥ ${percent(fixedGoal)}`);
  print(
    "without a fix",
    unfixed.map(({ id }) => id),
  );
  const uncounted = [...neither, ...both].map(({ id }) => id);
  print("neither covered nor listed, or both", uncounted);
  print("no concept of the catalogue", unknown);
  return [
    { name: `concepts covered, ${heading}`, passed: covered.length >= goal },
    { name: `concepts with a fix, ${heading}`, passed: share >= fixedGoal },
    {
      name: `each concept covered, or left out for a reason, ${heading}`,
      passed: uncounted.length === 0 && unknown.length === 0,
    },
  ];
}

/** The ids of the table below a heading of docs/rules/not-covered.md. */
function leftOut(heading: string): ReadonlySet<string> {
  const sections = readFileSync("docs/rules/not-covered.md", "utf8").split(/^## /m);
  const section = sections.find((it) => it.startsWith(`${heading}\n`)) ?? "";
  return new Set([...section.matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, id]) => id!));
}

function readConcepts(text: string, fixColumn: string): readonly Concept[] {
  const [header = "", ...lines] = text.trimEnd().split(/\r?\n/);
  const column = header.split("\t").indexOf(fixColumn);
  return lines.map((line) => {
    const fields = line.split("\t");
    return { id: fields[0]!, fixIdea: (fields[column] ?? "").trim() };
  });
}

function print(what: string, ids: readonly string[]): void {
  if (ids.length > 0) console.log(`${what}: ${ids.join(", ")}`);
}
