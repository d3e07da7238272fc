/**
 * How far Drydock agrees with Docker Compose itself: which files it refuses and where, and what the merged model of a project is.
 * `npm run test:compose -- [cases|projects|corpus]… [--record]`: with `--record`, what the binary says becomes the recorded truth.
 * DRYDOCK_CORPUS names the folder of real files. Without a binary, cases and projects are held against what was recorded.
 */
import { basename } from "node:path";
import { isComposeFileName } from "../../server/src/core/syntax/compose/detect.js";
import { CannotRun, isCannotRun, type Outcome, runSuite } from "../vscode-host/outcome.mjs";
import { Binary } from "./binary.js";
import { type Case, readCases, readRecord, writeRecord } from "./cases.js";
import { type CorpusFile, corpusFiles } from "./corpus.js";
import { merge } from "./drydock.js";
import { differences, normalized } from "./json.js";
import { readProjects, writeExpected } from "./projects.js";
import { placeOf } from "./refusals.js";
import { composeRules, isAt, type Reason, reasons } from "./verdict.js";

const goals = { cases: 0.99, verdicts: 0.99, models: 0.98, projects: 1 };
const words = process.argv.slice(2);
const recording = words.includes("--record");
const parts = words.filter((it) => it !== "--record");
const wanted = (part: string): boolean => parts.length === 0 || parts.includes(part);

let passed = 0;
let failed = 0;

await runSuite("agreement with Docker Compose", async (): Promise<Outcome> => {
  const binary = await findBinary();
  if (recording) {
    if (!binary) throw new CannotRun("nothing can be recorded without the binary");
    record(binary);
  }
  try {
    if (wanted("cases")) await compareCases(binary);
    if (wanted("projects")) await compareProjects(binary);
    if (wanted("corpus")) await compareCorpus(binary);
  } finally {
    binary?.keep();
  }
  return { passed, failed };
});

async function findBinary(): Promise<Binary | undefined> {
  try {
    const binary = await Binary.find();
    console.log(`Docker Compose ${binary.version}`);
    return binary;
  } catch (error) {
    if (!isCannotRun(error)) throw error;
    console.log(`NOTICE: ${error.message}; cases and projects are held against the record`);
    return undefined;
  }
}

function record(binary: Binary): void {
  const said = Object.fromEntries(readCases().map((it) => [it.name, binary.ask(it).reason]));
  writeRecord({ version: binary.version, reasons: said });
  for (const project of readProjects()) {
    const { valid, reason, json } = binary.ask(project);
    if (!valid) throw new Error(`Docker Compose refuses the project ${project.name}: ${reason}`);
    writeExpected(project.name, normalized(JSON.parse(json)));
  }
  console.log(`recorded what Docker Compose ${binary.version} says`);
}

async function compareCases(binary: Binary | undefined): Promise<void> {
  const cases = readCases();
  const known = readRecord();
  const rules = await composeRules();
  const wrong: string[] = [];
  const stale: string[] = [];
  const apart: string[] = [];
  for (const it of cases) {
    const recorded = known.reasons[it.name];
    if (recorded === undefined || (recorded === "") !== (it.verdict === "valid"))
      stale.push(`${it.name}: not recorded, or otherwise`);
    const now = binary?.ask(it);
    if (now && now.valid !== (recorded === "")) stale.push(`${it.name}: ${now.reason || "accepted now"}`);
    if (it.apart !== undefined) {
      apart.push(`${it.name}: ${it.apart}`);
      continue;
    }
    const fault = faultOf(it, await reasons(it, rules));
    if (fault !== undefined)
      wrong.push(`${it.name}: ${fault}${it.verdict === "invalid" ? ` (Compose: ${oneLine(recorded ?? "")})` : ""}`);
  }
  if (binary && binary.version !== known.version) {
    console.log(`NOTICE: the record is of Docker Compose ${known.version}; ${stale.length} cases differ now`);
  } else check("the record of the cases is what the binary says", stale);
  const compared = cases.length - apart.length;
  share("cases", compared - wrong.length, compared, goals.cases, wrong);
  for (const it of apart) console.log(`  apart: ${it}`);
  const unsaid = cases.filter(({ verdict }) => verdict === "without-variables").length;
  console.log(`  ${unsaid} of them are refused only where a variable has no value; there, silence is right`);
}

/** Undefined: the verdict is right and the reason stands where it should. */
function faultOf({ verdict, place, files }: Case, said: readonly Reason[]): string | undefined {
  if (verdict !== "invalid") return falseAlarm(said);
  if (said.length === 0) return "missed";
  if (place === undefined || said.some((it) => it.file === place.file && isAt(it, files.get(place.file) ?? "", place.path)))
    return undefined;
  return `said at another place than ${place.path}: ${inWords(said[0]!)}`;
}

async function compareProjects(binary: Binary | undefined): Promise<void> {
  const projects = readProjects();
  const rules = await composeRules();
  const alarms: string[] = [];
  const wrong: string[] = [];
  const stale: string[] = [];
  for (const project of projects) {
    const answer = binary?.ask(project);
    const truth = answer?.valid ? normalized(JSON.parse(answer.json)) : undefined;
    if (answer && differences(truth, project.expected).length > 0) stale.push(project.name);
    const isNamedSo = (file: string): boolean => isComposeFileName(basename(file));
    const alarm = falseAlarm(await reasons(project, rules, isNamedSo));
    if (alarm !== undefined) alarms.push(`${project.name}: ${alarm}`);
    const { project: model, json } = merge(project);
    const found = [...differences(project.expected, normalized(json)), ...model.problems.map((it) => `refused: ${it.message}`)];
    if (found.length > 0) wrong.push(`${project.name}\n      ${found.slice(0, 8).join("\n      ")}`);
  }
  if (binary && binary.version !== readRecord().version) {
    console.log(`NOTICE: ${stale.length} projects differ from what an earlier version made of them`);
  } else check("the record of the projects is what the binary makes of them", stale);
  share("projects: merged model", projects.length - wrong.length, projects.length, goals.projects, wrong);
  share("projects: no false alarm", projects.length - alarms.length, projects.length, goals.projects, alarms);
}

async function compareCorpus(binary: Binary | undefined): Promise<void> {
  const root = process.env["DRYDOCK_CORPUS"];
  if (!root || !binary) {
    const missing = root ? "no binary" : "DRYDOCK_CORPUS names no folder of real files";
    console.log(`corpus: NOTICE, not compared: ${missing}`);
    if (process.env["CI"]) failed++;
    return;
  }
  const rules = await composeRules();
  const apart = new Map<string, number>();
  const wrongVerdicts: string[] = [];
  const wrongModels: string[] = [];
  const count = { files: 0, given: 0, judged: 0, refused: 0, accepted: 0 };
  for (const file of corpusFiles(root, binary)) {
    count.files++;
    if (file.given.length > 0) count.given++;
    if (file.apart !== undefined) apart.set(file.apart, (apart.get(file.apart) ?? 0) + 1);
    else {
      count.judged++;
      if (!file.answer.valid) count.refused++;
      const fault = verdictFault(file, await reasons(file, rules));
      if (fault !== undefined) wrongVerdicts.push(`${file.name}: ${fault}`);
    }
    if (file.answer.json === "") continue;
    count.accepted++;
    const found = differences(normalized(JSON.parse(file.answer.json)), normalized(merge(file).json));
    if (found.length > 0) wrongModels.push(`${file.name}\n      ${found.slice(0, 6).join("\n      ")}`);
  }
  console.log(
    `corpus: ${count.files} files, each alone; ${count.given} of them with empty files or values for what they ask for`,
  );
  for (const [reason, files] of apart) console.log(`  ${files} apart: ${reason}`);
  console.log(`  ${count.judged} judged, of which Compose refuses ${count.refused}`);
  share("corpus: verdicts", count.judged - wrongVerdicts.length, count.judged, goals.verdicts, wrongVerdicts);
  share("corpus: merged model", count.accepted - wrongModels.length, count.accepted, goals.models, wrongModels);
}

function verdictFault({ answer, text }: CorpusFile, said: readonly Reason[]): string | undefined {
  if (answer.valid) return falseAlarm(said);
  const refusal = oneLine(answer.reason);
  if (said.length === 0) return `missed: ${refusal}`;
  const place = placeOf(answer.reason, text);
  return place === undefined || said.some((it) => isAt(it, text, place))
    ? undefined
    : `said at another place than: ${refusal}; ${inWords(said[0]!)}`;
}

function falseAlarm(said: readonly Reason[]): string | undefined {
  const first = said.find(({ certain }) => certain);
  return first && `false alarm: ${inWords(first)}`;
}

function share(name: string, right: number, of: number, goal: number, wrong: readonly string[]): void {
  const met = of > 0 && right / of >= goal;
  if (met) passed++;
  else failed++;
  console.log(
    `${name}: ${right} of ${of} agree, ${((100 * right) / of).toFixed(1)} % (goal ${goal * 100} %)${met ? "" : "   BELOW"}`,
  );
  for (const it of wrong) console.log(`  - ${it}`);
}

function check(name: string, faults: readonly string[]): void {
  if (faults.length === 0) passed++;
  else failed++;
  if (faults.length > 0) console.log(`NOT TRUE: ${name}`);
  for (const it of faults) console.log(`  - ${it}`);
}

function inWords({ file, line, rule, message }: Reason): string {
  return `${file}:${line} ${rule}: ${message}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 160);
}
