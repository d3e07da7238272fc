/**
 * Commands as hadolint reads them, for findings of the parity profile: no wrapper is taken off, options are known by their names alone,
 * and a subcommand may stand anywhere. Rules judge by `CommandLine`, and ask here only which code fits.
 */
import type { CommandForm } from "../syntax/dockerfile/model.js";
import type { ShellWord } from "../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../syntax/shell/query.js";

export interface PlainCommand {
  /** The first word as written, with its directory. */
  readonly name: string | undefined;
  /** What follows it. */
  readonly words: readonly ShellWord[];
  readonly line: CommandLine;
}

const cache = new WeakMap<CommandLine, PlainCommand>();

export function plainCommand(line: CommandLine): PlainCommand {
  let plain = cache.get(line);
  if (!plain) cache.set(line, (plain = plainOf(line)));
  return plain;
}

export function plainCommands(form: CommandForm | undefined): readonly PlainCommand[] {
  return commandLines(form).map(plainCommand);
}

function plainOf(line: CommandLine): PlainCommand {
  const first = line.shell?.words[0];
  if (!line.shell) return { name: line.program, words: line.arguments, line };
  return { name: first?.dynamic ? undefined : first?.value, words: line.shell.words.slice(1), line };
}

/** True when the command is one of these and has any of the words, wherever it stands. */
export function isPlain({ name, words }: PlainCommand, programs: readonly string[], anyOf?: readonly string[]): boolean {
  return (
    name !== undefined && programs.includes(name) && (anyOf === undefined || words.some(({ value }) => anyOf.includes(value)))
  );
}

/** The names of a word's options: `--quiet=2` is `quiet`, `-qy` is `q` and `y`. */
function flagsOf(value: string): readonly string[] {
  if (value.startsWith("--")) return value === "--" ? [] : [value.slice(2).split("=", 1)[0]!];
  return value.startsWith("-") ? [...value.slice(1).split("=", 1)[0]!] : [];
}

export function hasFlag({ words }: PlainCommand, ...names: readonly string[]): boolean {
  return words.some(({ value }) => flagsOf(value).some((flag) => names.includes(flag)));
}

/** How often an option is given. */
export function countFlag({ words }: PlainCommand, name: string): number {
  return words.flatMap(({ value }) => flagsOf(value)).filter((flag) => flag === name).length;
}

/** The words that are no options. @param valued options whose value is a word of its own */
export function withoutFlags({ words }: PlainCommand, valued: readonly string[] = []): readonly ShellWord[] {
  return words.filter(({ value }, i) => {
    if (value.startsWith("-") && value !== "-") return false;
    const before = words[i - 1]?.value;
    return !(before?.startsWith("-") && !before.includes("=") && flagsOf(before).some((it) => valued.includes(it)));
  });
}
