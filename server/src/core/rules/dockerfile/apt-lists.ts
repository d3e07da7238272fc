import { isPlain, plainCommands } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import { shippedStages } from "../../project/shipped-stages.js";
import type { Dockerfile, RunInstruction } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";
import { lateInstalls } from "../../transforms/package-index.js";
import {
  allowsMounts,
  appendCommand,
  asRoot,
  firstLine,
  insertMounts,
  mountTargets,
  type RunPlace,
  runsOf,
  triggered,
} from "../../transforms/run-edit.js";

const cleanup = "rm -rf /var/lib/apt/lists/*";
const aliases = [
  "hadolint:DL3009",
  "kics:Apt Get Install Lists Were Not Deleted",
  "sonar:S6587",
  "semgrep:remove-package-lists",
  "dockerfilelint:apt-get_missing_rm",
];

export default defineRule({
  name: "apt-lists",
  language: "dockerfile",
  category: "size",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  summary: "The package lists of apt stay in the layer.",
  why: [
    "`apt-get update` downloads 20 to 50 MB of lists; what a later RUN deletes still counts, since each RUN is a layer of its own.",
    "`apt-get clean` does not remove them.",
    "Stages from which only single files are copied are not judged: their layers do not reach the image.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#apt-get",
    "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
  ],
  aliases,
  covers: ["apt-lists-cleanup"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    let shipped: ReturnType<typeof shippedStages> | undefined;
    for (const place of runsOf(file)) {
      const { run, stage } = place;
      const lines = commandLines(run.command);
      const last = lines.findLastIndex(isUpdate);
      const update = lines[last];
      if (!update) continue;
      const removed = lines.slice(last + 1).some((line, i, rest) => mayRemoveLists(line, rest.slice(0, i)));
      const settled = removed || hasMount(run);
      const neededLater = !settled && lateInstalls(file, place, "apt").length > 0;
      // What a later RUN needs is judged by the rule `update-alone`: the two belong together first.
      if (!settled) shipped ??= shippedStages(file, project);
      const ours = !settled && !neededLater && shipped?.has(stage) === true;
      const judged = parity(ours, hadolintReports(file, place), aliases);
      if (!judged) continue;
      const finding = {
        span: firstLine(file.text, { start: update.programSpan.start, end: operands(update)[0]!.span.end }),
        message: `The package lists of '${update.program} update' stay in this layer; remove them in the same RUN.`,
        ...judged,
      };
      if (neededLater) {
        const join = joinFix(file, place);
        const noFix = "A later RUN installs packages with these lists: join the two first, then the lists can go.";
        yield { ...finding, ...(join ? { fixes: [join] } : {}), noFix };
      } else if (removed) yield { ...finding, noFix: "Another command of this RUN removes them already." };
      else {
        const noFix = "The command that would remove them has no plain place at the end of this RUN.";
        yield { ...finding, fixes: fixesOf(file, run, update), noFix };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl
            ^^^^^^^^^^^^^^ The package lists of 'apt-get update' stay in this layer; remove them in the same RUN.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "keeps the style of continuation: '&&' at the start of a line",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get -qq update \
            ^^^^^^^^^^^^^^^^^^ The package lists of 'apt-get update' stay in this layer; remove them in the same RUN.
         # for the health check
         && apt-get install -y curl \
         && apt-get clean
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get -qq update \
         # for the health check
         && apt-get install -y curl \
         && apt-get clean \
         && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "… or at the end of the line before",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt update && \
            ^^^^^^^^^^ The package lists of 'apt update' stay in this layer; remove them in the same RUN.
            apt install -y \
              curl \
              git
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt update && \
            apt install -y \
              curl \
              git && \
            rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "in a heredoc: a line of its own where the script stops at errors, else joined so that no failure is hidden",
      bad: dockerfile`
        FROM debian:13-slim
        RUN <<EOF
          set -e
          apt-get update
          ^^^^^^^^^^^^^^ The package lists of 'apt-get update' stay in this layer; remove them in the same RUN.
          apt-get install -y curl
        EOF
        RUN <<EOF
        apt-get update
        ^^^^^^^^^^^^^^ The package lists of 'apt-get update' stay in this layer; remove them in the same RUN.
        apt-get install -y git
        EOF
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN <<EOF
          set -e
          apt-get update
          apt-get install -y curl
          rm -rf /var/lib/apt/lists/*
        EOF
        RUN <<EOF
        apt-get update
        apt-get install -y git && rm -rf /var/lib/apt/lists/*
        EOF
      `,
    },
    {
      title: "with the profile hadolint alone: the next RUN installs with them, the two belong together",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update
            ^^^^^^^^^^^^^^ The package lists of 'apt-get update' stay in this layer; remove them in the same RUN.
        # tools
        RUN apt-get install -y \
            curl
      `,
      good: dockerfile`
        FROM debian:13-slim
        # tools
        RUN apt-get update && apt-get install -y \
            curl \
            && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "with the profile hadolint alone: lists that several RUNs need",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update
            ^^^^^^^^^^^^^^ The package lists of 'apt-get update' stay in this layer; remove them in the same RUN.
        RUN apt-get install -y curl
        RUN apt-get install -y git
      `,
    },
    {
      title: "removed, or never in the layer",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* /tmp/*
        RUN set -eux; apt-get update; apt-get install -y git; rm -rf /var/lib/{apt,dpkg}/lists
        RUN --mount=type=cache,target=/var/lib/apt,sharing=locked --mount=type=cache,target=/var/cache/apt,sharing=locked \
            apt-get update && apt-get install -y gcc
        RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update && apt-get install -y make
      `,
    },
    {
      title: "a stage from which only files are copied",
      good: dockerfile`
        FROM debian:13-slim AS build
        RUN apt-get update && apt-get install -y gcc
        FROM debian:13-slim
        COPY --from=build /usr/local/bin/app /usr/local/bin/app
      `,
    },
  ],
});

function isUpdate(line: CommandLine): boolean {
  return /^(apt|apt-get|aptitude)$/.test(line.program ?? "") && operands(line)[0]?.value === "update";
}

/** True where a command removes the lists, or may: a script for cleaning up, a path from a variable. */
function mayRemoveLists(line: CommandLine, before: readonly CommandLine[]): boolean {
  const { program } = line;
  if (program === undefined) return true;
  if (/clean/i.test(program)) return true;
  if (/^apt(-get)?$/.test(program)) return /^dist-?clean$/.test(operands(line)[0]?.value ?? "");
  const text = line.arguments.map(({ value }) => value).join(" ");
  if (/^(rm|find|truncate|xargs|sh|bash)$/.test(program)) {
    if (/\/var\/lib\/(\{[^}]*)?apt|\/var\/lib\/(\*|$|\s)|\blists\b/.test(text)) return true;
    if (line.arguments.some(({ value, dynamic }) => dynamic && /^"?\$/.test(value))) return true;
    return before.some((it) => it.program === "cd" && /\/apt\b/.test(it.arguments[0]?.value ?? ""));
  }
  return false;
}

function hasMount(run: RunInstruction): boolean {
  return mountTargets(run, ["cache", "tmpfs"]).some(
    (target) => target.includes("$") || /^\/var(\/lib(\/apt(\/lists)?)?)?$/.test(target),
  );
}

/** hadolint looks for the words alone: any `rm -rf` will do, and `apt-get dist-clean` will not. */
function hadolintReports(file: Dockerfile, { run, stage }: RunPlace): boolean {
  const commands = plainCommands(run.command);
  if (!commands.some((it) => isPlain(it, ["apt", "apt-get", "aptitude"], ["update"]))) return false;
  if (commands.some((it) => isPlain(it, ["rm"], ["-rf", "/var/lib/apt/lists/*"]))) return false;
  const mounts = mountTargets(run, ["cache", "tmpfs"]);
  if (mounts.includes("/var/lib/apt/lists") || (mounts.includes("/var/lib/apt") && mounts.includes("/var/cache/apt")))
    return false;
  return stage.isLast || file.stages.some(({ base }) => base === stage);
}

/** `RUN apt-get update` alone, with the RUN below it that alone needs the lists. */
function joinFix(file: Dockerfile, { run, stage, index }: RunPlace): Fix | undefined {
  const below = stage.instructions[index + 1];
  const next = below && triggered(below);
  if (next?.keyword !== "RUN" || next.isTrigger !== run.isTrigger || commandLines(run.command).length !== 1) return undefined;
  if (
    [run, next].some(
      (it) => it.flags.length + it.heredocs.length > 0 || it.command.kind === "exec" || it.emptyContinuations.length > 0,
    )
  )
    return undefined;
  const update = file.text.slice(run.argumentsSpan.start, run.argumentsSpan.end);
  const append = appendCommand(file, next, asRoot(commandLines(run.command)[0]!, cleanup));
  if (!append || update.includes("\n") || lateInstalls(file, { run: next, stage, index: index + 1 }, "apt").length > 0)
    return undefined;
  const edits = [
    removeInstruction(file, stage.instructions[index]!),
    insertAt(next.argumentsSpan.start, `${update} && `),
    append,
  ];
  return { title: "Join it with the next RUN and remove the lists", applicability: "unsafe", edits };
}

function fixesOf(file: Dockerfile, run: RunInstruction, update: CommandLine): Fix[] {
  const fixes: Fix[] = [];
  const append = appendCommand(file, run, asRoot(update, cleanup));
  if (append) fixes.push({ title: "Remove the lists in the same RUN", applicability: "unsafe", edits: [append] });
  if (allowsMounts(file)) {
    const mounts = ["/var/lib/apt/lists", "/var/cache/apt"].map((path) => `type=cache,target=${path},sharing=locked`);
    fixes.push({ title: "Keep the lists in a cache mount", applicability: "unsafe", edits: [insertMounts(run, mounts)] });
  }
  return fixes;
}
