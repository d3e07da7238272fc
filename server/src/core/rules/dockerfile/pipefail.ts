import type { Pipeline } from "unbash";
import { defineRule, type Fix } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import type { Project } from "../../project/project.js";
import { type RunShell, runShell } from "../../project/run-shell.js";
import type { Dockerfile, RunInstruction, Stage } from "../../syntax/dockerfile/model.js";
import type { ShellScript } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { enclosing, shellTree } from "../../syntax/shell/tree.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { insertBefore, keywordLike } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "pipefail",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A pipe hides the failure of its first command.",
  why: [
    "A pipe succeeds when its last command does: `curl … | tar x` can go wrong at the download and the build goes on, with half a file or none.",
    "`-o pipefail` makes the RUN fail then. Dash, the `sh` of Debian and Ubuntu, does not know it; bash and the `ash` of Alpine do.",
    "Pipes that begin with a program that hardly fails (`echo`, `printf`, `cat` …) are reported in the profile `hadolint` only.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#using-pipes",
    "https://docs.docker.com/reference/dockerfile/#shell",
  ],
  aliases: [
    "hadolint:DL4006",
    "kics:Shell Running A Pipe Without Pipefail Flag",
    "semgrep:set-pipefail",
    "tally:hadolint/DL4006",
  ],
  covers: ["pipefail"],
  fix: "unsafe",

  *check(file, { project }) {
    for (const stage of file.stages) {
      for (const run of stage.instructions) {
        if (run.keyword !== "RUN" || run.command.kind !== "shell") continue;
        const { script } = run.command;
        const pipes = script
          ? shellTree(script)
              .of("Pipeline")
              .filter(({ commands }) => commands.length > 1)
          : [];
        if (!script || pipes.length === 0) continue;
        const shell = runShell(file, stage, run.index, project);
        if (!shell.posix) continue;
        const lines = commandLines(run.command);
        const isSet =
          hasPipefail(shell.arguments) || lines.some((it) => setsPipefail(it)) || /^#!.*pipefail/.test(run.command.text);
        if (isSet) continue;
        const telling = pipes.find((pipe) => isTelling(pipe, script, lines));
        const pipe = telling ?? pipes[0]!;
        const source = script.span(pipe.commands[0]!);
        const sign = script.span({ pos: pipe.commands[0]!.end, end: pipe.commands[1]!.pos });
        const at = file.text.indexOf("|", sign.start);
        yield {
          span: { start: at, end: at + 1 },
          message: `The pipe hides a failure of '${nameOf(source, lines)}' before it: the build goes on. Set the shell option pipefail.`,
          ...(telling ? {} : { profiles: ["hadolint" as const] }),
          ...(isDevelopment(file.uri, stage) ? { severity: "hint" as const } : {}),
          ...repair(file, stage, run, shell, project),
        };
      }
    }
  },

  examples: [
    {
      title: "Debian: bash, from here on",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update
        # the tool
        RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
                                                       ^ The pipe hides a failure of 'curl' before it: the build goes on. Set the shell option pipefail.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update
        SHELL ["/bin/bash", "-o", "pipefail", "-c"]
        # the tool
        RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
      `,
    },
    {
      title: "Alpine: ash knows the option, too",
      bad: dockerfile`
        FROM alpine:3.22
        RUN wget -qO- https://example.com/tool.tar.gz \
            | tar -xz
            ^ The pipe hides a failure of 'wget' before it: the build goes on. Set the shell option pipefail.
      `,
      good: dockerfile`
        FROM alpine:3.22
        SHELL ["/bin/ash", "-o", "pipefail", "-c"]
        RUN wget -qO- https://example.com/tool.tar.gz \
            | tar -xz
      `,
    },
    {
      title: "a SHELL that lacks it",
      bad: dockerfile`
        FROM registry.example.com/base:3
        SHELL ["/bin/bash", "-c"]
        RUN curl -fsSL https://example.com/key.asc | gpg --dearmor -o /etc/key.gpg
                                                   ^ The pipe hides a failure of 'curl' before it: the build goes on. Set the shell option pipefail.
      `,
      good: dockerfile`
        FROM registry.example.com/base:3
        SHELL ["/bin/bash", "-c"]
        RUN set -o pipefail && curl -fsSL https://example.com/key.asc | gpg --dearmor -o /etc/key.gpg
      `,
    },
    {
      title: "no SHELL where dash expands what bash would print as it is",
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
                                                       ^ The pipe hides a failure of 'curl' before it: the build goes on. Set the shell option pipefail.
        RUN echo '[default]\nregion=eu' > /etc/app.conf
      `,
    },
    {
      title: "no fix where the shell is not known, nor where the option would break a pipe",
      bad: dockerfile`
        FROM registry.example.com/base:3
        RUN curl -fsSL https://example.com/key.asc | gpg --import
                                                   ^ The pipe hides a failure of 'curl' before it: the build goes on. Set the shell option pipefail.
        FROM alpine:3.22
        RUN wget -qO- https://example.com/versions | head -n 1 > /version
                                                   ^ The pipe hides a failure of 'wget' before it: the build goes on. Set the shell option pipefail.
      `,
    },
    {
      title: "set already",
      good: dockerfile`
        FROM debian:13-slim AS base
        SHELL ["/bin/bash", "-o", "pipefail", "-c"]
        RUN curl -fsSL https://example.com/a | tar -xz
        FROM base
        RUN curl -fsSL https://example.com/b | tar -xz
        FROM alpine:3.22
        RUN set -eo pipefail; wget -qO- https://example.com/b | tar -xz
        FROM mcr.microsoft.com/windows/servercore:ltsc2022
        RUN Get-Content a | Select-Object -First 1
      `,
    },
  ],
});

function hasPipefail(shell: readonly string[] | undefined): boolean {
  return shell?.some((it) => /pipefail/.test(it)) ?? false;
}

function setsPipefail({ program, arguments: words }: CommandLine): boolean {
  return (
    (program === "set" && words.some(({ value }) => value === "pipefail")) ||
    words.some(({ value }) => /-o pipefail\b/.test(value))
  );
}

/** What it begins with can fail in a way that matters; a pipe whose outcome is asked for anyway is another matter. */
const harmless =
  /^(?:echo|printf|yes|cat|true|pwd|date|uname|ls|env|printenv|whoami|id|:|nproc|hostname|seq|dpkg|basename|dirname|head|tail)$/;

function isTelling(pipe: Pipeline, script: ShellScript, lines: readonly CommandLine[]): boolean {
  const tree = shellTree(script);
  const isAsked = enclosing(tree, pipe, "If", "Elif", "While", "CommandExpansion") !== undefined;
  if (isAsked || pipe.commands.slice(0, -1).some(({ type }) => type !== "Command")) return false;
  return pipe.commands.slice(0, -1).some((command) => {
    const { start } = script.span(command);
    const program = lines.find(({ span }) => span.start === start)?.program;
    return (
      program !== undefined &&
      /^(?:curl|wget|git|gpg|aws|gsutil|gcloud|tar|unzip|gunzip|zcat|bzip2|bzcat|xz|xzcat|openssl|pg_dump|mysqldump|docker|kubectl|helm|npm|yarn|pip|go|cargo|make|mvn)$/.test(
        program,
      ) &&
      !harmless.test(program)
    );
  });
}

function nameOf(source: { readonly start: number }, lines: readonly CommandLine[]): string {
  return lines.find(({ span }) => span.start === source.start)?.program ?? "what stands";
}

function repair(
  file: Dockerfile,
  stage: Stage,
  run: RunInstruction,
  shell: RunShell,
  project: Project,
): { fixes?: readonly Fix[]; noFix?: string } {
  if (breaks(run)) return { noFix: "A program that ends early ('head', 'grep -q') would make the pipe fail under pipefail." };
  if (shell.kind === undefined) return { noFix: "The shell of the base image is not known, and not every shell has the option." };
  const fixes: Fix[] = [];
  const path = shell.kind === "ash" ? "/bin/ash" : "/bin/bash";
  const knowsOption = /^(?:bash|ash|zsh|ksh|mksh)$/.test(shell.kind);
  const hasBash = shell.kind !== "dash" || project.factsOf(stage, file).image?.hasTool("bash") === true;
  const later = stage.instructions.slice(run.index + 1).some((it) => it.keyword === "RUN" && breaks(it));
  const isBase = file.stages.some(({ base }) => base === stage);
  const echoes = shell.kind === "dash" && stage.instructions.slice(run.index).some((it) => it.keyword === "RUN" && escapes(it));
  if (!shell.arguments && hasBash && !later && !isBase && !echoes) {
    const line = `${keywordLike(file, "SHELL")} ["${path}", "-o", "pipefail", "-c"]`;
    fixes.push({
      title: `Add SHELL with ${path} -o pipefail`,
      applicability: "unsafe",
      edits: [insertBefore(file, run, [line])],
    });
  }
  if (knowsOption && run.command.kind === "shell" && run.heredocs.length === 0) {
    const edit = insertAt(run.command.span.start, "set -o pipefail && ");
    fixes.push({ title: "Set pipefail in this RUN", applicability: "unsafe", edits: [edit] });
  }
  return {
    fixes,
    noFix: "'sh' of this image does not know pipefail, and a SHELL instruction would also hold for commands that it breaks.",
  };
}

/** True where pipefail would make a pipe fail that works: its end stops reading, or its start ends with an error on purpose. */
function breaks({ command }: RunInstruction): boolean {
  return commandLines(command).some(({ program, arguments: words, shell }) => {
    if (!shell || shell.pipe === "none") return false;
    if (shell.pipe !== "source" && /^(?:head|sed|awk|gawk|less|more)$/.test(program ?? ""))
      return program === "head" || words.some(({ value }) => /\bq\b|\bexit\b/.test(value));
    if (/^[ef]?grep$/.test(program ?? "")) return shell.pipe !== "sink" || words.some(({ value }) => /^-\w*[qm]/.test(value));
    return program === "yes";
  });
}

/** True where `echo` gets what dash turns into line breaks and bash does not. */
function escapes({ command }: RunInstruction): boolean {
  return commandLines(command).some(
    ({ program, arguments: words }) => program === "echo" && words.some(({ text }) => /\\[abcefnrtv0]/.test(text)),
  );
}
