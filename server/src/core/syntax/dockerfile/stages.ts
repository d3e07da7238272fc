/** Links instructions to stages, stages to the stages they build on, and images to the values of global ARGs. */
import type { Span } from "../../text/span.js";
import { type ImageReference, parseImageReference } from "../image-reference.js";
import type { Problem } from "../problem.js";
import { isPosixShell } from "./command.js";
import { buildInstruction } from "./instructions.js";
import type { LogicalLine } from "./lines.js";
import type { ArgInstruction, CopyInstruction, Flag, FromInstruction, Heredoc, Instruction, Stage, Word } from "./model.js";
import { expand } from "./variables.js";

/** An instruction whose arguments have not been read yet. */
export interface Draft {
  readonly line: LogicalLine;
  /** Where the arguments begin on the logical line, behind the flags. */
  readonly rest: number;
  readonly text: string;
  readonly escape: "\\" | "`";
  readonly problems: Problem[];
  readonly trigger: Draft | undefined;
  readonly name: string;
  readonly keywordSpan: Span;
  readonly span: Span;
  readonly argumentsSpan: Span;
  readonly argumentsText: string;
  readonly flags: readonly Flag[];
  readonly heredocs: readonly Heredoc[];
  readonly emptyContinuations: readonly Span[];
  readonly isTrigger: boolean;
}

interface OpenStage {
  index: number;
  from: FromInstruction;
  name: Word | undefined;
  instructions: Instruction[];
  base: Stage | undefined;
  image: ImageReference | undefined;
  isLast: boolean;
  posixShell: boolean;
}

export function linkStages(drafts: readonly Draft[], escape: "\\" | "`") {
  const instructions: Instruction[] = [];
  const globalArgs: ArgInstruction[] = [];
  const stages: OpenStage[] = [];
  const globals = new Map<string, string | null>();
  for (const draft of drafts) {
    const open = stages.at(-1);
    let instruction = buildInstruction(draft, {
      index: open?.instructions.length ?? instructions.length,
      posixShell: open?.posixShell ?? true,
    });
    if (instruction.keyword === "FROM") {
      stages.push(openStage(instruction, stages, globals, escape));
    } else if (!open) {
      if (instruction.keyword === "ARG") {
        globalArgs.push(instruction);
        for (const { name, value } of instruction.pairs) {
          globals.set(name.text, value ? (expand(value.text, escape, (it) => globals.get(it)) ?? null) : null);
        }
      } else if (instruction.keyword !== "UNKNOWN") {
        draft.problems.push({ span: draft.keywordSpan, message: `${draft.name} stands before the first FROM; only ARG may.` });
      }
    } else {
      if (instruction.keyword === "COPY" || instruction.keyword === "ADD") instruction = linkCopy(instruction, stages);
      if (instruction.keyword === "SHELL" && instruction.command) {
        open.posixShell = isPosixShell(instruction.command.elements[0]?.text ?? "");
      }
      open.instructions.push(instruction);
    }
    instructions.push(instruction);
  }
  const last = stages.at(-1);
  if (last) last.isLast = true;
  return { instructions, globalArgs, stages: stages as readonly Stage[] };
}

function openStage(
  from: FromInstruction,
  stages: readonly OpenStage[],
  globals: ReadonlyMap<string, string | null>,
  escape: string,
): OpenStage {
  const name = from.image.text.includes("$")
    ? expand(from.image.text, escape, (it) => globals.get(it) ?? undefined)
    : from.image.text;
  // The builder keeps names of stages in lower case, but looks for them here as FROM writes them: `FROM Build` finds no stage.
  const base = name === undefined ? undefined : stages.findLast((it) => it.name?.text.toLowerCase() === name);
  const image =
    base || !name ? undefined : name === from.image.text ? from.image : parseImageReference(name, from.image.span.start);
  return {
    index: stages.length,
    from,
    name: from.stageName,
    instructions: [],
    base: base as Stage | undefined,
    image,
    isLast: false,
    posixShell: base?.posixShell ?? !isWindowsImage(name ?? from.image.text),
  };
}

/** The default shell of a Windows base is cmd. */
function isWindowsImage(name: string): boolean {
  return /windows|nanoserver|servercore|mcr\.microsoft\.com\/dotnet\/framework/i.test(name);
}

function linkCopy(copy: CopyInstruction, stages: readonly OpenStage[]): CopyInstruction {
  const from = copy.from?.value;
  if (from === undefined) return copy;
  const earlier = stages.slice(0, -1);
  const stage = /^\d+$/.test(from)
    ? earlier[Number(from)]
    : earlier.findLast((it) => it.name?.text.toLowerCase() === from.toLowerCase());
  return { ...copy, fromStage: stage as Stage | undefined };
}
