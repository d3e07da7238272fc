import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { commandLines, operands } from "../../syntax/shell/query.js";
import type { TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";
import { indexUpdate, insertCommandBefore, isBuiltOn, type LateInstall, lateInstalls } from "../../transforms/package-index.js";
import { firstLine, type RunPlace, runsOf, triggered } from "../../transforms/run-edit.js";

export default defineRule({
  name: "update-alone",
  language: "dockerfile",
  category: "cache",
  severity: "warning",
  profiles: ["recommended"],
  summary: "The package index is fetched in another RUN than the packages.",
  why: [
    "The RUN with the update is taken from the build cache for weeks; the install that follows then asks for versions that the archive has removed, and the build fails with 404.",
    "In one RUN both happen together, whenever the list of packages changes.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#apt-get"],
  aliases: [
    "trivy:DS-0017",
    "kics:Update Instruction Alone",
    "checkov:CKV_DOCKER_5",
    "sonar:S6595",
    "dockerfilelint:apt-get-update_require_install",
  ],
  covers: ["update-alone"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const place of runsOf(file)) {
      const { run } = place;
      const lines = commandLines(run.command);
      const update = lines.findLast((line) => indexUpdate(line) !== undefined);
      const manager = update && indexUpdate(update);
      if (!update || !manager) continue;
      const late = lateInstalls(file, place, manager);
      const isAlone = lines.every((line) => indexUpdate(line) === manager);
      if (late.length === 0 && !isAlone) continue;
      // A script, in this RUN or a later one, may well install something.
      const isNeeded = mayBeUsed(file, place, late);
      if (late.length === 0 && isNeeded) continue;
      const command = `${update.program} ${operands(update)[0]!.value}`;
      const fix = late.length > 0 ? moveFix(file, place, late, text(file, update.span), isAlone && !isNeeded) : undefined;
      yield {
        span: firstLine(file.text, { start: update.programSpan.start, end: operands(update)[0]!.span.end }),
        message:
          late.length > 0
            ? `'${command}' stays in the build cache while the RUN that installs runs anew, with an index out of date; do both in one RUN.`
            : `'${command}' is in a RUN of its own and no later RUN installs with it; remove it.`,
        ...(late.length > 0 ? (fix ? { fixes: [fix] } : {}) : { fixes: [removeFix(file, place, command)] }),
        noFix: "The update cannot be put plainly before each command that needs it.",
        ...(late.length > 0 ? {} : { severity: "info" as const }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update
            ^^^^^^^^^^^^^^ 'apt-get update' stays in the build cache while the RUN that installs runs anew, with an index out of date; do both in one RUN.
        # tools
        RUN apt-get install -y \
            curl
      `,
      good: dockerfile`
        FROM debian:13-slim
        # tools
        RUN apt-get update && apt-get install -y \
            curl
      `,
    },
    {
      title: "for each RUN that needs it, before the command that does",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get -qq update && apt-get -y upgrade
            ^^^^^^^^^^^^^^^^^^ 'apt-get update' stays in the build cache while the RUN that installs runs anew, with an index out of date; do both in one RUN.
        RUN set -eux; \
            sudo apt-get install -y curl; \
            apt-get clean
        COPY . /src
        RUN <<EOF
        make -C /src deps
        apt-get install -y git
        EOF
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get -qq update && apt-get -y upgrade
        RUN set -eux; \
            apt-get -qq update && sudo apt-get install -y curl; \
            apt-get clean
        COPY . /src
        RUN <<EOF
        make -C /src deps
        apt-get -qq update && apt-get install -y git
        EOF
      `,
    },
    {
      title: "apk, and an index that nobody needs",
      bad: dockerfile`
        FROM alpine:3.22
        RUN apk update
            ^^^^^^^^^^ 'apk update' is in a RUN of its own and no later RUN installs with it; remove it.
        RUN apk add --no-cache curl
        CMD ["curl", "--version"]
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN apk add --no-cache curl
        CMD ["curl", "--version"]
      `,
    },
    {
      title: "together",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
        RUN apt-get update && ./install-tools.sh
        RUN yum update -y
      `,
    },
  ],
});

function text(file: Dockerfile, { start, end }: { readonly start: number; readonly end: number }): string {
  return file.text.slice(start, end);
}

/** The update goes before each command that needs it; a RUN that does nothing else goes. */
function moveFix(
  file: Dockerfile,
  { stage, index, run }: RunPlace,
  late: readonly LateInstall[],
  command: string,
  isAlone: boolean,
): Fix | undefined {
  if (/\n/.test(command) || run.command.kind === "exec") return undefined;
  const edits: TextEdit[] = [];
  for (const { run: target, line } of late) {
    // A trigger runs in another build, long after.
    const edit = target.isTrigger === run.isTrigger ? insertCommandBefore(target, line, command) : undefined;
    if (!edit) return undefined;
    edits.push(edit);
  }
  if (isAlone) edits.unshift(removeInstruction(file, stage.instructions[index]!));
  return { title: `Run '${command}' where packages are installed`, applicability: "unsafe", edits };
}

/** True where a script, or a command that nobody can read, may install packages with the index. */
function mayBeUsed(file: Dockerfile, { stage, index }: RunPlace, late: readonly LateInstall[]): boolean {
  const known = new Set(late.map(({ run }) => run));
  return file.stages.some((it) => {
    const from = it === stage ? index + 1 : isBuiltOn(it, stage) ? 0 : it.instructions.length;
    return it.instructions.slice(from).some((instruction) => {
      const run = triggered(instruction);
      return (
        run?.keyword === "RUN" &&
        !known.has(run) &&
        /\.sh\b|\b(ba)?sh\b|install|setup|bootstrap|\bapt|\bapk|zypper|dnf|yum|\$/.test(run.argumentsText.replace(harmless, ""))
      );
    });
  });
}

/** Installs that have nothing to do with the distribution's packages. */
const harmless =
  /\b(pip[\d.]*|npm|yarn|pnpm|gem|go|cargo|composer|bundle|make|poetry|conda|setup\.py|apt-get -?\w* ?clean)( -\S+)* (install|i|ci|add)?|apk add --no-cache|rm -rf \/var\/lib\/apt\S*|\$\{?\w+\}?(?=[/\s"'])/g;

function removeFix(file: Dockerfile, { stage, index }: RunPlace, command: string): Fix {
  return {
    title: `Remove '${command}'`,
    applicability: "unsafe",
    edits: [removeInstruction(file, stage.instructions[index]!)],
  };
}
