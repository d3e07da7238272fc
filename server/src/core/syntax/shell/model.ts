/** Shell text as the rules see it: simple commands in order, with how each is joined to the one before. */
import type { ParsedScript, Command as UnbashCommand } from "unbash";
import type { Span } from "../../text/span.js";
import type { Problem } from "../problem.js";

export interface ShellScript {
  /** Every simple command, also those in groups, loops and substitutions, in the order of the text. */
  readonly commands: readonly ShellCommand[];
  readonly problems: readonly Problem[];
  /** What the parser read: its offsets are those of the tree. */
  readonly source: string;
  /** The parser's tree, for the rules about the shell itself; its offsets go through `span`. */
  readonly tree: ParsedScript;
  /** Turns offsets of the tree into a span of the file. */
  span(node: { readonly pos: number; readonly end: number }): Span;
}

export interface ShellCommand {
  /** The command word without quotes, e.g. `apt-get`; undefined for a bare assignment or a name from a variable. */
  readonly name: string | undefined;
  /** The command word and what follows it, redirections excluded. */
  readonly words: readonly ShellWord[];
  /** `A=b` before the command word. */
  readonly assignments: readonly ShellWord[];
  readonly span: Span;
  /** What stands between the previous command and this one. */
  readonly joined: "start" | "&&" | "||" | ";" | "|";
  /** The pipeline's position: first, middle, last or alone. */
  readonly pipe: "none" | "source" | "sink" | "middle";
  /** What it lies in, outermost first. */
  readonly within: readonly ("group" | "subshell" | "condition" | "loop" | "function" | "substitution" | "case")[];
  /** The list (`a && b; c`) this command is a direct part of: commands with the same list run one after the other. */
  readonly list: number;
  readonly node: UnbashCommand;
}

export interface ShellWord {
  /** As written. */
  readonly text: string;
  /** Without quotes and escapes; expansions stay as they are written. */
  readonly value: string;
  readonly span: Span;
  /** True when a variable, substitution or pattern decides what it becomes. */
  readonly dynamic: boolean;
}
