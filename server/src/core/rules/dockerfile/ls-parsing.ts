import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "ls-parsing",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "The output of `ls` is searched for file names.",
  why: [
    "`ls` changes names with unusual characters, and a name may hold line breaks.",
    "A pattern of the shell or `find` gives the names as they are.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2010", "https://www.shellcheck.net/wiki/SC2012"],
  aliases: ["shellcheck:SC2010", "shellcheck:SC2012"],
  noFix: "The pattern or the 'find' that gives the same names depends on what is wanted.",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { commands } of tree.of("Pipeline")) {
        for (const [i, ls] of commands.entries()) {
          const next = commands[i + 1];
          if (ls.type !== "Command" || ls.name?.value !== "ls" || next?.type !== "Command") continue;
          const code = /^[ef]?grep$/.test(next.name?.value ?? "") ? "SC2010" : next.name?.value === "xargs" ? "SC2011" : "SC2012";
          if (code === "SC2011" || ls.args.some(({ text }) => /^-[a-zA-Z]*[lN]/.test(text) && code === "SC2010")) continue;
          yield {
            span: firstLine(file.text, script.span(ls)),
            message: `'ls' changes names with unusual characters before '${next.name?.text ?? "the next command"}' reads them. Use a pattern or 'find'.`,
            aliases: [`shellcheck:${code}`],
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN cp $(ls | grep -v tmp) /opt
                 ^^ 'ls' changes names with unusual characters before 'grep' reads them. Use a pattern or 'find'.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN ls -l && find . -name a | grep b
      `,
    },
  ],
});
