/** Which shell reads a RUN: what its heredoc names, else what SHELL says, else what the base image has behind `/bin/sh`. */
import type { Dockerfile, Instruction, Stage } from "../syntax/dockerfile/model.js";
import { stateBefore } from "../syntax/dockerfile/timeline.js";
import type { Project } from "./project.js";

export interface RunShell {
  /** `bash`, `dash`, `ash` (that of busybox), `zsh` … by its own name; undefined where the base image is not known. */
  readonly kind: string | undefined;
  /** What a tool that knows no images takes it for: the name in SHELL, else `sh`. */
  readonly declared: string;
  /** The words of the SHELL instruction, or of the `#!` line of a heredoc, that sets it. */
  readonly arguments: readonly string[] | undefined;
  /** False for PowerShell and cmd. */
  readonly posix: boolean;
}

const ofFamily: Readonly<Partial<Record<string, string>>> = {
  debian: "dash",
  alpine: "ash",
  busybox: "ash",
  rhel: "bash",
  suse: "bash",
  arch: "bash",
};

/** Where a stage first puts another shell behind `/bin/sh`; looked for once, since every RUN asks. */
function firstShellLink(stage: Stage): number {
  let first = shellLinks.get(stage);
  if (first === undefined) {
    const found = stage.instructions.findIndex(linksShell);
    first = found < 0 ? Number.POSITIVE_INFINITY : found;
    shellLinks.set(stage, first);
  }
  return first;
}

const shellLinks = new WeakMap<Stage, number>();

/** @param index of the instruction in its stage (of the ONBUILD for a trigger) */
export function runShell(file: Dockerfile, stage: Stage, index: number, project: Project): RunShell {
  const shell =
    shebangOf(stage.instructions[index], file.text) ??
    stateBefore(stage, index, file.escape).shell?.command?.elements.map(({ text }) => text);
  const program = shell?.[0]?.replace(/^.*[\\/]/, "").replace(/\.exe$/i, "");
  const image = project.factsOf(stage, file).image;
  const family = image?.family === undefined ? undefined : ofFamily[image.family];
  // Where a RUN has put another shell behind `/bin/sh`, nothing is known any more.
  const behindSh = firstShellLink(stage) < index ? undefined : family;
  if (program === undefined) {
    const posix = image?.family !== "windows" && file.escape !== "`";
    return { kind: behindSh, declared: "sh", arguments: undefined, posix };
  }
  const posix = /^(?:ba|da|a|z|k|mk|pdk)?sh$|^busybox$/.test(program);
  const kind = program === "sh" ? behindSh : program === "busybox" ? "ash" : program;
  return { kind, declared: program === "busybox" ? "sh" : program, arguments: shell, posix };
}

/** The words of `#!/usr/bin/env bash` on the first line of `RUN <<EOF`: the builder starts that, whatever SHELL says. */
function shebangOf(instruction: Instruction | undefined, text: string): readonly string[] | undefined {
  const run = instruction?.keyword === "ONBUILD" ? instruction.trigger : instruction;
  if (run?.keyword !== "RUN" || run.command.kind !== "shell" || run.heredocs.length !== 1) return undefined;
  const { start } = run.heredocs[0]!.bodySpan;
  if (run.command.span.start !== start || !/^\t*#!/.test(text.slice(start, start + 100))) return undefined;
  const words = text
    .slice(text.indexOf("#!", start) + 2, lineEndAfter(text, start))
    .trim()
    .split(/\s+/);
  return words[0]!.endsWith("/env") ? words.slice(words[1] === "-S" ? 2 : 1) : words;
}

function lineEndAfter(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

function linksShell(instruction: Instruction): boolean {
  if (instruction.keyword !== "RUN" || instruction.command.kind !== "shell") return false;
  return (
    /\/bin\/sh\b/.test(instruction.command.text) &&
    /\b(?:ln|dpkg-reconfigure|update-alternatives)\b/.test(instruction.command.text)
  );
}
