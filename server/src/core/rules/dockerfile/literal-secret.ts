import { isCredentialName, isCredentialValue } from "../../knowledge/credentials.js";
import { secretsIn } from "../../knowledge/secret-shapes.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile, Instruction, Pair } from "../../syntax/dockerfile/model.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { removePair } from "../../transforms/remove-pair.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "literal-secret",
  language: "dockerfile",
  category: "security",
  severity: "error",
  profiles: ["recommended"],
  summary: "A private key or a token of a known service stands in the file.",
  why: [
    "It is in the repository and in every image that was built from it; who has either can use it.",
    "Taking it out does not take it back: revoke it first, then give the new one to the build as a secret, or to the container when it starts.",
    "Only what its shape gives away is reported (private keys, tokens of GitHub, GitLab, npm, AWS, Slack and others), not the examples of their documentation.",
  ],
  references: ["https://docs.docker.com/build/building/secrets/", "https://cwe.mitre.org/data/definitions/798.html"],
  aliases: ["kics:Passwords And Secrets", "sonar:S6437", "tally:tally/secrets-in-code"],
  covers: ["secret-hardcoded-value"],
  fix: "unsafe",

  *check(file) {
    const found = secretsIn(file.text);
    if (found.length === 0) return;
    for (const { kind, start, end } of found) {
      const instruction = file.instructions.find(({ span }) => span.start <= start && end <= span.end);
      const pair = instruction && pairAt(instruction, start);
      // The rule about ENV and ARG says that one.
      if (pair && isCredentialName(pair.name.text) && isCredentialValue(pair.name.text, pair.value?.text ?? "")) continue;
      const fix = pair && fixFor(file, instruction, pair);
      yield {
        span: firstLine(file.text, { start, end } satisfies Span),
        message: `This ${kind} stands in the file and in every image built from it. Revoke it, and give the new one to the build as a secret.`,
        // Keys for browsers are restricted instead of kept.
        ...(kind === "Google API key" ? { severity: "warning" as const } : {}),
        ...(fix ? { fixes: [fix] } : { noFix: "Revoke it first; where the new one comes from is up to you." }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22
        ENV NODE_ENV=production REGISTRY_URL=https://bot:glpat-A1b2C3d4E5f6G7h8I9j0@gitlab.com/acme
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^ This GitLab token stands in the file and in every image built from it. Revoke it, and give the new one to the build as a secret.
      `,
      good: dockerfile`
        FROM node:22
        ENV NODE_ENV=production
      `,
    },
    {
      title: "in commands, in files that the build writes, in comments",
      bad: dockerfile`
        FROM node:22
        # old: AKIAQ3EGRTUV7WXYZ2AC
               ^^^^^^^^^^^^^^^^^^^^ This AWS access key stands in the file and in every image built from it. Revoke it, and give the new one to the build as a secret.
        COPY <<EOF /root/.ssh/id_ed25519
        -----BEGIN OPENSSH PRIVATE KEY-----
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This private key stands in the file and in every image built from it. Revoke it, and give the new one to the build as a secret.
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        EOF
        RUN aws configure set aws_access_key_id AKIAQ3EGRTUV7WXYZ2AB
                                                ^^^^^^^^^^^^^^^^^^^^ This AWS access key stands in the file and in every image built from it. Revoke it, and give the new one to the build as a secret.
      `,
    },
    {
      title: "examples of documentation, public keys, variables that the other rule judges",
      good: dockerfile`
        FROM node:22
        ENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE GITLAB_TOKEN=glpat-A1b2C3d4E5f6G7h8I9j0
        RUN echo "-----BEGIN PUBLIC KEY-----" && echo glpat-xxxxxxxxxxxxxxxxxxxx
      `,
    },
  ],
});

function pairAt(instruction: Instruction, offset: number): Pair | undefined {
  if (instruction.keyword !== "ENV" && instruction.keyword !== "ARG" && instruction.keyword !== "LABEL") return undefined;
  return instruction.pairs.find(({ span }) => span.start <= offset && offset < span.end);
}

function fixFor(file: Dockerfile, instruction: Instruction, pair: Pair): Fix | undefined {
  if (instruction.keyword !== "ENV" && instruction.keyword !== "ARG" && instruction.keyword !== "LABEL") return undefined;
  const edit = removePair(file, instruction, pair);
  return edit && { title: `Remove ${pair.name.text}`, applicability: "unsafe", edits: [edit] };
}
