import { defineRule } from "../../linter/rule.js";
import { commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "install-scripts",
  language: "dockerfile",
  category: "security",
  severity: "hint",
  profiles: ["hardened"],
  summary: "The install runs scripts of every package.",
  why: [
    "A hijacked package does its harm in its install script, during the build, with the build's rights and secrets.",
    "With `--ignore-scripts` nothing of a package runs before your program loads it.",
    "Packages that compile native code need their script: install, then `npm rebuild <package>` for just these.",
  ],
  references: [
    "https://docs.npmjs.com/cli/commands/npm-ci#ignore-scripts",
    "https://cheatsheetseries.owasp.org/cheatsheets/NPM_Security_Cheat_Sheet.html",
  ],
  aliases: ["sonar:S6505"],
  covers: ["package-scripts-enabled"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    // Said once for all: by a variable, or in a configuration that is written or copied.
    if (/ignore[-_]scripts|enableScripts|YARN_ENABLE_SCRIPTS/i.test(file.text.replace(/--ignore-scripts/g, ""))) return;
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        const verb = operands(line)[0];
        const isInstall =
          (line.program === "npm" && /^(ci|install|i|clean-install)$/.test(verb?.value ?? "")) ||
          (line.program === "yarn" && verb?.value === "install");
        if (!verb || !isInstall) continue;
        if (line.arguments.some(({ value, dynamic }) => /^--ignore-scripts|^--mode=skip-build|^--help/.test(value) || dynamic))
          continue;
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: verb.span.end }),
          message: `'${line.program} ${verb.value}' runs the install scripts of every package; add --ignore-scripts.`,
          fixes: [
            {
              title: "Add --ignore-scripts",
              applicability: "unsafe",
              edits: [insertAt(verb.span.end, run.command.kind === "exec" ? ', "--ignore-scripts"' : " --ignore-scripts")],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        RUN npm ci --omit=dev
            ^^^^^^ 'npm ci' runs the install scripts of every package; add --ignore-scripts.
        RUN ["yarn", "install", "--frozen-lockfile"]
             ^^^^^^^^^^^^^^^^^ 'yarn install' runs the install scripts of every package; add --ignore-scripts.
      `,
      good: dockerfile`
        FROM node:22-slim
        RUN npm ci --ignore-scripts --omit=dev
        RUN ["yarn", "install", "--ignore-scripts", "--frozen-lockfile"]
      `,
    },
    {
      title: "off already, or no install",
      good: dockerfile`
        FROM node:22-slim
        RUN npm ci --ignore-scripts && npm rebuild sharp && npm run build
      `,
    },
    {
      title: "off by a variable",
      good: dockerfile`
        FROM node:22-slim
        ENV NPM_CONFIG_IGNORE_SCRIPTS=true
        RUN npm ci
      `,
    },
  ],
});
