import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "backticks",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "hint" },
  summary: "A command substitution in backticks.",
  why: ["Backticks cannot be nested without escapes, and `\\` means something else in them.", "`$(…)` has neither trouble."],
  references: ["https://www.shellcheck.net/wiki/SC2006"],
  aliases: ["shellcheck:SC2006"],
  fix: "safe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const node of tree.of("CommandExpansion")) {
        if (!node.text.startsWith("`")) continue;
        const whole = script.span(node);
        const inside = file.text.slice(whole.start + 1, whole.end - 1);
        // The way to put a comment inside a command: there is nothing in it to run, and $(…) would lose its end.
        if (/^\s*#/.test(inside)) continue;
        const isPlain =
          file.text[whole.end - 1] === "`" &&
          !/[\\`]|(?:^|[\s;&|(])#/.test(inside) &&
          inside.trim() !== "" &&
          !inside.startsWith("(");
        yield {
          span: firstLine(file.text, whole),
          message: "Backticks cannot be nested and treat '\\' in their own way. Use '$(…)'.",
          fixes: isPlain
            ? [
                {
                  title: "Use $(…)",
                  applicability: "safe",
                  edits: [
                    replace({ start: whole.start, end: whole.start + 1 }, "$("),
                    replace({ start: whole.end - 1, end: whole.end }, ")"),
                  ],
                },
              ]
            : [],
          noFix: "The escapes or comments in it would have to change, too.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN make -j "\`nproc\`" && echo "\`id -u\`"
                     ^^^^^^^ Backticks cannot be nested and treat '\' in their own way. Use '$(…)'.
                                       ^^^^^^^ Backticks cannot be nested and treat '\' in their own way. Use '$(…)'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN make -j "$(nproc)" && echo "$(id -u)"
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN echo "$(nproc)" '\`x\`'
      `,
    },
    {
      title: "a comment inside a command",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
            && \`# what the build needs\` apt-get install -y curl
      `,
    },
  ],
});
