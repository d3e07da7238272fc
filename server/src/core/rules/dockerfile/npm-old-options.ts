import { defineRule } from "../../linter/rule.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

/** What npm 7 and later say instead. */
const npmOptions: Readonly<Record<string, string>> = {
  "--only=production": "--omit=dev",
  "--only=prod": "--omit=dev",
  "--production": "--omit=dev",
  "--production=true": "--omit=dev",
  "--no-optional": "--omit=optional",
};

export default defineRule({
  name: "npm-old-options",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended"],
  summary: "An option of npm that newer releases have replaced.",
  why: [
    "Since npm 7 (Node.js 15) it is `--omit=dev`; the old spellings warn on every build and are gone in later releases.",
    "Reported only where the base image is known to bring a newer npm.",
  ],
  references: ["https://docs.npmjs.com/cli/commands/npm-ci#omit", "https://docs.npmjs.com/cli/using-npm/config#omit"],
  covers: ["js-specific"],
  fix: "safe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    if (!file.text.includes("npm")) return;
    for (const { run, stage } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        if (line.program !== "npm") continue;
        for (const words of oldOptions(line)) {
          const { imageReference } = project.factsOf(stage, file);
          if (!hasNewNpm(imageReference?.name, imageReference?.tag?.text)) continue;
          const wanted = npmOptions[words.map(({ value }) => value).join("=")]!;
          const span = { start: words[0]!.span.start, end: words.at(-1)!.span.end };
          if (/[\r\n]/.test(file.text.slice(span.start, span.end))) continue;
          const written = words.map(({ value }) => value).join(" ");
          const edit = replace(span, run.command.kind === "exec" ? `"${wanted}"` : wanted);
          yield {
            span,
            message: `npm has replaced '${written}'; write ${wanted}.`,
            fixes: [{ title: `Write ${wanted}`, applicability: "safe", edits: [edit] }],
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        RUN npm ci --only=production && npm cache clean --force
                   ^^^^^^^^^^^^^^^^^ npm has replaced '--only=production'; write --omit=dev.
        RUN npm install --production
                        ^^^^^^^^^^^^ npm has replaced '--production'; write --omit=dev.
        RUN npm install --no-optional
                        ^^^^^^^^^^^^^ npm has replaced '--no-optional'; write --omit=optional.
        RUN ["npm", "ci", "--only", "prod"]
                          ^^^^^^^^^^^^^^^^ npm has replaced '--only prod'; write --omit=dev.
      `,
      good: dockerfile`
        FROM node:22-slim
        RUN npm ci --omit=dev && npm cache clean --force
        RUN npm install --omit=dev
        RUN npm install --omit=optional
        RUN ["npm", "ci", "--omit=dev"]
      `,
    },
    {
      title: "an npm that knows no other, or nobody knows which",
      good: dockerfile`
        FROM node:14 AS old
        RUN npm ci --only=production
        FROM registry.example.com/base AS unknown
        RUN npm ci --only=production
        FROM node:22
        RUN yarn install --production && npm ci --omit=dev && npm ci
      `,
    },
  ],
});

function oldOptions({ arguments: words }: CommandLine): (readonly ShellWord[])[] {
  return words.flatMap((word, i): (readonly ShellWord[])[] => {
    if (Object.hasOwn(npmOptions, word.value)) return [[word]];
    const next = words[i + 1];
    return word.value === "--only" && next && /^prod(uction)?$/.test(next.value) ? [[word, next]] : [];
  });
}

/** Node.js 16 and later bring npm 7 or newer. */
function hasNewNpm(name: string | undefined, tag: string | undefined): boolean {
  if (name !== "node") return false;
  const major = /^(\d+)/.exec(tag ?? "")?.[1];
  return major === undefined
    ? /^(lts|latest|current|jod|iron|hydrogen|gallium|krypton|alpine|slim|bookworm|trixie)/.test(tag ?? "latest")
    : Number(major) >= 16;
}
