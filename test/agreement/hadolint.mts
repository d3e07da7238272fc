/**
 * Compares the profile `hadolint` with recorded findings of hadolint, by file, instruction and code.
 * `npx tsx test/agreement/hadolint.mts [CODE…]`: the folder DRYDOCK_CORPUS names holds the files and `findings/hadolint-*.tsv`; with codes,
 * each disagreement is listed. Exits 1 below the goals.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { lint } from "../../server/src/core/linter/lint.js";
import type { Rule } from "../../server/src/core/linter/rule.js";
import { decodeFile, MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import type { Dockerfile } from "../../server/src/core/syntax/dockerfile/model.js";
import { LineIndex } from "../../server/src/core/text/line-index.js";
import { decodeUtf8 } from "../../server/src/lsp/client-file-system.js";
import { differences, type Place } from "./differences.js";

const goals = {
  dl: { recall: 0.99, precision: 0.98 },
  /** Each DL code with at least `common` findings. */
  code: { recall: 0.98, precision: 0.97 },
  common: 100,
  shell: { recall: 0.9, precision: 0.97 },
};

/** Codes about hadolint itself: it could not parse the file, or a comment is for it alone. */
const notCompared: ReadonlySet<string> = new Set(["DL1000", "DL1001"]);

interface Tally {
  theirs: number;
  ours: number;
  both: number;
  missedOnPurpose: number;
  extraOnPurpose: number;
}

interface Located extends Place {
  readonly code: string;
  /** Of the instruction's first word, 1-based. */
  readonly line: number;
}

const corpus = process.env["DRYDOCK_CORPUS"];
if (!corpus) {
  console.error("DRYDOCK_CORPUS names no folder of real files and findings.");
  process.exit(2);
}
const listed: ReadonlySet<string> = new Set(process.argv.slice(2));
const rules = await loadRules();
const native = new Set(rules.flatMap(({ aliases = [] }) => aliases.flatMap((it) => /^shellcheck:(SC\d+)$/.exec(it)?.[1] ?? [])));
const tallies = new Map<string, Tally>();
let unparsed = 0;
for (const [name, theirs] of recordedFindings(corpus)) await compare(corpus, name, theirs);
process.exitCode = report() ? 0 : 1;

/** One by one and not through the index, so that a rule that is being written does not keep the others from being compared. */
async function loadRules(): Promise<Rule[]> {
  const folder = "server/src/core/rules/dockerfile";
  const loaded: Rule[] = [];
  for (const name of readdirSync(folder).filter((it) => it.endsWith(".ts"))) {
    try {
      const module = (await import(pathToFileURL(join(folder, name)).href)) as { default: Rule };
      loaded.push(module.default);
    } catch (error) {
      console.error(`${name} cannot be loaded: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    }
  }
  return loaded;
}

/** Every file of the corpus with hadolint's findings on it, none for a clean one. */
function recordedFindings(root: string): Map<string, { line: number; code: string }[]> {
  const findings = new Map<string, { line: number; code: string }[]>();
  const files = readdirSync(join(root, "dockerfile"), { recursive: true, withFileTypes: true });
  for (const it of files.filter((it) => it.isFile()))
    findings.set(relative(root, join(it.parentPath, it.name)).replaceAll(sep, "/"), []);
  for (const name of readdirSync(join(root, "findings")).filter((it) => /^hadolint.*\.tsv$/.test(it))) {
    for (const row of readFileSync(join(root, "findings", name), "utf8")
      .split("\n")
      .slice(1)) {
      const [file, line, code] = row.split("\t");
      if (file && line && code) findings.get(file)?.push({ line: Number(line), code });
    }
  }
  return findings;
}

async function compare(root: string, name: string, recorded: readonly { line: number; code: string }[]): Promise<void> {
  if (recorded.some(({ code }) => code === "DL1000")) {
    unparsed++;
    return;
  }
  const node = decodeFile(readFileSync(join(root, name)), decodeUtf8);
  if (node.kind !== "file") return;
  const uri = "test:///corpus/Dockerfile";
  const { file, diagnostics } = await lint({
    uri,
    language: "dockerfile",
    rules,
    configuration: profileConfiguration("hadolint"),
    store: new FileStore(new MemoryFileSystem(new Map([[uri, node.text]])), ["test:///corpus"]),
    log: (message) => console.error(`${name}: ${message}`),
  });
  if (file?.language !== "dockerfile") return;
  const index = new LineIndex(node.text);
  const theirs = new Map<string, Located>();
  const ours = new Map<string, Located>();
  const note = (to: typeof theirs, code: string, offset: number): void => {
    if (notCompared.has(code)) return;
    const place = placeOf(file, offset);
    const line = index.lineOf(place.instruction?.span.start ?? offset) + 1;
    to.set(`${line} ${code}`, { ...place, code, line });
  };
  for (const { line, code } of recorded) note(theirs, code, index.starts[line - 1] ?? node.text.length);
  for (const { span, aliases, suppressed } of diagnostics) {
    if (suppressed) continue;
    for (const alias of aliases) {
      const code = /^(?:hadolint:(DL\d+)|shellcheck:(SC\d+))$/.exec(alias);
      if (code) note(ours, (code[1] ?? code[2])!, span.start);
    }
  }
  for (const [key, place] of theirs) {
    const tally = tallyOf(place.code);
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
    const tally = tallyOf(place.code);
    if (theirs.has(key) || isUnjudged(place, theirs.values())) continue;
    if (isDeliberate("extra", place)) tally.extraOnPurpose++;
    else {
      tally.ours++;
      list("extra", name, place);
    }
  }
}

/** Of the ShellCheck codes of one instruction hadolint gives a single one: where it does, nothing is known of the others. */
function isUnjudged({ code, line }: Located, theirs: Iterable<Located>): boolean {
  if (!code.startsWith("SC")) return false;
  for (const it of theirs) if (it.line === line && it.code.startsWith("SC")) return true;
  return false;
}

/** The instruction on whose lines an offset lies. */
function placeOf(file: Dockerfile, offset: number): Place {
  const { text } = file;
  const lineEnd = text.indexOf("\n", offset);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const instruction = file.instructions.find(({ span }) => span.start <= end && offset < Math.max(span.end, span.start + 1));
  return { file, instruction, text: instruction ? text.slice(instruction.span.start, instruction.span.end) : "" };
}

function isDeliberate(side: "missed" | "extra", place: Located): boolean {
  return differences.some((it) => it.side === side && it.codes.includes(place.code) && it.applies(place));
}

function tallyOf(code: string): Tally {
  let tally = tallies.get(code);
  if (!tally) tallies.set(code, (tally = { theirs: 0, ours: 0, both: 0, missedOnPurpose: 0, extraOnPurpose: 0 }));
  return tally;
}

function list(side: "missed" | "extra", name: string, { code, line, text }: Located): void {
  if (listed.has(code)) console.log(`${side.padEnd(6)} ${code} ${name}:${line}  ${text.replace(/\s+/g, " ").slice(0, 300)}`);
}

/** @returns true where every goal is met */
function report(): boolean {
  const columns = ["code", "theirs", "ours", "both", "recall", "precision", "missed*", "extra*"];
  const row = (cells: readonly string[]): void =>
    console.log(cells.map((it, i) => (i === 0 ? it.padEnd(12) : it.padStart(9))).join(""));
  const failures: string[] = [];
  const show = (name: string, it: Tally, goal: { recall: number; precision: number } | undefined): void => {
    const recall = it.theirs === 0 ? 1 : it.both / it.theirs;
    const precision = it.ours === 0 ? 1 : it.both / it.ours;
    const failed = goal !== undefined && (recall < goal.recall || precision < goal.precision);
    if (failed) failures.push(name);
    const counts = [it.theirs, it.ours, it.both].map(String);
    const purpose = [it.missedOnPurpose, it.extraOnPurpose].map(String);
    row([name, ...counts, percent(recall), percent(precision), ...purpose, ...(failed ? ["below"] : [])]);
  };
  row(columns);
  const shown = [...tallies].filter(([code]) => listed.size === 0 || listed.has(code)).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [code, tally] of shown)
    show(code, tally, code.startsWith("DL") && tally.theirs >= goals.common ? goals.code : undefined);
  console.log();
  show(
    "all DL",
    sum(([code]) => code.startsWith("DL")),
    goals.dl,
  );
  show(
    "native SC",
    sum(([code]) => native.has(code)),
    goals.shell,
  );
  console.log(`\n* deliberate differences, counted in neither figure (test/agreement/differences.ts, docs/differences.md)`);
  console.log(`${unparsed} files that hadolint cannot parse are left out.`);
  if (failures.length > 0) console.log(`Below the goals: ${failures.join(", ")}`);
  return failures.length === 0;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}

function sum(includes: (entry: [string, Tally]) => boolean): Tally {
  const total: Tally = { theirs: 0, ours: 0, both: 0, missedOnPurpose: 0, extraOnPurpose: 0 };
  for (const entry of tallies) {
    if (!includes(entry)) continue;
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += entry[1][key];
  }
  return total;
}
