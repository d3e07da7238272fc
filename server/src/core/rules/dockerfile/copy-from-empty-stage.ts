import { defineRule } from "../../linter/rule.js";
import type { Stage } from "../../syntax/dockerfile/model.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

const makesFiles: ReadonlySet<string> = new Set(["COPY", "ADD", "RUN", "WORKDIR", "ONBUILD", "UNKNOWN"]);

export default defineRule({
  name: "copy-from-empty-stage",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "COPY takes a file from a stage that has none.",
  why: [
    "A stage on `scratch` holds only what COPY and ADD put there; without them the build fails at this COPY.",
    "To copy `/` is allowed: it is there and brings nothing.",
  ],
  references: ["https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch"],
  aliases: ["tally:tally/copy-from-empty-scratch-stage"],
  covers: ["copy-from-empty-scratch"],
  noFix: "Which stage was meant is for the author to say.",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        if (instruction.keyword !== "COPY" || !instruction.fromStage || !instruction.from?.valueSpan) continue;
        if (!isEmpty(instruction.fromStage) || instruction.sources.every(({ text }) => /^[./]*$/.test(text))) continue;
        yield {
          span: firstLine(file.text, instruction.from.valueSpan),
          message: `The stage '${instruction.from.value}' is built on scratch and puts no file there: nothing can be copied from it.`,
          related: [{ uri: file.uri, span: instruction.fromStage.from.keywordSpan, message: "The empty stage." }],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM scratch AS assets
        LABEL kind=assets
        FROM nginx:1.29
        COPY --from=assets /html /usr/share/nginx/html
                    ^^^^^^ The stage 'assets' is built on scratch and puts no file there: nothing can be copied from it.
      `,
    },
    {
      good: dockerfile`
        FROM scratch AS assets
        COPY html /html
        FROM assets AS more
        FROM nginx:1.29
        COPY --from=more /html /usr/share/nginx/html
      `,
    },
    {
      title: "all there is, which may be nothing",
      good: dockerfile`
        ARG EXTRAS=none
        FROM scratch AS extras-none
        FROM extras-$EXTRAS AS extras
        FROM nginx:1.29
        COPY --from=extras / /
      `,
    },
  ],
});

function isEmpty(stage: Stage): boolean {
  if (stage.instructions.some(({ keyword }) => makesFiles.has(keyword))) return false;
  return stage.base ? isEmpty(stage.base) : stage.image?.text === "scratch";
}
