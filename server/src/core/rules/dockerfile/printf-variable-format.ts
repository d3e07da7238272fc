import type { WordPart } from "unbash";
import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "printf-variable-format",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "info" },
  summary: "A variable stands in the format of `printf`.",
  why: ["A `%` or a backslash in its value is read as part of the format.", "`printf '%s' \"$VALUE\"` prints it as it is."],
  references: ["https://www.shellcheck.net/wiki/SC2059"],
  aliases: ["shellcheck:SC2059"],
  noFix: "What the format is to be depends on what follows it.",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { name, args } of tree.of("Command")) {
        if (name?.value.replace(/^.*\//, "") !== "printf") continue;
        const format = args[0]?.text === "--" ? args[1] : args[0];
        if (format?.type !== "Word" || format.value === "-v" || /%/.test(format.text.replace(/\$\{[^}]*\}/g, ""))) continue;
        const parts = (format.parts ?? []).flatMap((it): readonly WordPart[] => (it.type === "DoubleQuoted" ? it.parts : [it]));
        if (!parts.some(({ type }) => type === "SimpleExpansion" || type === "ParameterExpansion" || type === "CommandExpansion"))
          continue;
        yield {
          span: firstLine(file.text, script.span(format)),
          message: "'printf' reads a '%' or '\\' of the value as part of its format. Write printf '%s' and the value behind it.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN printf "$CONFIG" > /etc/app.conf
                   ^^^^^^^^^ 'printf' reads a '%' or '\' of the value as part of its format. Write printf '%s' and the value behind it.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN printf '%s' "$CONFIG" && printf 'a\n' && printf "%s $A" b
      `,
    },
  ],
});
