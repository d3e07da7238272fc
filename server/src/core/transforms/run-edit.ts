/** Edits inside RUN: commands added and taken away in the author's own style. */
import type { Dockerfile, Instruction, RunInstruction, Stage } from "../syntax/dockerfile/model.js";
import type { CommandLine } from "../syntax/shell/query.js";
import { insertAt, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import type { Span } from "../text/span.js";
import { lineStart } from "./dockerfile-edit.js";

export interface RunPlace {
  readonly run: RunInstruction;
  readonly stage: Stage;
  /** Position in the stage, of the ONBUILD for a trigger. */
  readonly index: number;
}

/** Every RUN of every stage, also the triggers of ONBUILD. */
export function runsOf(file: Dockerfile): readonly RunPlace[] {
  let runs = known.get(file);
  if (!runs) known.set(file, (runs = [...findRuns(file)]));
  return runs;
}

/** A third of the rules go through them. */
const known = new WeakMap<Dockerfile, readonly RunPlace[]>();

function* findRuns({ stages }: Dockerfile): Generator<RunPlace> {
  for (const stage of stages) {
    for (const [index, instruction] of stage.instructions.entries()) {
      const run = triggered(instruction);
      if (run?.keyword === "RUN") yield { run, stage, index };
    }
  }
}

/** The instruction itself, or the trigger of ONBUILD. */
export function triggered(instruction: Instruction): Instruction | undefined {
  return instruction.keyword === "ONBUILD" ? instruction.trigger : instruction;
}

/** The part of a span on its first line, without a continuation character at its end: what a finding marks. */
export function firstLine(text: string, { start, end }: Span): Span {
  const line = text.slice(start, end).split(/\r?\n/, 1)[0]!;
  const kept = line.length === end - start ? line : line.replace(/\s*[\\`]?\s*$/, "");
  return { start, end: start + Math.max(1, kept.length) };
}

/**
 * One more command at the end of a RUN, run only when all before it went well; undefined where there is no plain end to add it to.
 * It stands on a line of its own where the author writes one command a line.
 */
export function appendCommand(file: Dockerfile, run: RunInstruction, command: string): TextEdit | undefined {
  const form = run.command;
  if (form.kind !== "shell" || !form.script || form.script.problems.length > 0) return undefined;
  const heredoc = run.heredocs[0];
  if (heredoc && form.span.start === heredoc.bodySpan.start) return appendToHeredoc(file, run, command);
  const { end } = run.argumentsSpan;
  if (/(?:[;&|]|\b(?:then|do|else))\s*$/.test(run.argumentsText) || file.text[end - 1] === file.escape) return undefined;
  // What stands behind a comment of the shell is part of it.
  const last = Math.max(run.argumentsSpan.start, ...form.script.commands.map(({ span }) => span.end));
  if (file.text.slice(last, end).includes("#")) return undefined;
  return insertAt(end, `${joint(file, run)}${command}`);
}

/** A command with `sudo` before it where the other one has it: what needs root there needs it here. */
export function asRoot({ shell }: CommandLine, command: string): string {
  return shell?.words[0]?.value === "sudo" ? `sudo ${command}` : command;
}

/** ` && `, or the line break and the `&&` as the RUN has them already. */
function joint(file: Dockerfile, run: RunInstruction): string {
  const source = file.text.slice(run.argumentsSpan.start, run.argumentsSpan.end);
  const end = lineEnd(file.text);
  const sign = file.escape === "\\" ? "\\\\" : "`";
  const leading = [...source.matchAll(new RegExp(`([ \\t]+)${sign}[ \\t]*\\r?\\n([ \\t]*)&&([ \\t]+)`, "g"))].at(-1);
  if (leading) return `${leading[1]}${file.escape}${end}${leading[2]}&&${leading[3]}`;
  const trailing = [...source.matchAll(new RegExp(`[ \\t]*&&([ \\t]*)${sign}[ \\t]*\\r?\\n([ \\t]*)`, "g"))].at(-1);
  if (trailing) return ` &&${trailing[1]}${file.escape}${end}${trailing[2]}`;
  if (!source.includes("\n")) return " && ";
  return ` ${file.escape}${end}${indentOf(file, run)}&& `;
}

/** The indent of the RUN's second line. */
function indentOf(file: Dockerfile, run: RunInstruction): string {
  const source = file.text.slice(run.span.start, run.argumentsSpan.end);
  return /\n([ \t]*)\S/.exec(source)?.[1] ?? "    ";
}

/** Behind a script that stops at errors as a line of its own; else joined to its last command, so as not to hide its failure. */
function appendToHeredoc(file: Dockerfile, { heredocs, command }: RunInstruction, text: string): TextEdit | undefined {
  const { bodySpan } = heredocs[0]!;
  const body = file.text.slice(bodySpan.start, bodySpan.end);
  const last = body.trimEnd();
  const at = bodySpan.start + last.length;
  const from = lineStart(file.text, at);
  const indent = /^[ \t]*/.exec(file.text.slice(from, at))![0];
  if (/^\s*set\s+-[a-z]*e|^#!.*\s-[a-z]*e\b|^\s*set\s+-o\s+errexit/m.test(body))
    return insertAt(at, `${lineEnd(file.text)}${indent}${text}`);
  // Only a simple command on the last line can be joined to; a comment or a closing `fi` cannot, or not visibly.
  const commands = command.kind === "shell" ? (command.script?.commands ?? []) : [];
  return commands.at(-1)?.span.end === at ? insertAt(at, ` && ${text}`) : undefined;
}

/** Targets of `--mount` flags of some types, without a slash at the end. */
export function mountTargets(run: RunInstruction, types: readonly string[]): readonly string[] {
  return run.flags.flatMap(({ name, value }) => {
    if (name !== "mount" || value === undefined) return [];
    const fields = new Map(
      value.split(",").map((field) => [field.split("=", 1)[0]!.trim().toLowerCase(), field.slice(field.indexOf("=") + 1)]),
    );
    if (!types.includes(fields.get("type") ?? "bind")) return [];
    const target = fields.get("target") ?? fields.get("dst") ?? fields.get("destination");
    return target === undefined ? [] : [target.replace(/(?<=.)\/+$/, "")];
  });
}

/** True unless `# syntax=` names a frontend that may not know `RUN --mount`. */
export function allowsMounts({ directives }: Dockerfile): boolean {
  const syntax = directives.find(({ name }) => name === "syntax")?.value;
  return syntax === undefined || (isDockerFrontend(syntax) && !/:1\.[01](\.|$)|:1\.[01]-(?!.*experimental)/.test(syntax));
}

/** True for Docker's own Dockerfile frontend. */
export function isDockerFrontend(syntax: string): boolean {
  return /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(syntax.trim());
}

/** A flag put in front of what a RUN has already. */
export function insertMounts(run: RunInstruction, mounts: readonly string[]): TextEdit {
  return insertAt(run.keywordSpan.end, mounts.map((mount) => ` --mount=${mount}`).join(""));
}
