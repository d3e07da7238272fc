import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { overriddenInstructions } from "../../transforms/overridden-instructions.js";

export default defineRule({
  name: "multiple-entrypoint",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "A stage has more than one ENTRYPOINT.",
  why: [
    "An image has one entrypoint: each ENTRYPOINT replaces the one before, so only the last of a stage counts.",
    "The earlier ones look as if they did something, such as a preparation that in fact never runs.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",
    "https://docs.docker.com/reference/dockerfile/#entrypoint",
  ],
  aliases: [
    "hadolint:DL4004",
    "buildkit:MultipleInstructionsDisallowed",
    "trivy:DS-0007",
    "kics:Multiple ENTRYPOINT Instructions Listed",
    "sonar:S6589",
    "semgrep:multiple-entrypoint-instructions",
    "dockerfile-utils:MULTIPLE_INSTRUCTIONS",
    "tally:buildkit/MultipleInstructionsDisallowed",
  ],
  covers: ["multiple-entrypoint"],
  fix: "safe",

  *check(file) {
    yield* overriddenInstructions(file, "ENTRYPOINT");
  },

  examples: [
    {
      bad: dockerfile`
        FROM alpine:3.22
        ENTRYPOINT ["/prepare.sh"]
        ^^^^^^^^^^ This ENTRYPOINT has no effect: 'ENTRYPOINT ["/usr/local/bin/server", "--confi…' further down replaces it. Remove it.
        CMD ["--verbose"]
        ENTRYPOINT ["/usr/local/bin/server", "--config", "/etc/server.toml"]
      `,
      good: dockerfile`
        FROM alpine:3.22
        CMD ["--verbose"]
        ENTRYPOINT ["/usr/local/bin/server", "--config", "/etc/server.toml"]
      `,
    },
    {
      title: "a stage may replace the entrypoint of the stage it is built on",
      good: dockerfile`
        FROM alpine:3.22 AS base
        ENTRYPOINT ["/a"]
        FROM base
        ENTRYPOINT ["/b"]
      `,
    },
  ],
});
