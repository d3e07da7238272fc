/** The package index of a distribution: which RUN fetches it, and which one installs with it. */
import { type PackageInstall, packageInstall } from "../knowledge/packages.js";
import type { Dockerfile, Instruction, RunInstruction, Stage } from "../syntax/dockerfile/model.js";
import { type CommandLine, commandLines, operands } from "../syntax/shell/query.js";
import { insertAt, type TextEdit } from "../text/edits.js";
import { type RunPlace, triggered } from "./run-edit.js";

type Manager = PackageInstall["manager"];

/** The package manager whose index a command fetches: `apt-get update`, `apk update`, `zypper refresh`, `dnf makecache`. */
export function indexUpdate(line: CommandLine): Manager | undefined {
  const verb = operands(line)[0]?.value ?? "";
  switch (line.program) {
    case "apt":
    case "apt-get":
    case "aptitude":
      return verb === "update" ? "apt" : undefined;
    case "apk":
      return verb === "update" ? "apk" : undefined;
    case "zypper":
      return verb === "refresh" || verb === "ref" ? "zypper" : undefined;
    case "yum":
    case "dnf":
    case "microdnf":
    case "tdnf":
      return verb === "makecache" ? "dnf" : undefined;
    default:
      return undefined;
  }
}

/** A command that installs with an index fetched before its RUN. */
export interface LateInstall {
  readonly run: RunInstruction;
  readonly line: CommandLine;
}

/** The first such command of each later RUN, of this stage and of those built on it. */
export function lateInstalls(file: Dockerfile, { stage, index }: RunPlace, manager: Manager): readonly LateInstall[] {
  return file.stages.flatMap((it) => {
    if (it !== stage && !isBuiltOn(it, stage)) return [];
    return installsOf(it, manager).filter((late) => it !== stage || late.index > index);
  });
}

/** The installs without an update of their own in a stage, looked for once: every RUN that updates asks. */
function installsOf(stage: Stage, manager: Manager): readonly (LateInstall & { readonly index: number })[] {
  let known = stageInstalls.get(stage);
  if (!known) stageInstalls.set(stage, (known = new Map()));
  let list = known.get(manager);
  if (!list) {
    list = stage.instructions.flatMap((instruction, index) => {
      const late = installWithout(instruction, manager);
      return late ? [{ ...late, index }] : [];
    });
    known.set(manager, list);
  }
  return list;
}

const stageInstalls = new WeakMap<Stage, Map<Manager, readonly (LateInstall & { readonly index: number })[]>>();

function installWithout(instruction: Instruction, manager: Manager): LateInstall | undefined {
  const run = triggered(instruction);
  if (run?.keyword !== "RUN") return undefined;
  for (const line of commandLines(run.command)) {
    if (indexUpdate(line) === manager) return undefined;
    // `apk add --no-cache` fetches the index itself.
    if (needsIndex(line, manager) && !(manager === "apk" && line.arguments.some(({ value }) => fetchesIndex.has(value))))
      return { run, line };
  }
  return undefined;
}

/** True for an install, and for what else works with the index. */
function needsIndex(line: CommandLine, manager: Manager): boolean {
  if (packageInstall(line)?.manager === manager) return true;
  const verb = operands(line)[0]?.value ?? "";
  if (manager === "apt") {
    return (
      /^(apt|apt-get|aptitude)$/.test(line.program ?? "") &&
      /^((dist-|full-|safe-)?upgrade|build-dep|source|download|satisfy)$/.test(verb)
    );
  }
  return manager === "apk" && line.program === "apk" && verb === "upgrade";
}

const fetchesIndex: ReadonlySet<string> = new Set(["--no-cache", "--update", "--update-cache", "-U"]);

export function isBuiltOn(stage: Stage, base: Stage): boolean {
  for (let it: Stage | undefined = stage.base; it; it = it.base) if (it === base) return true;
  return false;
}

/** A command put in front of another one, to be run first; undefined where that would change what the other is part of. */
export function insertCommandBefore(run: RunInstruction, line: CommandLine, command: string): TextEdit | undefined {
  const { shell } = line;
  if (!shell || run.command.kind !== "shell" || run.command.script?.problems.length !== 0) return undefined;
  if (shell.within.length > 0 || shell.pipe !== "none" || !["start", "&&", ";"].includes(shell.joined)) return undefined;
  return insertAt(line.span.start, `${command} && `);
}
