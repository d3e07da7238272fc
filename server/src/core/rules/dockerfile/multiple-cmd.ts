import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { overriddenInstructions } from "../../transforms/overridden-instructions.js";

export default defineRule({
  name: "multiple-cmd",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A stage has more than one CMD.",
  why: [
    "An image has one default command: each CMD replaces the one before, so only the last of a stage counts.",
    "The earlier ones look as if they did something.",
    "To start several programs, use several containers, or a script as the command.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/",
    "https://docs.docker.com/reference/dockerfile/#cmd",
  ],
  aliases: [
    "hadolint:DL4003",
    "buildkit:MultipleInstructionsDisallowed",
    "trivy:DS-0016",
    "kics:Multiple CMD Instructions Listed",
    "sonar:S6589",
    "semgrep:multiple-cmd-instructions",
    "dockerfile-utils:MULTIPLE_INSTRUCTIONS",
    "tally:buildkit/MultipleInstructionsDisallowed",
  ],
  covers: ["multiple-cmd"],
  fix: "safe",

  *check(file) {
    yield* overriddenInstructions(file, "CMD");
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        CMD ["python", "migrate.py"]
        ^^^ This CMD has no effect: 'CMD ["python", "serve.py"]' further down replaces it. Remove it.
        CMD ["python", "serve.py"]
      `,
      good: dockerfile`
        FROM python:3.13-slim
        CMD ["python", "serve.py"]
      `,
    },
    {
      title: "takes out all lines of the instruction, comments above it stay",
      bad: dockerfile`
        FROM node:22
        # development
        cmd npm run watch -- \
        ^^^ This CMD has no effect: 'CMD ["node", "server.js"]' further down replaces it. Remove it.
            --verbose
        # production
        CMD npm start
        ^^^ This CMD has no effect: 'CMD ["node", "server.js"]' further down replaces it. Remove it.
        EXPOSE 3000
        CMD ["node", "server.js"]`,
      good: dockerfile`
        FROM node:22
        # development
        # production
        EXPOSE 3000
        CMD ["node", "server.js"]`,
    },
    {
      title: "each stage may have one, and a trigger or a health check is not one",
      good: dockerfile`
        FROM node:22 AS base
        CMD ["node", "a.js"]
        FROM base
        ONBUILD CMD ["node", "b.js"]
        HEALTHCHECK CMD node check.js
        CMD ["node", "c.js"]
      `,
    },
  ],
});
