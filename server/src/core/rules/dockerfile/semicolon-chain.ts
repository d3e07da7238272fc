import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "semicolon-chain",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all"],
  summary: "Commands are joined by `;`, so that a failure of one is not noticed.",
  why: [
    "With `;` a RUN fails only when its last command does.",
    "`&&`, or `set -e` at the beginning, stop it at the first failure.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#run"],
  aliases: ["dockerfile_lint:no_ampersand_usage"],
  covers: ["semicolon-chain"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree, shell, run } of runScripts(file, project)) {
      if (run.heredocs.length > 0 || shell.arguments?.some((it) => /^-[a-z]*e/.test(it))) continue;
      const setsErrexit = tree
        .of("Command")
        .some(({ name, args }) => name?.value === "set" && args.some(({ text }) => /^-[a-z]*e|^errexit$/.test(text)));
      if (setsErrexit) continue;
      const { commands } = script.tree;
      for (const [i, statement] of commands.slice(0, -1).entries()) {
        const next = script.span(commands[i + 1]!).start;
        const { start, end } = script.span(statement.command);
        const between = file.text.slice(end, next);
        const at = end + between.indexOf(";");
        if (statement.background || !/^\s*;\s*(?:[\\`]\s*)*$/.test(between) || isSafe(file.text.slice(start, end))) continue;
        yield {
          span: { start: at, end: at + 1 },
          message: "After ';' the RUN goes on, also when the command before it has failed. Use '&&'.",
          fixes:
            statement.command.type === "AndOr"
              ? []
              : [{ title: "Use &&", applicability: "unsafe", edits: [replace({ start: end, end: at + 1 }, " &&")] }],
          noFix: "With '||' before it, '&&' would mean something else.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN ./configure; make
                       ^ After ';' the RUN goes on, also when the command before it has failed. Use '&&'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN ./configure && make
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN set -eux; ./configure; make
        RUN for i in a b; do make "$i"; done
        RUN echo a; make
      `,
    },
  ],
});

/** Commands that do not fail, and assignments. */
function isSafe(command: string): boolean {
  return /^(?:echo|printf|set|true|:|export)\b|^\w+=\S*$/.test(command);
}
