import { isPlain, plainCommand } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";
import { firstLine, type RunPlace, runsOf } from "../../transforms/run-edit.js";

interface Manager {
  readonly verbs: RegExp;
  readonly aliases: readonly string[];
}

const apt: Manager = {
  verbs: /^(upgrade|dist-upgrade|full-upgrade|safe-upgrade)$/,
  aliases: [
    "trivy:DS-0024",
    "kics:(retired) Run Using Upgrade Commands",
    "semgrep:avoid-apt-get-upgrade",
    "dockerfilelint:apt-get-upgrade",
    "dockerfilelint:apt-get-dist-upgrade",
  ],
};
const dnf: Manager = {
  verbs: /^(update|upgrade|distro-sync|update-minimal|upgrade-minimal)$/,
  aliases: ["kics:(retired) Run Using dnf Update", "semgrep:avoid-dnf-update"],
};
const managers: Readonly<Record<string, Manager>> = {
  "apt-get": apt,
  apt,
  aptitude: apt,
  apk: { verbs: /^upgrade$/, aliases: ["kics:(retired) Use of Apk Upgrade", "semgrep:avoid-apk-upgrade"] },
  yum: {
    verbs: /^(update|upgrade|update-minimal)$/,
    aliases: ["kics:(retired) Yum Update Enabled", "semgrep:avoid-yum-update", "dockerfile_lint:yum_update_all"],
  },
  dnf,
  microdnf: dnf,
  tdnf: dnf,
  zypper: {
    verbs: /^(update|up|dist-upgrade|dup|patch)$/,
    aliases: ["hadolint:DL3035", "kics:(retired) Run Using Zypper Update", "semgrep:avoid-zypper-update"],
  },
};

export default defineRule({
  name: "package-upgrade",
  language: "dockerfile",
  category: "reproducibility",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "All packages of the base image are upgraded.",
  why: [
    "The result depends on the day of the build, each upgraded file is in the image twice, and the build cache keeps the upgrade of weeks ago.",
    "A fresh base image brings the same fixes: take a newer tag or digest, and build with `--pull`.",
    "Others upgrade on purpose, to have security fixes before the base image has them: then leave this rule off.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often",
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
  ],
  aliases: [...new Set(Object.values(managers).flatMap(({ aliases }) => aliases))],
  covers: ["apt-upgrade", "apk-upgrade", "yum-update", "dnf-update", "zypper-upgrade"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const place of runsOf(file)) {
      const lines = commandLines(place.run.command);
      for (const [i, line] of lines.entries()) {
        const manager = Object.hasOwn(managers, line.program ?? "") ? managers[line.program!] : undefined;
        const verb = manager && upgradeVerb(line, manager);
        const theirs = isPlain(plainCommand(line), ["zypper"], ["dist-upgrade", "dup"]);
        const judged = manager && parity(verb !== undefined, theirs, manager.aliases);
        if (!judged) continue;
        const word = verb ?? operands(line)[0]!;
        const fix = verb && fixOf(file, place, lines, i, `${line.program} ${verb.value}`);
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: word.span.end }),
          message: `'${line.program} ${word.value}' upgrades the whole base image; take a newer base image instead.`,
          ...judged,
          ...(judged.aliases?.some((it) => it === "hadolint:DL3035") && !theirs
            ? { aliases: judged.aliases.filter((it) => it !== "hadolint:DL3035") }
            : {}),
          ...(fix ? { fixes: [fix] } : {}),
          noFix: "The command is not a plain part of the RUN that could be taken out.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get -y upgrade && apt-get install -y curl
                              ^^^^^^^^^^^^^^^^^^ 'apt-get upgrade' upgrades the whole base image; take a newer base image instead.
        RUN apt-get update \
         && apt-get dist-upgrade -y \
            ^^^^^^^^^^^^^^^^^^^^ 'apt-get dist-upgrade' upgrades the whole base image; take a newer base image instead.
         && rm -rf /var/lib/apt/lists/*
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl
        RUN apt-get update \
         && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "alone, and first",
      bad: dockerfile`
        FROM fedora:42
        RUN dnf -y upgrade
            ^^^^^^^^^^^^^^ 'dnf upgrade' upgrades the whole base image; take a newer base image instead.
        RUN zypper -n dup && zypper -n in git
            ^^^^^^^^^^^^^ 'zypper dup' upgrades the whole base image; take a newer base image instead.
        RUN apk upgrade --no-cache; apk add --no-cache curl
            ^^^^^^^^^^^ 'apk upgrade' upgrades the whole base image; take a newer base image instead.
      `,
      good: dockerfile`
        FROM fedora:42
        RUN zypper -n in git
        RUN apk add --no-cache curl
      `,
    },
    {
      title: "in a condition",
      bad: dockerfile`
        FROM debian:13-slim
        RUN if [ -n "$CI" ]; then apt-get upgrade -y; fi
                                  ^^^^^^^^^^^^^^^ 'apt-get upgrade' upgrades the whole base image; take a newer base image instead.
      `,
    },
    {
      title: "named packages only",
      good: dockerfile`
        FROM fedora:42
        RUN dnf -y upgrade openssl && yum update -y tzdata && apk upgrade --no-cache musl
        RUN apt-get update && apt-get install -y --only-upgrade openssl
      `,
    },
  ],
});

/** The word that upgrades, where no packages are named. */
function upgradeVerb(line: CommandLine, { verbs }: Manager): ShellWord | undefined {
  const [verb, ...packages] = operands(line);
  const isHelp = line.arguments.some(({ value }) => /^(--help|--version|-h|--dry-run|--simulate|-s)$/.test(value));
  return verb && verbs.test(verb.value) && packages.length === 0 && !isHelp ? verb : undefined;
}

/** Takes the command out of its list, together with what joins it to its neighbour. */
function fixOf(
  file: Dockerfile,
  { run, stage, index }: RunPlace,
  lines: readonly CommandLine[],
  at: number,
  command: string,
): Fix | undefined {
  const { shell, span } = lines[at]!;
  const make = (edit: Fix["edits"][number]): Fix => ({ title: `Remove '${command}'`, applicability: "unsafe", edits: [edit] });
  if (lines.length === 1 && run.flags.length === 0 && stage.instructions.length > 1)
    return shell ? make(removeInstruction(file, stage.instructions[index]!)) : undefined;
  if (!shell || shell.within.length > 0 || shell.pipe !== "none" || shell.node.redirects.length > 0) return undefined;
  const previous = lines[at - 1];
  const next = lines[at + 1];
  // Only between neighbours of the same plain list is it clear what goes.
  if (
    next?.shell?.list === shell.list &&
    next.shell.pipe === "none" &&
    /^(&&|;)$/.test(next.shell.joined) &&
    /^(start|&&|;)$/.test(shell.joined)
  ) {
    const between = file.text.slice(span.end, next.span.start);
    if (shell.joined === "start" || next.shell.joined === shell.joined)
      return /#/.test(between) ? undefined : make(remove({ start: span.start, end: next.span.start }));
    return undefined;
  }
  if (next || previous?.shell?.list !== shell.list || !/^(&&|;)$/.test(shell.joined)) return undefined;
  const between = file.text.slice(previous.span.end, span.start);
  return /#/.test(between) || previous.shell.pipe !== "none"
    ? undefined
    : make(remove({ start: previous.span.end, end: span.end }));
}
