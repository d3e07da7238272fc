import { defineRule, type Fix } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, HealthcheckTest } from "../../syntax/compose/model.js";
import { isOneVariable } from "../../syntax/compose/values.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";
import { columnOf } from "../../transforms/yaml-layout.js";

export default defineRule({
  name: "healthcheck-test-form",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "The list of a health check does not begin with CMD, CMD-SHELL or NONE.",
  why: [
    "Compose refuses the project. The first word says how the rest is run: CMD without a shell, CMD-SHELL as one script for a shell.",
    "A string needs none: it is a script.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#healthcheck"],
  covers: ["healthcheck-test-form"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const { healthcheck } of file.services) {
      const test = healthcheck?.test;
      const word = test?.words[0];
      if (test?.kind !== "unknown" || !word || isOneVariable(word.text) || !first(word)) continue;
      const upper = /^(?:cmd|cmd-shell|cmd_shell|none)$/i.test(word.text) ? word.text.toUpperCase().replace("_", "-") : undefined;
      yield {
        span: word.node.span.end > word.span.end && word.text === "" ? word.node.span : word.span,
        message: upper
          ? `'${word.text}' has to be written ${upper}, or Compose refuses the health check.`
          : "The list has to begin with CMD (run as it is) or CMD-SHELL (one script), or Compose refuses the health check.",
        ...repairs(upper ? [fixOf(`Use ${upper}`, "unsafe", replaceScalar(file, word.node, upper))] : [prefixed(file, test)]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            healthcheck:
              test: ["curl", "-f", "http://localhost"] # every 30 s
                      ^^^^ The list has to begin with CMD (run as it is) or CMD-SHELL (one script), or Compose refuses the health check.
          api:
            image: acme/api:1
            healthcheck:
              test:
                - curl -f http://localhost || exit 1
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The list has to begin with CMD (run as it is) or CMD-SHELL (one script), or Compose refuses the health check.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            healthcheck:
              test: ["CMD", "curl", "-f", "http://localhost"] # every 30 s
          api:
            image: acme/api:1
            healthcheck:
              test:
                - CMD-SHELL
                - curl -f http://localhost || exit 1
      `,
    },
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            healthcheck:
              test: [cmd, curl, localhost]
                     ^^^ 'cmd' has to be written CMD, or Compose refuses the health check.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            healthcheck:
              test: [CMD, curl, localhost]
      `,
    },
    {
      good: yaml`
        services:
          a:
            image: acme/a:1
            healthcheck:
              test: curl -f http://localhost
          b:
            image: acme/b:1
            healthcheck:
              test: ["NONE"]
          c:
            image: acme/c:1
            healthcheck:
              test: []
          d:
            image: acme/d:1
            healthcheck:
              test: ["\${HOW}", "curl"]
      `,
    },
  ],
});

/** One item with blanks is a script; several are words. */
function prefixed(file: ComposeFile, test: HealthcheckTest): Fix | undefined {
  const { node, words } = test;
  const first = node.kind === "seq" ? node.items[0] : undefined;
  if (node.kind !== "seq" || !first || first.alias || file.errors.length > 0 || file.sharedBy(node.span).length > 0)
    return undefined;
  const how = words.length === 1 && /\s/.test(words[0]!.text) ? "CMD-SHELL" : "CMD";
  const at = first.span.start;
  const quote = /^["']/.exec(file.text.slice(first.value.span.start))?.[0] ?? "";
  const before = node.flow
    ? `${quote}${how}${quote}, `
    : `- ${quote}${how}${quote}${lineEnd(file.text)}${" ".repeat(columnOf(file.text, at))}`;
  return fixOf(`Begin with ${how}`, "unsafe", [insertAt(at, before)]);
}
