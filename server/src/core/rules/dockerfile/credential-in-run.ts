import { isCredentialName } from "../../knowledge/credentials.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import type { ArgInstruction, Pair, RunInstruction, Stage } from "../../syntax/dockerfile/model.js";
import { commandLines } from "../../syntax/shell/query.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { buildSecretFix } from "../../transforms/build-secret.js";
import { firstLine, mountTargets, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "credential-in-run",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A RUN writes or uses credentials that did not come as a secret of the build.",
  why: [
    "An ARG is no secret: its value stands in the image's history, and what the step writes with it stays in the layer.",
    "A secret mount gives it to the one step that needs it and leaves no trace.",
  ],
  references: ["https://docs.docker.com/build/building/secrets/"],
  aliases: ["trivy:DS-0031", "tally:tally/require-secret-mounts"],
  covers: ["secret-in-run-command"],
  fix: "unsafe",

  *check(file) {
    for (const { run, stage } of runsOf(file)) {
      if (mountTargets(run, ["secret"]).length > 0 || run.flags.some(({ value }) => /\btype=secret\b/.test(value ?? "")))
        continue;
      const use = credentialUse(run);
      if (!use) continue;
      const arg = use.variable === undefined ? undefined : argOf(stage, use.variable);
      // A variable of the shell's own, or of ENV: other rules speak of that.
      if (use.variable !== undefined && !arg) continue;
      const fix: Fix | undefined = arg && buildSecretFix(file, stage, arg.instruction, arg.pair);
      yield {
        span: firstLine(file.text, use.span),
        message:
          use.variable === undefined
            ? `'${use.what}' leaves credentials in this layer and in the image's history. Use a secret of the build.`
            : `'${use.variable}' is a build argument, so '${use.what}' leaves it in the image's history. Use a secret of the build.`,
        ...(isDevelopment(file.uri, stage) ? { severity: "hint" as const } : {}),
        ...(fix ? { fixes: [fix] } : { noFix: "Other instructions use it too, or the syntax version knows no secrets." }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22
        ARG NPM_TOKEN
        COPY package*.json ./
        RUN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'NPM_TOKEN' is a build argument, so 'npm config' leaves it in the image's history. Use a secret of the build.
      `,
      good: dockerfile`
        FROM node:22
        COPY package*.json ./
        RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci
      `,
    },
    {
      title: "addresses with a token, log-ins, cloud tools",
      bad: dockerfile`
        FROM debian:13-slim
        ARG GITHUB_TOKEN
        RUN git clone https://x:\${GITHUB_TOKEN}@github.com/acme/app.git
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'GITHUB_TOKEN' is a build argument, so 'git clone' leaves it in the image's history. Use a secret of the build.
        FROM debian:13-slim
        ARG AWS_SECRET_ACCESS_KEY
        RUN aws configure set aws_secret_access_key "$AWS_SECRET_ACCESS_KEY" && aws s3 cp s3://acme/model .
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^ 'AWS_SECRET_ACCESS_KEY' is a build argument, so 'aws configure' leaves it in the image's history. Use a secret of the build.
        RUN docker login -u acme -p hunter22 registry.example.com
                                    ^^^^^^^^ 'docker login' leaves credentials in this layer and in the image's history. Use a secret of the build.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN --mount=type=secret,id=github_token,env=GITHUB_TOKEN git clone https://x:\${GITHUB_TOKEN}@github.com/acme/app.git
        FROM debian:13-slim
        RUN --mount=type=secret,id=aws_secret_access_key,env=AWS_SECRET_ACCESS_KEY aws configure set aws_secret_access_key "$AWS_SECRET_ACCESS_KEY" && aws s3 cp s3://acme/model .
        RUN docker login -u acme -p hunter22 registry.example.com
      `,
    },
    {
      title: "secrets of the build, settings, variables of the shell",
      good: dockerfile`
        FROM node:22
        ARG TOKEN_URL
        ARG NPM_TOKEN
        RUN --mount=type=secret,id=npm,env=NPM_TOKEN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci
        RUN TOKEN=$(cat /run/token) && curl -H "Authorization: $TOKEN" $TOKEN_URL && npm config set registry https://r.example.com
      `,
    },
  ],
});

interface Use {
  readonly span: Span;
  /** The command, in two words. */
  readonly what: string;
  /** The variable that holds it; undefined for a literal one. */
  readonly variable: string | undefined;
}

const logins = /^(?:docker|podman|helm|skopeo|buildah|oras|crane)$/;

function credentialUse(run: RunInstruction): Use | undefined {
  for (const { program, arguments: words } of commandLines(run.command)) {
    if (program === undefined) continue;
    const what = [program, ...words.slice(0, 1).filter(({ value }) => /^[a-z][a-z-]*$/.test(value))]
      .map((it) => (typeof it === "string" ? it : it.value))
      .join(" ");
    for (const [i, { value, span }] of words.entries()) {
      for (const [, variable] of value.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
        if (isCredentialName(variable!)) return { span, what, variable };
      }
      const isPassword =
        /^(?:-p|--password)$/.test(words[i - 1]?.value ?? "") && logins.test(program) && words[0]?.value === "login";
      const isSetting = program === "aws" && words[i - 1]?.value === "aws_secret_access_key";
      if ((isPassword || isSetting) && !/[$\x60]/.test(value)) return { span, what, variable: undefined };
    }
  }
  return undefined;
}

function argOf(stage: Stage, name: string): { instruction: ArgInstruction; pair: Pair } | undefined {
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== "ARG") continue;
    const pair = instruction.pairs.find((it) => it.name.text === name);
    // One with a default is judged where that stands.
    if (pair && !pair.value) return { instruction, pair };
  }
  return undefined;
}
