import { defineRule } from "../../linter/rule.js";
import { untrustedRegistry } from "../../project/trusted-registry.js";
import type { Stage } from "../../syntax/dockerfile/model.js";
import { type ImageReference, parseImageReference } from "../../syntax/image-reference.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "base-image-untrusted-registry",
  language: "dockerfile",
  category: "security",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "An image comes from a registry that the configuration does not trust.",
  why: [
    "Whoever can push to a registry decides what runs in the images built on it.",
    "The rule does nothing without `trustedRegistries` in the configuration; an image without a registry comes from `docker.io`.",
  ],
  references: ["https://github.com/hadolint/hadolint#configure"],
  aliases: ["hadolint:DL3026", "dockerfile_lint:specified_registry", "tally:hadolint/DL3026"],
  covers: ["base-image-untrusted-registry"],
  noFix: "Which trusted registry has the same image only its author knows.",

  *check(file, { settings }) {
    const trusted = settings.trustedRegistries;
    if (!trusted || trusted.length === 0) return;
    for (const stage of file.stages) {
      for (const { image, span } of imagesOf(stage, file.stages)) {
        const registry = untrustedRegistry(image, trusted);
        if (registry === undefined) continue;
        yield {
          span,
          message: `The registry '${registry}' is not one that the configuration trusts. Take the image from one that is.`,
        };
      }
    }
  },

  examples: [
    {
      settings: { trustedRegistries: ["docker.io", "*.example.com"] },
      bad: dockerfile`
        FROM quay.io/example/app:1.2.3 AS app
             ^^^^^^^^^^^^^^^^^^^^^^^^^ The registry 'quay.io' is not one that the configuration trusts. Take the image from one that is.
        FROM node:22-slim
        COPY --from=ghcr.io/example/tool:1 /tool /usr/local/bin/
                    ^^^^^^^^^^^^^^^^^^^^^^ The registry 'ghcr.io' is not one that the configuration trusts. Take the image from one that is.
        COPY --from=app /a /b
        RUN --mount=type=bind,from=registry.example.com/c:1,target=/c make
      `,
    },
    {
      title: "does nothing without 'trustedRegistries'",
      good: dockerfile`
        FROM quay.io/example/app:1.2.3
      `,
    },
  ],
});

interface Used {
  readonly image: ImageReference;
  readonly span: Span;
}

/** The images a stage takes something from. */
function imagesOf(stage: Stage, stages: readonly Stage[]): readonly Used[] {
  const isStage = (name: string): boolean =>
    /^\d+$/.test(name) || stages.slice(0, stage.index).some((it) => it.name?.text.toLowerCase() === name.toLowerCase());
  const used: Used[] = [];
  const image = stage.image ?? stage.from.image;
  if (!stage.base && image.text !== "") used.push({ image, span: stage.from.image.span });
  for (const instruction of stage.instructions) {
    for (const { name, value, valueSpan } of instruction.flags) {
      if (!valueSpan || value === undefined) continue;
      if (name === "from" && !isStage(value)) used.push({ image: parseImageReference(value), span: valueSpan });
      const from = name === "mount" ? /(?:^|,)from=([^,]+)/.exec(value)?.[1] : undefined;
      if (from !== undefined && !isStage(from)) used.push({ image: parseImageReference(from), span: valueSpan });
    }
  }
  return used;
}
