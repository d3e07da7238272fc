/** Where Drydock and BuildKit's checks part on purpose; each has a section with a Dockerfile in docs/differences.md. */
import { imageVariables } from "../../server/src/core/knowledge/image-variables.js";
import type { Dockerfile, Stage } from "../../server/src/core/syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../server/src/core/syntax/placeholders.js";
import type { Difference } from "./differences.js";

export const buildkitDifferences: readonly Difference[] = [
  {
    codes: ["InvalidDefaultArgInFrom", "UndefinedVar", "FromAsCasing", "JSONArgsRecommended", "LegacyKeyValueFormat"],
    side: "missed",
    title: "templates that another program fills in",
    applies: ({ text, instruction }) =>
      hasPlaceholder(text) || (instruction?.keyword === "FROM" && isScriptName(instruction.image.text)),
  },
  {
    codes: ["UndefinedVar"],
    side: "missed",
    title: "a variable that the base image may set",
    applies: ({ file, instruction, text }) => {
      let stage: Stage | undefined = file.stages.find(({ instructions }) => instructions.some((it) => it === instruction));
      while (stage?.base) stage = stage.base;
      const variables = stage?.image && imageVariables(stage.image);
      return variables === undefined || [...variables].some((it) => it !== "" && text.includes(it));
    },
  },
  {
    codes: ["JSONArgsRecommended"],
    side: "missed",
    title: "a command that begins with exec",
    applies: ({ text }) => /^(?:CMD|ENTRYPOINT)\s+exec\s/i.test(text),
  },
  {
    codes: ["JSONArgsRecommended"],
    side: "missed",
    title: "a command that a later one replaces",
    applies: ({ file, instruction }) => {
      const stage = file.stages.find(({ instructions }) => instructions.some((it) => it === instruction));
      return stage?.instructions.some((it) => it.index > instruction!.index && it.keyword === instruction!.keyword) ?? false;
    },
  },
  {
    codes: ["WorkdirRelativePath"],
    side: "missed",
    title: "a WORKDIR from a variable without a value",
    applies: ({ instruction }) => instruction?.keyword === "WORKDIR" && instruction.argumentsText.includes("$"),
  },
  {
    codes: ["InvalidDefinitionDescription"],
    side: "extra",
    title: "a comment above an ARG or a stage that does not begin with its name",
    // The comment is what is marked.
    applies: ({ instruction }) => instruction === undefined,
  },
];

/** Files that no builder is meant to read as they are. */
export function isTemplate({ text, stages }: Dockerfile): boolean {
  return hasPlaceholder(text) || stages.some(({ from }) => isScriptName(from.image.text));
}

/** A name in capitals that a script replaces before the build: `FROM ARG_FROM`. */
function isScriptName(text: string): boolean {
  return /^[A-Z0-9_-]+$/.test(text);
}
