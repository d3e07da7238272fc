import { defineRule } from "../../linter/rule.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "find-xargs",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "`find | xargs` breaks at blanks and quotes in file names.",
  why: [
    "`xargs` splits its input at blanks and reads quotes.",
    "`-print0` and `-0`, or `-exec … +`, hand over each name as it is.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2038"],
  aliases: ["shellcheck:SC2038"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { commands } of tree.of("Pipeline")) {
        for (const [i, find] of commands.entries()) {
          const xargs = commands[i + 1];
          if (find.type !== "Command" || xargs?.type !== "Command") continue;
          if (find.name?.value !== "find" || xargs.name?.value !== "xargs") continue;
          const given = [...find.args, ...xargs.args].map(({ text }) => text);
          if (given.some((it) => /^-(?:print0|printf|exec|ok)|^(?:-[a-zA-Z]*0|--null|-d.*|--delimiter.*)$/.test(it))) continue;
          const { end } = script.span(find);
          yield {
            span: script.span(xargs.name),
            message: "'xargs' splits names at blanks and reads quotes in them. Use 'find … -print0 | xargs -0 …'.",
            fixes:
              given.includes("-print") || given.includes("-quit")
                ? []
                : [
                    {
                      title: "Use -print0 and -0",
                      applicability: "unsafe",
                      edits: [insertAt(end, " -print0"), insertAt(script.span(xargs.name).end, " -0")],
                    },
                  ],
            noFix: "The actions of 'find' would have to change, too.",
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN find /app -name '*.pyc' | xargs rm -f
                                      ^^^^^ 'xargs' splits names at blanks and reads quotes in them. Use 'find … -print0 | xargs -0 …'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN find /app -name '*.pyc' -print0 | xargs -0 rm -f
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN find /a -print0 | xargs -0 rm && find /b -exec rm {} + && ls | xargs rm
      `,
    },
  ],
});
