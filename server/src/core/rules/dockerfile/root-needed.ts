import { packageInstall } from "../../knowledge/packages.js";
import { equalTags } from "../../knowledge/tags.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import { userBefore } from "../../project/current-user.js";
import type { Project } from "../../project/project.js";
import { isRootName } from "../../project/stage-facts.js";
import type { Dockerfile, Instruction, RunInstruction, Stage, TextInstruction } from "../../syntax/dockerfile/model.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { insertAfter, insertBefore, keywordLike, removeInstruction } from "../../transforms/dockerfile-edit.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "root-needed",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A step that needs root runs as another user.",
  why: [
    "Package managers, `useradd` and directories of the system belong to root: the build stops with `Permission denied`.",
    "Do what needs root first, and switch the user last.",
  ],
  references: [
    "https://docs.docker.com/reference/dockerfile/#user",
    "https://docs.docker.com/build/building/best-practices/#user",
  ],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const stage of file.stages) {
      if (!mayLeaveRoot(stage, file, project)) continue;
      for (const run of stage.instructions) {
        if (run.keyword !== "RUN") continue;
        const lines = commandLines(run.command);
        const line = lines.find((it) => needsRoot(it) || makesSystemDirectory(it, stage, run));
        if (!line) continue;
        const user = userBefore(file, stage, run.index, project);
        if (
          user === undefined ||
          !isCertain(file, stage, run, project) ||
          isRootName(user.split(":")[0]!) ||
          /^containeradministrator$/i.test(user)
        )
          continue;
        const verb = operands(line)[0]?.value ?? "";
        const words = line.program === "mkdir" || /^(?:apt|apt-get|apk|dnf|yum)$/.test(line.program!) ? ` ${verb}` : "";
        yield {
          span: firstLine(file.text, {
            start: line.programSpan.start,
            end: words ? operands(line)[0]!.span.end : line.programSpan.end,
          }),
          message: `'${line.program}${words}' needs root, but '${user}' runs this step. Put it before the switch to '${user}'.`,
          fixes: fixesOf(file, stage, run, user),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        # not root
        USER 1000
        ENV TZ=UTC
        RUN apt-get update && apt-get install -y curl
            ^^^^^^^^^^^^^^ 'apt-get update' needs root, but '1000' runs this step. Put it before the switch to '1000'.
        CMD ["curl"]
      `,
      good: dockerfile`
        FROM debian:13-slim
        # not root
        ENV TZ=UTC
        RUN apt-get update && apt-get install -y curl
        USER 1000
        CMD ["curl"]
      `,
    },
    {
      title: "steps that the user should do stand in between",
      bad: dockerfile`
        FROM node:22-alpine
        USER node
        WORKDIR /home/node/app
        RUN npm ci
        RUN apk add --no-cache curl
            ^^^^^^^ 'apk add' needs root, but 'node' runs this step. Put it before the switch to 'node'.
        RUN npm run build
      `,
      good: dockerfile`
        FROM node:22-alpine
        USER node
        WORKDIR /home/node/app
        RUN npm ci
        USER root
        RUN apk add --no-cache curl
        USER node
        RUN npm run build
      `,
    },
    {
      title: "the user of the image, directories of the system",
      bad: dockerfile`
        FROM jenkins/jenkins:lts
        RUN apt-get update
            ^^^^^^^^^^^^^^ 'apt-get update' needs root, but 'jenkins' runs this step. Put it before the switch to 'jenkins'.
        FROM debian:13-slim
        USER app
        RUN mkdir -p /opt/tools
            ^^^^^^^^^^^^^^^^^^^ 'mkdir /opt/tools' needs root, but 'app' runs this step. Put it before the switch to 'app'.
      `,
      good: dockerfile`
        FROM jenkins/jenkins:lts
        USER root
        RUN apt-get update
        USER jenkins
        FROM debian:13-slim
        RUN mkdir -p /opt/tools
        USER app
      `,
    },
    {
      title: "root, sudo, a user that is not known, directories that are there or belong to the user",
      good: dockerfile`
        FROM debian:13-slim AS a
        RUN apt-get update
        USER app
        RUN sudo apt-get update && mkdir -p /home/app/x
        USER root
        RUN useradd dev
        FROM registry.example.com/base:1
        RUN apt-get update
        USER $APP_USER
        RUN apt-get update
        FROM debian:13-slim
        RUN mkdir /data && chown app /data
        USER app
        RUN mkdir -p /data /tmp/x
      `,
    },
  ],
});

/** False where nothing in the chain, nor the image that is known, has another user than root. */
function mayLeaveRoot(stage: Stage, file: Dockerfile, project: Project): boolean {
  for (let it: Stage | undefined = stage; it; it = it.base) {
    if (it.instructions.some(({ keyword }) => keyword === "USER")) return true;
  }
  const user = project.factsOf(stage, file).image?.user;
  return user !== undefined && !isRootName(user);
}

/** The user of an official image may have been root in older releases than those that are known. */
function isCertain(file: Dockerfile, stage: Stage, run: RunInstruction, project: Project): boolean {
  if (stateBefore(stage, run.index, file.escape).user) return true;
  const { imageReference } = project.factsOf(stage, file);
  const name = imageReference?.name;
  if (name === undefined || name.includes("/")) return name !== undefined;
  return imageReference!.tagKnown && equalTags(name, imageReference!.tag?.text ?? "latest") !== undefined;
}

const managers: ReadonlySet<string> = new Set(["apt-get", "apt", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper"]);
const tools: ReadonlySet<string> = new Set(
  "useradd adduser groupadd addgroup usermod groupmod userdel groupdel update-ca-certificates ldconfig dpkg-reconfigure chpasswd visudo".split(
    " ",
  ),
);

function needsRoot(line: CommandLine): boolean {
  if (line.program === undefined || /^(?:sudo|doas|fakeroot|su)$/.test(line.shell?.words[0]?.value ?? "")) return false;
  if (line.shell?.within.includes("condition") || line.shell?.within.includes("function")) return false;
  if (tools.has(line.program)) return !line.arguments.some(({ value }) => /^--(?:help|version|root|prefix)/.test(value));
  if (!managers.has(line.program)) return false;
  return (
    packageInstall(line) !== undefined ||
    /^(?:update|upgrade|dist-upgrade|remove|purge|clean)$/.test(operands(line)[0]?.value ?? "")
  );
}

/** A directory right below one that belongs to root, which nothing before gave to someone else. */
function makesSystemDirectory(line: CommandLine, stage: Stage, run: RunInstruction): boolean {
  if (line.program !== "mkdir" || line.shell?.words[0]?.value !== "mkdir") return false;
  const path = operands(line)[0];
  if (
    !path ||
    path.dynamic ||
    !/^\/(?:[\w.-]+|(?:opt|srv|etc|usr|usr\/local|var|var\/lib|var\/log)\/[\w.-]+)\/?$/.test(path.value)
  )
    return false;
  if (/^\/(?:tmp|var\/tmp|home|run|dev|proc)\b/.test(path.value)) return false;
  for (let it: Stage | undefined = stage; it; it = it.base) {
    const before = it === stage ? it.instructions.slice(0, run.index) : it.instructions;
    if (
      before.some(
        ({ keyword, argumentsText }) =>
          /^(?:RUN|COPY|ADD|WORKDIR|VOLUME|ONBUILD)$/.test(keyword) && mentions(argumentsText, path.value),
      )
    )
      return false;
  }
  return true;
}

function mentions(text: string, path: string): boolean {
  const parent = path.replace(/\/[^/]*\/?$/, "");
  return text.includes(path.replace(/\/$/, "")) || (parent !== "" && /chown|chmod|--chown/.test(text) && text.includes(parent));
}

/** Moves USER behind the step where nothing in between minds, and in any case can switch for the step alone. */
function fixesOf(file: Dockerfile, stage: Stage, run: RunInstruction, user: string): Fix[] {
  const word = keywordLike(file, "USER");
  const { user: set } = stateBefore(stage, run.index, file.escape);
  const wrap: Fix = {
    title: `Switch to root for this step`,
    applicability: "unsafe",
    edits: [
      insertBefore(file, run, [`${word} root`]),
      insertAfter(file, lastNeeding(stage, run), [`${word} ${set?.argument?.text ?? user}`]),
    ],
  };
  if (!set || !stage.instructions.includes(set)) return [wrap];
  const between = stage.instructions.slice(set.index + 1, run.index);
  const move: Fix = {
    title: `Move ${word} ${user} behind this step`,
    applicability: "unsafe",
    edits: [
      removeInstruction(file, set satisfies TextInstruction),
      insertAfter(file, lastNeeding(stage, run), [`${word} ${set.argument!.text}`]),
    ],
  };
  return between.every(isIndifferent) ? [move, wrap] : [wrap];
}

/** Those behind it that need root too go along. */
function lastNeeding(stage: Stage, run: RunInstruction): Instruction {
  let last: Instruction = run;
  for (const instruction of stage.instructions.slice(run.index + 1)) {
    if (instruction.keyword === "RUN" && commandLines(instruction.command).some(needsRoot)) last = instruction;
    else if (!isIndifferent(instruction)) break;
  }
  return last;
}

/** True where it does not matter who the user is. */
function isIndifferent(instruction: Instruction): boolean {
  if (instruction.keyword === "RUN") return commandLines(instruction.command).some(needsRoot);
  return /^(?:ENV|ARG|LABEL|EXPOSE|COPY|ADD|SHELL|STOPSIGNAL|VOLUME)$/.test(instruction.keyword);
}
