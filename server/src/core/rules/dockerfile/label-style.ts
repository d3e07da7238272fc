import { defineRule } from "../../linter/rule.js";
import type { EnvInstruction } from "../../syntax/dockerfile/model.js";
import { replace } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "label-style",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "Several LABEL instructions in a row could be one.",
  why: ["Labels that belong together are easier to read and to keep in order in one place."],
  references: ["https://docs.docker.com/reference/dockerfile/#label"],
  aliases: [
    "tally:tally/labels/prefer-grouped",
    "tally:tally/labels/prefer-stable-order",
    "tally:tally/labels/no-buildx-git-overlap",
    "tally:tally/labels/no-stale-base-digest",
  ],
  covers: ["label-style-other"],
  fix: "safe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const [i, label] of instructions.entries()) {
        const before = instructions[i - 1];
        if (label.keyword !== "LABEL" || before?.keyword !== "LABEL") continue;
        const between = file.text.slice(before.span.end, label.span.start);
        const isPlain = between.trim() === "" && isJoinable(before) && isJoinable(label);
        const edit = replace(
          { start: before.span.end, end: label.argumentsSpan.start },
          ` ${file.escape}${lineEnd(file.text)}${" ".repeat(before.argumentsSpan.start - before.span.start)}`,
        );
        yield {
          span: label.keywordSpan,
          message: "This LABEL follows another one: the two could be one instruction.",
          fixes: isPlain ? [{ title: "Join it with the one above", applicability: "safe", edits: [edit] }] : [],
          noFix: "A comment or the old form without '=' stands in the way.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        LABEL maintainer=me
        LABEL org.opencontainers.image.title="App"
        ^^^^^ This LABEL follows another one: the two could be one instruction.
      `,
      good: dockerfile`
        FROM debian:13-slim
        LABEL maintainer=me \
              org.opencontainers.image.title="App"
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        LABEL maintainer=me version=1
        ENV A=b
        LABEL c=d
      `,
    },
  ],
});

/** A key set in the earlier one stays what the later one says in either form. */
function isJoinable({ legacy, pairs, emptyContinuations }: EnvInstruction): boolean {
  return !legacy && emptyContinuations.length === 0 && pairs.length > 0 && pairs.every(({ value }) => value !== undefined);
}
