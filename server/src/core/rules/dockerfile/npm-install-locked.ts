import { defineRule } from "../../linter/rule.js";
import type { BuildContext } from "../../project/context.js";
import { isDevelopment } from "../../project/final-stages.js";
import type { Project } from "../../project/project.js";
import type { Stage } from "../../syntax/dockerfile/model.js";
import { commandLines, operands } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile, text } from "../../text/tags.js";
import { firstLine, type RunPlace, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "npm-install-locked",
  language: "dockerfile",
  category: "reproducibility",
  severity: "info",
  profiles: ["recommended"],
  summary: "`npm install` may change the versions that the lock file has.",
  why: [
    "`npm ci` installs exactly what package-lock.json says, and fails where it does not fit package.json; `npm install` rewrites it inside the image and goes on.",
    "It is also faster, since it does not compute the tree of packages again.",
    "Reported only where a lock file is copied into the image beside package.json.",
  ],
  references: ["https://docs.npmjs.com/cli/commands/npm-ci"],
  covers: ["js-specific"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    if (!file.text.includes("npm")) return;
    for (const place of runsOf(file)) {
      for (const line of commandLines(place.run.command)) {
        const words = operands(line);
        if (line.program !== "npm" || !/^(install|i)$/.test(words[0]?.value ?? "") || words.length > 1) continue;
        if (line.arguments.some(({ value, dynamic }) => dynamic || changesMeaning.test(value))) continue;
        const lock = copiedLock(place, project);
        if (lock === undefined) continue;
        const verb = words[0]!;
        const isExec = place.run.command.kind === "exec";
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: verb.span.end }),
          message: `'npm ${verb.value}' may take other versions than ${lock} has; use 'npm ci'.`,
          ...(isDevelopment(file.uri, place.stage) ? { severity: "hint" } : {}),
          fixes: [{ title: "Use npm ci", applicability: "unsafe", edits: [replace(verb.span, isExec ? '"ci"' : "ci")] }],
        };
      }
    }
  },

  examples: [
    {
      bad: {
        "package.json": text`{ "name": "shop" }`,
        "package-lock.json": text`{}`,
        Dockerfile: dockerfile`
          FROM node:22-slim
          COPY package*.json ./
          RUN npm install --omit=dev && npm cache clean --force
              ^^^^^^^^^^^ 'npm install' may take other versions than package-lock.json has; use 'npm ci'.
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM node:22-slim
          COPY package*.json ./
          RUN npm ci --omit=dev && npm cache clean --force
        `,
      },
    },
    {
      title: "copied with all the rest; exec form",
      bad: {
        "package.json": text`{ "name": "shop" }`,
        "npm-shrinkwrap.json": text`{}`,
        Dockerfile: dockerfile`
          FROM node:22-slim
          COPY . .
          RUN ["npm", "i", "--no-audit"]
               ^^^^^^^^^^ 'npm i' may take other versions than npm-shrinkwrap.json has; use 'npm ci'.
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM node:22-slim
          COPY . .
          RUN ["npm", "ci", "--no-audit"]
        `,
      },
    },
    {
      title: "no lock file in the image, or another command",
      good: {
        "package.json": text`{ "name": "shop" }`,
        "package-lock.json": text`{}`,
        Dockerfile: dockerfile`
          FROM node:22-slim
          COPY package.json ./
          RUN npm install && npm install -g pm2@6.0.13 && npm install sharp && npm ci && npm install --no-package-lock
        `,
      },
    },
    {
      title: "the lock file is kept from the build",
      good: {
        "package.json": text`{ "name": "shop" }`,
        "package-lock.json": text`{}`,
        ".dockerignore": text`package-lock.json`,
        Dockerfile: dockerfile`
          FROM node:22-slim
          COPY . .
          RUN npm install
        `,
      },
    },
    {
      title: "no lock file in the project",
      good: {
        "package.json": text`{ "name": "shop" }`,
        Dockerfile: dockerfile`
          FROM node:22-slim
          COPY . .
          RUN npm install
        `,
      },
    },
  ],
});

/** Options with which `npm ci` would do something else, or nothing. */
const changesMeaning =
  /^(-g|--global|--location|--prefix|-C|--no-package-lock|--package-lock=false|--package-lock-only|--no-save|--help|--dry-run|--force|-f|--legacy-peer-deps)/;

/** The lock file that is copied into the image before; undefined where there is none, or nobody can tell. */
function copiedLock({ stage, index }: RunPlace, project: Project): string | undefined {
  for (const { context } of project.builds) {
    if (!context) return undefined;
    context.prefetch(["package.json", "package-lock.json", "npm-shrinkwrap.json"]);
    const lock = ["npm-shrinkwrap.json", "package-lock.json"].find(
      (name) => context.has(name) === true && !context.isIgnored(name) && isCopied(stage, index, name, context),
    );
    if (lock !== undefined && context.has("package.json") === true) return lock;
  }
  return undefined;
}

function isCopied(stage: Stage, index: number, name: string, context: BuildContext): boolean {
  for (let it: Stage | undefined = stage, end = index; it; it = it.base, end = it?.instructions.length ?? 0) {
    for (const instruction of it.instructions.slice(0, end)) {
      const copy = instruction.keyword === "ONBUILD" ? instruction.trigger : instruction;
      if (copy?.keyword !== "COPY" && copy?.keyword !== "ADD") continue;
      if (copy.from || copy.flags.some((flag) => flag.name === "exclude" || flag.name === "parents")) continue;
      if (copy.sources.some(({ text: source }) => takes(source, name)) && !context.isIgnored("package.json")) return true;
    }
  }
  return false;
}

/** True where a source is the file, all files, or a plain pattern for it. */
function takes(source: string, name: string): boolean {
  const path = source.replace(/^\.?\//, "");
  if (path === "" || path === "." || path === "*" || path === name) return true;
  if (!/^[\w.*-]+$/.test(path) || !path.includes("*")) return false;
  return new RegExp(`^${path.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(name);
}
