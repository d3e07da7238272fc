/** Where Drydock and hadolint part on purpose; each has a section with a Dockerfile in docs/differences.md. */
import type { Dockerfile, Instruction } from "../../server/src/core/syntax/dockerfile/model.js";
import type { Place } from "./corpus.js";

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
  {
    codes: ["DL3000"],
    side: "missed",
    title: "a relative WORKDIR behind an absolute one",
    applies: ({ file, instruction }) =>
      file.stages.some(({ instructions }) => {
        const at = instruction ? instructions.indexOf(instruction) : -1;
        return instructions.slice(0, Math.max(at, 0)).some((it) => it.keyword === "WORKDIR");
      }) || stagesAbove(file, instruction).some((it) => it.some(({ keyword }) => keyword === "WORKDIR")),
  },
  {
    codes: ["DL3002"],
    side: "missed",
    title: "root in a stage that is no image",
    applies: ({ file, instruction }) =>
      file.stages.some(({ instructions, isLast }) => !isLast && instructions.some((it) => it === instruction)),
  },
  {
    codes: ["DL3006"],
    side: "missed",
    title: "an image that is a placeholder, a stage named by a variable, or no image at all",
    applies: ({ file, instruction, text }) => {
      if (instruction?.keyword !== "FROM") return false;
      const { image } = instruction;
      const prefix = image.text.split("$")[0]!.toLowerCase();
      const namesStage =
        prefix !== "" && image.text.includes("$") && file.stages.some(({ name }) => name?.text.toLowerCase().startsWith(prefix));
      return namesStage || image.error !== undefined || /^FROM\s+(?:REPLACE-ME|[A-Z_]+)(?:\s|$)|%%|__/.test(text);
    },
  },
  {
    codes: ["DL3006", "DL3022"],
    side: "missed",
    title: "the name of a stage in other capitals",
    applies: ({ file, instruction }) => {
      const name =
        instruction?.keyword === "FROM" ? instruction.image.text : instruction?.keyword === "COPY" && instruction.from?.value;
      return (
        !!name && file.stages.some((it) => it.name && it.name.text !== name && it.name.text.toLowerCase() === name.toLowerCase())
      );
    },
  },
  {
    codes: ["DL3057"],
    side: "missed",
    title: "an image that serves nothing, without a health check",
    applies: ({ file, instruction }) =>
      file.stages.some(
        ({ from, instructions }) => from === instruction && !instructions.some(({ keyword }) => keyword === "EXPOSE"),
      ),
  },
  {
    codes: ["DL3020"],
    side: "missed",
    title: "ADD of a pattern or a variable",
    applies: ({ instruction }) => instruction?.keyword === "ADD" && instruction.sources.some(({ text }) => /[*?$[]/.test(text)),
  },
  {
    codes: ["DL3025"],
    side: "missed",
    title: "health checks, and commands that begin with exec",
    applies: ({ text }) => /^HEALTHCHECK\b/i.test(text) || /^(?:CMD|ENTRYPOINT)\s+exec\s/i.test(text),
  },
  {
    codes: ["DL3012", "DL3025", "DL4003", "DL4004"],
    side: "missed",
    title: "the command that has no effect is the earlier one",
    applies: ({ file, instruction }) => isRepeated(file, instruction),
  },
  {
    codes: ["DL3012", "DL4003", "DL4004"],
    side: "extra",
    title: "the command that has no effect is the earlier one",
    applies: ({ file, instruction }) => isRepeated(file, instruction),
  },
  {
    codes: ["DL3025", "DL4003"],
    side: "missed",
    title: "a file without FROM",
    applies: ({ file }) => file.stages.length === 0,
  },
  {
    codes: ["DL3025"],
    side: "missed",
    title: "an exec form with an escaped slash",
    applies: ({ instruction }) =>
      (instruction?.keyword === "CMD" || instruction?.keyword === "ENTRYPOINT") && instruction.command.kind === "exec",
  },
  {
    codes: ["SC3037"],
    side: "missed",
    title: "the program /bin/echo",
    applies: ({ text }) => /\/bin\/echo\s+-/.test(text) && !/(?<!\/)\becho\s+-/.test(text),
  },
  {
    codes: ["SC3003", "SC3009", "SC3010", "SC3011", "SC3020", "SC3030", "SC3034", "SC3037", "SC3046", "SC3053", "SC3057"],
    side: "missed",
    title: "what bash has, in a stage whose SHELL is bash with options",
    applies: ({ file, instruction }) => {
      const stage = file.stages.find(({ instructions }) => instructions.some((it) => it === instruction));
      const shell = stage?.instructions.findLast(
        (it) => it.keyword === "SHELL" && it.span.start < (instruction?.span.start ?? 0),
      );
      return shell?.keyword === "SHELL" && /bash/.test(shell.command?.elements[0]?.text ?? "");
    },
  },
];

/** True where a stage has this instruction more than once. */
function isRepeated({ stages }: Dockerfile, instruction: Instruction | undefined): boolean {
  const stage = stages.find(({ instructions }) => instructions.some((it) => it === instruction));
  return (stage?.instructions.filter(({ keyword }) => keyword === instruction?.keyword).length ?? 0) > 1;
}

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
