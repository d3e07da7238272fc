import { imageWorkdir } from "../../knowledge/workdirs.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import { isRootName } from "../../project/stage-facts.js";
import type { Dockerfile, Stage, TextInstruction, Word } from "../../syntax/dockerfile/model.js";
import { normalize, type StageState, stateBefore } from "../../syntax/dockerfile/timeline.js";
import { expand } from "../../syntax/dockerfile/variables.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "relative-workdir",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "WORKDIR depends on the working directory of the base image.",
  why: [
    "A relative WORKDIR is joined to the one before; the first of a stage is joined to whatever the base image has, which can change with it.",
    "Behind an absolute WORKDIR of the same Dockerfile a relative one is clear, and is not reported.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/workdir-relative-path/",
    "https://docs.docker.com/reference/dockerfile/#workdir",
  ],
  aliases: [
    "hadolint:DL3000",
    "buildkit:WorkdirRelativePath",
    "trivy:DS-0009",
    "kics:WORKDIR Path Not Absolute",
    "checkov:CKV_DOCKER_10",
    "sonar:S7021",
    "semgrep:use-absolute-workdir",
    "dockerfile-utils:WORKDIR_IS_NOT_ABSOLUTE",
    "tally:buildkit/WorkdirRelativePath",
  ],
  covers: ["workdir-relative"],
  fix: "safe",

  *check(file, { project }) {
    for (const stage of file.stages) {
      if (isWindows(file, stage)) continue;
      const workdir = stage.instructions.find((it): it is TextInstruction => it.keyword === "WORKDIR");
      if (!workdir?.argument || stateBefore(stage, 0, file.escape).workdirInstruction) continue;
      const { argument } = workdir;
      const state = stateBefore(stage, workdir.index, file.escape);
      const value = resolve(argument, state, file.escape);
      if (value === undefined || value === "" || /^(\/|[A-Za-z]:)/.test(value)) continue;
      const shown = `'${argument.text}'`;
      const base = imageWorkdir(project.factsOf(stage, file).image);
      yield {
        span: firstLine(file.text, argument.span),
        message: messageOf(shown, value, base),
        fixes: fixesOf(argument, value, base, userOf(state, file, stage, project)),
        noFix: "The directory of the base image is not known, and the path leads out of it.",
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        WORKDIR app
                ^^^ WORKDIR 'app' is relative to the directory of the base image ('/'); write the absolute path.
        WORKDIR src
      `,
      good: dockerfile`
        FROM python:3.13-slim
        WORKDIR /app
        WORKDIR src
      `,
    },
    {
      title: "joins it to what the base image has; keeps quotes and variables",
      bad: dockerfile`
        FROM golang:1.25 AS build
        WORKDIR ./src
                ^^^^^ WORKDIR './src' is relative to the directory of the base image ('/go'); write the absolute path.
        FROM debian:13-slim
        ARG NAME=app
        WORKDIR "$NAME/data"
                ^^^^^^^^^^^^ WORKDIR '"$NAME/data"' is relative to the directory of the base image ('/'); write the absolute path.
      `,
      good: dockerfile`
        FROM golang:1.25 AS build
        WORKDIR /go/src
        FROM debian:13-slim
        ARG NAME=app
        WORKDIR "/$NAME/data"
      `,
    },
    {
      title: "with a base image Drydock does not know, '/' is a guess",
      bad: dockerfile`
        FROM registry.example.com/base:3
        workdir app
                ^^^ WORKDIR 'app' is relative to the directory of the base image, which can change; write the absolute path.
      `,
      good: dockerfile`
        FROM registry.example.com/base:3
        workdir /app
      `,
    },
    {
      title: "a tilde is no home, a list no path",
      bad: dockerfile`
        FROM debian:13-slim
        WORKDIR ["/app"]
                ^^^^^^^^ WORKDIR takes no list: '["/app"]' is a directory with that name; write just the path.
        FROM ubuntu:24.04
        WORKDIR ~/project
                ^^^^^^^^^ WORKDIR does not know '~': '~/project' is a directory with that name; write the absolute path.
      `,
      good: dockerfile`
        FROM debian:13-slim
        WORKDIR /app
        FROM ubuntu:24.04
        WORKDIR /root/project
      `,
    },
    {
      title: "absolute, or behind an absolute one, also of a stage it is built on",
      good: dockerfile`
        ARG HOME_DIR=/srv/app
        FROM alpine:3.22 AS base
        ARG HOME_DIR=/srv/app
        WORKDIR \${HOME_DIR}
        FROM base
        WORKDIR data
        FROM alpine:3.22
        ARG DIRECTORY
        WORKDIR $DIRECTORY
      `,
    },
    {
      title: "Windows",
      good: dockerfile`
        FROM mcr.microsoft.com/windows/servercore:ltsc2022
        WORKDIR inetpub
      `,
    },
  ],
});

function isWindows(file: Dockerfile, stage: Stage): boolean {
  let root = stage;
  while (root.base) root = root.base;
  return file.escape === "`" || /windows|nanoserver|servercore/i.test(root.from.image.text);
}

function resolve({ text }: Word, state: StageState, sign: string): string | undefined {
  return expand(text, sign, (name) => (state.env.has(name) ? state.env.get(name)!.value : state.args.get(name)));
}

function userOf(state: StageState, file: Dockerfile, stage: Stage, project: Project): string | undefined {
  return state.user ? state.user.argument?.text : project.factsOf(stage, file).image?.user;
}

function messageOf(shown: string, value: string, base: string | undefined): string {
  if (value.startsWith("~")) return `WORKDIR does not know '~': ${shown} is a directory with that name; write the absolute path.`;
  if (value.startsWith("[")) return `WORKDIR takes no list: ${shown} is a directory with that name; write just the path.`;
  const known = base ? ` ('${base}')` : ", which can change";
  return `WORKDIR ${shown} is relative to the directory of the base image${known}; write the absolute path.`;
}

function fixesOf({ text, span }: Word, value: string, base: string | undefined, user: string | undefined): Fix[] {
  if (span.end - span.start !== text.length) return [];
  const quote = /^["']/.exec(text)?.[0] ?? "";
  const start = span.start + quote.length;
  if (value.startsWith("~")) {
    if (!/^~(\/|$)/.test(value) || user === undefined || !isRootName(user)) return [];
    return [
      { title: `Use /root${value.slice(1)}`, applicability: "unsafe", edits: [replace({ start, end: start + 1 }, "/root")] },
    ];
  }
  if (value.startsWith("[")) {
    const path = /^\["([^"]+)"\]$/.exec(text)?.[1];
    return path ? [{ title: `Use ${path}`, applicability: "unsafe", edits: [replace(span, path)] }] : [];
  }
  if (value.split("/").includes("..")) {
    const path = base && !text.includes("$") ? normalize(`${base}/${value}`) : undefined;
    return path
      ? [{ title: `Use ${path}`, applicability: "safe", edits: [replace({ start, end: span.end - quote.length }, path)] }]
      : [];
  }
  const dots = /^(\.\/+)*(\.$)?/.exec(text.slice(quote.length))![0].length;
  const prefix = base === undefined || base === "/" ? "/" : `${base}/`;
  const end = start + dots;
  const path = prefix + text.slice(quote.length + dots, text.length - quote.length);
  const shown = path.length > 1 ? path.replace(/\/$/, "") : path;
  return [
    { title: `Use ${shown}`, applicability: base === undefined ? "unsafe" : "safe", edits: [replace({ start, end }, prefix)] },
  ];
}
