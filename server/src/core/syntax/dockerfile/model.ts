/** A Dockerfile as the rules see it: values with their spans, no parser types. */
import type { Span } from "../../text/span.js";
import type { ImageReference } from "../image-reference.js";
import type { Problem } from "../problem.js";
import type { ShellScript } from "../shell/model.js";

export interface Dockerfile {
  readonly language: "dockerfile";
  readonly uri: string;
  readonly text: string;
  /** `\`, or a backtick where `# escape=` says so. */
  readonly escape: "\\" | "`";
  readonly directives: readonly Directive[];
  /** Whole-line comments, those inside instructions included, without directives. */
  readonly comments: readonly Comment[];
  /** Every instruction in the order of the file, ARG before the first FROM included; triggers of ONBUILD are not. */
  readonly instructions: readonly Instruction[];
  /** ARG before the first FROM: the only variables FROM can use. */
  readonly globalArgs: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
  readonly problems: readonly Problem[];
}

/** `# syntax=…`, `# escape=…` or `# check=…` on the first lines. */
export interface Directive {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

export interface Comment {
  /** Behind the `#`, trimmed. */
  readonly text: string;
  /** From the `#` to the end of the line. */
  readonly span: Span;
  /** True for a comment line inside a continued instruction. */
  readonly inside: boolean;
}

export interface Stage {
  /** 0-based position among the stages. */
  readonly index: number;
  readonly from: FromInstruction;
  /** As written; names are compared in lower case. */
  readonly name: Word | undefined;
  /** Without FROM. */
  readonly instructions: readonly Instruction[];
  /** The earlier stage this one is built on. */
  readonly base: Stage | undefined;
  /** The image with global ARG defaults put in; undefined when built on a stage or when a variable has no known value. */
  readonly image: ImageReference | undefined;
  /** True for the last stage of the file: what a build without a target makes. */
  readonly isLast: boolean;
}

/** A piece of the text, as written except that line continuations are gone; quotes are still there. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

export interface Flag {
  /** Without `--`, in lower case. */
  readonly name: string;
  /** Behind `=`, quotes removed; undefined for a bare flag. */
  readonly value: string | undefined;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
}

export interface Heredoc {
  readonly name: string;
  /** `<<-`: leading tabs are removed. */
  readonly stripTabs: boolean;
  /** False where the name is quoted: no variables. */
  readonly expand: boolean;
  /** `<<EOF`, on the instruction's own line. */
  readonly span: Span;
  /** The lines between, with their line ends; may be empty. */
  readonly bodySpan: Span;
  /** The closing line; undefined when it is missing. */
  readonly endSpan: Span | undefined;
}

interface Base {
  /** The keyword in upper case, as the author may have misspelt it. */
  readonly name: string;
  readonly keywordSpan: Span;
  /** From the keyword to the last character, heredocs included, without the line end. */
  readonly span: Span;
  /** From the first character behind keyword and flags to the end of the (continued) line, without heredoc bodies; empty at its end when there are no arguments. */
  readonly argumentsSpan: Span;
  /** The arguments on one line: continuations and comments inside are gone. */
  readonly argumentsText: string;
  readonly flags: readonly Flag[];
  readonly heredocs: readonly Heredoc[];
  /** Empty lines inside a continued instruction. */
  readonly emptyContinuations: readonly Span[];
  /** Position in the stage's list (or among the global instructions). */
  readonly index: number;
  /** True for the instruction behind ONBUILD. */
  readonly isTrigger: boolean;
}

export interface FromInstruction extends Base {
  readonly keyword: "FROM";
  readonly image: ImageReference;
  readonly platform: Flag | undefined;
  readonly stageName: Word | undefined;
  /** The word AS, in any case. */
  readonly asSpan: Span | undefined;
}

/** `["a", "b"]`, or a line for the shell. */
export type CommandForm = ShellForm | ExecForm;

export interface ShellForm {
  readonly kind: "shell";
  /** What the shell gets, on one line (for a heredoc: its body). */
  readonly text: string;
  readonly span: Span;
  /** Parsed once, on first use; undefined where the shell is not a POSIX one or the heredoc is for another interpreter. */
  readonly script: ShellScript | undefined;
}

export interface ExecForm {
  readonly kind: "exec";
  readonly elements: readonly Word[];
  readonly span: Span;
}

export interface RunInstruction extends Base {
  readonly keyword: "RUN";
  readonly command: CommandForm;
}

export interface CmdInstruction extends Base {
  readonly keyword: "CMD" | "ENTRYPOINT";
  readonly command: CommandForm;
}

export interface ShellInstruction extends Base {
  readonly keyword: "SHELL";
  /** Undefined unless it is a JSON array. */
  readonly command: ExecForm | undefined;
}

export interface HealthcheckInstruction extends Base {
  readonly keyword: "HEALTHCHECK";
  /** True for `HEALTHCHECK NONE`. */
  readonly none: boolean;
  readonly command: CommandForm | undefined;
}

export interface CopyInstruction extends Base {
  readonly keyword: "COPY" | "ADD";
  readonly sources: readonly Word[];
  readonly destination: Word | undefined;
  /** `--from=…`: a stage, an image or a context. */
  readonly from: Flag | undefined;
  /** The earlier stage that `--from` names. */
  readonly fromStage: Stage | undefined;
  readonly json: boolean;
}

/** `NAME=value`, or the old form `NAME value`. */
export interface Pair {
  readonly name: Word;
  /** Undefined where nothing follows the name. */
  readonly value: Word | undefined;
  readonly span: Span;
}

export interface EnvInstruction extends Base {
  readonly keyword: "ENV" | "LABEL";
  readonly pairs: readonly Pair[];
  /** `ENV name value`. */
  readonly legacy: boolean;
}

export interface ArgInstruction extends Base {
  readonly keyword: "ARG";
  readonly pairs: readonly Pair[];
}

export interface WordsInstruction extends Base {
  readonly keyword: "EXPOSE" | "VOLUME";
  readonly words: readonly Word[];
  readonly json: boolean;
}

export interface TextInstruction extends Base {
  readonly keyword: "USER" | "WORKDIR" | "STOPSIGNAL" | "MAINTAINER";
  /** Everything behind the keyword. */
  readonly argument: Word | undefined;
}

export interface OnbuildInstruction extends Base {
  readonly keyword: "ONBUILD";
  readonly trigger: Instruction | undefined;
}

/** A word Docker does not know. */
export interface UnknownInstruction extends Base {
  readonly keyword: "UNKNOWN";
}

export type Instruction =
  | FromInstruction
  | RunInstruction
  | CmdInstruction
  | ShellInstruction
  | HealthcheckInstruction
  | CopyInstruction
  | EnvInstruction
  | ArgInstruction
  | WordsInstruction
  | TextInstruction
  | OnbuildInstruction
  | UnknownInstruction;

export type Keyword = Instruction["keyword"];

/** The instruction type of a keyword; CMD and ENTRYPOINT share one, so `Extract` would find none. */
export type InstructionOf<K extends Keyword, I = Instruction> = I extends { readonly keyword: infer W }
  ? K extends W
    ? I
    : never
  : never;
