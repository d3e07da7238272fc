import { packageInstall } from "../../knowledge/packages.js";
import { hasFlag, isPlain, plainCommand } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule } from "../../linter/rule.js";
import { shippedStages } from "../../project/shipped-stages.js";
import type { RunInstruction } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, mountTargets, runsOf } from "../../transforms/run-edit.js";

const aliases = [
  "hadolint:DL3019",
  "trivy:DS-0025",
  "kics:Apk Add Using Local Cache Path",
  "sonar:S6587",
  "semgrep:missing-apk-no-cache",
  "dockerfilelint:apkadd-missing_nocache_or_updaterm",
];

export default defineRule({
  name: "apk-cache",
  language: "dockerfile",
  category: "size",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  summary: "`apk add` keeps the package index in the layer.",
  why: [
    "With `--no-cache` apk fetches the index for this one command and keeps nothing; `apk update` is not needed then.",
    "Without it the index is kept under `/var/cache/apk`, or the one of an older layer is used.",
    "In a stage whose files do not reach the image it only takes room on the builder, so it is a hint there.",
  ],
  references: [
    "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper",
    "https://docs.docker.com/build/building/best-practices/#apt-get",
  ],
  aliases,
  covers: ["apk-no-cache"],
  fix: "safe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    if (!file.text.includes("apk")) return;
    for (const { run, stage } of runsOf(file)) {
      const lines = commandLines(run.command);
      for (const [i, line] of lines.entries()) {
        const install = packageInstall(line);
        const theirs = hadolintReports(line, run);
        if (install?.manager !== "apk" && !theirs) continue;
        const verb = install?.verb ?? line.arguments.find(({ value }) => value === "add")!;
        const ours = install !== undefined && !decides(line) && !hasMount(run) && !lines.slice(i + 1).some(mayRemoveIndex);
        const judged = parity(ours, theirs, aliases);
        if (!judged) continue;
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: verb.span.end }),
          message: "'apk add' keeps the package index in this layer; add --no-cache.",
          ...(shippedStages(file, project).has(stage) ? {} : { severity: "hint" }),
          ...judged,
          fixes: [
            {
              title: "Add --no-cache",
              // The index is fetched anew, so that there has to be a network.
              applicability: run.flags.some(({ name }) => name === "network") ? "unsafe" : "safe",
              edits: [insertAt(verb.span.end, run.command.kind === "exec" ? ', "--no-cache"' : " --no-cache")],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM alpine:3.22
        RUN apk update && apk add curl
                          ^^^^^^^ 'apk add' keeps the package index in this layer; add --no-cache.
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN apk update && apk add --no-cache curl
      `,
    },
    {
      title: "over several lines, in a heredoc, in the exec form",
      bad: dockerfile`
        FROM alpine:3.22
        RUN apk -U add \
            ^^^^^^^^^^ 'apk add' keeps the package index in this layer; add --no-cache.
              # for the health check
              curl
        RUN <<EOF
        apk add --virtual .build gcc
        ^^^^^^^ 'apk add' keeps the package index in this layer; add --no-cache.
        EOF
        RUN ["apk", "add", "git"]
             ^^^^^^^^^^^^ 'apk add' keeps the package index in this layer; add --no-cache.
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN apk -U add --no-cache \
              # for the health check
              curl
        RUN <<EOF
        apk add --no-cache --virtual .build gcc
        EOF
        RUN ["apk", "add", "--no-cache", "git"]
      `,
    },
    {
      title: "kept nowhere, removed again, or in a cache mount",
      good: dockerfile`
        FROM alpine:3.22
        RUN apk --no-cache add curl && apk add git --no-cache
        RUN apk add --update jq && rm -rf /var/cache/apk/*
        RUN --mount=type=cache,target=/var/cache/apk ln -s /var/cache/apk /etc/apk/cache && apk add make
        RUN apk add $APK_OPTIONS gcc
      `,
    },
  ],
});

function decides({ arguments: words }: CommandLine): boolean {
  return words.some(
    ({ value, dynamic }) =>
      /^--(no-cache|cache-dir|root|initdb)/.test(value) || (dynamic && /^"?\$\{?\w*(OPT|FLAG|ARG)\w*\}?"?$/i.test(value)),
  );
}

function hasMount(run: RunInstruction): boolean {
  return mountTargets(run, ["cache", "tmpfs"]).some(
    (target) => target.includes("$") || /^\/(var(\/cache(\/apk)?)?|etc\/apk\/cache)$/.test(target),
  );
}

/** True where a command removes the index, or may. */
function mayRemoveIndex(line: CommandLine): boolean {
  const { program } = line;
  if (program === undefined || /clean/i.test(program)) return true;
  const text = line.arguments.map(({ value }) => value).join(" ");
  if (program === "apk") return /\bcache (clean|purge)\b/.test(text);
  return /^(rm|find|sh|bash|xargs)$/.test(program) && /\/var\/cache|\/etc\/apk\/cache|^-\w+ "?\$/.test(text);
}

function hadolintReports(line: CommandLine, run: RunInstruction): boolean {
  const command = plainCommand(line);
  if (!isPlain(command, ["apk"], ["add"]) || hasFlag(command, "no-cache")) return false;
  return !mountTargets(run, ["cache", "tmpfs"]).includes("/var/cache/apk");
}
