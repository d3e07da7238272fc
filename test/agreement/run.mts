/**
 * How far Drydock agrees with hadolint, BuildKit and the catalogue of what tools report; each target is a check.
 * `npm run test:agreement -- [hadolint|buildkit|catalogue]… [CODE…]`: with codes (DL3008, UndefinedVar, Accepted), each disagreement is listed.
 * DRYDOCK_CORPUS names the folder with real files and `findings/`; DRYDOCK_KNOWLEDGE, or `knowledge` beside that folder, has the catalogue.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { compareWithBuildkit } from "./buildkit.js";
import { catalogues, compareWithCatalogue } from "./catalogue.js";
import { compareWithHadolint } from "./hadolint.js";
import type { Check } from "./tally.js";

const corpus = process.env["DRYDOCK_CORPUS"];
const knowledge = process.env["DRYDOCK_KNOWLEDGE"] ?? (corpus && join(corpus, "../knowledge"));

const withFindings = (tool: string, compare: (root: string, listed: ReadonlySet<string>) => Promise<readonly Check[]>) => ({
  tool,
  missing:
    corpus && existsSync(join(corpus, "findings")) ? undefined : "DRYDOCK_CORPUS names no folder of real files and findings",
  compare: () => compare(corpus!, listed),
});
const comparisons = [
  withFindings("hadolint", compareWithHadolint),
  withFindings("buildkit", compareWithBuildkit),
  ...catalogues.map((catalogue) => {
    const path = knowledge && join(knowledge, catalogue.name);
    return {
      tool: "catalogue",
      missing: path && existsSync(path) ? undefined : `DRYDOCK_KNOWLEDGE names no folder with ${catalogue.name}`,
      compare: async () => compareWithCatalogue(path!, catalogue),
    };
  }),
];

const given = process.argv.slice(2);
const tools = comparisons.map(({ tool }) => tool).filter((tool) => given.includes(tool));
const listed: ReadonlySet<string> = new Set(given.filter((it) => !tools.includes(it)));

const checks: Check[] = [];
for (const { tool, missing, compare } of comparisons) {
  if (tools.length > 0 && !tools.includes(tool)) continue;
  if (missing === undefined) checks.push(...(await compare()));
  else console.log(`${tool}: left out, ${missing}`);
}
const failed = checks.filter(({ passed }) => !passed);
console.log("\n* differences on purpose, counted in neither figure: docs/differences.md");
for (const { name } of failed) console.log(`not reached: ${name}`);
console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
