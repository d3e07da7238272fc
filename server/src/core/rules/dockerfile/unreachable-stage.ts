import { defineRule } from "../../linter/rule.js";
import { isDevelopmentName } from "../../project/development.js";
import type { Dockerfile, Stage } from "../../syntax/dockerfile/model.js";
import { dockerfile } from "../../text/tags.js";
import { sourceNames } from "../../transforms/rename-stage.js";

export default defineRule({
  name: "unreachable-stage",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "Nothing of a stage gets into the image.",
  why: [
    "BuildKit does not even build it, unless `--target` names it: errors in it go unnoticed.",
    "Stages that a Compose service builds and those for development or tests are not reported.",
  ],
  references: ["https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage"],
  aliases: ["tally:tally/no-unreachable-stages"],
  covers: ["stage-unreachable"],
  crossFile: true,
  noFix: "Another build may name it with --target.",

  *check(file, { project }) {
    if (file.stages.length < 2) return;
    const used = new Set<Stage>();
    for (const stage of [file.stages.at(-1)!, ...project.builds.flatMap((it) => it.stage ?? [])]) reach(file, stage, used);
    for (const stage of file.stages) {
      if (used.has(stage) || isDevelopmentName(stage.name?.text)) continue;
      yield {
        span: stage.name?.span ?? stage.from.keywordSpan,
        message: stage.name
          ? `Nothing of the stage '${stage.name.text}' gets into the image; only '--target ${stage.name.text}' builds it.`
          : "Nothing of this stage gets into the image, and without a name nobody can build it.",
        ...(stage.name ? {} : { severity: "info" as const }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22 AS docs
                        ^^^^ Nothing of the stage 'docs' gets into the image; only '--target docs' builds it.
        FROM golang:1.25
        ^^^^ Nothing of this stage gets into the image, and without a name nobody can build it.
        FROM golang:1.25 AS build
        FROM debian:13-slim
        COPY --from=build /app /app
      `,
    },
    {
      good: dockerfile`
        FROM golang:1.25 AS base
        FROM base AS build
        FROM base AS test
        FROM debian:13-slim AS tools
        FROM debian:13-slim
        RUN --mount=from=tools,target=/t true
        COPY --from=build /app /app
      `,
    },
    {
      title: "a service builds it",
      good: {
        Dockerfile: dockerfile`
          FROM node:22 AS worker
          FROM node:22 AS web
        `,
        "compose.yaml": dockerfile`
          services:
            worker:
              build:
                context: .
                target: worker
        `,
      },
    },
  ],
});

function reach(file: Dockerfile, stage: Stage, used: Set<Stage>): void {
  if (used.has(stage)) return;
  used.add(stage);
  if (stage.base) reach(file, stage.base, used);
  const earlier = file.stages.slice(0, stage.index);
  for (const instruction of [
    ...stage.instructions,
    ...(stage.base?.instructions.filter((it) => it.keyword === "ONBUILD") ?? []),
  ]) {
    for (const { text } of sourceNames(instruction, file.text)) {
      const meant = /^\d+$/.test(text)
        ? earlier[Number(text)]
        : earlier.findLast((it) => it.name?.text.toLowerCase() === text.toLowerCase());
      if (meant) reach(file, meant, used);
    }
  }
}
