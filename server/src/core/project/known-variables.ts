/** Which variables the builder knows at each instruction of a stage. */
import { imageVariables } from "../knowledge/image-variables.js";
import type { Instruction, Stage } from "../syntax/dockerfile/model.js";

export interface KnownVariables {
  readonly names: ReadonlySet<string>;
  /** False where the base image may set more. */
  readonly complete: boolean;
}

/** Walks the stages in the order of the file; the callback must not keep the set, which grows on. */
export function eachInstruction(
  stages: readonly Stage[],
  visit: (instruction: Instruction, stage: Stage, known: KnownVariables) => void,
): void {
  const ends = new Map<Stage, KnownVariables>();
  for (const stage of stages) {
    const start = stage.base ? ends.get(stage.base) : undefined;
    const fromImage = stage.base || !stage.image ? undefined : imageVariables(stage.image);
    const names = new Set(start?.names ?? fromImage ?? []);
    // The builder sets PATH where the image does not.
    names.add("PATH");
    const known: KnownVariables = { names, complete: start ? start.complete : fromImage !== undefined };
    for (const instruction of stage.base?.instructions ?? []) {
      if (instruction.keyword === "ONBUILD" && instruction.trigger) declare(names, instruction.trigger);
    }
    for (const instruction of stage.instructions) {
      visit(instruction, stage, known);
      declare(names, instruction);
    }
    ends.set(stage, known);
  }
}

function declare(names: Set<string>, instruction: Instruction): void {
  if (instruction.keyword !== "ENV" && instruction.keyword !== "ARG") return;
  for (const { name } of instruction.pairs) names.add(name.text.replace(/["']/g, ""));
}
