/** Where Drydock and hadolint part on purpose; each has a section with a Dockerfile in docs/differences.md. */
import type { Dockerfile, Instruction } from "../../server/src/core/syntax/dockerfile/model.js";

export interface Place {
  readonly file: Dockerfile;
  /** The one that holds the finding's line; undefined on a line between instructions. */
  readonly instruction: Instruction | undefined;
  /** As written, continuation lines and heredocs included. */
  readonly text: string;
}

export interface Difference {
  readonly codes: readonly string[];
  /** `missed`: hadolint reports it and Drydock does not; `extra`: the other way round. */
  readonly side: "missed" | "extra";
  /** The heading of its section in docs/differences.md. */
  readonly title: string;
  readonly applies: (place: Place) => boolean;
}

export const differences: readonly Difference[] = [
  {
    codes: ["DL4006"],
    side: "missed",
    title: "pipefail that is set by other means than a SHELL instruction of the stage",
    applies: ({ file, instruction, text }) =>
      /-[a-z]*o\s+pipefail/.test(text) || stagesAbove(file, instruction).some((it) => it.some(isPipefailShell)),
  },
  {
    codes: ["DL3066"],
    side: "missed",
    title: "USER by a variable that holds a number",
    applies: ({ file, text }) => {
      const variable = /^USER\s+"?\$\{?(\w+)/i.exec(text)?.[1];
      return variable !== undefined && new RegExp(`\\b${variable}[= ]"?\\d+`).test(file.text);
    },
  },
  {
    codes: ["SC2086"],
    side: "missed",
    title: "variables of ENV and ARG in a trigger of ONBUILD",
    applies: ({ file, text }) =>
      /^ONBUILD\b/i.test(text) &&
      [...text.matchAll(/\$\{?(\w+)/g)].every(([, name]) => new RegExp(`^\\s*(?:ENV|ARG)\\s+${name}\\b`, "im").test(file.text)),
  },
];

/** The instructions of each stage that the stage of an instruction is built on. */
function stagesAbove({ stages }: Dockerfile, instruction: Instruction | undefined): readonly (readonly Instruction[])[] {
  const own = stages.find(({ instructions }) => instruction !== undefined && instructions.includes(instruction));
  const above: (readonly Instruction[])[] = [];
  for (let it = own?.base; it; it = it.base) above.push(it.instructions);
  return above;
}

function isPipefailShell(instruction: Instruction): boolean {
  return instruction.keyword === "SHELL" && (instruction.command?.elements.some(({ text }) => /pipefail/.test(text)) ?? false);
}
