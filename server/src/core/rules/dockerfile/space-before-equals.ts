import { defineRule } from "../../linter/rule.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "space-before-equals",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A blank stands before the `=` of ENV or LABEL.",
  why: [
    "`ENV NAME =value` is read in the old form, `ENV name value`: the variable gets the value `=value`, with the sign.",
    "Nothing fails until the program reads the variable.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#env"],
  aliases: ["sonar:S6574", "buildkit:LegacyKeyValueFormat", "tally:buildkit/LegacyKeyValueFormat"],
  covers: ["key-value-space-before-equals"],
  fix: "unsafe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        if ((instruction.keyword !== "ENV" && instruction.keyword !== "LABEL") || !instruction.legacy) continue;
        const [pair] = instruction.pairs;
        if (!pair?.value?.text.startsWith("=")) continue;
        const value = pair.value.text.slice(1);
        const gap = file.text.slice(pair.name.span.end, pair.value.span.start);
        // More blanks would make more words of it.
        const fixable = /^[ \t]+$/.test(gap) && !/^\s|[^\\]\s(?!["'])/.test(value.replace(/"[^"]*"|'[^']*'/g, "_"));
        const end = { start: pair.name.span.end, end: pair.value.span.start };
        yield {
          span: firstLine(file.text, pair.span),
          message: `The value of '${pair.name.text}' becomes '${pair.value.text.slice(0, 20)}', with the sign: no blank may stand before '='.`,
          ...(fixable
            ? { fixes: [{ title: "Remove the blank before '='", applicability: "unsafe", edits: [remove(end)] }] }
            : { noFix: "Where the value ends cannot be told." }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        ENV MODE =production
            ^^^^^^^^^^^^^^^^ The value of 'MODE' becomes '=production', with the sign: no blank may stand before '='.
        LABEL title ="My app"
              ^^^^^^^^^^^^^^^ The value of 'title' becomes '="My app"', with the sign: no blank may stand before '='.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ENV MODE=production
        LABEL title="My app"
      `,
    },
    {
      title: "blanks on both sides",
      bad: dockerfile`
        FROM debian:13-slim
        ENV MODE = production
            ^^^^^^^^^^^^^^^^^ The value of 'MODE' becomes '= production', with the sign: no blank may stand before '='.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        ENV MODE=production
        ENV EQUATION a = b
      `,
    },
  ],
});
