import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "egrep-deprecated",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "info" },
  summary: "`egrep` and `fgrep` are deprecated.",
  why: [
    "GNU grep 3.8 and later warn at each call; some distributions no longer have them.",
    "`grep -E` and `grep -F` are the same.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2196", "https://www.shellcheck.net/wiki/SC2197"],
  aliases: ["shellcheck:SC2196", "shellcheck:SC2197"],
  fix: "safe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { name } of tree.of("Command")) {
        if (name?.value !== "egrep" && name?.value !== "fgrep") continue;
        const span = script.span(name);
        const better = name.value === "egrep" ? "grep -E" : "grep -F";
        yield {
          span,
          message: `'${name.value}' is deprecated and missing from some distributions. Use '${better}'.`,
          aliases: [name.value === "egrep" ? "shellcheck:SC2196" : "shellcheck:SC2197"],
          fixes: [{ title: `Use ${better}`, applicability: "safe", edits: [replace(span, better)] }],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN egrep -v '^#' /etc/hosts | fgrep a
            ^^^^^ 'egrep' is deprecated and missing from some distributions. Use 'grep -E'.
                                       ^^^^^ 'fgrep' is deprecated and missing from some distributions. Use 'grep -F'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN grep -E -v '^#' /etc/hosts | grep -F a
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN grep -E a /etc/hosts && echo egrep
      `,
    },
  ],
});
