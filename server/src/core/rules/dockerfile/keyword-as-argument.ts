import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "keyword-as-argument",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "`done`, `fi` or another word of the shell is taken for an argument.",
  why: ["Without `;` or a line break before it, it is an argument of the command, and the loop or condition does not end there."],
  references: ["https://www.shellcheck.net/wiki/SC1010"],
  aliases: ["shellcheck:SC1010"],
  noFix: "Where the command is to end only its author knows.",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { name, args } of tree.of("Command")) {
        if (!name) continue;
        for (const word of args) {
          if (word.type !== "Word" || word.parts || !/^(?:do|done|then|fi|esac)$/.test(word.text)) continue;
          // `mix do deps.get, compile` is how Elixir's build tool takes several tasks.
          const isMeant = word.text === "do" && /(?:^|\/)mix$/.test(name.value);
          yield {
            span: script.span(word),
            message: `'${word.text}' is an argument of '${name.text}' here. Put a ';' before it, or quotes around it if it is meant so.`,
            ...(isMeant ? { profiles: ["hadolint" as const] } : {}),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN echo all is done
                        ^^^^ 'done' is an argument of 'echo' here. Put a ';' before it, or quotes around it if it is meant so.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN for i in a b; do echo "$i"; done; echo "all is done" && ./configure --done
      `,
    },
    {
      title: "a subcommand of that name",
      good: dockerfile`
        FROM elixir:1.19
        RUN mix do deps.get, deps.compile
      `,
    },
  ],
});
