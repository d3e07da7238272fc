import { defineRule } from "../../linter/rule.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "glob-as-option",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "info" },
  summary: "A pattern that begins with `*` or `?` may become an option.",
  why: [
    "A file whose name begins with a dash is taken for an option by the program.",
    "`./*` gives the same files and is never one.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2035"],
  aliases: ["shellcheck:SC2035", "sonar:S6573"],
  covers: ["glob-as-option"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { name, args } of tree.of("Command")) {
        if (/^(?:.*\/)?(?:echo|printf)$/.test(name?.value ?? "")) continue;
        for (const word of args) {
          if (word.text === "--") break;
          const first = word.type === "Word" ? word.parts?.[0] : undefined;
          if (first?.type !== "Glob" || first.kind === "bracket") continue;
          const span = script.span(word);
          yield {
            span,
            message: `A file that begins with '-' makes '${word.text}' an option of '${name?.text ?? "the program"}'. Write './${word.text}'.`,
            fixes: [{ title: `Use ./${word.text}`, applicability: "unsafe", edits: [insertAt(span.start, "./")] }],
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN rm -f *.deb
                  ^^^^^ A file that begins with '-' makes '*.deb' an option of 'rm'. Write './*.deb'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN rm -f ./*.deb
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN rm -f -- *.deb && rm '*' /tmp/* && echo *
      `,
    },
  ],
});
