import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "copy-whole-filesystem",
  language: "dockerfile",
  category: "size",
  severity: "warning",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "COPY takes over the whole file system of another stage.",
  why: [
    "Everything of that stage ends up in one layer, also what only the build needed.",
    "Into `scratch` it is a way to make one layer of an image, and not reported outside the parity profile.",
  ],
  references: ["https://docs.docker.com/build/building/multi-stage/"],
  aliases: ["hadolint:DL3067"],
  covers: ["copy-whole-filesystem"],
  noFix: "Which files the image needs is for the author to say.",

  *check(file) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "COPY" || !instruction.from?.value) continue;
        const [source, other] = instruction.sources;
        if (source?.text !== "/" || other || instruction.destination?.text !== "/") continue;
        const isEmpty = stage.image?.text === "scratch";
        yield {
          span: firstLine(file.text, source.span),
          message: `The whole file system of '${instruction.from.value}' is copied; take only what the image needs.`,
          ...(isEmpty ? { profiles: ["hadolint"] } : {}),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM golang:1.25 AS build
        FROM debian:13-slim
        COPY --from=build / /
                          ^ The whole file system of 'build' is copied; take only what the image needs.
      `,
    },
    {
      good: dockerfile`
        FROM golang:1.25 AS build
        FROM debian:13-slim
        COPY --from=build /app /
        COPY / /
      `,
    },
  ],
});
