import { currentTag } from "../../knowledge/tags.js";
import { defineRule } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { dockerfile, type SourceText } from "../../text/tags.js";
import { hasNoReleaseTags, pinFixes, pulledBases } from "../../transforms/pin-tag.js";

export default defineRule({
  name: "untagged-image",
  language: "dockerfile",
  category: "reproducibility",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "The base image has neither tag nor digest.",
  why: [
    "Without a tag Docker takes `latest`, which points to another image after each release: the same Dockerfile builds something else tomorrow.",
    "Earlier stages, `scratch`, images that the project builds itself and names hidden by variables are not judged.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],
  aliases: [
    "hadolint:DL3006",
    "trivy:DS-0001",
    "kics:Image Version Not Explicit",
    "checkov:CKV_DOCKER_7",
    "sonar:S6596",
    "semgrep:missing-image-version",
    "dockerfilelint:missing_tag",
    "dockerfile_lint:no_tag",
    "tally:hadolint/DL3006",
  ],
  covers: ["base-image-untagged"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const base of pulledBases(file, project)) {
      const { stage, reference, byDefault } = base;
      if (reference.tag || reference.digest) continue;
      const soft = byDefault || hasNoReleaseTags(reference.name ?? "") || isDevelopment(file.uri, stage);
      yield {
        span: stage.from.image.span,
        message: byDefault
          ? `By default this is '${reference.text}' without a tag, which means 'latest' and changes with each release; name a release.`
          : `'${reference.text}' has no tag, which means 'latest' and changes with each release; name a release.`,
        ...(soft ? { severity: "info" as const } : {}),
        ...pinFixes(base, file),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node AS build
             ^^^^ 'node' has no tag, which means 'latest' and changes with each release; name a release.
        FROM public.ecr.aws/docker/library/node
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'public.ecr.aws/docker/library/node' has no tag, which means 'latest' and changes with each release; name a release.
      `,
      good: withCurrent(dockerfile`
        FROM node:CURRENT AS build
        FROM public.ecr.aws/docker/library/node:CURRENT
      `),
    },
    {
      title: "the image is the default of an ARG",
      bad: dockerfile`
        ARG BASE='node'
        FROM \${BASE}
             ^^^^^^^ By default this is 'node' without a tag, which means 'latest' and changes with each release; name a release.
      `,
      good: withCurrent(dockerfile`
        ARG BASE='node:CURRENT'
        FROM \${BASE}
      `),
    },
    {
      title: "a port is no tag, and the releases are not known",
      bad: dockerfile`
        FROM registry.example.com:5000/team/app
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'registry.example.com:5000/team/app' has no tag, which means 'latest' and changes with each release; name a release.
      `,
    },
    {
      title: "scratch, stages in any case, digests and unknown variables",
      good: dockerfile`
        ARG TARGET
        FROM scratch
        FROM node:22 AS Build
        FROM build
        FROM node@sha256:a5e0ed56f2c20b9689e0f7dd498cac7e08d2a3a283e92d9304e7b9b83e3c6ff3
        FROM $TARGET
        FROM \${TARGETARCH}-base
      `,
    },
    {
      title: "every service gives the ARG a value",
      good: {
        Dockerfile: dockerfile`
          ARG BASE=node
          FROM $BASE
        `,
        "compose.yaml": dockerfile`
          services:
            app:
              build:
                context: .
                args:
                  BASE: node:22.14
        `,
      },
    },
  ],
});

/** The expected text follows the facts about tags, which age. */
function withCurrent(text: SourceText): SourceText {
  return text.replaceAll("CURRENT", currentTag("node")!) as SourceText;
}
