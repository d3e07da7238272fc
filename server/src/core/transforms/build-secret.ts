/** Hands a value to the RUNs that use it as a secret of the build, which leaves no trace in the image. */
import type { Fix } from "../linter/rule.js";
import type { ArgInstruction, Dockerfile, Instruction, Pair, RunInstruction, Stage } from "../syntax/dockerfile/model.js";
import { removePair } from "./remove-pair.js";
import { allowsMounts, insertMounts } from "./run-edit.js";

/** The fix for an ARG of a stage that nothing but RUNs of that stage use; undefined otherwise. */
export function buildSecretFix(file: Dockerfile, stage: Stage, instruction: ArgInstruction, pair: Pair): Fix | undefined {
  if (!allowsSecretVariables(file)) return undefined;
  const name = pair.name.text;
  const later = stage.instructions.filter((it) => it.index > instruction.index);
  const users = later.filter((it) => usesVariable(it, name));
  const runs = users.filter((it): it is RunInstruction => it.keyword === "RUN" && it.command.kind === "shell");
  if (runs.length === 0 || runs.length !== users.length || file.stages.some(({ base }) => base === stage)) return undefined;
  if (later.some((it) => it.keyword === "ARG" && it.pairs.some((other) => other.name.text === name))) return undefined;
  const removal = removePair(file, instruction, pair);
  const id = name.toLowerCase();
  return (
    removal && {
      title: `Take ${name} from a build secret (docker build --secret id=${id},env=${name})`,
      applicability: "unsafe",
      edits: [removal, ...runs.map((run) => insertMounts(run, [`type=secret,id=${id},env=${name}`]))],
    }
  );
}

/** A secret as a variable came with Dockerfile 1.10; without `# syntax=` BuildKit takes what it has. */
function allowsSecretVariables(file: Dockerfile): boolean {
  const version = /:1\.(\d+)/.exec(file.directives.find(({ name }) => name === "syntax")?.value ?? "")?.[1];
  return allowsMounts(file) && (version === undefined || Number(version) >= 10);
}

export function usesVariable(instruction: Instruction, name: string): boolean {
  // A half-typed name is none yet, and would be a pattern.
  if (!/^\w+$/.test(name)) return false;
  return (
    new RegExp(`\\$\\{?${name}\\b`).test(instruction.argumentsText) ||
    (instruction.heredocs.length > 0 && usesInHeredoc(instruction, name))
  );
}

function usesInHeredoc(instruction: Instruction, name: string): boolean {
  return (
    instruction.keyword === "RUN" &&
    instruction.command.kind === "shell" &&
    new RegExp(`\\$\\{?${name}\\b`).test(instruction.command.text)
  );
}
