/** The shell scripts of all RUNs with the shell that reads them: what rules about the shell itself go through. */
import type { Project } from "../project/project.js";
import { type RunShell, runShell } from "../project/run-shell.js";
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import type { ShellScript } from "../syntax/shell/model.js";
import { type ShellTree, shellTree } from "../syntax/shell/tree.js";
import { type RunPlace, runsOf } from "./run-edit.js";

export interface RunScript extends RunPlace {
  readonly script: ShellScript;
  readonly tree: ShellTree;
  readonly shell: RunShell;
}

/** Only what a POSIX shell reads and the parser understood to its end; put together once, since every rule about the shell asks. */
export function runScripts(file: Dockerfile, project: Project): readonly RunScript[] {
  let scripts = known.get(project);
  if (!scripts) known.set(project, (scripts = [...findScripts(file, project)]));
  return scripts;
}

/** A project is that of one file. */
const known = new WeakMap<Project, readonly RunScript[]>();

function* findScripts(file: Dockerfile, project: Project): Generator<RunScript> {
  for (const place of runsOf(file)) {
    const { command } = place.run;
    if (command.kind !== "shell" || !command.script || command.script.problems.length > 0) continue;
    const shell = runShell(file, place.stage, place.index, project);
    if (shell.posix) yield { ...place, script: command.script, tree: shellTree(command.script), shell };
  }
}
