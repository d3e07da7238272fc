import type { PipelineNode } from "unbash";
import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "and-or-not-if",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "info" },
  summary: "`a && b || c` is no if-then-else: `c` also runs when `b` fails.",
  why: [
    "The step after `||` runs when either of the two before it fails.",
    "Where that is meant, as in `… || true`, nothing is wrong.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2015"],
  aliases: ["shellcheck:SC2015"],
  noFix: "Whether 'c' is to run when 'b' fails only its author knows.",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { commands, operators } of tree.of("AndOr")) {
        const at = operators.findIndex((it, i) => it === "||" && operators[i - 1] === "&&");
        // Where more follows, it is a question, and no replacement for 'if'.
        if (at < operators.length - 1) continue;
        const [condition, then, otherwise] = [commands[at - 1], commands[at], commands[at + 1]];
        if (at < 1 || !condition || !then || !otherwise) continue;
        if (isHarmless(then) || isHarmless(otherwise) || (at >= 2 && operators[at - 2] === "||")) continue;
        yield {
          span: firstLine(file.text, script.span(otherwise)),
          message: "This also runs when the step before '||' fails, not only when the condition does. Use 'if … then … else'.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN [ -f /a ] && make install || make
                                         ^^^^ This also runs when the step before '||' fails, not only when the condition does. Use 'if … then … else'.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN make a && make b || true; make c || make d; [ -f /a ] && echo yes || echo no
      `,
    },
  ],
});

/** Commands that do not fail, or whose failure is meant to end it. */
function isHarmless(node: PipelineNode): boolean {
  if (node.type !== "Command") return false;
  return !node.name || /^(?:echo|printf|exit|return|true|:|test|\[)$/.test(node.name.value);
}
