import { packageInstall } from "../../knowledge/packages.js";
import { isPlain, plainCommand, withoutFlags } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule } from "../../linter/rule.js";
import { type ShellValues, shellValues } from "../../project/shell-values.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, type RunPlace, runsOf } from "../../transforms/run-edit.js";

interface Manager {
  /** True for a name that says which version, or which file. */
  readonly pinned: RegExp;
  /** What stands between name and version. */
  readonly joint: string;
  /** As hadolint reads it. */
  readonly plain: {
    readonly programs: readonly string[];
    readonly verbs: readonly string[];
    readonly valued: readonly string[];
    readonly pinned: RegExp;
  };
  readonly aliases: readonly string[];
}

const apt: Manager = {
  pinned: /[=/~?]|\.deb$|[-+]$/,
  joint: "=",
  plain: { programs: ["apt-get"], verbs: ["install"], valued: ["t", "target-release"], pinned: /[=/]|\.deb$/ },
  aliases: ["hadolint:DL3008", "kics:Apt Get Install Pin Version Not Defined"],
};
const apk: Manager = {
  pinned: /[=~<>/]|\.apk$|^!/,
  joint: "=",
  plain: { programs: ["apk"], verbs: ["add"], valued: ["t", "virtual", "repository", "X"], pinned: /[=~<>]|\.apk$/ },
  aliases: ["hadolint:DL3018", "kics:Unpinned Package Version in Apk Add"],
};
const rpm = /-(\d|VERSION)|\.rpm$|^@|[/*:]/;
const yum: Manager = {
  pinned: rpm,
  joint: "-",
  plain: { programs: ["yum"], verbs: ["install"], valued: [], pinned: /-\d|\.rpm$/ },
  aliases: ["hadolint:DL3033", "kics:Yum install Without Version"],
};
const dnf: Manager = {
  pinned: rpm,
  joint: "-",
  plain: { programs: ["dnf", "microdnf"], verbs: ["install"], valued: [], pinned: /-\d|\.rpm$/ },
  aliases: ["hadolint:DL3041", "kics:Missing Version Specification In dnf install"],
};
const zypper: Manager = {
  pinned: /[=<>/:]|\.rpm$/,
  joint: "=",
  plain: { programs: ["zypper"], verbs: ["install", "in"], valued: [], pinned: /[=<>]|\.rpm$/ },
  aliases: ["hadolint:DL3037", "kics:Zypper Install Without Version"],
};
const managers: Readonly<Record<string, Manager>> = {
  "apt-get": apt,
  apt,
  aptitude: apt,
  apk,
  yum,
  dnf,
  microdnf: dnf,
  tdnf: dnf,
  zypper,
};

export default defineRule({
  name: "unpinned-package",
  language: "dockerfile",
  category: "reproducibility",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A package of the distribution is installed without a version.",
  why: [
    "Each build takes the version of the day, so two builds of the same Dockerfile can differ.",
    "But distributions remove old versions from their archives, and then a pinned build fails: pin where you have a mirror or a snapshot, or take the base image by its digest.",
    "That is why this rule is off unless you ask for it.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#apt-get",
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
  ],
  aliases: [apt, apk, yum, dnf, zypper].flatMap(({ aliases }) => aliases),
  covers: ["apt-pin", "apk-pin", "yum-pin", "dnf-pin", "zypper-pin"],
  fix: "placeholder",
  onbuild: true,

  *check(file) {
    for (const place of runsOf(file)) {
      let values: ShellValues | undefined;
      for (const line of commandLines(place.run.command)) {
        const manager = Object.hasOwn(managers, line.program ?? "") ? managers[line.program!] : undefined;
        if (!manager) continue;
        values ??= shellValues(place, file.escape);
        const unpinned = unpinnedPackages(line, manager, values);
        const theirs = hadolintReports(line, manager, place, file.escape);
        const judged = parity(unpinned.length > 0, theirs.length > 0, manager.aliases);
        if (!judged) continue;
        const [first, ...rest] = unpinned.length > 0 ? unpinned : theirs.map((word) => ({ word, name: word.value }));
        const more = rest.length > 0 ? ` and ${rest.length} more` : "";
        const plain = unpinned.filter(({ word }) => !word.dynamic && !/["']/.test(word.text));
        const isExec = place.run.command.kind === "exec";
        yield {
          span: firstLine(file.text, first!.word.span),
          message: `'${first!.name}'${more} ${more === "" ? "is" : "are"} installed in the version of the day; say which: ${first!.name}${manager.joint}VERSION.`,
          ...judged,
          ...(plain.length > 0 && !isExec
            ? {
                fixes: [
                  {
                    title: plain.length === 1 ? `Add a version to ${plain[0]!.name}` : "Add versions, to be filled in",
                    applicability: "placeholder",
                    edits: plain.map(({ word }) => insertAt(word.span.end, `${manager.joint}VERSION`)),
                  },
                ],
              }
            : {}),
          noFix: "The name stands in a variable or in quotes.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends -t trixie-backports curl git=1:2.47.3-0 jq
                                                                                             ^^^^ 'curl' and 1 more are installed in the version of the day; say which: curl=VERSION.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends -t trixie-backports curl=VERSION git=1:2.47.3-0 jq=VERSION
      `,
    },
    {
      title: "other package managers",
      bad: dockerfile`
        FROM alpine:3.22
        RUN apk add --no-cache --virtual .build gcc=~14.2 \
              make
              ^^^^ 'make' is installed in the version of the day; say which: make=VERSION.
        FROM fedora:42
        RUN dnf install -y curl-8.11.1 jq && zypper -n in git
                                       ^^ 'jq' is installed in the version of the day; say which: jq-VERSION.
                                                          ^^^ 'git' is installed in the version of the day; say which: git=VERSION.
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN apk add --no-cache --virtual .build gcc=~14.2 \
              make=VERSION
        FROM fedora:42
        RUN dnf install -y curl-8.11.1 jq-VERSION && zypper -n in git=VERSION
      `,
    },
    {
      title: "names from a variable",
      bad: dockerfile`
        FROM debian:13-slim
        ENV TOOLS="curl git"
        RUN apt-get update && apt-get install -y $TOOLS
                                                 ^^^^^^ 'curl' and 1 more are installed in the version of the day; say which: curl=VERSION.
      `,
    },
    {
      title: "versions from a variable, groups and files",
      good: dockerfile`
        FROM debian:13-slim
        ARG CURL=8.14.1-2
        ENV GIT="git=1:2.47.3-0"
        RUN set -eux; deps="jq=1.7.1-6 make=4.4.1-2"; apt-get update; apt-get install -y curl=$CURL $GIT $deps ./tool.deb
        RUN dnf install -y @development-tools https://example.com/tool.rpm
      `,
    },
    {
      title: "what nobody can know",
      good: dockerfile`
        FROM debian:13-slim
        ARG PACKAGES
        RUN apt-get update && apt-get install -y $PACKAGES $(cat packages.txt)
      `,
    },
  ],
});

interface Unpinned {
  readonly word: ShellWord;
  readonly name: string;
}

/** What is plainly without a version; a word nobody can read is left out. */
function unpinnedPackages(line: CommandLine, manager: Manager, values: ShellValues): Unpinned[] {
  return (packageInstall(line)?.packages ?? []).flatMap((word) => {
    const pinnedAsWritten = manager.pinned.test(word.value.replace(/\$\{[^}]*\}/g, "$"));
    if (pinnedAsWritten && word.dynamic) return [];
    const names = (values.words(word) ?? []).filter((name) => !name.startsWith("-") && !manager.pinned.test(name));
    return names.map((name) => ({ word, name }));
  });
}

/** hadolint takes a word as it is written; where it knows rpm, a variable that is set anywhere before counts as a version. */
function hadolintReports(
  line: CommandLine,
  { plain }: Manager,
  { stage, index }: RunPlace,
  escape: string,
): readonly ShellWord[] {
  const command = plainCommand(line);
  if (!isPlain(command, plain.programs, plain.verbs)) return [];
  const isRpm = plain.programs[0] !== "zypper" && plain.pinned.test("a-1");
  return withoutFlags(command, plain.valued).filter((word) => {
    if (plain.verbs.includes(word.value) || plain.pinned.test(word.value)) return false;
    if (!isRpm || !word.dynamic) return true;
    const state = stateBefore(stage, index, escape);
    return ![...word.value.matchAll(/-\$\{?(\w+)/g)].some(([, name]) => state.env.has(name!) || state.args.has(name!));
  });
}
