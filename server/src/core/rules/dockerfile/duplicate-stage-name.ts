import { defineRule, type Fix } from "../../linter/rule.js";
import type { Stage } from "../../syntax/dockerfile/model.js";
import { dockerfile } from "../../text/tags.js";
import { renameStage } from "../../transforms/rename-stage.js";

export default defineRule({
  name: "duplicate-stage-name",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "Two stages have the same name.",
  why: [
    "A reference means the last stage of that name above it, and `--target` the last of the file: the first one is easily missed.",
    "Names are compared without regard to capitals.",
  ],
  references: ["https://docs.docker.com/reference/build-checks/duplicate-stage-name/"],
  aliases: [
    "hadolint:DL3024",
    "buildkit:DuplicateStageName",
    "trivy:DS-0012",
    "kics:Same Alias In Different Froms",
    "checkov:CKV_DOCKER_11",
    "semgrep:alias-must-be-unique",
    "dockerfile-utils:DUPLICATE_BUILD_STAGE_NAME",
    "tally:buildkit/DuplicateStageName",
  ],
  covers: ["stage-name-duplicate"],
  fix: "unsafe",

  *check(file) {
    const seen = new Map<string, Stage>();
    for (const stage of file.stages) {
      if (!stage.name) continue;
      const name = stage.name.text.toLowerCase();
      const first = seen.get(name);
      if (!first) {
        seen.set(name, stage);
        continue;
      }
      const free = freeName(stage.name.text, file.stages);
      const edits = renameStage(file, stage, free);
      const fixes: Fix[] = edits ? [{ title: `Rename this stage to ${free}`, applicability: "unsafe", edits }] : [];
      yield {
        span: stage.name.span,
        message: `There is a stage '${first.name!.text}' above; from here on the name means this one. Give it a name of its own.`,
        related: [{ uri: file.uri, span: first.name!.span, message: "The first stage of this name." }],
        fixes,
        noFix: "The name is split over lines or quoted somewhere.",
        // That tool compares the names as written.
        ...(first.name!.text === stage.name.text ? {} : { aliases: ["buildkit:DuplicateStageName"] }),
      };
    }
  },

  examples: [
    {
      title: "references behind it go with it",
      bad: dockerfile`
        FROM node:22 AS build
        RUN npm ci
        FROM golang:1.25 AS build
                            ^^^^^ There is a stage 'build' above; from here on the name means this one. Give it a name of its own.
        RUN go build -o /app .
        FROM debian:13-slim
        COPY --from=build /app /app
      `,
      good: dockerfile`
        FROM node:22 AS build
        RUN npm ci
        FROM golang:1.25 AS build-2
        RUN go build -o /app .
        FROM debian:13-slim
        COPY --from=build-2 /app /app
      `,
    },
    {
      good: dockerfile`
        FROM node:22 AS build
        FROM node:22
        FROM node:22
      `,
    },
  ],
});

function freeName(name: string, stages: readonly Stage[]): string {
  const taken = new Set(stages.map((it) => it.name?.text.toLowerCase()));
  let count = 2;
  while (taken.has(`${name}-${count}`.toLowerCase())) count++;
  return `${name}-${count}`;
}
