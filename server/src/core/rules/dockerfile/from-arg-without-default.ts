import { defineRule, type Fix } from "../../linter/rule.js";
import { automaticArguments, globalDefaults } from "../../project/global-arguments.js";
import { type ExpansionUse, readExpansion } from "../../syntax/dockerfile/expansion.js";
import type { Dockerfile, FromInstruction } from "../../syntax/dockerfile/model.js";
import { expand } from "../../syntax/dockerfile/variables.js";
import { parseImageReference } from "../../syntax/image-reference.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "from-arg-without-default",
  language: "dockerfile",
  category: "correctness",
  severity: "info",
  profiles: ["recommended"],
  summary: "With the defaults of its ARGs, FROM names no image.",
  why: [
    "A plain `docker build` fails, and so does every tool that reads the file without your build arguments.",
    "A default keeps the file buildable; `--build-arg` still overrides it.",
  ],
  references: ["https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/"],
  aliases: ["buildkit:InvalidDefaultArgInFrom", "tally:buildkit/InvalidDefaultArgInFrom"],
  covers: ["from-arg-default-invalid"],
  fix: "placeholder",

  *check(file) {
    const defaults = globalDefaults(file);
    const lookup = (name: string): string | null | undefined =>
      defaults.has(name) ? defaults.get(name) : automaticArguments.has(name) ? undefined : null;
    for (const { from, base } of file.stages) {
      const { image } = from;
      if (base || !image.text.includes("$") || hasPlaceholder(image.text)) continue;
      const { uses } = readExpansion(image.text, file.escape);
      // See undeclared-from-arg.
      if (uses.some(({ name }) => !defaults.has(name) && !automaticArguments.has(name))) continue;
      const name = expand(image.text, file.escape, lookup);
      if (name === undefined || (name !== "" && !parseImageReference(name).error)) continue;
      const empty = uses.find((it) => lookup(it.name) === null || lookup(it.name) === "");
      const span = empty && isWhole(from) ? useSpan(from, empty) : image.span;
      const what = name === "" ? "no image" : `'${name}', which is no image`;
      yield {
        span,
        message: empty
          ? `Without a value for '${empty.name}' FROM names ${what}; give the ARG a default.`
          : `With the defaults of its ARGs FROM names ${what}.`,
        ...(empty ? { fixes: defaultFixes(file, from, empty) } : {}),
        noFix: "What the default should be is for the author to say.",
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        ARG PHP_VERSION
        FROM php:\${PHP_VERSION}
                 ^^^^^^^^^^^^^^ Without a value for 'PHP_VERSION' FROM names 'php:', which is no image; give the ARG a default.
      `,
      good: dockerfile`
        ARG PHP_VERSION=change-me
        FROM php:\${PHP_VERSION}
      `,
    },
    {
      title: "a default that makes no name",
      bad: dockerfile`
        ARG IMAGE=Debian
        FROM $IMAGE:13-slim
             ^^^^^^^^^^^^^^ With the defaults of its ARGs FROM names 'Debian:13-slim', which is no image.
      `,
    },
    {
      good: dockerfile`
        ARG PHP_VERSION
        ARG VARIANT=-slim
        FROM php:\${PHP_VERSION:-8.4}
        FROM debian:13\${SUFFIX}
        FROM debian:13$VARIANT
        FROM base-$TARGETARCH
      `,
    },
  ],
});

function isWhole({ image }: FromInstruction): boolean {
  return image.span.end - image.span.start === image.text.length;
}

function useSpan({ image }: FromInstruction, { range }: ExpansionUse) {
  return { start: image.span.start + range.start, end: image.span.start + range.end };
}

function defaultFixes(file: Dockerfile, from: FromInstruction, { name }: ExpansionUse): Fix[] {
  const pair = file.globalArgs.flatMap(({ pairs }) => pairs).findLast((it) => it.name.text === name);
  if (!pair || pair.value) return [];
  // A lone variable needs a whole image, any other only a part of its name.
  const value = /^\$(?:\{\w+\}|\w+)$/.test(from.image.text) ? "change-me:latest" : "change-me";
  return [{ title: `Give ${name} a default`, applicability: "placeholder", edits: [insertAt(pair.name.span.end, `=${value}`)] }];
}
