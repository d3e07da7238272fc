import { defineRule } from "../../linter/rule.js";
import { readExpansion } from "../../syntax/dockerfile/expansion.js";

import { dockerfile } from "../../text/tags.js";
import { removeFlag } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "redundant-platform",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "FROM names the platform it has anyway.",
  why: ["Without `--platform`, FROM takes the image for the platform that is built for, which is `$TARGETPLATFORM`."],
  references: ["https://docs.docker.com/reference/build-checks/redundant-target-platform/"],
  aliases: ["hadolint:DL3065", "buildkit:RedundantTargetPlatform", "tally:buildkit/RedundantTargetPlatform"],
  covers: ["from-platform-redundant"],
  fix: "safe",

  *check(file) {
    const { stages, globalArgs, escape } = file;
    const redefined = globalArgs.some(({ pairs }) => pairs.some(({ name, value }) => name.text === "TARGETPLATFORM" && value));
    for (const { from } of stages) {
      const { platform } = from;
      if (!platform?.value || redefined) continue;
      const [use, other] = readExpansion(platform.value, escape).uses;
      if (use?.name !== "TARGETPLATFORM" || other || use.range.end - use.range.start !== platform.value.length) continue;
      if (use.operator !== undefined && !/^:?-$/.test(use.operator)) continue;
      yield {
        span: platform.span,
        message: `'${platform.value}' is the platform FROM has anyway; leave it out.`,
        // That tool looks for the plain variable only.
        aliases: use.operator
          ? ["buildkit:RedundantTargetPlatform", "tally:buildkit/RedundantTargetPlatform"]
          : ["hadolint:DL3065", "buildkit:RedundantTargetPlatform", "tally:buildkit/RedundantTargetPlatform"],
        fixes: [
          {
            title: `Remove --platform=${platform.value}`,
            applicability: "safe",
            edits: [removeFlag(file, platform)],
          },
        ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM --platform=$TARGETPLATFORM node:22 AS build
             ^^^^^^^^^^^^^^^^^^^^^^^^^^ '$TARGETPLATFORM' is the platform FROM has anyway; leave it out.
        FROM --platform=\${TARGETPLATFORM:-linux/amd64} debian:13-slim
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ '\${TARGETPLATFORM:-linux/amd64}' is the platform FROM has anyway; leave it out.
      `,
      good: dockerfile`
        FROM node:22 AS build
        FROM debian:13-slim
      `,
    },
    {
      good: dockerfile`
        FROM --platform=$BUILDPLATFORM node:22 AS build
        FROM debian:13-slim
      `,
    },
    {
      title: "with a default of its own it is another platform",
      good: dockerfile`
        ARG TARGETPLATFORM=linux/arm64
        FROM --platform=$TARGETPLATFORM node:22
      `,
    },
  ],
});
