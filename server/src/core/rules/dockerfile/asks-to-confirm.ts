import { countFlag, hasFlag, isPlain, plainCommand } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule } from "../../linter/rule.js";
import type { Dockerfile, Stage } from "../../syntax/dockerfile/model.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, type RunPlace, runsOf } from "../../transforms/run-edit.js";

interface Manager {
  readonly verbs: RegExp;
  /** The option to add. */
  readonly yes: string;
  /** Options, and settings among the options, that answer for the user. */
  readonly answers: RegExp;
  /** A line of a configuration that does. */
  readonly configuration?: RegExp;
  readonly aliases: readonly string[];
}

const apt: Manager = {
  verbs: /^(install|reinstall|remove|purge|autoremove|upgrade|dist-upgrade|full-upgrade|build-dep)$/,
  yes: "-y",
  answers:
    /^-[a-zA-Z]*y|^--(yes|assume-yes|trivial-only|dry-run|simulate|print-uris)$|^-[a-z]*q[a-z]*q|^-q=[2-9]|^-[a-z]*s|assume-yes/i,
  configuration: /APT::Get::Assume-Yes/i,
  aliases: [
    "hadolint:DL3014",
    "trivy:DS-0021",
    "kics:APT-GET Missing '-y' To Avoid Manual Input",
    "sonar:S6584",
    "semgrep:missing-assume-yes-switch",
    "dockerfilelint:apt-get_missing_param",
    "tally:hadolint/DL3014",
  ],
};
const rpmVerbs = /^(install|groupinstall|localinstall|reinstall|remove|erase|autoremove|swap|update|upgrade|distro-sync)$/;
const rpmAnswers = /^-[a-zA-Z]*y|^--(assumeyes|assumeno|downloadonly)|assumeyes/;
const yum: Manager = {
  verbs: rpmVerbs,
  yes: "-y",
  answers: rpmAnswers,
  configuration: /\bassumeyes\b|alwaysprompt/,
  aliases: [
    "hadolint:DL3030",
    "kics:Yum Install Allows Manual Input",
    "semgrep:missing-yum-assume-yes-switch",
    "tally:hadolint/DL3030",
  ],
};
const dnf: Manager = {
  verbs: rpmVerbs,
  yes: "-y",
  answers: rpmAnswers,
  configuration: /\bassumeyes\b|alwaysprompt/,
  aliases: [
    "hadolint:DL3038",
    "kics:Missing Flag From Dnf Install",
    "semgrep:missing-dnf-assume-yes-switch",
    "tally:hadolint/DL3038",
  ],
};
const zypper: Manager = {
  verbs: /^(install|in|remove|rm|source-install|si|patch|update|up|dist-upgrade|dup)$/,
  yes: "-y",
  answers: /^-[a-z]*[yn]|^--(non-interactive|no-confirm|quiet-install|dry-run)$|^-[a-z]*D/,
  aliases: [
    "hadolint:DL3034",
    "kics:Missing Zypper Non-interactive Switch",
    "semgrep:missing-zypper-no-confirm-switch",
    "tally:hadolint/DL3034",
  ],
};
const conda: Manager = {
  verbs: /^(install|create|update|upgrade|remove|uninstall)$/,
  yes: "-y",
  answers: /^-[a-z]*y|^--(yes|dry-run|json)$|^-h$|^--help$/,
  configuration: /always_yes|CONDA_ALWAYS_YES/,
  aliases: [],
};
const pacman: Manager = {
  verbs: /^-[SRU][a-z]*$/,
  yes: "--noconfirm",
  answers: /^--noconfirm$|^--print|^-S[a-z]*[sil]/,
  aliases: [],
};

const managers: Readonly<Record<string, Manager>> = {
  "apt-get": apt,
  apt,
  aptitude: apt,
  yum,
  dnf,
  microdnf: dnf,
  tdnf: dnf,
  zypper,
  conda,
  mamba: conda,
  pacman,
};

export default defineRule({
  name: "asks-to-confirm",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A package manager asks for confirmation, and nobody is there to answer.",
  why: [
    "A build has no terminal: the question is answered by the end of the input, and the command gives up.",
    "apt asks only when more than the named packages would change, so such a line may work today and fail after the next release.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#apt-get",
    "https://manpages.debian.org/stable/apt/apt-get.8.en.html",
    "https://dnf.readthedocs.io/en/latest/command_ref.html",
  ],
  aliases: [apt, yum, dnf, zypper].flatMap(({ aliases }) => aliases),
  covers: ["apt-assume-yes", "yum-assume-yes", "dnf-assume-yes", "zypper-non-interactive"],
  fix: "safe",
  onbuild: true,

  *check(file) {
    for (const place of runsOf(file)) {
      const { run } = place;
      for (const line of commandLines(run.command)) {
        const known = Object.hasOwn(managers, line.program ?? "") ? managers[line.program!] : undefined;
        const verb = known && verbOf(line, known);
        const judged =
          known && parity(verb !== undefined && asks(file, place, line, known), hadolintReports(line), known.aliases);
        if (!known || !judged) continue;
        const last = verb ?? line.arguments[0]!;
        const command = `${line.program} ${last.value}`;
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: last.span.end }),
          message: `'${command}' asks before it goes on, and a build cannot answer; add ${known.yes}.`,
          ...(known === apt ? { severity: "warning" } : {}),
          ...judged,
          fixes: [
            {
              title: `Add ${known.yes}`,
              applicability: "safe",
              edits: [insertAt(last.span.end, run.command.kind === "exec" ? `, "${known.yes}"` : ` ${known.yes}`)],
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
        RUN apt-get update && apt-get install --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
                              ^^^^^^^^^^^^^^^ 'apt-get install' asks before it goes on, and a build cannot answer; add -y.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "over several lines, in a heredoc, in the exec form",
      bad: dockerfile`
        FROM fedora:42
        RUN dnf --setopt=install_weak_deps=False install \
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'dnf install' asks before it goes on, and a build cannot answer; add -y.
              # for the health check
              curl \
         && dnf clean all
        RUN <<EOF
        microdnf install git
        ^^^^^^^^^^^^^^^^ 'microdnf install' asks before it goes on, and a build cannot answer; add -y.
        EOF
        RUN ["yum", "install", "make"]
             ^^^^^^^^^^^^^^^^ 'yum install' asks before it goes on, and a build cannot answer; add -y.
      `,
      good: dockerfile`
        FROM fedora:42
        RUN dnf --setopt=install_weak_deps=False install -y \
              # for the health check
              curl \
         && dnf clean all
        RUN <<EOF
        microdnf install -y git
        EOF
        RUN ["yum", "install", "-y", "make"]
      `,
    },
    {
      title: "other package managers",
      bad: dockerfile`
        FROM opensuse/leap:15.6
        RUN zypper install curl && zypper clean --all
            ^^^^^^^^^^^^^^ 'zypper install' asks before it goes on, and a build cannot answer; add -y.
        RUN conda install numpy
            ^^^^^^^^^^^^^ 'conda install' asks before it goes on, and a build cannot answer; add -y.
        RUN pacman -Syu git
            ^^^^^^^^^^^ 'pacman -Syu' asks before it goes on, and a build cannot answer; add --noconfirm.
      `,
      good: dockerfile`
        FROM opensuse/leap:15.6
        RUN zypper install -y curl && zypper clean --all
        RUN conda install -y numpy
        RUN pacman -Syu --noconfirm git
      `,
    },
    {
      title: "answered by an option, a variable, a pipe or a configuration",
      good: dockerfile`
        FROM debian:13-slim AS one
        RUN apt-get -qq install curl && apt-get install --assume-yes git && apt-get install $APT_OPTIONS make
        RUN yes | apt-get install gcc
        FROM debian:13-slim AS two
        RUN echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/90yes
        RUN apt-get update && apt-get install curl
        FROM opensuse/leap:15.6 AS three
        RUN zypper -n install curl && zypper --non-interactive in git
      `,
    },
    {
      title: "commands that do not ask",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get clean && apt-get -s install curl && apk add curl
      `,
    },
  ],
});

function verbOf(line: CommandLine, manager: Manager): ShellWord | undefined {
  if (manager === pacman) return line.arguments.find(({ value }) => pacman.verbs.test(value));
  const verb = operands(line).find(({ value }) => manager.verbs.test(value));
  // "conda env update" is another command, and knows no -y.
  return verb && operands(line).indexOf(verb) <= (manager === conda ? 0 : 1) ? verb : undefined;
}

function asks(file: Dockerfile, { run, stage }: RunPlace, line: CommandLine, manager: Manager): boolean {
  if (line.arguments.some(({ value, dynamic }) => manager.answers.test(value) || (dynamic && mayHoldOptions.test(value))))
    return false;
  const { shell } = line;
  // Something else is at its input, or a variable set for it may answer.
  if (
    shell &&
    (shell.pipe === "sink" || shell.pipe === "middle" || shell.node.redirects.some(({ operator }) => operator.startsWith("<")))
  )
    return false;
  if (run.flags.some(({ name }) => name === "interactive")) return false;
  return !manager.configuration || !isConfigured(file, stage, manager.configuration);
}

const mayHoldOptions = /^"?\$\{?\w*(OPT|FLAG|ARG|YES|_Y\b)\w*\}?"?$|^\$[@*]$/i;

/** True where the stage, or one it is built on, writes such a line anywhere, or copies a configuration that may hold it. */
function isConfigured(file: Dockerfile, stage: Stage, line: RegExp): boolean {
  for (let it: Stage | undefined = stage; it; it = it.base) {
    for (const { keyword, span, argumentsText } of it.instructions) {
      if ((keyword === "RUN" || keyword === "ENV" || keyword === "ARG") && line.test(file.text.slice(span.start, span.end)))
        return true;
      if ((keyword === "COPY" || keyword === "ADD") && /apt\.conf|(dnf|yum|\.?condarc)(\.conf)?\b/.test(argumentsText))
        return true;
    }
  }
  return false;
}

function hadolintReports(line: CommandLine): boolean {
  const command = plainCommand(line);
  if (isPlain(command, ["apt-get"], ["install"]))
    return !hasFlag(command, "y", "yes", "qq", "assume-yes") && countFlag(command, "q") < 2 && !has(command.words, "-q=2");
  if (isPlain(command, ["yum", "dnf", "microdnf"], ["install", "groupinstall", "localinstall"]))
    return !hasFlag(command, "y", "assumeyes");
  if (isPlain(command, ["zypper"], ["install", "in", "remove", "rm", "source-install", "si", "patch"]))
    return !hasFlag(command, "non-interactive", "n", "no-confirm", "y");
  return false;
}

function has(words: readonly ShellWord[], value: string): boolean {
  return words.some((it) => it.value === value);
}
