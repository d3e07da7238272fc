/** One stage into two: what builds, and what runs. Facts in, edits out, or the reason why not. */

import { imageWorkdir } from "../../knowledge/workdirs.js";
import { type FinalStage, finalStages } from "../../project/final-stages.js";
import { dropsRights } from "../../project/privileges.js";
import type { Project } from "../../project/project.js";
import { type StageFacts, stageFacts } from "../../project/stage-facts.js";
import { startup } from "../../project/startup.js";
import type { Dockerfile, Instruction, Stage } from "../../syntax/dockerfile/model.js";
import { parseDockerfile } from "../../syntax/dockerfile/parse.js";
import { normalize, stateBefore } from "../../syntax/dockerfile/timeline.js";
import { applyEdits, replace, type TextEdit } from "../../text/edits.js";
import { addUser, isOpen } from "../add-user.js";
import { insertBefore, lineStart, startWithComments } from "../dockerfile-edit.js";
import { repairHealthcheck } from "../healthcheck-rewrite.js";
import { obstacle } from "../user-obstacles.js";
import { go } from "./go.js";
import { node } from "./node.js";
import { render, takeApart } from "./pieces.js";
import { python } from "./python.js";
import { keyword, type Plan, type Recipe, Refused, refuse, refusePointless } from "./recipe.js";

/** `pointless`: nothing would be gained, or the stack is not one of those that are understood; there is nothing to offer then. */
export type Split = { readonly edits: readonly TextEdit[] } | { readonly reason: string; readonly pointless: boolean };

export const splitTitle = "Split into build and runtime stages";

const recipes: readonly Recipe[] = [python, node, go];

/** @param facts of the stage to split, the only one of the file */
export function splitStages(file: Dockerfile, facts: StageFacts, project: Project): Split {
  try {
    return { edits: [split(file, facts, project)] };
  } catch (error) {
    if (error instanceof Refused) return { reason: error.reason, pointless: error.pointless };
    throw error;
  }
}

function split(original: Dockerfile, given: StageFacts, project: Project): TextEdit {
  if (original.stages.length !== 1) refusePointless("It has several stages already.");
  const known = finalStages(original, project)[0];
  if (!known || known.development) return refusePointless("It is for development.");
  if (original.problems.length > 0) refuse("The file has errors: repair them first.");
  const recipe = recipes.find((it) => it.matches(given));
  if (!recipe) return refusePointless("Only Python, Node.js and Go are understood so far.");
  const text = withAbsoluteDirectories(original, given);
  const { file, final, facts } =
    text === original.text ? { file: original, final: known, facts: given } : read(original, text, known, project);
  const { stage } = facts;
  const last = stage.instructions.at(-1);
  if (!last) return refusePointless("There is nothing in it but the base image.");
  if (isOpen(file, last)) refuse("The last instruction is not finished.");
  const start = startup(facts, file, final.builds);
  const names = nameStages(stage, final);
  const { pieces, tail, start: from } = takeApart(file, stage);
  const draft = {
    file,
    final,
    facts,
    project,
    startup: start,
    pieces,
    buildName: names.build,
    workdirAt: (instruction: Instruction) => workdirAt(instruction, facts, file),
  };
  const odd = stage.instructions.find(({ keyword: it }) => it === "ONBUILD" || it === "SHELL" || it === "UNKNOWN");
  if (odd) refuse(`It has ${odd.name === "SHELL" ? "a SHELL" : `'${odd.name}'`}, which counts for both stages.`);
  if (!facts.state.cmd && !facts.state.entrypoint && final.services.length === 0) refuse("It does not say what it starts.");
  const several = start.lines.find(({ program }) => program !== undefined && startsSeveral.has(program));
  if (several) refuse(`'${several.program}' starts several programs.`);
  if (!start.complete) refuse("The script it starts with is not to be seen.");
  const context = final.builds[0]?.context;
  if (!context) return refuse("The files of the build context are not to be seen.");
  const plan = recipe.plan({ ...draft, context });
  const result = file.text.slice(0, from) + render(file, fromLines(file, stage, plan, names), tail);
  return smallest(original.text, finished(file, result, final, project));
}

const startsSeveral: ReadonlySet<string> = new Set(
  "supervisord service systemctl honcho foreman circusd s6-svscan runit runsvdir overmind".split(" "),
);

/** The first WORKDIR of a stage as it is behind that of the image: both stages must mean the same by it. */
function withAbsoluteDirectories({ text }: Dockerfile, { stage, image }: StageFacts): string {
  const first = stage.instructions.find((it) => it.keyword === "WORKDIR");
  const own = imageWorkdir(image);
  const path = first?.keyword === "WORKDIR" ? first.argument : undefined;
  if (!path || own === undefined || !/^[\w.-][\w./-]*$/.test(path.text)) return text;
  return applyEdits(text, [replace(path.span, normalize(`${own}/${path.text}`))]);
}

function workdirAt(instruction: Instruction, { stage, image }: StageFacts, file: Dockerfile): string | undefined {
  const state = stateBefore(stage, instruction.index, file.escape);
  return state.workdir ?? (state.workdirInstruction ? undefined : imageWorkdir(image));
}

interface Names {
  readonly build: string;
  readonly runtime: string;
  /** True where FROM names the build stage already. */
  readonly kept: boolean;
}

/** The name that is there goes to the stage it fits; one that a service builds goes to the result. */
function nameStages({ name }: Stage, { services }: FinalStage): Names {
  const own = name?.text;
  if (own === undefined) return { build: "build", runtime: "runtime", kept: false };
  const isTarget = services.some(({ build }) => build?.target !== undefined);
  if (!isTarget && /build|deps|compile|install/i.test(own)) return { build: own, runtime: "runtime", kept: true };
  return { build: own.toLowerCase() === "build" ? "builder" : "build", runtime: own, kept: false };
}

function fromLines(file: Dockerfile, { from }: Stage, { build, runtime, image }: Plan, names: Names) {
  const line = file.text.slice(lineStart(file.text, from.span.start), from.span.end);
  const as = from.asSpan ? file.text.slice(from.asSpan.start, from.asSpan.end) : keyword(file, "AS");
  const platform = from.platform ? `${file.text.slice(from.platform.span.start, from.platform.span.end)} ` : "";
  const head = file.text.slice(from.keywordSpan.start, from.keywordSpan.end);
  const first = names.kept
    ? line
    : from.stageName
      ? `${line.slice(0, from.stageName.span.start - lineStart(file.text, from.span.start))}${names.build}`
      : `${line} ${as} ${names.build}`;
  return [
    { from: first, items: build },
    {
      from: `${head} ${/^(?:gcr\.io|nginxinc|alpine)/.test(image) ? "" : platform}${image} ${as} ${names.runtime}`,
      items: runtime,
    },
  ];
}

/** Health check and user as the new runtime stage needs them. */
function finished(before: Dockerfile, text: string, old: FinalStage, project: Project): string {
  let current = read(before, text, old, project);
  if (current.file.problems.length > before.problems.length) refuse("The result could not be read.");
  const { healthcheck } = current.facts.state;
  const repair = healthcheck?.command && repairHealthcheck(healthcheck, current.facts);
  if (repair) {
    if (!repair.edit) return refuse(`The health check calls '${repair.program}', which the smaller image does not have.`);
    current = read(before, applyEdits(current.file.text, [repair.edit]), old, project);
  }
  for (const service of old.services) {
    const { test } = service.healthcheck ?? {};
    const program = test?.kind === "CMD-SHELL" ? /^\s*(\w[\w.-]*)/.exec(test.words[0]?.text ?? "")?.[1] : test?.words[0]?.text;
    if (program === undefined || test?.kind === "NONE") continue;
    const needsShell = test?.kind === "CMD-SHELL" && current.facts.image?.shell === "none";
    if (needsShell || current.facts.hasTool(program) === false)
      refuse(`The health check of the service '${service.name}' calls '${program}', which the smaller image does not have.`);
  }
  const { facts, final, file } = current;
  const start = startup(facts, file, final.builds);
  const isMeant = old.services.some(({ user }) => user !== undefined);
  if (facts.runsAsRoot !== true || isMeant || dropsRights(facts, start) || obstacle(final, facts, start) !== undefined)
    return file.text;
  const user = addUser(file, final, facts);
  return "fixes" in user
    ? applyEdits(
        file.text,
        user.fixes[0]!.edits.map((it) => movedUp(file, facts.stage, it)),
      )
    : file.text;
}

const needsNoUser: ReadonlySet<string> = new Set(["EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "CMD", "ENTRYPOINT", "LABEL"]);

/** The new user above the block that only says how the image is run. */
function movedUp(file: Dockerfile, { instructions }: Stage, edit: TextEdit): TextEdit {
  const first = instructions[instructions.findLastIndex(({ keyword: it }) => !needsNoUser.has(it)) + 1];
  if (!first || edit.span.start !== edit.span.end || edit.span.start <= first.span.start) return edit;
  const lines = edit.newText.trimEnd().split(/\r?\n/);
  const isSetOff = /\n[ \t]*\r?\n$/.test(file.text.slice(0, startWithComments(file, first)));
  return insertBefore(file, first, isSetOff ? [...lines, ""] : lines);
}

function read(
  before: Dockerfile,
  text: string,
  old: FinalStage,
  project: Project,
): { file: Dockerfile; final: FinalStage; facts: StageFacts } {
  const file = parseDockerfile(before.uri, text);
  const stage = file.stages.at(-1)!;
  const final = { ...old, stage, builds: old.builds.map((it) => ({ ...it, stage })) };
  const facts = stageFacts(stage, file, project.imageFacts);
  // What is copied into a folder of programs is known here: it brings none but those of the application.
  return { file, final, facts: { ...facts, hasTool: (name) => facts.hasTool(name) ?? facts.image?.hasTool(name) } };
}

/** One edit, without the lines that both texts begin and end with. */
function smallest(before: string, after: string): TextEdit {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  start = lineStart(before, start);
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  // Whole lines only.
  const newline = before.indexOf("\n", before.length - end);
  end = end === 0 || newline < 0 ? 0 : before.length - newline - 1;
  return replace({ start, end: before.length - end }, after.slice(start, after.length - end));
}
