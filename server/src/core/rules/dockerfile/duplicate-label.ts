import { defineRule } from "../../linter/rule.js";
import type { EnvInstruction, Pair } from "../../syntax/dockerfile/model.js";
import { dockerfile } from "../../text/tags.js";
import { removePair } from "../../transforms/remove-pair.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "duplicate-label",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended"],
  summary: "A stage sets the same label twice.",
  why: ["Only the last value counts; the first one looks as if it did."],
  references: ["https://docs.docker.com/reference/dockerfile/#label"],
  aliases: ["tally:tally/labels/no-duplicate-keys"],
  covers: ["label-duplicate-key"],
  fix: "safe",

  *check(file) {
    for (const { instructions } of file.stages) {
      const last = new Map<string, { pair: Pair; instruction: EnvInstruction }>();
      const earlier: { pair: Pair; instruction: EnvInstruction; by: Pair }[] = [];
      for (const instruction of instructions) {
        if (instruction.keyword !== "LABEL") continue;
        for (const pair of instruction.pairs) {
          const key = pair.name.text.replace(/^(["'])(.*)\1$/, "$2");
          if (key.includes("$")) continue;
          const before = last.get(key);
          if (before) earlier.push({ ...before, by: pair });
          last.set(key, { pair, instruction });
        }
      }
      for (const { pair, instruction, by } of earlier) {
        const edit = removePair(file, instruction, pair);
        yield {
          span: firstLine(file.text, pair.span),
          message: `The label '${pair.name.text}' is set again further down, so this value does not count.`,
          related: [{ uri: file.uri, span: firstLine(file.text, by.span), message: "The value that counts." }],
          ...(edit
            ? { fixes: [{ title: "Remove this value", applicability: "safe", edits: [edit] }] }
            : { noFix: "A comment stands between it and its neighbour." }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        LABEL a=1 version=1.0
              ^^^ The label 'a' is set again further down, so this value does not count.
                  ^^^^^^^^^^^ The label 'version' is set again further down, so this value does not count.
        LABEL "a"=2 \
              version=1.1 b=3
      `,
      good: dockerfile`
        FROM debian:13-slim
        LABEL "a"=2 \
              version=1.1 b=3
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim AS base
        LABEL a=1
        FROM base
        LABEL a=2 b=3
      `,
    },
  ],
});
