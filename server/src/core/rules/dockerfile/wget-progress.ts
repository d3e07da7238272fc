import { packageInstall, packageName } from "../../knowledge/packages.js";
import { hasFlag, plainCommand } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import type { Dockerfile, RunInstruction, Stage } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf, triggered } from "../../transforms/run-edit.js";

const aliases = ["hadolint:DL3047", "tally:hadolint/DL3047"];

export default defineRule({
  name: "wget-progress",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "info" },
  summary: "`wget` fills the log of the build with its progress bar.",
  why: [
    "The output of a build is no terminal, so each step of the bar is a line of its own: thousands for a large file.",
    "`--progress=dot:giga` prints a dot for every 32 KB; `-nv` only a line for each file, and both still show errors.",
    "BusyBox's `wget`, the one of Alpine, knows neither: `-q` is understood by all.",
  ],
  references: ["https://www.gnu.org/software/wget/manual/html_node/Download-Options.html"],
  aliases,
  covers: ["wget-progress"],
  fix: "safe",
  onbuild: true,

  *check(file, { project }) {
    if (!file.text.includes("wget")) return;
    for (const { run, stage } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        if (line.program !== "wget") continue;
        const judged = parity(isLoud(line), hadolintReports(line), aliases);
        if (!judged) continue;
        yield {
          span: line.programSpan,
          message: "'wget' fills the log with its progress bar; make it quieter, as with --progress=dot:giga.",
          ...judged,
          fixes: fixesOf(file, run, stage, line, project),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y wget \
         && wget https://example.com/tool.tar.gz \
            ^^^^ 'wget' fills the log with its progress bar; make it quieter, as with --progress=dot:giga.
         && tar xf tool.tar.gz
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y wget \
         && wget --progress=dot:giga https://example.com/tool.tar.gz \
         && tar xf tool.tar.gz
      `,
    },
    {
      title: "where it may be BusyBox's: the option that every wget has",
      bad: dockerfile`
        FROM alpine:3.22
        RUN wget -O /tool https://example.com/tool
            ^^^^ 'wget' fills the log with its progress bar; make it quieter, as with --progress=dot:giga.
        RUN ["wget", "https://example.com/tool"]
             ^^^^^^ 'wget' fills the log with its progress bar; make it quieter, as with --progress=dot:giga.
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN wget -q -O /tool https://example.com/tool
        RUN ["wget", "-q", "https://example.com/tool"]
      `,
    },
    {
      title: "quiet already, or no download",
      good: dockerfile`
        FROM debian:13-slim
        RUN wget -qO- https://example.com/x | tar x && wget -nv https://example.com/y && wget --no-verbose https://example.com/z
        RUN wget --progress=dot:mega https://example.com/x && wget --version
      `,
    },
  ],
});

function isLoud({ arguments: words }: CommandLine): boolean {
  return (
    words.some(({ value, dynamic }) => dynamic || !value.startsWith("-")) &&
    !words.some(
      ({ value, dynamic }) =>
        /^-[a-zA-Z]*[qoab]|^-nv|^--(quiet|progress|output-file|append-output|no-verbose|background|spider|version|help)/.test(
          value,
        ) ||
        (dynamic && /^"?\$\{?\w*(OPT|FLAG|ARG|QUIET)\w*\}?"?$/i.test(value)),
    )
  );
}

function hadolintReports(line: CommandLine): boolean {
  const command = plainCommand(line);
  return (
    command.name === "wget" &&
    !hasFlag(command, "progress", "q", "quiet", "o", "output-file", "a", "append-output", "no-verbose") &&
    !command.words.some(({ value }) => value === "-nv")
  );
}

function fixesOf(file: Dockerfile, run: RunInstruction, stage: Stage, line: CommandLine, project: Project): Fix[] {
  const add = (option: string): Fix => ({
    title: `Add ${option}`,
    applicability: "safe",
    edits: [insertAt(line.programSpan.end, run.command.kind === "exec" ? `, "${option}"` : ` ${option}`)],
  });
  return isGnu(file, run, stage, project) ? [add("--progress=dot:giga"), add("-nv")] : [add("-q")];
}

/** The distributions with BusyBox have GNU's wget only where it was installed. */
function isGnu(file: Dockerfile, run: RunInstruction, stage: Stage, project: Project): boolean {
  const { image, chain } = project.factsOf(stage, file);
  if (image?.family === "debian" || image?.family === "rhel") return true;
  return chain.some(({ instructions }) =>
    instructions.some((it) => {
      const earlier = triggered(it);
      if (earlier?.keyword !== "RUN" || earlier.span.start > run.span.start) return false;
      return commandLines(earlier.command).some((line) =>
        packageInstall(line)?.packages.some((word) => packageName(word) === "wget"),
      );
    }),
  );
}
