import { currentTag } from "../../knowledge/tags.js";
import { defineRule } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { dockerfile, type SourceText } from "../../text/tags.js";
import { hasNoReleaseTags, pinFixes, pulledBases } from "../../transforms/pin-tag.js";

export default defineRule({
  name: "latest-tag",
  language: "dockerfile",
  category: "reproducibility",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "The base image is taken by the tag `latest`.",
  why: [
    "`latest` points to another image after each release, so the same Dockerfile builds something else tomorrow.",
    "A new major version then arrives unasked, at the next build on some machine.",
    "The fix writes the release that `latest` meant when Drydock's facts were read; it never moves you to an older or newer line than that.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],
  aliases: [
    "hadolint:DL3007",
    "trivy:DS-0001",
    "kics:Image Version Using 'latest'",
    "checkov:CKV_DOCKER_7",
    "sonar:S6596",
    "semgrep:avoid-latest-version",
    "dockerfilelint:latest_tag",
    "dockerfile_lint:is_latest_tag",
    "tally:hadolint/DL3007",
  ],
  covers: ["base-image-latest"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const base of pulledBases(file, project)) {
      const { stage, reference, byDefault } = base;
      const { name = reference.path?.text ?? reference.text, tag, digest } = reference;
      if (digest || !tag || !/^latest(?:$|-)/.test(tag.text)) continue;
      const soft = byDefault || hasNoReleaseTags(name) || isDevelopment(file.uri, stage);
      yield {
        span: stage.from.image.span,
        message: byDefault
          ? `By default this is '${reference.text}', which changes with each release of '${name}'; name a release.`
          : `'${reference.text}' changes with each release of '${name}'; name a release.`,
        ...(soft ? { severity: "info" as const } : {}),
        ...pinFixes(base, file),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM --platform=$BUILDPLATFORM node:latest AS build
                                       ^^^^^^^^^^^ 'node:latest' changes with each release of 'node'; name a release.
      `,
      good: withCurrent(dockerfile`
        FROM --platform=$BUILDPLATFORM node:CURRENT AS build
      `),
    },
    {
      title: "the tag is the default of an ARG",
      bad: dockerfile`
        ARG NODE_TAG="latest"
        FROM docker.io/library/node:\${NODE_TAG}
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ By default this is 'docker.io/library/node:latest', which changes with each release of 'node'; name a release.
      `,
      good: withCurrent(dockerfile`
        ARG NODE_TAG="CURRENT"
        FROM docker.io/library/node:\${NODE_TAG}
      `),
    },
    {
      title: "the image is the default of an ARG, or of a variable",
      bad: dockerfile`
        ARG BASE=node:latest
        FROM $BASE AS build
             ^^^^^ By default this is 'node:latest', which changes with each release of 'node'; name a release.
        FROM node:\${TAG:-latest}
             ^^^^^^^^^^^^^^^^^^^ By default this is 'node:latest', which changes with each release of 'node'; name a release.
      `,
      good: withCurrent(dockerfile`
        ARG BASE=node:CURRENT
        FROM $BASE AS build
        FROM node:\${TAG:-CURRENT}
      `),
    },
    {
      title: "an ARG that says more than the tag is left alone",
      bad: dockerfile`
        ARG VERSION=latest
        FROM node:$VERSION
             ^^^^^^^^^^^^^ By default this is 'node:latest', which changes with each release of 'node'; name a release.
        ARG VERSION
        RUN npm install -g tool@$VERSION
      `,
    },
    {
      title: "an image whose releases are not known",
      bad: dockerfile`
        FROM ghcr.io/acme/base:latest
             ^^^^^^^^^^^^^^^^^^^^^^^^ 'ghcr.io/acme/base:latest' changes with each release of 'ghcr.io/acme/base'; name a release.
      `,
    },
    {
      title: "a digest, an earlier stage, and what a variable hides",
      good: dockerfile`
        ARG BASE
        FROM node:22 AS latest
        FROM latest
        FROM node:latest@sha256:a5e0ed56f2c20b9689e0f7dd498cac7e08d2a3a283e92d9304e7b9b83e3c6ff3
        FROM $BASE
        FROM node:$TAG
      `,
    },
    {
      title: "an image that a service of the project builds",
      good: {
        Dockerfile: dockerfile`
          FROM acme/base:latest
        `,
        "compose.yaml": dockerfile`
          services:
            base:
              build: base
              image: acme/base
        `,
      },
    },
  ],
});

/** The expected text follows the facts about tags, which age. */
function withCurrent(text: SourceText): SourceText {
  return text.replaceAll("CURRENT", currentTag("node")!) as SourceText;
}
