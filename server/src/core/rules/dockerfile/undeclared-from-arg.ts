import { defineRule, type Fix } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { automaticArguments, globalDefaults } from "../../project/global-arguments.js";
import { type ExpansionUse, readExpansion } from "../../syntax/dockerfile/expansion.js";
import type { Dockerfile, Pair, Word } from "../../syntax/dockerfile/model.js";
import { expand } from "../../syntax/dockerfile/variables.js";
import { parseImageReference } from "../../syntax/image-reference.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { insertBefore, keywordLike } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "undeclared-from-arg",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "FROM uses a variable that no ARG before the first FROM declares.",
  why: [
    "FROM knows only the ARGs that stand before the first FROM; any other variable is empty, whatever `--build-arg` says.",
    "An ARG inside a stage counts for that stage alone.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/undefined-arg-in-from/",
    "https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact",
  ],
  aliases: [
    "buildkit:UndefinedArgInFrom",
    "buildkit:InvalidDefaultArgInFrom",
    "dockerfile-utils:BASE_NAME_EMPTY",
    "tally:buildkit/UndefinedArgInFrom",
  ],
  covers: ["from-arg-undeclared"],
  fix: "unsafe",

  *check(file) {
    const declared = new Set(file.globalArgs.flatMap(({ pairs }) => pairs.map(({ name }) => name.text)));
    for (const { from } of file.stages) {
      if (!file.text.slice(from.span.start, from.span.end).includes("$")) continue;
      if (hasPlaceholder(file.text.slice(from.span.start, from.span.end))) continue;
      const words: Word[] = [from.image];
      const { platform } = from;
      if (platform?.valueSpan) words.push({ text: platform.value ?? "", span: platform.valueSpan });
      const invalid = isInvalid(file, from.image.text);
      for (const word of words) {
        const seen = new Set<string>();
        for (const use of readExpansion(word.text, file.escape).uses) {
          if (declared.has(use.name) || automaticArguments.has(use.name) || seen.has(use.name)) continue;
          seen.add(use.name);
          yield {
            span: spanOf(word, use),
            message: messageOf(file, use, didYouMean(use.name, declared)),
            fixes: fixesOf(file, word, use, declared),
            noFix: "The builder has no value for a name like this.",
            ...(use.operator && /^:?[-+]$/.test(use.operator) ? { severity: "warning" as const } : {}),
            aliases: [
              "buildkit:UndefinedArgInFrom",
              "tally:buildkit/UndefinedArgInFrom",
              ...(invalid ? ["buildkit:InvalidDefaultArgInFrom", "dockerfile-utils:BASE_NAME_EMPTY"] : []),
            ],
          };
        }
      }
    }
  },

  examples: [
    {
      title: "a slip, and a variable that is declared too late",
      bad: dockerfile`
        ARG NODE_VERSION=22
        FROM node:\${NODE_VERSON}-slim AS build
                  ^^^^^^^^^^^^^^ No ARG before the first FROM declares 'NODE_VERSON'; did you mean 'NODE_VERSION'?
        ARG VARIANT=13-slim
        FROM debian:$VARIANT
                    ^^^^^^^^ FROM does not know 'VARIANT': its ARG stands in a stage. Declare it before the first FROM.
      `,
      good: dockerfile`
        ARG NODE_VERSION=22
        ARG VARIANT=13-slim
        FROM node:\${NODE_VERSION}-slim AS build
        ARG VARIANT=13-slim
        FROM debian:$VARIANT
      `,
    },
    {
      title: "declared nowhere",
      bad: dockerfile`
        FROM $REGISTRY/node:22
             ^^^^^^^^^ FROM does not know 'REGISTRY': no ARG before the first FROM declares it, so it is empty.
      `,
      good: dockerfile`
        ARG REGISTRY
        FROM $REGISTRY/node:22
      `,
    },
    {
      good: dockerfile`
        ARG TAG=22
        ARG REGISTRY
        FROM --platform=$BUILDPLATFORM \${REGISTRY:-docker.io}/node:$TAG
        FROM node-$TARGETARCH
        FROM {{ image }}:$X
      `,
    },
  ],
});

function spanOf({ text, span }: Word, { range }: ExpansionUse) {
  if (span.end - span.start !== text.length) return span;
  return { start: span.start + range.start, end: span.start + range.end };
}

/** True where a build without arguments ends up with no image. */
function isInvalid(file: Dockerfile, image: string): boolean {
  const defaults = globalDefaults(file);
  const name = expand(image, file.escape, (it) =>
    defaults.has(it) ? defaults.get(it) : automaticArguments.has(it) ? undefined : null,
  );
  return name !== undefined && (name === "" || parseImageReference(name).error !== undefined);
}

function stageArg(file: Dockerfile, name: string): Pair | undefined {
  for (const { instructions } of file.stages) {
    for (const it of instructions) {
      const pair = it.keyword === "ARG" ? it.pairs.find((pair) => pair.name.text === name) : undefined;
      if (pair) return pair;
    }
  }
  return undefined;
}

function messageOf(file: Dockerfile, { name }: ExpansionUse, meant: string | undefined): string {
  if (meant) return `No ARG before the first FROM declares '${name}'; did you mean '${meant}'?`;
  if (stageArg(file, name)) return `FROM does not know '${name}': its ARG stands in a stage. Declare it before the first FROM.`;
  return `FROM does not know '${name}': no ARG before the first FROM declares it, so it is empty.`;
}

function fixesOf(file: Dockerfile, word: Word, { name, range }: ExpansionUse, declared: ReadonlySet<string>): Fix[] {
  const fixes: Fix[] = [];
  const meant = didYouMean(name, declared);
  if (meant && word.span.end - word.span.start === word.text.length) {
    const start = word.span.start + word.text.indexOf(name, range.start);
    fixes.push({
      title: `Use ${meant}`,
      applicability: "unsafe",
      edits: [replace({ start, end: start + name.length }, meant)],
    });
  }
  const first = file.stages[0]?.from;
  if (!first || !/^[A-Za-z_]\w*$/.test(name)) return fixes;
  const value = stageArg(file, name)?.value;
  const simple = value && !value.text.includes("$") && value.span.end - value.span.start === value.text.length;
  const line = `${keywordLike(file, "ARG")} ${name}${simple ? `=${value.text}` : ""}`;
  fixes.push({
    title: `Declare ${name} before the first FROM`,
    applicability: simple ? "unsafe" : "placeholder",
    edits: [insertBefore(file, first, [line])],
  });
  return fixes;
}
