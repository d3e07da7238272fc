/** What the recipes of the stacks share: what they get, what they give, and where instructions go that need no thought. */
import type { BuildContext } from "../../project/context.js";
import type { FinalStage } from "../../project/final-stages.js";
import type { Project } from "../../project/project.js";
import type { StageFacts } from "../../project/stage-facts.js";
import type { Startup } from "../../project/startup.js";
import type { Dockerfile, EnvInstruction, Instruction, RunInstruction } from "../../syntax/dockerfile/model.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import type { CommandLine } from "../../syntax/shell/query.js";
import { commandLines } from "../../syntax/shell/query.js";
import { keywordLike } from "../dockerfile-edit.js";
import { bareItem, type Item, itemOf, mentions, type Piece } from "./pieces.js";

export interface Input {
  readonly file: Dockerfile;
  readonly final: FinalStage;
  readonly facts: StageFacts;
  readonly project: Project;
  readonly startup: Startup;
  readonly context: BuildContext;
  readonly pieces: readonly Piece[];
  /** The working directory when an instruction runs. */
  workdirAt(instruction: Instruction): string | undefined;
  /** The name that the build stage will have. */
  readonly buildName: string;
}

/** Two stages in place of one. */
export interface Plan {
  readonly build: readonly Item[];
  readonly runtime: readonly Item[];
  /** What the second FROM names. */
  readonly image: string;
}

/** One stack. */
export interface Recipe {
  /** True where the base image shows this stack. */
  matches(facts: StageFacts): boolean;
  /** @throws Refused where it cannot be done, or brings nothing */
  plan(input: Input): Plan;
}

/** Carries a refusal out of nested calls to the recipe's caller. */
export class Refused extends Error {
  constructor(
    readonly reason: string,
    readonly pointless = false,
  ) {
    super(reason);
  }
}

export function refuse(reason: string): never {
  throw new Refused(reason);
}

export function refusePointless(reason: string): never {
  throw new Refused(reason, true);
}

/** The stages as they grow. */
export class Draft {
  readonly build: Item[] = [];
  readonly runtime: Item[] = [];

  /**
   * Places what is the same for each stack; false for COPY, ADD and RUN.
   * @param buildsWith true for a variable that the build may read
   */
  place(piece: Piece, buildsWith: (name: string) => boolean): boolean {
    const { instruction } = piece;
    switch (instruction.keyword) {
      case "ARG": {
        const names = instruction.pairs.map(({ name }) => name.text);
        const isUsed = (text: string): boolean => names.some((name) => mentions(text, name));
        // RUN sees an ARG as a variable, also where nobody writes it down.
        this.build.push({ ...itemOf(piece), when: (behind, other) => isUsed(behind) || !isUsed(other) });
        this.runtime.push({ ...itemOf(piece), when: isUsed });
        return true;
      }
      case "ENV": {
        const names = instruction.pairs.map(({ name }) => name.text);
        this.build.push(bareItem(piece, (behind) => names.some((name) => buildsWith(name) || mentions(behind, name))));
        this.runtime.push(itemOf(piece));
        return true;
      }
      case "WORKDIR":
        this.build.push(bareItem(piece));
        this.runtime.push(itemOf(piece));
        return true;
      case "RUN":
      case "COPY":
      case "ADD":
        return false;
      default:
        this.runtime.push(itemOf(piece));
        return true;
    }
  }
}

/** The commands of a RUN. */
export function linesOf(run: RunInstruction): readonly CommandLine[] {
  if (run.command.kind === "shell" && (!run.command.script || run.command.script.problems.length > 0))
    refuse(`'RUN ${shortened(run.argumentsText)}' cannot be read.`);
  return commandLines(run.command);
}

export function shortened(text: string): string {
  const squeezed = text.replace(/\s+/g, " ").trim();
  return squeezed.length > 40 ? `${squeezed.slice(0, 39)}…` : squeezed;
}

/** The words of a command, for a reason. */
export function shown({ program, arguments: words }: CommandLine): string {
  return shortened([program ?? "", ...words.map(({ text }) => text)].join(" "));
}

/** `RUN`, `copy`, as the file writes them. */
export function keyword(file: Dockerfile, name: string): string {
  return keywordLike(file, name);
}

/** The user in force when an instruction runs, where it is one of the Dockerfile's and not root. */
export function ownerAt({ file, facts }: Input, instruction: Instruction): string | undefined {
  const { user } = stateBefore(facts.stage, instruction.index, file.escape);
  const name = user?.argument?.text;
  return name === undefined || /^(?:root|0)(?::|$)/.test(name) ? undefined : name;
}

/** A path as one writes it below a working directory. */
export function relative(path: string, workdir: string): string {
  if (path === workdir) return "./";
  return path.startsWith(`${workdir === "/" ? "" : workdir}/`) ? path.slice(workdir === "/" ? 1 : workdir.length + 1) : path;
}

/** The value of an ENV pair is a list that goes on with what was there before. */
export function replacesPath(instruction: EnvInstruction): boolean {
  return instruction.pairs.some(
    ({ name, value }) => name.text === "PATH" && value !== undefined && !mentions(value.text, "PATH"),
  );
}
