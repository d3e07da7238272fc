import { defineRule, type Finding } from "../../linter/rule.js";
import type { Dockerfile, Stage, Word } from "../../syntax/dockerfile/model.js";
import { dockerfile } from "../../text/tags.js";
import { sourceNames } from "../../transforms/rename-stage.js";
import { firstLine } from "../../transforms/run-edit.js";

const selfAliases = [
  "hadolint:DL3023",
  "trivy:DS-0006",
  "kics:COPY '--from' References Current FROM Alias",
  "semgrep:copy-from-own-alias",
  "tally:hadolint/DL3023",
];

/** What that tool says of a COPY from a stage that is not built yet. */
const unbuiltAlias = "hadolint:DL3022";

export default defineRule({
  name: "copy-from-unbuilt-stage",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "A stage copies from itself, from a later stage, or from one that does not exist.",
  why: ["The builder refuses the whole file: only what stands further up is built when the instruction runs."],
  references: ["https://docs.docker.com/reference/dockerfile/#copy---from"],
  aliases: [...selfAliases, unbuiltAlias, "tally:tally/circular-stage-deps"],
  covers: ["copy-from-self", "stage-circular-dependency"],
  noFix: "Which stage was meant, or which of the two has to move, is for the author to say.",

  *check(file) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        for (const word of sourceNames(instruction, file.text)) {
          // A trigger runs in another stage.
          const finding =
            instruction.keyword === "ONBUILD" ? undefined : judge(file, stage, word, instruction.keyword === "COPY");
          if (finding) yield finding;
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM golang:1.25 AS build
        COPY --from=build /go/bin /usr/bin
                    ^^^^^ The stage 'build' copies from itself, which the builder refuses.
        RUN --mount=type=bind,from=final,target=/f make
                                   ^^^^^ The stage 'final' stands further down; it is not built yet.
        FROM debian:13-slim AS final
        COPY --from=4 /a /a
                    ^ There is no stage 4: the last one is 1.
        COPY --from=1 /a /a
                    ^ This stage, number 1, copies from itself, which the builder refuses.
      `,
    },
    {
      good: dockerfile`
        FROM golang:1.25 AS build
        FROM debian:13-slim
        COPY --from=build /a /a
        COPY --from=0 /a /a
        COPY --from=nginx:1.29 /a /a
      `,
    },
  ],
});

function judge(file: Dockerfile, stage: Stage, { text, span }: Word, isCopy: boolean): Finding | undefined {
  const { stages } = file;
  const unbuilt = isCopy ? [unbuiltAlias] : [];
  const place = firstLine(file.text, span);
  if (/^\d+$/.test(text)) {
    const index = Number(text);
    if (index < stage.index) return undefined;
    if (index === stage.index) {
      return {
        span: place,
        message: `This stage, number ${text}, copies from itself, which the builder refuses.`,
        aliases: selfAliases.filter((it) => !it.includes("hadolint")),
      };
    }
    const message =
      index >= stages.length
        ? `There is no stage ${text}: the last one is ${stages.length - 1}.`
        : `Stage ${text} stands further down; it is not built yet.`;
    return { span: place, message, aliases: unbuilt };
  }
  const name = text.toLowerCase();
  const last = stages.findLast((it) => it.name?.text.toLowerCase() === name);
  if (!last || last.index < stage.index) return undefined;
  if (last === stage) {
    return {
      span: place,
      message: `The stage '${text}' copies from itself, which the builder refuses.`,
      // That tool compares the names as written.
      aliases: stage.name!.text === text ? selfAliases : [...selfAliases.filter((it) => !it.includes("hadolint")), ...unbuilt],
    };
  }
  return {
    span: place,
    message: `The stage '${text}' stands further down; it is not built yet.`,
    aliases: unbuilt,
    related: [{ uri: file.uri, span: last.name!.span, message: `The stage '${text}'.` }],
  };
}
