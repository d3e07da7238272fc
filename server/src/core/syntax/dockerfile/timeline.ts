/** What holds at a point of a stage: user, directory, variables, shell, inherited from the stages it builds on. */
import type {
  CmdInstruction,
  EnvInstruction,
  HealthcheckInstruction,
  Instruction,
  ShellInstruction,
  Stage,
  TextInstruction,
  Word,
} from "./model.js";
import { expand } from "./variables.js";

/** `undefined` means: as the base image has it, which only knowledge about images can tell. */
export interface StageState {
  /** The USER instruction in force. */
  readonly user: TextInstruction | undefined;
  /** The working directory; undefined when relative to an unknown one or when a variable is not known. */
  readonly workdir: string | undefined;
  readonly workdirInstruction: TextInstruction | undefined;
  readonly shell: ShellInstruction | undefined;
  readonly cmd: CmdInstruction | undefined;
  readonly entrypoint: CmdInstruction | undefined;
  readonly healthcheck: HealthcheckInstruction | undefined;
  /** The last word on each ENV variable, with the instruction that set it. */
  readonly env: ReadonlyMap<
    string,
    { readonly value: string | undefined; readonly word: Word; readonly instruction: EnvInstruction }
  >;
  readonly args: ReadonlyMap<string, string | null | undefined>;
}

/** The state behind the last instruction of a stage. */
export function endState(stage: Stage, escape: string): StageState {
  return stateBefore(stage, stage.instructions.length, escape);
}

/**
 * How far a stage has been played. Rules ask for states in the order of the text, so going on from the last one keeps a long stage linear;
 * a stage belongs to one file, and with it to one escape character.
 */
const cursors = new WeakMap<Stage, { at: number; readonly state: Timeline }>();

/** The state in force when the instruction at `index` runs. */
export function stateBefore(stage: Stage, index: number, escape: string): StageState {
  const end = Math.min(index, stage.instructions.length);
  let cursor = cursors.get(stage);
  if (!cursor || cursor.at > end) {
    cursor = { at: 0, state: new Timeline(stage.base ? endState(stage.base, escape) : undefined, escape) };
    cursors.set(stage, cursor);
  }
  while (cursor.at < end) cursor.state.apply(stage.instructions[cursor.at++]!);
  return cursor.state.copy();
}

class Timeline implements StageState {
  user: TextInstruction | undefined;
  workdir: string | undefined;
  workdirInstruction: TextInstruction | undefined;
  shell: ShellInstruction | undefined;
  cmd: CmdInstruction | undefined;
  entrypoint: CmdInstruction | undefined;
  healthcheck: HealthcheckInstruction | undefined;
  env: Map<string, { value: string | undefined; word: Word; instruction: EnvInstruction }>;
  args: Map<string, string | null | undefined>;

  constructor(
    base: StageState | undefined,
    private readonly escape: string,
  ) {
    this.user = base?.user;
    this.workdir = base?.workdir;
    this.workdirInstruction = base?.workdirInstruction;
    this.shell = base?.shell;
    this.cmd = base?.cmd;
    this.entrypoint = base?.entrypoint;
    this.healthcheck = base?.healthcheck;
    this.env = new Map(base?.env);
    // Docker hands the arguments of a stage down to those built on it.
    this.args = new Map(base?.args);
  }

  /** Safe to keep while the original goes on. */
  copy(): StageState {
    return new Timeline(this, this.escape);
  }

  apply(instruction: Instruction): void {
    switch (instruction.keyword) {
      case "USER":
        this.user = instruction;
        break;
      case "WORKDIR":
        this.workdirInstruction = instruction;
        this.workdir = this.directory(instruction.argument?.text ?? "");
        break;
      case "SHELL":
        this.shell = instruction;
        break;
      case "CMD":
        this.cmd = instruction;
        break;
      case "ENTRYPOINT":
        // Docker resets an inherited CMD when a stage sets ENTRYPOINT; one of the same stage stays.
        this.entrypoint = instruction;
        break;
      case "HEALTHCHECK":
        this.healthcheck = instruction;
        break;
      case "ENV":
        for (const { name, value } of instruction.pairs) {
          if (value) this.env.set(name.text, { value: this.value(value.text), word: value, instruction });
        }
        break;
      case "ARG":
        for (const { name, value } of instruction.pairs) this.args.set(name.text, value ? this.value(value.text) : undefined);
        break;
      default:
    }
  }

  /** ENV wins over ARG, as in a build. */
  private value(text: string): string | undefined {
    return expand(text, this.escape, (name) => (this.env.has(name) ? this.env.get(name)!.value : this.args.get(name)));
  }

  private directory(text: string): string | undefined {
    const path = this.value(text);
    if (path === undefined || path === "") return undefined;
    if (path.startsWith("/")) return normalize(path);
    return this.workdir === undefined ? undefined : normalize(`${this.workdir}/${path}`);
  }
}

/** Resolves `.`, `..` and doubled slashes of an absolute path inside the image. */
export function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
