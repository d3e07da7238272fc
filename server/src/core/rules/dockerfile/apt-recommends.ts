import { packageInstall } from "../../knowledge/packages.js";
import { hasFlag, isPlain, plainCommand } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule } from "../../linter/rule.js";
import { shippedStages } from "../../project/shipped-stages.js";
import type { Dockerfile, Stage } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

const aliases = [
  "hadolint:DL3015",
  "trivy:DS-0029",
  "kics:APT-GET Not Avoiding Additional Packages",
  "sonar:S6500",
  "semgrep:missing-no-install-recommends",
  "dockerfilelint:apt-get_recommends",
];

export default defineRule({
  name: "apt-recommends",
  language: "dockerfile",
  category: "size",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  summary: "`apt-get install` takes recommended packages along.",
  why: [
    "Recommended packages are not needed for the ones you asked for; they make the image larger and give an attacker more to work with.",
    "Now and then a program does need one of them: name it, as you do with the others.",
    "In a stage whose files do not reach the image it only costs build time, so it is a hint there.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#apt-get",
    "https://manpages.debian.org/stable/apt/apt-get.8.en.html",
  ],
  aliases,
  covers: ["apt-no-recommends"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    for (const { run, stage } of runsOf(file)) {
      const lines = commandLines(run.command);
      for (const line of lines) {
        const install = packageInstall(line);
        if (install?.manager !== "apt") continue;
        const ours = install.packages.length > 0 && !decides(line) && !isConfigured(file, stage);
        const judged = parity(ours, hadolintReports(line), aliases);
        if (!judged) continue;
        const { verb } = install;
        const flag = line.program === "aptitude" ? "--without-recommends" : "--no-install-recommends";
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: verb.span.end }),
          message: `'${line.program} ${verb.value}' also takes packages that are only recommended; add ${flag}.`,
          ...judged,
          ...(shippedStages(file, project).has(stage) ? {} : { severity: "hint" }),
          fixes: [
            {
              title: `Add ${flag}`,
              applicability: "unsafe",
              edits: [insertAt(verb.span.end, run.command.kind === "exec" ? `, "${flag}"` : ` ${flag}`)],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
                              ^^^^^^^^^^^^^^^ 'apt-get install' also takes packages that are only recommended; add --no-install-recommends.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install --no-install-recommends -y curl && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "behind options, over several lines and in a heredoc",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
         && DEBIAN_FRONTEND=noninteractive sudo apt-get -qq -y install \
                                                ^^^^^^^^^^^^^^^^^^^^^^ 'apt-get install' also takes packages that are only recommended; add --no-install-recommends.
              # for the health check
              curl
        RUN <<EOF
        apt update
        apt install -y git
        ^^^^^^^^^^^ 'apt install' also takes packages that are only recommended; add --no-install-recommends.
        EOF
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
         && DEBIAN_FRONTEND=noninteractive sudo apt-get -qq -y install --no-install-recommends \
              # for the health check
              curl
        RUN <<EOF
        apt update
        apt install --no-install-recommends -y git
        EOF
      `,
    },
    {
      title: "exec form",
      bad: dockerfile`
        FROM debian:13-slim
        RUN ["apt-get", "install", "-y", "curl"]
             ^^^^^^^^^^^^^^^^^^^^ 'apt-get install' also takes packages that are only recommended; add --no-install-recommends.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN ["apt-get", "install", "--no-install-recommends", "-y", "curl"]
      `,
    },
    {
      title: "decided on the command line, either way",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get install -y --no-install-recommends curl
        RUN apt-get -o APT::Install-Recommends=false install -y curl
        RUN apt-get install -y --install-recommends winehq-stable
        RUN apt-get install -f -y
        RUN if apt-get install -s llvm > /dev/null; then echo "there is one"; fi
      `,
    },
    {
      title: "decided in apt's configuration",
      good: dockerfile`
        FROM debian:13-slim
        RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99no-recommends
        RUN apt-get update && apt-get install -y curl
      `,
    },
    {
      title: "a configuration that is copied in may decide it",
      good: dockerfile`
        FROM debian:13-slim
        COPY apt.conf /etc/apt/apt.conf.d/
        RUN apt-get update && apt-get install -y curl
      `,
    },
  ],
});

/** True where the command line says whether recommended packages come along. */
function decides(line: CommandLine): boolean {
  return line.arguments.some(
    ({ value, dynamic }) =>
      /^--(no-)?install-recommends(=|$)|^--with(out)?-recommends$|install-recommends/i.test(value) ||
      (line.program === "aptitude" && /^-[a-zA-Z]*[rR]/.test(value)) ||
      // A variable that is a whole word may hold options.
      (dynamic && /^"?\$\{?\w*(OPT|FLAG|ARG)S?\w*\}?"?$/i.test(value)),
  );
}

/** hadolint knows `apt-get` alone, wherever the word `install` stands, and no configuration. */
function hadolintReports(line: CommandLine): boolean {
  const command = plainCommand(line);
  return (
    isPlain(command, ["apt-get"], ["install"]) &&
    !hasFlag(command, "no-install-recommends") &&
    !command.words.some(({ value }) => value === "APT::Install-Recommends=false")
  );
}

/** True where the stage, or one it is built on, writes apt's configuration. */
function isConfigured(file: Dockerfile, stage: Stage): boolean {
  const isNamed = /APT::Install-Recommends/i.test(file.text);
  for (let it: Stage | undefined = stage; it; it = it.base) {
    for (const instruction of it.instructions) {
      if (
        isNamed &&
        instruction.keyword === "RUN" &&
        /APT::Install-Recommends/i.test(file.text.slice(instruction.span.start, instruction.span.end))
      )
        return true;
      if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
      const destination = instruction.destination?.text ?? "";
      if (/^\/etc\/apt\/apt\.conf/.test(destination)) return true;
      if (
        /^\/etc\/apt\/?$/.test(destination) &&
        !instruction.sources.every(({ text }) => /sources|\.(list|gpg|asc)$|keyrings?$/.test(text))
      )
        return true;
    }
  }
  return false;
}
