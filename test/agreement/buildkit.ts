/** Compares all rules with recorded results of BuildKit's checks, by file, instruction and check, and with which files it accepts. */
import { everyRule } from "../../server/src/core/linter/configuration.js";
import type { Diagnostic } from "../../server/src/core/linter/finding.js";
import { buildkitDifferences, isTemplate } from "./buildkit-differences.js";
import { judge, lineOf, loadRules, type Place, placeOf, recordedFindings } from "./corpus.js";
import { type Check, percent, printHeader, printRow, Tallies } from "./tally.js";

const goals = { check: { recall: 0.99, precision: 0.99 }, accepted: 0.99 };

/** Rules whose errors say that the builder refuses the file. */
const refusing: ReadonlySet<string> = new Set([
  ...["syntax-error", "unknown-instruction", "unknown-flag", "invalid-flag-value", "invalid-port", "invalid-stop-signal"],
  ...["invalid-directive", "invalid-onbuild-trigger", "invalid-stage-name", "copy-from-unbuilt-stage", "undeclared-from-arg"],
]);

interface Found {
  readonly code: string;
  readonly place: Place;
}

/**
 * @param root the folder of the corpus
 * @param listed checks, or `Accepted`, of which each disagreement is printed
 */
export async function compareWithBuildkit(root: string, listed: ReadonlySet<string>): Promise<readonly Check[]> {
  const rules = (await loadRules()).filter(
    ({ name, aliases }) => refusing.has(name) || aliases?.some((it) => it.startsWith("buildkit:")),
  );
  const tallies = new Tallies();
  const accepted = { same: 0, different: 0, onPurpose: 0 };

  for (const [name, recorded] of recordedFindings(root, "buildkit")) {
    const judged = await judge(root, name, rules, everyRule);
    if (!judged) continue;
    const { file, index, diagnostics } = judged;
    const refused = recorded.some(({ code }) => code === "BuildError");
    const reasons = diagnostics.filter(refuses);
    if (refused === reasons.length > 0) accepted.same++;
    else if (refused && isTemplate(file)) accepted.onPurpose++;
    else {
      accepted.different++;
      if (listed.has("Accepted"))
        console.log(`${refused ? "only BuildKit refuses" : "only Drydock refuses"}  ${name}  ${reasons[0]?.message ?? ""}`);
    }

    const at = (offset: number) => {
      const place = placeOf(file, offset);
      return { place, line: lineOf(judged, place, offset) };
    };
    const theirs = new Map<string, Found>(
      recorded
        .filter(({ code }) => code !== "BuildError")
        .map(({ line, code }) => {
          const { place, line: first } = at(index.starts[line - 1] ?? file.text.length);
          return [`${first} ${code}`, { code, place }];
        }),
    );
    const ours = new Map<string, Found>(
      diagnostics.flatMap(({ span, aliases }) => {
        const { place, line } = at(span.start);
        return aliases.flatMap((alias) => {
          const code = /^buildkit:(.+)$/.exec(alias)?.[1];
          return code === undefined ? [] : [[`${line} ${code}`, { code, place }] as const];
        });
      }),
    );
    const isDeliberate = (side: string, { code, place }: Found): boolean =>
      buildkitDifferences.some((it) => it.side === side && it.codes.includes(code) && it.applies(place));
    for (const [key, found] of theirs) {
      const tally = tallies.of(found.code);
      if (ours.has(key)) {
        tally.theirs++;
        tally.ours++;
        tally.both++;
      } else if (isDeliberate("missed", found)) tally.missedOnPurpose++;
      else {
        tally.theirs++;
        if (listed.has(found.code)) console.log(`missed ${name}:${key}`);
      }
    }
    for (const [key, found] of ours) {
      // BuildKit stops at what it refuses, so nobody knows what it would say of the rest.
      if (theirs.has(key) || refused) continue;
      const tally = tallies.of(found.code);
      if (isDeliberate("extra", found)) tally.extraOnPurpose++;
      else {
        tally.ours++;
        if (listed.has(found.code)) console.log(`extra  ${name}:${key}`);
      }
    }
  }

  printHeader("BuildKit");
  const checks = tallies
    .entries()
    .flatMap(([code, tally]) => printRow(code, tally, tally.theirs + tally.ours > 0 ? goals.check : undefined));
  const share = accepted.same / (accepted.same + accepted.different);
  console.log(
    `accepted or refused alike ${percent(share)}  ≥ ${percent(goals.accepted)} (${accepted.different} different, ${accepted.onPurpose} on purpose)`,
  );
  return [...checks, { name: "accepted or refused alike", passed: share >= goals.accepted }];
}

/** Where no base image is named, the builder refuses a build without arguments. */
function refuses({ rule, severity, aliases }: Diagnostic): boolean {
  return (refusing.has(rule.name) && severity === "error") || aliases.includes("buildkit:InvalidDefaultArgInFrom");
}
