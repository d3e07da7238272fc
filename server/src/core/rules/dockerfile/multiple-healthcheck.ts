import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { overriddenInstructions } from "../../transforms/overridden-instructions.js";

export default defineRule({
  name: "multiple-healthcheck",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "A stage has more than one HEALTHCHECK.",
  why: [
    "An image has one health check: each HEALTHCHECK replaces the one before, so only the last of a stage counts.",
    "To check several things, join them in one command with `&&`.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",
    "https://docs.docker.com/reference/dockerfile/#healthcheck",
  ],
  aliases: [
    "hadolint:DL3012",
    "buildkit:MultipleInstructionsDisallowed",
    "trivy:DS-0023",
    "dockerfile-utils:MULTIPLE_INSTRUCTIONS",
    "tally:buildkit/MultipleInstructionsDisallowed",
  ],
  covers: ["multiple-healthcheck"],
  fix: "safe",

  *check(file) {
    yield* overriddenInstructions(file, "HEALTHCHECK");
  },

  examples: [
    {
      bad: dockerfile`
        FROM nginx:1.29
        HEALTHCHECK CMD curl -f http://localhost/
        ^^^^^^^^^^^ This HEALTHCHECK has no effect: 'HEALTHCHECK CMD wget -q --spider http://local…' further down replaces it. Remove it.
        EXPOSE 80
        HEALTHCHECK CMD wget -q --spider http://localhost/
      `,
      good: dockerfile`
        FROM nginx:1.29
        EXPOSE 80
        HEALTHCHECK CMD wget -q --spider http://localhost/
      `,
    },
    {
      good: dockerfile`
        FROM nginx:1.29 AS base
        HEALTHCHECK CMD true
        FROM base
        HEALTHCHECK NONE
      `,
    },
  ],
});
