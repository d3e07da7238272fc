/** The script of each RUN as ShellCheck gets it: for which shell, and with which variables set. */
import { eachInstruction } from "../project/known-variables.js";
import type { Project } from "../project/project.js";
import { type RunShell, runShell } from "../project/run-shell.js";
import type { ShellCheckJob, ShellDialect } from "../project/shellcheck.js";
import type { Dockerfile, Instruction, RunInstruction } from "../syntax/dockerfile/model.js";
import type { ShellScript } from "../syntax/shell/model.js";
import { runsOf } from "./run-edit.js";

export interface RunJob {
  readonly run: RunInstruction;
  readonly script: ShellScript;
  readonly job: ShellCheckJob;
  /** The file's offset of the script's first character: the job's text is as long as what stands there. */
  readonly offset: number;
  /** True where it is known what the shell itself can do, so that findings about that count. */
  readonly knowsShell: boolean;
  /** True where every variable that the base image sets is known. */
  readonly knowsVariables: boolean;
}

const dialects: Readonly<Partial<Record<string, ShellDialect>>> = {
  sh: "sh",
  bash: "bash",
  dash: "dash",
  ash: "busybox",
  ksh: "ksh",
  mksh: "ksh",
  pdksh: "ksh",
};

/** Texts that a template engine fills in are no shell yet. */
const template = /\{\{|\{%|<%|%%\w+%%|@[A-Z][A-Z0-9_]*@/;

/** In the order of the file; without scripts for shells that ShellCheck does not know. */
export function runJobs(file: Dockerfile, project: Project): readonly RunJob[] {
  const variables = variablesOf(file);
  const jobs: RunJob[] = [];
  for (const { run, stage, index } of runsOf(file)) {
    const script = run.command.kind === "shell" ? run.command.script : undefined;
    if (!script || script.source.trim() === "" || template.test(script.source)) continue;
    const shell = runShell(file, stage, index, project);
    const [, path, flags = ""] = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S+)([^\n]*)/.exec(script.source) ?? [];
    const kind = path === undefined ? (shell.kind ?? (shell.posix ? shell.declared : undefined)) : path.replace(/^.*\//, "");
    const dialect = kind === undefined ? undefined : dialects[kind];
    if (dialect === undefined) continue;
    const known = variables.get(stage.instructions[index]!);
    jobs.push({
      run,
      script,
      job: { dialect, variables: known?.names ?? [], errexit: stopsAtErrors(shell, flags), text: textOf(script, file) },
      offset: script.span({ pos: 0, end: 0 }).start,
      knowsShell: dialect !== "sh" && dialect !== "busybox",
      knowsVariables: known?.complete ?? false,
    });
  }
  return jobs;
}

interface Known {
  readonly names: readonly string[];
  readonly complete: boolean;
}

/** For every RUN, sorted: in which order they were set is no difference. */
function variablesOf({ stages }: Dockerfile): ReadonlyMap<Instruction, Known> {
  const found = new Map<Instruction, Known>();
  eachInstruction(stages, (instruction, _stage, { names, complete }) => {
    if (instruction.keyword === "RUN") found.set(instruction, { names: [...names].sort(), complete });
    // Where a trigger runs, another file may have set more.
    else if (instruction.keyword === "ONBUILD") found.set(instruction, { names: [...names].sort(), complete: false });
  });
  return found;
}

function stopsAtErrors({ arguments: words }: RunShell, shebangFlags: string): boolean {
  return /\s-[a-z]*e/.test(shebangFlags) || words?.some((it) => /^-[a-z]*e/.test(it)) === true;
}

/** A `#!` line would not be the first one; the blank that stands for a CR must not come behind a `\`. */
function textOf({ source }: ShellScript, { text }: Dockerfile): string {
  const plain = source.replace(/^#!/, "# ");
  return text.includes("\r\n") ? plain.replace(/\\ \n/g, " \\\n") : plain;
}
