/** Compares the profile `hadolint` with recorded findings of hadolint: by file, instruction and code. */
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { judge, lineOf, loadRules, type Place, placeOf, recordedFindings } from "./corpus.js";
import { differences } from "./differences.js";
import { type Check, printHeader, printRow, Tallies } from "./tally.js";

const goals = {
  dl: { recall: 0.99, precision: 0.98 },
  /** Each DL code with at least `common` findings. */
  code: { recall: 0.98, precision: 0.97 },
  common: 100,
  shell: { recall: 0.9, precision: 0.97 },
};

/** Codes about hadolint itself: it could not parse the file, or a comment is for it alone. */
const notCompared: ReadonlySet<string> = new Set(["DL1000", "DL1001"]);

interface Located extends Place {
  readonly code: string;
  /** Of the instruction's first word, 1-based. */
  readonly line: number;
}

/**
 * @param root the folder of the corpus
 * @param listed codes of which each disagreement is printed
 */
export async function compareWithHadolint(root: string, listed: ReadonlySet<string>): Promise<readonly Check[]> {
  const rules = await loadRules();
  const native = new Set(
    rules.flatMap(({ aliases = [] }) => aliases.flatMap((it) => /^shellcheck:(SC\d+)$/.exec(it)?.[1] ?? [])),
  );
  const tallies = new Tallies();
  let unparsed = 0;
  const configuration = profileConfiguration("hadolint");
  const list = (side: string, name: string, { code, line, text }: Located): void => {
    if (listed.has(code)) console.log(`${side.padEnd(6)} ${code} ${name}:${line}  ${text.replace(/\s+/g, " ").slice(0, 300)}`);
  };

  for (const [name, recorded] of recordedFindings(root, "hadolint")) {
    if (recorded.some(({ code }) => code === "DL1000")) {
      unparsed++;
      continue;
    }
    const judged = await judge(root, name, rules, configuration);
    if (!judged) continue;
    const { file, index, diagnostics } = judged;
    const located = (found: readonly (readonly [code: string, offset: number])[]): ReadonlyMap<string, Located> => {
      const places = found.map(([code, offset]): Located => {
        const place = placeOf(file, offset);
        return { ...place, code, line: lineOf(judged, place, offset) };
      });
      return new Map(places.filter(({ code }) => !notCompared.has(code)).map((it) => [`${it.line} ${it.code}`, it]));
    };
    const theirs = located(recorded.map(({ line, code }) => [code, index.starts[line - 1] ?? file.text.length]));
    const ours = located(
      diagnostics
        .filter(({ suppressed }) => !suppressed)
        .flatMap(({ span, aliases }) => hadolintCodes(aliases).map((code) => [code, span.start] as const)),
    );
    for (const [key, place] of theirs) {
      const tally = tallies.of(place.code);
      if (ours.has(key)) {
        tally.theirs++;
        tally.ours++;
        tally.both++;
      } else if (isDeliberate("missed", place)) tally.missedOnPurpose++;
      else {
        tally.theirs++;
        list("missed", name, place);
      }
    }
    for (const [key, place] of ours) {
      if (theirs.has(key) || isUnjudged(place, theirs.values())) continue;
      const tally = tallies.of(place.code);
      if (isDeliberate("extra", place)) tally.extraOnPurpose++;
      else {
        tally.ours++;
        list("extra", name, place);
      }
    }
  }

  printHeader("hadolint");
  const checks = tallies
    .entries()
    .flatMap(([code, tally]) =>
      printRow(code, tally, code.startsWith("DL") && tally.theirs >= goals.common ? goals.code : undefined),
    );
  const isDl = (code: string): boolean => code.startsWith("DL");
  checks.push(...printRow("all DL", tallies.sum(isDl), goals.dl));
  checks.push(
    ...printRow(
      "native SC",
      tallies.sum((code) => native.has(code)),
      goals.shell,
    ),
  );
  console.log(`${unparsed} files that hadolint cannot parse are left out.`);
  return checks;
}

/** The codes hadolint has for a finding. */
export function hadolintCodes(aliases: readonly string[]): readonly string[] {
  return aliases.flatMap((alias) => {
    const code = /^(?:hadolint:(DL\d+)|shellcheck:(SC\d+))$/.exec(alias);
    return code ? [(code[1] ?? code[2])!] : [];
  });
}

/** Of the ShellCheck codes of one instruction hadolint gives a single one: where it does, nothing is known of the others. */
function isUnjudged({ code, line }: Located, theirs: Iterable<Located>): boolean {
  if (!code.startsWith("SC")) return false;
  for (const it of theirs) if (it.line === line && it.code.startsWith("SC")) return true;
  return false;
}

function isDeliberate(side: "missed" | "extra", place: Located): boolean {
  return differences.some((it) => it.side === side && it.codes.includes(place.code) && it.applies(place));
}
