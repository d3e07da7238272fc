import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "rm-variable-root",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "`rm -r $DIR/*` removes the whole system when the variable is empty.",
  why: ["With an empty variable the path is `/*`, or a folder of the system.", "`${DIR:?}` stops with an error instead."],
  references: ["https://www.shellcheck.net/wiki/SC2115"],
  aliases: ["shellcheck:SC2115"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { name, args } of tree.of("Command")) {
        if (name?.value.replace(/^.*\//, "") !== "rm" || !args.some(({ text }) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(text)))
          continue;
        for (const word of args) {
          const match =
            /^"?\$(?:\{(\w+)\}|(\w+))"?\/(?:\*|(?:bin|boot|dev|etc|home|lib|lib64|mnt|opt|proc|root|run|sbin|srv|sys|usr|var)(?:\/\*?)?)?"?$/.exec(
              word.text,
            );
          const variable = match?.[1] ?? match?.[2];
          if (variable === undefined) continue;
          const span = script.span(word);
          const at = file.text.indexOf("$", span.start);
          const use = { start: at, end: at + (match![1] === undefined ? variable.length + 1 : variable.length + 3) };
          yield {
            span,
            message: `If '${variable}' is empty, this removes '${word.text.replace(/["{}]/g, "").replace(`$${variable}`, "")}'. Write '\${${variable}:?}'.`,
            fixes: [{ title: `Use \${${variable}:?}`, applicability: "unsafe", edits: [replace(use, `\${${variable}:?}`)] }],
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        ARG DIR
        RUN rm -rf "$DIR"/*
                   ^^^^^^^^ If 'DIR' is empty, this removes '/*'. Write '\${DIR:?}'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ARG DIR
        RUN rm -rf "\${DIR:?}"/*
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN rm -rf "$DIR" "\${DIR:?}"/* "$DIR/cache" && rm "$A"/*
      `,
    },
  ],
});
