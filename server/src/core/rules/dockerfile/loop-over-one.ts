import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "loop-over-one",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A `for` loop over a single word runs once.",
  why: [
    "Often a `$` or a `$(…)` is missing, or a list has shrunk to one word.",
    "A list of keys that has one for now is right: then ignore this.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2043"],
  aliases: ["shellcheck:SC2043"],
  noFix: "Whether the list is to grow again only its author knows.",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { wordlist } of tree.of("For")) {
        const [word] = wordlist ?? [];
        if (!word || wordlist!.length !== 1 || word.parts?.some(({ type }) => type !== "Literal")) continue;
        const span = firstLine(file.text, script.span(word));
        yield { span, message: `This loop runs once, for '${word.value}'. Is a '$' missing, or is the loop not needed?` };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN for package in PACKAGES; do apt-get install -y "$package"; done
                           ^^^^^^^^ This loop runs once, for 'PACKAGES'. Is a '$' missing, or is the loop not needed?
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN for package in $PACKAGES; do apt-get install -y "$package"; done; for x in a b; do echo "$x"; done; for f in /*; do ls "$f"; done
      `,
    },
  ],
});
