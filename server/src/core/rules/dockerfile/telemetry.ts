import { defineRule, type Fix } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import type { Dockerfile, Stage } from "../../syntax/dockerfile/model.js";
import { commandLines, operands } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { insertAfter, keywordLike } from "../../transforms/dockerfile-edit.js";
import { runsOf } from "../../transforms/run-edit.js";

interface Tool {
  /** As in a sentence. */
  readonly name: string;
  readonly variable: string;
  readonly value: string;
  /** The program and its first word. */
  readonly command: RegExp;
}

/** Sources: each tool's own page on telemetry (2026-08). */
const tools: readonly Tool[] = [
  {
    name: "The .NET CLI",
    variable: "DOTNET_CLI_TELEMETRY_OPTOUT",
    value: "1",
    command: /^dotnet (restore|build|publish|test|run|tool|pack)$/,
  },
  { name: "Next.js", variable: "NEXT_TELEMETRY_DISABLED", value: "1", command: /^next (build|start|dev)$/ },
  { name: "Nuxt", variable: "NUXT_TELEMETRY_DISABLED", value: "1", command: /^nuxi? (build|generate|start|dev)$/ },
  { name: "Gatsby", variable: "GATSBY_TELEMETRY_DISABLED", value: "1", command: /^gatsby (build|serve|develop)$/ },
  { name: "Astro", variable: "ASTRO_TELEMETRY_DISABLED", value: "1", command: /^astro (build|dev|preview)$/ },
  { name: "Angular's CLI", variable: "NG_CLI_ANALYTICS", value: "false", command: /^ng (build|serve|test)$/ },
  { name: "Turborepo", variable: "TURBO_TELEMETRY_DISABLED", value: "1", command: /^turbo (run|build|prune)$/ },
  { name: "Strapi", variable: "STRAPI_TELEMETRY_DISABLED", value: "true", command: /^strapi (build|start|develop)$/ },
  { name: "Homebrew", variable: "HOMEBREW_NO_ANALYTICS", value: "1", command: /^brew (install|update|upgrade|tap|bundle)$/ },
  { name: "The Azure CLI", variable: "AZURE_CORE_COLLECT_TELEMETRY", value: "false", command: /^az \w+/ },
  { name: "The SAM CLI", variable: "SAM_CLI_TELEMETRY", value: "0", command: /^sam (build|deploy|local)$/ },
  { name: "Serverless", variable: "SLS_TELEMETRY_DISABLED", value: "1", command: /^(serverless|sls) \w+/ },
];

/** Nearly every command ends here. */
const anyTool = new RegExp(tools.map(({ command }) => command.source).join("|"));

export default defineRule({
  name: "telemetry",
  language: "dockerfile",
  category: "security",
  severity: "hint",
  profiles: ["all"],
  summary: "A tool of the build reports its use to its maker.",
  why: [
    "Builds of private projects tell an outside service what they run, and wait for it.",
    "A variable switches it off; it costs nothing.",
  ],
  references: [
    "https://learn.microsoft.com/dotnet/core/tools/telemetry",
    "https://nextjs.org/telemetry",
    "https://docs.brew.sh/Analytics",
  ],
  aliases: ["tally:tally/prefer-telemetry-opt-out"],
  covers: ["telemetry-opt-out"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    const reported = new Set<string>();
    for (const { run, stage } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        // `npx next build` runs it, too.
        const isRunner = /^(npx|bunx|pnpx)$/.test(line.program ?? "");
        const [program, verb] = isRunner ? operands(line).map(({ value }) => value) : [line.program, operands(line)[0]?.value];
        const command = `${program} ${verb ?? ""}`;
        const tool = anyTool.test(command) ? tools.find((it) => it.command.test(command)) : undefined;
        const key = `${stage.index} ${tool?.variable}`;
        if (!tool || reported.has(key) || isOff(file, tool, stage, project)) continue;
        reported.add(key);
        const fix = fixOf(file, stage, tool);
        yield {
          span: isRunner ? operands(line)[0]!.span : line.programSpan,
          message: `${tool.name} reports each use to its maker; set ${tool.variable}=${tool.value} to switch that off.`,
          fixes: [fix],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
        COPY . .
        RUN dotnet publish -c Release -o /app
            ^^^^^^ The .NET CLI reports each use to its maker; set DOTNET_CLI_TELEMETRY_OPTOUT=1 to switch that off.
      `,
      good: dockerfile`
        FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
        ENV DOTNET_CLI_TELEMETRY_OPTOUT=1
        COPY . .
        RUN dotnet publish -c Release -o /app
      `,
    },
    {
      title: "through npx, once a stage",
      bad: dockerfile`
        from node:22-slim
        run npx next build
                ^^^^ Next.js reports each use to its maker; set NEXT_TELEMETRY_DISABLED=1 to switch that off.
        run npx next build docs
      `,
      good: dockerfile`
        from node:22-slim
        env NEXT_TELEMETRY_DISABLED=1
        run npx next build
        run npx next build docs
      `,
    },
    {
      title: "off already",
      good: dockerfile`
        FROM node:22-slim AS base
        ENV NEXT_TELEMETRY_DISABLED=1
        FROM base
        RUN npx next build && ng version && dotnet --info
      `,
    },
    {
      title: "off for one command",
      good: dockerfile`
        FROM mcr.microsoft.com/dotnet/sdk:9.0
        RUN DOTNET_CLI_TELEMETRY_OPTOUT=1 dotnet restore
      `,
    },
  ],
});

/** True where the variable stands anywhere before: in ENV, in ARG, before a command. */
function isOff(file: Dockerfile, { variable }: Tool, stage: Stage, project: Project): boolean {
  return project
    .factsOf(stage, file)
    .chain.some(({ instructions }) => instructions.some(({ span }) => file.text.slice(span.start, span.end).includes(variable)));
}

function fixOf(file: Dockerfile, { from }: Stage, { variable, value }: Tool): Fix {
  return {
    title: `Set ${variable}=${value}`,
    applicability: "unsafe",
    edits: [insertAfter(file, from, [`${keywordLike(file, "ENV")} ${variable}=${value}`])],
  };
}
