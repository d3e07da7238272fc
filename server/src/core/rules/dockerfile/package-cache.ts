import { isPlain, plainCommands } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import { shippedStages } from "../../project/shipped-stages.js";
import type { Dockerfile, RunInstruction, Stage } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { allowsMounts, appendCommand, asRoot, firstLine, insertMounts, mountTargets, runsOf } from "../../transforms/run-edit.js";

interface Manager {
  readonly programs: readonly string[];
  readonly verbs: RegExp;
  /** What removes the cache. */
  readonly clean: string;
  /** The subcommand that does. */
  readonly cleanVerb: RegExp;
  /** Where it lies. */
  readonly directory: RegExp;
  /** Cache mounts that keep it out of the layer. */
  readonly mounts: readonly string[];
  /** hadolint: what counts as an install and as a cleanup, and the mount that excuses. */
  readonly plain?: {
    readonly install: readonly string[];
    readonly clean: readonly string[];
    readonly remove: readonly string[];
    readonly mount?: string;
  };
  readonly aliases: readonly string[];
}

const rpmVerbs = /^(install|groupinstall|localinstall|reinstall|update|upgrade|builddep|group|module)$/;
const rpmDirectory = /\/var\/cache(\/(yum|dnf|libdnf5|tdnf))?(\/|\s|$)|\/var\/cache\/\{/;
const dnf: Manager = {
  programs: ["dnf", "microdnf", "tdnf", "dnf5"],
  verbs: rpmVerbs,
  clean: "dnf clean all",
  cleanVerb: /^clean$/,
  directory: rpmDirectory,
  mounts: ["/var/cache/dnf", "/var/cache/libdnf5"],
  plain: { install: ["install"], clean: ["clean", "all"], remove: ["-rf", "/var/cache/libdnf5*"], mount: "/var/cache/libdnf5" },
  aliases: [
    "hadolint:DL3040",
    "trivy:DS-0019",
    "trivy:DS-0027",
    "kics:Missing Dnf Clean All",
    "semgrep:missing-dnf-clean-all",
    "dockerfile_lint:no_dnf_clean_all",
  ],
};
const managers: readonly Manager[] = [
  {
    programs: ["yum"],
    verbs: rpmVerbs,
    clean: "yum clean all",
    cleanVerb: /^clean$/,
    directory: rpmDirectory,
    mounts: [],
    plain: { install: ["install"], clean: ["clean", "all"], remove: ["-rf", "/var/cache/yum/*"] },
    aliases: [
      "hadolint:DL3032",
      "trivy:DS-0015",
      "kics:Yum Clean All Missing",
      "semgrep:missing-yum-clean-all",
      "dockerfile_lint:no_yum_clean_all",
    ],
  },
  dnf,
  {
    programs: ["zypper"],
    verbs: /^(install|in|update|up|dist-upgrade|dup|patch)$/,
    clean: "zypper clean --all",
    cleanVerb: /^(clean|cc)$/,
    directory: /\/var\/cache(\/zypp)?(\/|\s|$)/,
    mounts: ["/var/cache/zypp"],
    plain: { install: ["install", "in"], clean: ["clean", "cc"], remove: ["-rf", "/var/cache/zypp/*"], mount: "/var/cache/zypp" },
    aliases: ["hadolint:DL3036", "trivy:DS-0020", "kics:Missing Zypper Clean", "semgrep:missing-zypper-clean"],
  },
  {
    programs: ["rvm"],
    verbs: /^install$/,
    clean: "rvm cleanup all",
    cleanVerb: /^cleanup$/,
    directory: /rvm\/(archives|src|log)/,
    mounts: [],
    aliases: ["dockerfile_lint:no_rvm_cleanup_all"],
  },
];
/** Debian's and Ubuntu's images remove the archives by themselves, unless someone takes that away. */
const apt: Manager = {
  programs: ["apt-get", "apt", "aptitude"],
  verbs: /^(install|upgrade|dist-upgrade|full-upgrade|build-dep)$/,
  clean: "apt-get clean",
  cleanVerb: /^(clean|dist-?clean)$/,
  directory: /\/var\/cache(\/apt)?(\/|\s|$)/,
  mounts: ["/var/cache/apt"],
  aliases: ["semgrep:remove-package-cache", "sonar:S6587", "dockerfile_lint:no_apt-get_clean"],
};
const keepsArchives = /rm\s[^\n]*\/docker-clean|Keep-Downloaded-Packages\s+\\?"true/;

export default defineRule({
  name: "package-cache",
  language: "dockerfile",
  category: "size",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "The cache of dnf, yum, zypper or rvm stays in the layer.",
  why: [
    "The lists and packages that were downloaded are 50 to 300 MB which nobody needs in the image; what a later RUN deletes still counts.",
    "apt's archives are judged only where the clean-up of the official images was switched off.",
    "Stages from which only single files are copied are not judged: their layers do not reach the image.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#minimize-the-number-of-layers",
    "https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command",
    "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
  ],
  aliases: [...managers, apt].flatMap(({ aliases }) => aliases),
  covers: ["yum-clean", "dnf-clean", "microdnf-clean", "zypper-clean", "apt-cache-clean", "rvm-cleanup"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    for (const { run, stage } of runsOf(file)) {
      const lines = commandLines(run.command);
      for (const manager of [...managers, apt]) {
        const last = lines.findLastIndex((line) => installs(line, manager));
        const line = lines[last];
        if (!line || (manager === apt && !archivesStay(file, stage, run))) continue;
        const cleaned = lines.slice(last + 1).some((it) => mayClean(it, manager));
        const ours = !cleaned && !hasMount(run, manager) && shippedStages(file, project).has(stage);
        const judged = parity(ours, hadolintReports(run, manager), manager.aliases);
        if (!judged) continue;
        const verb = operands(line).find(({ value }) => manager.verbs.test(value))!;
        const clean = asRoot(line, manager.clean.replace(/^dnf/, line.program!));
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: verb.span.end }),
          message: `What '${line.program} ${verb.value}' downloads stays in this layer; end this RUN with '${clean}'.`,
          ...judged,
          fixes: cleaned ? [] : fixesOf(file, run, manager, clean),
          noFix: "The command that would remove it has no plain place at the end of this RUN.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM fedora:42
        RUN dnf install -y curl
            ^^^^^^^^^^^ What 'dnf install' downloads stays in this layer; end this RUN with 'dnf clean all'.
        RUN yum install -y git \
            ^^^^^^^^^^^ What 'yum install' downloads stays in this layer; end this RUN with 'yum clean all'.
          # built below
          && make -C /src
      `,
      good: dockerfile`
        FROM fedora:42
        RUN dnf install -y curl && dnf clean all
        RUN yum install -y git \
          # built below
          && make -C /src \
          && yum clean all
      `,
    },
    {
      title: "microdnf and zypper, in a heredoc",
      bad: dockerfile`
        FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6
        RUN <<EOF
        set -e
        microdnf install -y curl
        ^^^^^^^^^^^^^^^^ What 'microdnf install' downloads stays in this layer; end this RUN with 'microdnf clean all'.
        EOF
        FROM opensuse/leap:15.6
        RUN zypper -n in git
            ^^^^^^^^^^^^ What 'zypper in' downloads stays in this layer; end this RUN with 'zypper clean --all'.
      `,
      good: dockerfile`
        FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6
        RUN <<EOF
        set -e
        microdnf install -y curl
        microdnf clean all
        EOF
        FROM opensuse/leap:15.6
        RUN zypper -n in git && zypper clean --all
      `,
    },
    {
      title: "apt's archives, where nothing removes them any more; rvm's sources",
      bad: dockerfile`
        FROM debian:13-slim
        RUN rm -f /etc/apt/apt.conf.d/docker-clean
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
                              ^^^^^^^^^^^^^^^ What 'apt-get install' downloads stays in this layer; end this RUN with 'apt-get clean'.
        RUN rvm install 3.4
            ^^^^^^^^^^^ What 'rvm install' downloads stays in this layer; end this RUN with 'rvm cleanup all'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN rm -f /etc/apt/apt.conf.d/docker-clean
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && apt-get clean
        RUN rvm install 3.4 && rvm cleanup all
      `,
    },
    {
      title: "removed, or never in the layer",
      good: dockerfile`
        FROM fedora:42
        RUN dnf install -y curl && dnf clean all
        RUN dnf install -y curl && rm -rf /var/cache/dnf /var/log/dnf.log
        RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y git
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "a stage from which only files are copied",
      good: dockerfile`
        FROM fedora:42 AS build
        RUN dnf install -y gcc
        FROM fedora:42
        COPY --from=build /usr/local/bin/app /usr/local/bin/app
      `,
    },
  ],
});

function installs(line: CommandLine, { programs, verbs }: Manager): boolean {
  const [first, second] = operands(line);
  if (line.program === undefined || !programs.includes(line.program) || !first) return false;
  return verbs.test(first.value) && (!/^(group|module)$/.test(first.value) || second?.value === "install");
}

/** True where a command removes the cache, or may: a script for cleaning up, a path from a variable. */
function mayClean(line: CommandLine, { programs, cleanVerb, directory }: Manager): boolean {
  const { program } = line;
  if (program === undefined || /clean/i.test(program)) return true;
  // yum, dnf and microdnf stand for one another.
  const family = programs.includes("yum") || programs.includes("dnf") ? ["yum", ...dnf.programs] : programs;
  if (family.includes(program)) return operands(line).some(({ value }) => cleanVerb.test(value));
  if (!/^(rm|find|sh|bash|xargs)$/.test(program)) return false;
  return line.arguments.some(({ value, dynamic }) => directory.test(value) || (dynamic && /^"?\$/.test(value)));
}

function hasMount(run: RunInstruction, { directory }: Manager): boolean {
  return mountTargets(run, ["cache", "tmpfs"]).some((target) => target.includes("$") || directory.test(target));
}

/** True where this stage, or one it is built on, has taken the clean-up of the official images away. */
function archivesStay(file: Dockerfile, stage: Stage, run: RunInstruction): boolean {
  for (let it: Stage | undefined = stage; it; it = it.base) if (keptFrom(file, it) <= run.span.start) return true;
  return false;
}

/** Where a stage first makes apt keep its archives; looked for once per stage. */
function keptFrom(file: Dockerfile, stage: Stage): number {
  let first = kept.get(stage);
  if (first === undefined) {
    const found = stage.instructions.find(
      ({ keyword, span }) =>
        (keyword === "RUN" || keyword === "ONBUILD") && keepsArchives.test(file.text.slice(span.start, span.end)),
    );
    first = found?.span.start ?? Number.POSITIVE_INFINITY;
    kept.set(stage, first);
  }
  return first;
}

const kept = new WeakMap<Stage, number>();

/** hadolint looks for the words alone, in whatever stage. */
function hadolintReports(run: RunInstruction, { programs, plain }: Manager): boolean {
  if (!plain) return false;
  const own = programs.filter((it) => it !== "tdnf" && it !== "dnf5");
  const commands = plainCommands(run.command);
  const install = commands.findIndex((it) => isPlain(it, own, plain.install));
  if (install < 0 || (plain.mount !== undefined && mountTargets(run, ["cache", "tmpfs"]).includes(plain.mount))) return false;
  // It looks at the first install and the first cleanup alone.
  const clean = commands.findIndex((it) => isPlain(it, own, plain.clean) || isPlain(it, ["rm"], plain.remove));
  return clean < install;
}

function fixesOf(file: Dockerfile, run: RunInstruction, { mounts }: Manager, clean: string): Fix[] {
  const fixes: Fix[] = [];
  const append = appendCommand(file, run, clean);
  if (append) fixes.push({ title: `Add '${clean}'`, applicability: "unsafe", edits: [append] });
  if (mounts.length > 0 && allowsMounts(file)) {
    const flags = mounts.map((path) => `type=cache,target=${path},sharing=locked`);
    fixes.push({ title: "Keep the cache in a cache mount", applicability: "unsafe", edits: [insertMounts(run, flags)] });
  }
  return fixes;
}
