import { defineRule } from "../../linter/rule.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "invalid-onbuild-trigger",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "ONBUILD holds an instruction that cannot be a trigger.",
  why: ["FROM, MAINTAINER and ONBUILD itself cannot wait for the image that is built on this one; the builder refuses the file."],
  references: ["https://docs.docker.com/reference/dockerfile/#onbuild-limitations"],
  aliases: [
    "hadolint:DL3043",
    "dockerfile-utils:ONBUILD_CHAINING_DISALLOWED",
    "dockerfile-utils:ONBUILD_TRIGGER_DISALLOWED",
    "tally:hadolint/DL3043",
    "tally:tally/invalid-onbuild-trigger",
  ],
  covers: ["onbuild-trigger-invalid"],
  fix: "unsafe",

  *check(file) {
    for (const instruction of file.instructions) {
      if (instruction.keyword !== "ONBUILD") continue;
      const trigger = instruction.trigger;
      if (!trigger || !/^(?:FROM|MAINTAINER|ONBUILD)$/.test(trigger.keyword)) continue;
      const { start, end } = trigger.keywordSpan;
      const isChain = trigger.keyword === "ONBUILD";
      const inner = isChain && trigger.argumentsText !== "" && file.text.slice(end, trigger.argumentsSpan.start).trim() === "";
      yield {
        span: trigger.keywordSpan,
        message: `${trigger.keyword} cannot be a trigger: ONBUILD takes any instruction but FROM, MAINTAINER and ONBUILD.`,
        ...(inner
          ? {
              fixes: [
                {
                  title: "Remove the second ONBUILD",
                  applicability: "unsafe",
                  edits: [remove({ start, end: trigger.argumentsSpan.start })],
                },
              ],
            }
          : { noFix: "It has no place in a trigger." }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM alpine:3.22
        ONBUILD ONBUILD RUN make
                ^^^^^^^ ONBUILD cannot be a trigger: ONBUILD takes any instruction but FROM, MAINTAINER and ONBUILD.
      `,
      good: dockerfile`
        FROM alpine:3.22
        ONBUILD RUN make
      `,
    },
    {
      bad: dockerfile`
        FROM alpine:3.22
        ONBUILD FROM alpine:3.21
                ^^^^ FROM cannot be a trigger: ONBUILD takes any instruction but FROM, MAINTAINER and ONBUILD.
      `,
    },
    {
      good: dockerfile`
        FROM alpine:3.22
        ONBUILD COPY . /app
      `,
    },
  ],
});
