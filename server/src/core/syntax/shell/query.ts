/** Questions about shell commands, in words: which program, which arguments, which options. */
import type { Span } from "../../text/span.js";
import type { CommandForm, Instruction, Word } from "../dockerfile/model.js";
import type { ShellCommand, ShellWord } from "./model.js";

/** A command as rules ask about it; of a shell script, or the one of an exec form. */
export interface CommandLine {
  /** The program without its directory, wrappers like `sudo` and `env` taken off: `apt-get`; undefined when a variable names it. */
  readonly program: string | undefined;
  /** The program's own word. */
  readonly programSpan: Span;
  /** What follows the program. */
  readonly arguments: readonly ShellWord[];
  readonly span: Span;
  /** Undefined for an exec form. */
  readonly shell: ShellCommand | undefined;
}

/** The command form of an instruction that has one (RUN, CMD, ENTRYPOINT, HEALTHCHECK, and the trigger of ONBUILD). */
export function commandOf(instruction: Instruction): CommandForm | undefined {
  switch (instruction.keyword) {
    case "RUN":
    case "CMD":
    case "ENTRYPOINT":
    case "HEALTHCHECK":
      return instruction.command;
    case "ONBUILD":
      return instruction.trigger && commandOf(instruction.trigger);
    default:
      return undefined;
  }
}

const cache = new WeakMap<CommandForm, readonly CommandLine[]>();

/** Every command of a form in the order of the text; empty where the shell is not a POSIX one. */
export function commandLines(form: CommandForm | undefined): readonly CommandLine[] {
  if (!form) return [];
  let lines = cache.get(form);
  if (!lines)
    cache.set(form, (lines = form.kind === "exec" ? execLine(form.elements) : (form.script?.commands ?? []).map(shellLine)));
  return lines;
}

function execLine(elements: readonly Word[]): CommandLine[] {
  const words = elements.map(({ text, span }) => ({ text, value: text, span, dynamic: false }));
  const first = words[0];
  if (!first) return [];
  return [commandLine(words, { start: first.span.start, end: words.at(-1)!.span.end }, undefined)];
}

export function shellLine(command: ShellCommand): CommandLine {
  return commandLine(command.words, command.span, command);
}

function commandLine(words: readonly ShellWord[], span: Span, shell: ShellCommand | undefined): CommandLine {
  const at = programIndex(words);
  const program = words[at];
  return {
    program: program === undefined || program.dynamic ? undefined : program.value.slice(program.value.lastIndexOf("/") + 1),
    programSpan: program?.span ?? span,
    arguments: words.slice(at + 1),
    span,
    shell,
  };
}

/** Programs that only start another one, with the options that take a value of their own. */
const wrappers: Readonly<Record<string, readonly string[]>> = {
  sudo: ["-u", "-g", "-h", "-p"],
  env: ["-u", "-C"],
  exec: ["-a"],
  command: [],
  nice: ["-n"],
  nohup: [],
  time: [],
  chroot: [],
  gosu: [],
  "su-exec": [],
  tini: ["-p"],
  "dumb-init": [],
};
/** Of these the first argument is not the program (a user, a directory). */
const takesOperand: ReadonlySet<string> = new Set(["chroot", "gosu", "su-exec"]);

function programIndex(words: readonly ShellWord[]): number {
  let at = 0;
  for (;;) {
    const word = words[at];
    const name = word && !word.dynamic ? word.value.slice(word.value.lastIndexOf("/") + 1) : undefined;
    const valued = name === undefined ? undefined : wrappers[name];
    if (!name || !valued || !Object.hasOwn(wrappers, name)) return at;
    let next = at + 1;
    while (next < words.length && (words[next]!.value.startsWith("-") || (name === "env" && /^\w+=/.test(words[next]!.value)))) {
      next += valued.includes(words[next]!.value) ? 2 : 1;
    }
    if (takesOperand.has(name)) next++;
    if (next >= words.length) return at;
    at = next;
  }
}

const operandsOf = new WeakMap<CommandLine, readonly ShellWord[]>();

/** Arguments that are no options; `--` ends the options. */
export function operands(line: CommandLine): readonly ShellWord[] {
  let result = operandsOf.get(line);
  if (!result) operandsOf.set(line, (result = findOperands(line)));
  return result;
}

function findOperands(line: CommandLine): readonly ShellWord[] {
  const result: ShellWord[] = [];
  let options = true;
  for (const word of line.arguments) {
    if (options && word.value === "--") options = false;
    else if (!options || !word.value.startsWith("-") || word.value === "-") result.push(word);
  }
  return result;
}

/**
 * The word that holds an option, in any spelling: `--name`, `--name=value`, `-n`, or `n` within `-xyn`.
 * @param names with their dashes, e.g. `"-y", "--yes"`
 */
export function option(line: CommandLine, ...names: readonly string[]): ShellWord | undefined {
  return line.arguments.find(({ value }) => names.some((name) => isOption(value, name)));
}

function isOption(value: string, name: string): boolean {
  if (name.startsWith("--")) return value === name || value.startsWith(`${name}=`);
  if (name.length === 2)
    return /^-[A-Za-z0-9]/.test(value) && !value.startsWith("--") && value.slice(1).split("=")[0]!.includes(name[1]!);
  return value === name;
}

/** True when the program is one of these and its first operand (the subcommand) is, too. */
export function runs(line: CommandLine, program: string | readonly string[], subcommand?: string | readonly string[]): boolean {
  if (line.program === undefined || ![program].flat().includes(line.program)) return false;
  return subcommand === undefined || [subcommand].flat().includes(operands(line)[0]?.value ?? "");
}
