/**
 * Compares all rules with recorded results of BuildKit's checks, by file, instruction and check, and with which files it accepts.
 * `npx tsx test/agreement/buildkit.mts [Check…]`: the folder DRYDOCK_CORPUS names holds the files and `findings/buildkit-*.tsv`; with
 * checks (or `Accepted`), each disagreement is listed. Exits 1 below the goals.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { imageVariables } from "../../server/src/core/knowledge/image-variables.js";
import { everyRule } from "../../server/src/core/linter/configuration.js";
import { lint } from "../../server/src/core/linter/lint.js";
import type { Rule } from "../../server/src/core/linter/rule.js";
import { decodeFile, MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import type { Dockerfile, Instruction, Stage } from "../../server/src/core/syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../server/src/core/syntax/placeholders.js";
import { LineIndex } from "../../server/src/core/text/line-index.js";
import type { Span } from "../../server/src/core/text/span.js";
import { decodeUtf8 } from "../../server/src/lsp/client-file-system.js";

const goals = { recall: 0.99, precision: 0.99, accepted: 0.99 };

/** Rules whose errors say that the builder refuses the file; the last one says so of a build without arguments. */
const refusing: ReadonlySet<string> = new Set([
  ...["syntax-error", "unknown-instruction", "unknown-flag", "invalid-flag-value", "invalid-port", "invalid-stop-signal"],
  ...["invalid-directive", "invalid-onbuild-trigger", "invalid-stage-name", "copy-from-unbuilt-stage", "undeclared-from-arg"],
]);

interface Tally {
  theirs: number;
  ours: number;
  both: number;
  missedOnPurpose: number;
  extraOnPurpose: number;
}

const corpus = process.env["DRYDOCK_CORPUS"];
if (!corpus) {
  console.error("DRYDOCK_CORPUS names no folder of real files and findings.");
  process.exit(2);
}
const listed: ReadonlySet<string> = new Set(process.argv.slice(2));
const rules = await loadRules();
const tallies = new Map<string, Tally>();
const accepted = { same: 0, different: 0, onPurpose: 0 };
for (const [name, theirs] of recordedFindings(corpus)) await compare(corpus, name, theirs);
process.exitCode = report() ? 0 : 1;

/** One by one and not through the index, so that a rule that is being written does not keep the others from being compared. */
async function loadRules(): Promise<Rule[]> {
  const folder = "server/src/core/rules/dockerfile";
  const loaded: Rule[] = [];
  for (const name of readdirSync(folder).filter((it) => it.endsWith(".ts"))) {
    try {
      const { default: rule } = (await import(pathToFileURL(join(folder, name)).href)) as { default: Rule };
      if (refusing.has(rule.name) || rule.aliases?.some((it) => it.startsWith("buildkit:"))) loaded.push(rule);
    } catch (error) {
      console.error(`${name} cannot be loaded: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    }
  }
  return loaded;
}

/** Every file of the corpus with BuildKit's findings on it, none for a clean one. */
function recordedFindings(root: string): Map<string, { line: number; check: string }[]> {
  const findings = new Map<string, { line: number; check: string }[]>();
  const files = readdirSync(join(root, "dockerfile"), { recursive: true, withFileTypes: true });
  for (const it of files.filter((it) => it.isFile()))
    findings.set(relative(root, join(it.parentPath, it.name)).replaceAll(sep, "/"), []);
  for (const name of readdirSync(join(root, "findings")).filter((it) => /^buildkit.*\.tsv$/.test(it))) {
    for (const row of readFileSync(join(root, "findings", name), "utf8")
      .split("\n")
      .slice(1)) {
      const [file, line, check] = row.split("\t");
      if (file && check) findings.get(file)?.push({ line: Number(line), check });
    }
  }
  return findings;
}

async function compare(root: string, name: string, recorded: readonly { line: number; check: string }[]): Promise<void> {
  const node = decodeFile(readFileSync(join(root, name)), decodeUtf8);
  if (node.kind !== "file") return;
  const uri = "test:///corpus/Dockerfile";
  const { file, diagnostics } = await lint({
    uri,
    language: "dockerfile",
    rules,
    configuration: everyRule,
    store: new FileStore(new MemoryFileSystem(new Map([[uri, node.text]])), ["test:///corpus"]),
    log: (message) => console.error(`${name}: ${message}`),
  });
  if (file?.language !== "dockerfile") return;
  const refused = recorded.some(({ check }) => check === "BuildError");
  const reasons = diagnostics.filter(
    ({ rule, severity, aliases }) =>
      (refusing.has(rule.name) && severity === "error") || aliases.includes("buildkit:InvalidDefaultArgInFrom"),
  );
  if (refused === reasons.length > 0) accepted.same++;
  else if (refused && (hasPlaceholder(node.text) || isScriptName(file))) accepted.onPurpose++;
  else {
    accepted.different++;
    if (listed.has("Accepted"))
      console.log(`${refused ? "only BuildKit refuses" : "only Drydock refuses"}  ${name}  ${reasons[0]?.message ?? ""}`);
  }

  const index = new LineIndex(node.text);
  const lineOf = (offset: number): number => index.lineOf(instructionAt(file, offset)?.span.start ?? offset) + 1;
  const theirs = new Map<string, { check: string; instruction: Instruction | undefined }>();
  for (const { line, check } of recorded) {
    if (check === "BuildError") continue;
    const instruction = instructionIn(file, index.line(line - 1));
    theirs.set(`${lineOf(instruction?.span.start ?? index.starts[line - 1]!)} ${check}`, { check, instruction });
  }
  const ours = new Map<string, string>();
  for (const { span, aliases } of diagnostics) {
    for (const alias of aliases) {
      const check = /^buildkit:(.+)$/.exec(alias)?.[1];
      if (check) ours.set(`${lineOf(span.start)} ${check}`, check);
    }
  }
  for (const [key, { check, instruction }] of theirs) {
    const tally = tallyOf(check);
    if (ours.has(key)) {
      tally.theirs++;
      tally.both++;
    } else if (isMissedOnPurpose(file, check, instruction)) tally.missedOnPurpose++;
    else {
      tally.theirs++;
      if (listed.has(check)) console.log(`only BuildKit  ${name}:${key}`);
    }
  }
  for (const [key, check] of ours) {
    const tally = tallyOf(check);
    // BuildKit stops at what it refuses, so nobody knows what it would say of the rest.
    if (theirs.has(key)) tally.ours++;
    else if (refused || check === "CopyIgnoredFile" || check === "InvalidDefinitionDescription") tally.extraOnPurpose++;
    else {
      tally.ours++;
      if (listed.has(check)) console.log(`only Drydock   ${name}:${key}`);
    }
  }
}

/** A name in capitals that a script replaces before the build: `FROM ARG_FROM`. */
function isScriptName({ stages }: Dockerfile): boolean {
  return stages.some(({ from }) => /^[A-Z0-9_-]+$/.test(from.image.text));
}

/**
 * Templates are not judged; a variable that the base image may set is not called undefined; what `exec` starts gets its signals; a command
 * that a later one replaces is reported as such; a directory from a variable without value is not called relative.
 */
function isMissedOnPurpose(file: Dockerfile, check: string, instruction: Instruction | undefined): boolean {
  if (!instruction) return false;
  if (hasPlaceholder(file.text.slice(instruction.span.start, instruction.span.end))) return true;
  if (check === "InvalidDefaultArgInFrom") return instruction.keyword === "FROM" && /^[A-Z0-9_-]+$/.test(instruction.image.text);
  if (check === "JSONArgsRecommended") return /^exec\s/.test(instruction.argumentsText) || isReplaced(file, instruction);
  if (check === "WorkdirRelativePath") return instruction.argumentsText.includes("$");
  if (check !== "UndefinedVar") return false;
  let stage: Stage | undefined = file.stages.find((it) => it.instructions.includes(instruction));
  while (stage?.base) stage = stage.base;
  const variables = stage?.image && imageVariables(stage.image);
  return variables === undefined || [...variables].some((it) => it !== "" && instruction.argumentsText.includes(it));
}

function isReplaced({ stages }: Dockerfile, instruction: Instruction): boolean {
  const stage = stages.find((it) => it.instructions.includes(instruction));
  return stage?.instructions.some((it) => it.index > instruction.index && it.keyword === instruction.keyword) ?? false;
}

function instructionAt({ instructions }: Dockerfile, offset: number): Instruction | undefined {
  return instructions.find(({ span }) => span.start <= offset && offset <= span.end);
}

function instructionIn({ instructions }: Dockerfile, line: Span): Instruction | undefined {
  return instructions.find(({ span }) => span.start <= line.end && line.start <= span.end);
}

function tallyOf(check: string): Tally {
  let tally = tallies.get(check);
  if (!tally) tallies.set(check, (tally = { theirs: 0, ours: 0, both: 0, missedOnPurpose: 0, extraOnPurpose: 0 }));
  return tally;
}

function report(): boolean {
  console.log(`${"check".padEnd(34)}${"theirs".padStart(8)}${"ours".padStart(8)}   recall precision   on purpose: missed, extra`);
  let good = true;
  for (const [check, { theirs, ours, both, missedOnPurpose, extraOnPurpose }] of [...tallies].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const recall = theirs === 0 ? 1 : both / theirs;
    const precision = ours === 0 ? 1 : both / ours;
    const below = recall < goals.recall || precision < goals.precision;
    if (below) good = false;
    console.log(
      `${check.padEnd(34)}${String(theirs).padStart(8)}${String(ours).padStart(8)}${percent(recall)}${percent(precision)}   ${missedOnPurpose}, ${extraOnPurpose}${below ? "   below the goal" : ""}`,
    );
  }
  const share = accepted.same / (accepted.same + accepted.different);
  if (share < goals.accepted) good = false;
  const all = [...tallies.values()];
  const sum = (key: keyof Tally): number => all.reduce((total, it) => total + it[key], 0);
  console.log(
    `${good ? "agreed" : "not agreed"}: recall${percent(sum("both") / sum("theirs"))}, precision${percent(sum("both") / sum("ours"))}, accepted or refused alike${percent(share)} (${accepted.different} different, ${accepted.onPurpose} on purpose)`,
  );
  return good;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).padStart(8)}%`;
}
