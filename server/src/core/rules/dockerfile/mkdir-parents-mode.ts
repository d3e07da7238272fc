import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "mkdir-parents-mode",
  language: "dockerfile",
  category: "security",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "`mkdir -p -m` gives the mode to the last directory only.",
  why: ["The directories above it get the usual mode, often `755`.", "Create them one by one, or use `install -d -m`."],
  references: ["https://www.shellcheck.net/wiki/SC2174"],
  aliases: ["shellcheck:SC2174"],
  noFix: "Which of the directories are to get the mode only its author knows.",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const { name, args } of tree.of("Command")) {
        if (name?.value.replace(/^.*\//, "") !== "mkdir") continue;
        const texts = args.map(({ text }) => text);
        const mode = args.find(({ text }) => /^-[a-z]*m|^--mode/.test(text));
        if (!mode || !texts.some((it) => /^-[a-z]*p|^--parents$/.test(it))) continue;
        if (!texts.some((it) => !it.startsWith("-") && /^\/?[^/]+\/+[^/]/.test(it) && !/^\.\.?\/+[^/]+\/*$/.test(it))) continue;
        yield {
          span: script.span(mode),
          message: `With '-p' the mode of '${mode.text}' holds for the last directory only; those above it get the usual one.`,
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN mkdir -p -m 700 /data/keys/new
                     ^^ With '-p' the mode of '-m' holds for the last directory only; those above it get the usual one.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN mkdir -m 700 /data && mkdir -p /a/b && mkdir -p -m 700 /data
      `,
    },
  ],
});
