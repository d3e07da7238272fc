import { hasFlag, isPlain, plainCommands } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import { shippedStages } from "../../project/shipped-stages.js";
import { isRootName } from "../../project/stage-facts.js";
import type { Dockerfile, RunInstruction } from "../../syntax/dockerfile/model.js";
import { type StageState, stateBefore } from "../../syntax/dockerfile/timeline.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import {
  allowsMounts,
  appendCommand,
  firstLine,
  insertMounts,
  mountTargets,
  type RunPlace,
  runsOf,
} from "../../transforms/run-edit.js";

const aliases = ["hadolint:DL3060"];

/** By program: what clears its cache, and where that lies for root. */
const managers = {
  yarn: { clean: "yarn cache clean", directory: "/usr/local/share/.cache/yarn" },
  npm: { clean: "npm cache clean --force", directory: "/root/.npm" },
} as const;
type Program = keyof typeof managers;

export default defineRule({
  name: "node-package-cache",
  language: "dockerfile",
  category: "size",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  summary: "The cache of yarn (or npm) stays in the layer.",
  why: [
    "yarn keeps every package that it downloads a second time in its cache, which nobody uses in an image.",
    "A cache mount keeps it out of the image and makes the next build faster.",
    "npm's cache is judged in the profile `all` only. Yarn 2 and later, where `yarn cache clean` may remove what the project itself needs, is not judged.",
  ],
  references: [
    "https://classic.yarnpkg.com/lang/en/docs/cli/cache/",
    "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
  ],
  aliases,
  covers: ["yarn-cache-clean"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    for (const place of runsOf(file)) {
      const { run, stage, index } = place;
      const lines = commandLines(run.command);
      for (const program of ["yarn", "npm"] as const) {
        const last = lines.findLastIndex((line) => line.program === program && installs(line));
        const line = lines[last] ?? (program === "yarn" ? lines.find((it) => it.program === "yarn") : undefined);
        const theirs =
          program === "yarn" && hadolintReports(run) && (stage.isLast || file.stages.some(({ base }) => base === stage));
        if (!line) continue;
        const state = stateBefore(stage, index, file.escape);
        const cleaned = lines.slice(last + 1).some(mayClean) || setsCache(lines, state);
        const ours =
          last >= 0 &&
          !cleaned &&
          !hasMount(run) &&
          shippedStages(file, project).has(stage) &&
          !(program === "yarn" && isModernYarn(file, project));
        const judged = parity(ours, theirs, program === "yarn" ? aliases : []);
        if (!judged) continue;
        const verb: ShellWord | undefined = operands(line)[0];
        const end = verb && verb.span.end > line.programSpan.end ? verb.span.end : line.programSpan.end;
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end }),
          message: `'${program}${verb ? ` ${verb.value}` : ""}' keeps its downloads in this layer; clear its cache in the same RUN, or mount it.`,
          ...(program === "npm" ? { profiles: ["all"] as const } : {}),
          ...judged,
          fixes: fixesOf(file, place, program, state, project),
          noFix: "The command that would clear it has no plain place at the end of this RUN.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        COPY package.json yarn.lock ./
        RUN yarn install --frozen-lockfile --production
            ^^^^^^^^^^^^ 'yarn install' keeps its downloads in this layer; clear its cache in the same RUN, or mount it.
      `,
      good: dockerfile`
        FROM node:22-slim
        COPY package.json yarn.lock ./
        RUN yarn install --frozen-lockfile --production && yarn cache clean
      `,
    },
    {
      title: "in the profile all: npm",
      bad: dockerfile`
        FROM node:22-slim
        RUN npm ci --omit=dev \
            ^^^^^^ 'npm ci' keeps its downloads in this layer; clear its cache in the same RUN, or mount it.
         && npm run build
      `,
      good: dockerfile`
        FROM node:22-slim
        RUN npm ci --omit=dev \
         && npm run build \
         && npm cache clean --force
      `,
    },
    {
      title: "cleared, mounted, or put elsewhere",
      good: dockerfile`
        FROM node:22-slim
        RUN yarn install --frozen-lockfile && yarn cache clean
        RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install
        RUN npm ci && rm -rf ~/.npm
        RUN --mount=type=cache,target=/root/.npm npm ci
        RUN yarn --cache-folder /tmp/y install && rm -rf /tmp/y
      `,
    },
    {
      title: "a stage from which only files are copied, and a modern yarn",
      good: {
        "package.json": dockerfile`{ "packageManager": "yarn@4.9.2" }`,
        Dockerfile: dockerfile`
          FROM node:22 AS build
          RUN npm ci && npm run build
          FROM node:22-slim
          COPY --from=build /app/dist /app
          RUN yarn install --immutable
        `,
      },
    },
  ],
});

function installs(line: CommandLine): boolean {
  const [verb, second] = operands(line);
  if (line.arguments.some(({ value }) => /^--(version|help)$|^-[vh]$|^--cache(-folder)?\b/.test(value))) return false;
  if (line.program === "npm") return /^(ci|install|i|add|clean-install)$/.test(verb?.value ?? "");
  return verb === undefined || /^(install|add)$/.test(verb.value) || (verb.value === "global" && second?.value === "add");
}

function mayClean(line: CommandLine): boolean {
  const { program } = line;
  if (program === undefined || /clean/i.test(program)) return true;
  const text = line.arguments.map(({ value }) => value).join(" ");
  if (program === "yarn" || program === "npm") return /\bcache (clean|clear|rm|verify)\b/.test(text);
  return /^(rm|find|sh|bash)$/.test(program) && /\.cache|\.npm|\/root(\/\*)?(\s|$)|\/usr\/local\/share|\$|yarn/.test(text);
}

/** True where a variable or a command puts the cache elsewhere. */
function setsCache(lines: readonly CommandLine[], state: StageState): boolean {
  if (["YARN_CACHE_FOLDER", "NPM_CONFIG_CACHE", "npm_config_cache", "XDG_CACHE_HOME"].some((name) => state.env.has(name)))
    return true;
  return lines.some(
    (line) =>
      (line.shell?.assignments ?? []).some(({ value }) => /cache/i.test(value)) ||
      (operands(line)[0]?.value === "config" && line.arguments.some(({ value }) => /cache/i.test(value))),
  );
}

function hasMount(run: RunInstruction): boolean {
  return mountTargets(run, ["cache", "tmpfs"]).some((target) => /\$|\.cache|\.npm|yarn|^\/root$/.test(target));
}

/** Yarn 2 and later keep the cache in the project; unknown is taken for modern where corepack brings yarn. */
function isModernYarn(file: Dockerfile, project: Project): boolean {
  if (/\bcorepack\b|\byarn set version\b|--immutable\b|\.yarnrc\.yml|\.yarn\/|yarn workspaces focus/.test(file.text)) return true;
  return project.builds.some(({ context }) => {
    if (!context) return false;
    context.prefetch([".yarnrc.yml", "package.json"]);
    return context.has(".yarnrc.yml") !== false || /"packageManager"\s*:\s*"yarn@[2-9]/.test(context.text("package.json") ?? "");
  });
}

/** hadolint looks for the words alone. */
function hadolintReports(run: RunInstruction): boolean {
  const commands = plainCommands(run.command);
  const install = commands.findIndex((it) => isPlain(it, ["yarn"], ["install"]) && !hasFlag(it, "version"));
  if (install < 0 || mountTargets(run, ["cache", "tmpfs"]).some((target) => target.endsWith(".cache/yarn"))) return false;
  return commands.findIndex((it) => isPlain(it, ["yarn"], ["cache", "clean"])) < install;
}

function fixesOf(file: Dockerfile, { run, stage }: RunPlace, program: Program, state: StageState, project: Project): Fix[] {
  const { clean, directory } = managers[program];
  const fixes: Fix[] = [];
  const append = appendCommand(file, run, clean);
  if (append) fixes.push({ title: `Add '${clean}'`, applicability: "unsafe", edits: [append] });
  // A cache mount belongs to root, so only root can use it.
  const user = state.user ? state.user.argument?.text.split(":")[0] : project.factsOf(stage, file).image?.user;
  if (user !== undefined && isRootName(user) && !state.env.has("HOME") && allowsMounts(file)) {
    const edits = [insertMounts(run, [`type=cache,target=${directory}`])];
    fixes.push({ title: "Keep the cache in a cache mount", applicability: "unsafe", edits });
  }
  return fixes;
}
