import { pipInstall } from "../../knowledge/pip.js";
import { defineRule } from "../../linter/rule.js";
import { isRootName } from "../../project/stage-facts.js";
import type { Dockerfile, Stage } from "../../syntax/dockerfile/model.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { isBuiltOn } from "../../transforms/package-index.js";
import { allowsMounts, firstLine, insertMounts, mountTargets, runsOf } from "../../transforms/run-edit.js";

interface Cache {
  readonly program: RegExp;
  readonly verb: RegExp;
  readonly directories: readonly string[];
  /** Only in this image are the places known. */
  readonly image?: string;
}

/** Where each package manager keeps its downloads, for root: never a place that also holds settings or what is installed. Sources: their own pages (2026-08). */
const caches: readonly Cache[] = [
  { program: /^npm$/, verb: /^(ci|install|i|clean-install)$/, directories: ["/root/.npm"] },
  { program: /^node-gyp$/, verb: /^(rebuild|install|configure|build)$/, directories: ["/root/.cache/node-gyp"] },
  { program: /^pnpm$/, verb: /^(install|i|fetch)$/, directories: ["/root/.local/share/pnpm/store"] },
  { program: /^bun$/, verb: /^(install|i)$/, directories: ["/root/.bun/install/cache"] },
  { program: /^uv$/, verb: /^(sync|pip)$/, directories: ["/root/.cache/uv"] },
  { program: /^poetry$/, verb: /^install$/, directories: ["/root/.cache/pypoetry/cache", "/root/.cache/pypoetry/artifacts"] },
  { program: /^go$/, verb: /^(build|install|mod)$/, directories: ["/go/pkg/mod", "/root/.cache/go-build"], image: "golang" },
  { program: /^cargo$/, verb: /^(build|install|fetch)$/, directories: ["/usr/local/cargo/registry"], image: "rust" },
  { program: /^(mvn|mvnw)$/, verb: /^[a-z]/, directories: ["/root/.m2/repository"] },
  { program: /^(gradle|gradlew)$/, verb: /^[a-zA-Z:]/, directories: ["/root/.gradle/caches", "/root/.gradle/wrapper"] },
  { program: /^composer$/, verb: /^(install|i)$/, directories: ["/root/.composer/cache"] },
  { program: /^dotnet$/, verb: /^restore$/, directories: ["/root/.nuget/packages"] },
];

export default defineRule({
  name: "no-cache-mount",
  language: "dockerfile",
  category: "cache",
  severity: "hint",
  profiles: ["all"],
  summary: "A package manager downloads everything again whenever its RUN runs anew.",
  why: [
    "A cache mount keeps the downloads between builds and out of the image: only what is new is fetched.",
    "It needs BuildKit, and helps only where builders keep their cache between builds.",
  ],
  references: ["https://docs.docker.com/build/cache/optimize/#use-cache-mounts"],
  aliases: ["tally:tally/prefer-package-cache-mounts", "tally:tally/js/node-gyp-cache-mounts"],
  covers: ["package-cache-mounts", "js-specific"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    if (!allowsMounts(file)) return;
    const places = [...runsOf(file)];
    for (const { run, stage, index } of places) {
      if (mountTargets(run, ["cache"]).length > 0) continue;
      const line = commandLines(run.command).find((it) => cacheOf(it) !== undefined);
      const cache = line && cacheOf(line);
      // What is cleared again would be cleared from the mount, too.
      if (
        !line ||
        !cache ||
        /\bcache (clean|clear|purge|prune)\b|no-cache|rm -[a-z]* [^\n]*(cache|\.npm|\.m2)/i.test(run.argumentsText)
      )
        continue;
      const { directories } = cache;
      const { image, imageReference } = project.factsOf(stage, file);
      if (cache.image !== undefined && imageReference?.name !== cache.image) continue;
      const state = stateBefore(stage, index, file.escape);
      const user = state.user ? state.user.argument?.text.split(":")[0] : image?.user;
      // The places are those of root's home, where nothing says otherwise.
      if (user === undefined || !isRootName(user) || [...state.env.keys()].some((name) => elsewhere.test(name))) continue;
      // What goes into the mount is missing for every command that does not have it.
      const users = places.filter((it) => commandLines(it.run.command).some(({ program }) => program === line.program));
      const own = users.filter((it) => it.stage === stage);
      if (own[0]?.run !== run || users.some((it) => isBuiltOn(it.stage, stage)) || isCopied(file, stage, directories)) continue;
      const verb = operands(line)[0]!;
      const mounts = directories.map((it) => `type=cache,target=${it}`);
      yield {
        span: firstLine(file.text, { start: line.programSpan.start, end: Math.max(verb.span.end, line.programSpan.end) }),
        message: `'${line.program} ${verb.value}' downloads everything again in the next build; a cache mount on ${directories[0]} keeps it.`,
        fixes: [
          {
            title: `Mount a cache on ${directories[0]}`,
            applicability: "unsafe",
            edits: own.map((it) => insertMounts(it.run, mounts)),
          },
        ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        RUN npm ci
            ^^^^^^ 'npm ci' downloads everything again in the next build; a cache mount on /root/.npm keeps it.
        FROM golang:1.25
        RUN CGO_ENABLED=0 go build -o /app ./cmd/app
                          ^^^^^^^^ 'go build' downloads everything again in the next build; a cache mount on /go/pkg/mod keeps it.
      `,
      good: dockerfile`
        FROM node:22-slim
        RUN --mount=type=cache,target=/root/.npm npm ci
        FROM golang:1.25
        RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -o /app ./cmd/app
      `,
    },
    {
      title: "every command that needs what is in the mount gets it",
      bad: dockerfile`
        FROM mcr.microsoft.com/dotnet/sdk:9.0
        RUN dotnet restore
            ^^^^^^^^^^^^^^ 'dotnet restore' downloads everything again in the next build; a cache mount on /root/.nuget/packages keeps it.
        RUN dotnet publish --no-restore -o /app
      `,
      good: dockerfile`
        FROM mcr.microsoft.com/dotnet/sdk:9.0
        RUN --mount=type=cache,target=/root/.nuget/packages dotnet restore
        RUN --mount=type=cache,target=/root/.nuget/packages dotnet publish --no-restore -o /app
      `,
    },
    {
      title: "a cache already, none wanted, or a user whose home nobody knows",
      good: dockerfile`
        FROM node:22-slim
        RUN --mount=type=cache,target=/root/.npm npm ci
        RUN pip install --no-cache-dir flask && npm run build && pip install --version
        USER app
        RUN npm ci
      `,
    },
  ],
});

const elsewhere = /^HOME$|CACHE|STORE|GOPATH|CARGO_HOME|COMPOSER_HOME|GRADLE_USER_HOME|NUGET/;
const pipCache: Cache = { program: /^pip/, verb: /^install$/, directories: ["/root/.cache/pip"] };

function cacheOf(line: CommandLine): Cache | undefined {
  if (line.arguments.some(({ value }) => without.test(value))) return undefined;
  if (pipInstall(line)) return pipCache;
  const verb = operands(line)[0]?.value ?? "";
  return caches.find((it) => it.program.test(line.program ?? "") && it.verb.test(verb));
}

const without = /^--(no-cache|cache|version|help|offline|vendor)|^-mod=vendor|^-(v|h|version)$/;

/** True where another stage takes the downloads over. */
function isCopied(file: Dockerfile, stage: Stage, directories: readonly string[]): boolean {
  return file.stages.some(({ instructions }) =>
    instructions.some(
      (it) =>
        it.keyword === "COPY" &&
        it.fromStage === stage &&
        it.sources.some(({ text }) =>
          directories.some((path) => `${path}/`.startsWith(`${text.replace(/\/+$/, "")}/`) || text.startsWith(path)),
        ),
    ),
  );
}
