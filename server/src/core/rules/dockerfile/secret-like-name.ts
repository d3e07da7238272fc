import { isCredentialName } from "../../knowledge/credentials.js";
import { defineRule, type Finding, type Profile } from "../../linter/rule.js";
import { literalSecret, secretNameAliases } from "../../project/secret-pairs.js";
import type { ArgInstruction, Dockerfile, EnvInstruction, Pair, Stage } from "../../syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { dockerfile } from "../../text/tags.js";
import { buildSecretFix } from "../../transforms/build-secret.js";

export default defineRule({
  name: "secret-like-name",
  language: "dockerfile",
  category: "security",
  severity: "hint",
  profiles: ["hardened", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A variable of ENV or ARG is named like a secret.",
  why: [
    "A secret given as `--build-arg` stays in the history of the image, and ENV shows its value to everyone who has it.",
    "`RUN --mount=type=secret` leaves no trace.",
    "Literal secrets are reported by `secret-in-env`; this rule goes by the name alone, which often means nothing secret.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
    "https://docs.docker.com/build/building/secrets/",
  ],
  aliases: ["hadolint:DL3064", "buildkit:SecretsUsedInArgOrEnv", "tally:buildkit/SecretsUsedInArgOrEnv"],
  fix: "unsafe",

  *check(file) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "ENV" && instruction.keyword !== "ARG") continue;
        for (const pair of instruction.pairs) {
          const finding = judge(file, stage, instruction, pair);
          if (finding) yield finding;
        }
      }
    }
    // BuildKit does not look at these.
    for (const { pairs } of file.globalArgs) {
      for (const { name, value, span } of pairs) {
        const aliases = secretNameAliases(name.text).filter((it) => it.startsWith("hadolint:"));
        if (aliases.length > 0 && !literalSecret({ name, value, span }, file.escape))
          yield { span: name.span, message: messageOf(name.text, true), aliases, profiles: ["hadolint"], noFix };
      }
    }
  },

  examples: [
    {
      title: "a build argument",
      bad: dockerfile`
        FROM node:22
        ARG NPM_TOKEN
            ^^^^^^^^^ A value for 'NPM_TOKEN' stays in the history of the image; take it from a build secret.
        RUN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci
      `,
      good: dockerfile`
        FROM node:22
        RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci
      `,
    },
    {
      title: "by its name alone",
      bad: dockerfile`
        FROM python:3.13-slim
        ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568
            ^^^^^^^ 'GPG_KEY' is named like a secret, and everyone who has the image can read its value.
      `,
    },
    {
      good: dockerfile`
        FROM python:3.13-slim
        ENV PUBLIC_KEY=abc KEY_FILE=/run/key MONKEY=1 MODE=token
        ARG VERSION
      `,
    },
  ],
});

const noFix = "Whether the value is secret is for the author to say.";

function messageOf(name: string, isArg: boolean): string {
  return isArg
    ? `A value for '${name}' stays in the history of the image; take it from a build secret.`
    : `'${name}' is named like a secret, and everyone who has the image can read its value.`;
}

function judge(file: Dockerfile, stage: Stage, instruction: EnvInstruction | ArgInstruction, pair: Pair): Finding | undefined {
  const { name, value } = pair;
  const aliases = secretNameAliases(name.text);
  if (aliases.length === 0 || hasPlaceholder(name.text) || literalSecret(pair, file.escape)) return undefined;
  const isArg = instruction.keyword === "ARG";
  // What is given when the image is built is meant to be secret; anything else is mostly not.
  const isGiven = isArg && !value && isCredentialName(name.text);
  const profiles: Profile[] = [];
  if (isGiven) profiles.push("hardened");
  else if (aliases.some((it) => it.startsWith("buildkit:"))) profiles.push("all");
  if (aliases.includes("hadolint:DL3064")) profiles.push("hadolint");
  const fix = isGiven ? buildSecretFix(file, stage, instruction, pair) : undefined;
  return {
    span: name.span,
    message: messageOf(name.text, isArg),
    ...(isGiven ? { severity: "info" as const } : {}),
    aliases,
    profiles,
    ...(fix ? { fixes: [fix] } : { noFix }),
  };
}
