import { pipInstall } from "../../knowledge/pip.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { BuildContext } from "../../project/context.js";
import { isDevelopment } from "../../project/final-stages.js";
import type { Project } from "../../project/project.js";
import type { CopyInstruction, Dockerfile, Instruction, RunInstruction, Stage } from "../../syntax/dockerfile/model.js";
import { parsePackageJson } from "../../syntax/manifests/package-json.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile, text } from "../../text/tags.js";
import { insertAfter } from "../../transforms/dockerfile-edit.js";
import { firstLine } from "../../transforms/run-edit.js";

/** What a dependency install needs of the project: the first file has to be there, the others come along where they are. */
interface Install {
  readonly command: string;
  readonly files: readonly [string, ...string[]];
  readonly ecosystem: "node" | "python" | "go" | "ruby" | "php";
}

export default defineRule({
  name: "copy-before-install",
  language: "dockerfile",
  category: "cache",
  severity: "info",
  profiles: ["recommended"],
  summary: "The whole source is copied before the dependencies are installed.",
  why: [
    "Any changed file makes the build install every dependency again, although none of them has changed.",
    "Copy the manifest and the lock file first, install, and copy the rest afterwards.",
  ],
  references: ["https://docs.docker.com/build/cache/optimize/#order-your-layers"],
  covers: ["js-specific"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const stage of file.stages) {
      const found = firstInstall(stage);
      if (!found) continue;
      const { copy, line, install } = found;
      const fix = fixOf(file, stage, found, project);
      yield {
        span: firstLine(file.text, { start: copy.keywordSpan.start, end: copy.argumentsSpan.end }),
        message: `Every changed file makes '${install.command}' below run again; copy ${install.files[0]} first, and the rest behind the install.`,
        related: [{ uri: file.uri, span: firstLine(file.text, line.span), message: "The install that runs again." }],
        ...(isDevelopment(file.uri, stage) ? { severity: "hint" } : {}),
        ...(typeof fix === "string" ? { noFix: fix } : { fixes: [fix] }),
      };
    }
  },

  examples: [
    {
      bad: {
        "package.json": text`{ "name": "shop", "scripts": { "build": "vite build" } }`,
        "package-lock.json": text`{}`,
        ".dockerignore": text`node_modules`,
        Dockerfile: dockerfile`
          FROM node:22-slim
          WORKDIR /app
          COPY --chown=node . .
          ^^^^^^^^^^^^^^^^^^^^^ Every changed file makes 'npm ci' below run again; copy package.json first, and the rest behind the install.
          ENV NODE_ENV=production
          RUN npm ci
          RUN npm run build
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM node:22-slim
          WORKDIR /app
          COPY --chown=node package.json package-lock.json ./
          ENV NODE_ENV=production
          RUN npm ci
          COPY --chown=node . .
          RUN npm run build
        `,
      },
    },
    {
      title: "Python, into an absolute directory",
      bad: {
        "requirements.txt": text`flask==3.1.2`,
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          ADD . /srv
          ^^^^^^^^^^ Every changed file makes 'pip install' below run again; copy requirements.txt first, and the rest behind the install.
          WORKDIR /srv
          RUN pip install --no-cache-dir -r requirements.txt
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          ADD requirements.txt /srv/
          WORKDIR /srv
          RUN pip install --no-cache-dir -r requirements.txt
          ADD . /srv
        `,
      },
    },
    {
      title: "no fix where the install needs the sources, or the RUN does more",
      bad: {
        "package.json": text`{ "name": "shop", "scripts": { "postinstall": "node prepare.js" } }`,
        ".dockerignore": text`node_modules`,
        Dockerfile: dockerfile`
          FROM node:22-slim AS one
          COPY . .
          ^^^^^^^^ Every changed file makes 'npm install' below run again; copy package.json first, and the rest behind the install.
          RUN npm install
          FROM golang:1.25 AS two
          COPY . .
          ^^^^^^^^ Every changed file makes 'go mod download' below run again; copy go.mod first, and the rest behind the install.
          RUN go mod download && go build -o /app
        `,
      },
    },
    {
      title: "the manifest comes first",
      good: dockerfile`
        FROM node:22-slim
        COPY package*.json ./
        RUN npm ci
        COPY . .
        RUN npm run build && npm prune --omit=dev
      `,
    },
    {
      title: "installs of tools, and of the project itself",
      good: dockerfile`
        FROM python:3.13-slim
        COPY . .
        RUN npm install -g pm2@6.0.13 && pip install . && pip install -e .
      `,
    },
  ],
});

interface Found {
  readonly copy: CopyInstruction;
  readonly run: RunInstruction;
  readonly line: CommandLine;
  readonly install: Install;
}

/** The stage's first dependency install, where everything was copied before it and no manifest on its own. */
function firstInstall(stage: Stage): Found | undefined {
  let copy: CopyInstruction | undefined;
  for (const instruction of stage.instructions) {
    if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
      if (isWholeContext(instruction)) copy ??= instruction;
    } else if (instruction.keyword === "RUN") {
      for (const line of commandLines(instruction.command)) {
        const install = installOf(line);
        if (!install) continue;
        return copy && !copiesOneOf(stage, copy, install.files) ? { copy, run: instruction, line, install } : undefined;
      }
      // What another RUN has made of the sources, the install may need.
      if (copy) return undefined;
    }
  }
  return undefined;
}

function isWholeContext({ sources, from, heredocs, flags }: CopyInstruction): boolean {
  return (
    !from &&
    heredocs.length === 0 &&
    sources.length === 1 &&
    /^(\.|\.\/|\*|\/)$/.test(sources[0]!.text) &&
    !flags.some(({ name }) => name === "exclude" || name === "parents")
  );
}

function copiesOneOf({ instructions }: Stage, before: CopyInstruction, files: readonly string[]): boolean {
  return instructions
    .slice(0, before.index)
    .some(
      (it: Instruction) =>
        (it.keyword === "COPY" || it.keyword === "ADD") &&
        it.sources.some(({ text: source }) => files.some((name) => source.includes(name.split(".")[0]!))),
    );
}

function installOf(line: CommandLine): Install | undefined {
  const words = line.arguments.map(({ value }) => value);
  const [verb, second] = operands(line).map(({ value }) => value);
  const pip = pipInstall(line);
  if (pip) {
    const at = words.findIndex((it) => it === "-r" || it === "--requirement");
    const file = words[at + 1]?.replace(/^\.\//, "");
    if (
      at < 0 ||
      !file ||
      !/^[\w.-]+\.(txt|in)$/.test(file) ||
      words.includes("-e") ||
      words.filter((it) => it === "-r").length > 1
    )
      return undefined;
    return { command: "pip install", files: [file], ecosystem: "python" };
  }
  if (words.some((it) => /^(-g|--global|--prefix|-C|--cwd|--dir)/.test(it))) return undefined;
  const node = (command: string, ...locks: string[]): Install => ({
    command,
    files: ["package.json", ...locks, ".npmrc"],
    ecosystem: "node",
  });
  switch (line.program) {
    case "npm":
      return /^(ci|install|i)$/.test(verb ?? "") && second === undefined
        ? node(`npm ${verb}`, "package-lock.json", "npm-shrinkwrap.json")
        : undefined;
    case "yarn":
      return (verb === undefined && !words.some((it) => /^-(v|-version|-help)/.test(it))) ||
        (verb === "install" && second === undefined)
        ? node(verb === undefined ? "yarn" : "yarn install", "yarn.lock")
        : undefined;
    case "pnpm":
      return /^(install|i)$/.test(verb ?? "") && second === undefined ? node(`pnpm ${verb}`, "pnpm-lock.yaml") : undefined;
    case "go":
      return verb === "mod" && second === "download"
        ? { command: "go mod download", files: ["go.mod", "go.sum"], ecosystem: "go" }
        : undefined;
    case "bundle":
      return verb === "install" || verb === undefined
        ? { command: "bundle install", files: ["Gemfile", "Gemfile.lock"], ecosystem: "ruby" }
        : undefined;
    case "composer":
      return verb === "install"
        ? { command: "composer install", files: ["composer.json", "composer.lock"], ecosystem: "php" }
        : undefined;
    default:
      return undefined;
  }
}

/** The fix, or why there is none. */
function fixOf(file: Dockerfile, stage: Stage, { copy, run, install }: Found, project: Project): Fix | string {
  const context = project.builds.length === 1 ? project.builds[0]!.context : undefined;
  if (context?.has(install.files[0]) !== true)
    return `It is not known here which files the install needs besides ${install.files[0]}.`;
  if (
    copy.json ||
    copy.isTrigger ||
    !copy.destination ||
    /[$"'\\\n]/.test(file.text.slice(copy.argumentsSpan.start, copy.argumentsSpan.end))
  )
    return "The copy is not written plainly.";
  if (commandLines(run.command).some((line) => !installOf(line) && !/^clean|^cache/.test(operands(line)[0]?.value ?? "")))
    return "The RUN does more than install: split it first.";
  const between = stage.instructions.slice(copy.index + 1, run.index);
  if (between.some(({ keyword }) => !["ENV", "ARG", "LABEL", "EXPOSE", "USER", "WORKDIR", "SHELL"].includes(keyword)))
    return "Other instructions between the two may matter for the install.";
  const isRelative = !copy.destination.text.startsWith("/");
  if (isRelative && between.some(({ keyword }) => keyword === "WORKDIR")) return "A WORKDIR stands between the two.";
  const obstacle = sourcesNeeded(install, context);
  if (obstacle !== undefined) return obstacle;
  const files = install.files.filter((name) => context.has(name) === true && !context.isIgnored(name));
  const { text: directory, span } = copy.destination;
  const destination = directory === "." ? "./" : directory.endsWith("/") ? directory : `${directory}/`;
  return {
    title: `Copy ${install.files[0]} first, the rest behind the install`,
    applicability: "unsafe",
    edits: [
      replace({ start: copy.sources[0]!.span.start, end: span.end }, `${files.join(" ")} ${destination}`),
      insertAfter(file, run, [file.text.slice(copy.span.start, copy.span.end)]),
    ],
  };
}

/** Why the install cannot do without the sources; undefined where it can. */
function sourcesNeeded({ ecosystem, files }: Install, context: BuildContext): string | undefined {
  const manifest = context.text(files[0]) ?? "";
  switch (ecosystem) {
    case "node": {
      if (!context.isIgnored("node_modules"))
        return "The copy behind the install could put the host's node_modules over it: list it in .dockerignore first.";
      const json = parsePackageJson(manifest);
      if (!json || Object.keys(json.scripts).some((name) => /^(pre|post)?install$|^prepare$|^prepublish$/.test(name)))
        return "Scripts of package.json run at the install and may need the sources.";
      if (json.workspaces || /"(file|link|portal|patch|workspace):|patchedDependencies/.test(manifest))
        return "Packages of package.json lie among the sources.";
      return context.has(".yarnrc.yml") !== false || context.has("pnpm-workspace.yaml") !== false
        ? "More files than the manifest matter for the install."
        : undefined;
    }
    case "python":
      return /^\s*(-e|-r|-c|--|\.)|file:|@\s*\./m.test(manifest) ? `${files[0]} names other files.` : undefined;
    case "go":
      return /=>\s*\.{0,2}\//.test(manifest) ? "go.mod replaces modules by directories." : undefined;
    case "ruby":
      return /\bgemspec\b|\bpath:|:path\b|require_relative|File\.|\.ruby-version/.test(manifest)
        ? "The Gemfile names other files."
        : undefined;
    case "php":
      return "Composer also writes the autoloader, which needs the sources.";
  }
}
