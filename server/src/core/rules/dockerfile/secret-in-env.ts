import { defineRule, type Finding, type Fix } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { literalSecret, secretNameAliases } from "../../project/secret-pairs.js";
import { shippedStages } from "../../project/shipped-stages.js";
import type { ArgInstruction, Dockerfile, EnvInstruction, Pair, Stage } from "../../syntax/dockerfile/model.js";
import { replace } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { buildSecretFix, usesVariable } from "../../transforms/build-secret.js";
import { removePair } from "../../transforms/remove-pair.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "secret-in-env",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "ENV or ARG holds a password, token or key.",
  why: [
    "What ENV sets is part of the image: `docker inspect` shows it to everyone who has it, and each process inherits it.",
    "The default of an ARG stays in the image's history, and both stay in the repository.",
    "Change the credential, then give it to the container when it starts, or to a RUN as a build secret.",
    "Name and value are judged together: names of files, switches and public keys, empty values and values from variables are not meant.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
    "https://docs.docker.com/build/building/secrets/",
  ],
  aliases: [
    "hadolint:DL3064",
    "buildkit:SecretsUsedInArgOrEnv",
    "trivy:DS-0031",
    "kics:Passwords And Secrets",
    "sonar:S6472",
    "semgrep:secret-in-build-arg",
    "tally:buildkit/SecretsUsedInArgOrEnv",
  ],
  covers: ["secret-in-arg-env"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const instruction of file.globalArgs) {
      for (const pair of instruction.pairs) yield* judge(pair, instruction, undefined, file);
    }
    let shipped: ReadonlySet<Stage> | undefined;
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "ENV" && instruction.keyword !== "ARG") continue;
        for (const pair of instruction.pairs) {
          for (const finding of judge(pair, instruction, stage, file)) {
            shipped ??= shippedStages(file, project);
            // What stays in a build stage is in the repository, but in no image that leaves the house.
            if (isDevelopment(file.uri, stage)) yield { ...finding, severity: "hint" };
            else yield shipped.has(stage) ? finding : { ...finding, severity: "info" };
          }
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        ENV PORT=8000 \
            DB_PASSWORD="s3cr3t-Pa55"
            ^^^^^^^^^^^^^^^^^^^^^^^^^ 'DB_PASSWORD' is set to a literal value, which everyone who has the image can read. Give it when the container starts.
        CMD ["gunicorn", "app:app"]
      `,
      good: dockerfile`
        FROM python:3.13-slim
        ENV PORT=8000
        CMD ["gunicorn", "app:app"]
      `,
    },
    {
      title: "an ARG that only RUN needs becomes a build secret",
      bad: dockerfile`
        FROM node:22
        ARG NPM_TOKEN=npm_a1b2c3d4e5f6g7h8
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'NPM_TOKEN' has a literal default, which stays in the image's history. Use a build secret.
        RUN --mount=type=cache,target=/root/.npm npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci
      `,
      good: dockerfile`
        FROM node:22
        RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN --mount=type=cache,target=/root/.npm npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci
      `,
    },
    {
      title: "an ARG that others use too loses its default",
      bad: dockerfile`
        FROM alpine:3.22
        ARG API_KEY=9f8e7d6c5b4a
            ^^^^^^^^^^^^^^^^^^^^ 'API_KEY' has a literal default, which stays in the image's history. Use a build secret.
        LABEL key=$API_KEY
      `,
      good: dockerfile`
        FROM alpine:3.22
        ARG API_KEY
        LABEL key=$API_KEY
      `,
    },
    {
      title: "without its default it would still be an argument, of which a RUN leaves traces",
      bad: dockerfile`
        FROM alpine:3.22
        ARG API_KEY=9f8e7d6c5b4a
            ^^^^^^^^^^^^^^^^^^^^ 'API_KEY' has a literal default, which stays in the image's history. Use a build secret.
        LABEL key=$API_KEY
        RUN wget --header="X-Key: $API_KEY" https://api.example.com/data
      `,
    },
    {
      title: "a password inside an address, and the old form",
      bad: dockerfile`
        FROM node:22
        ENV DATABASE_URL=postgres://app:hunter22@db/app
                                        ^^^^^^^^ 'DATABASE_URL' holds a literal password, which everyone who has the image can read. Give it when the container starts.
        ENV JWT_SECRET correct horse battery staple
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'JWT_SECRET' is set to a literal value, which everyone who has the image can read. Give it when the container starts.
      `,
      good: dockerfile`
        FROM node:22
      `,
    },
    {
      title: "a later step of the build may need it",
      bad: dockerfile`
        FROM python:3.13-slim
        ENV SECRET_KEY=changeme
            ^^^^^^^^^^^^^^^^^^^ 'SECRET_KEY' is set to a literal value, which everyone who has the image can read. Give it when the container starts.
        RUN python manage.py collectstatic --noinput
      `,
    },
    {
      title: "files, switches, ids, public keys, fingerprints, variables, gaps",
      good: dockerfile`
        FROM debian:13
        ARG NPM_TOKEN
        ARG PASSWORD=""
        ENV POSTGRES_PASSWORD_FILE=/run/secrets/db KMS_KEY_ALIAS=app KEY_ENABLED=true AUTH_MODE=none PUBLIC_TOKEN=abcdef
        ENV SECRET_NAME=prod/db TOKEN_TTL=3600 AWS_ACCESS_KEY_ID=AKIAIOSFODNN7 PASSWORD=\${PASSWORD} API_TOKEN=<token>
        ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568 ALLOW_EMPTY_PASSWORD=yes PRIVATE_KEY=/etc/ssl/key.pem
        ENV DATABASE_URL=postgres://app:\${DB_PASSWORD}@db/app
      `,
    },
  ],
});

/** Still in use somewhere, but nobody's secret. */
const weak =
  /^(?:change[-_]?(?:me|this|it)\w*|password|secret|admin|root|test|dummy|example|placeholder|fake|xxx+|foo|bar|postgres|mysql|your[-_ ].*|.*[-_](?:here|placeholder))$/i;

function* judge(
  pair: Pair,
  instruction: EnvInstruction | ArgInstruction,
  stage: Stage | undefined,
  file: Dockerfile,
): Generator<Finding> {
  const { name, value } = pair;
  const secret = literalSecret(pair, file.escape);
  if (!value || !secret) return;
  const { text, isWhole, password } = secret;
  const isArg = instruction.keyword === "ARG";
  const span: Span =
    isWhole || !password
      ? firstLine(file.text, pair.span)
      : { start: value.span.start + password.start, end: value.span.start + password.end };
  const what = isArg
    ? `has a literal ${isWhole ? "default" : "password in its default"}`
    : isWhole
      ? "is set to a literal value"
      : "holds a literal password";
  const how = isArg
    ? "which stays in the image's history. Use a build secret."
    : "which everyone who has the image can read. Give it when the container starts.";
  const isWeak = weak.test(text);
  yield {
    span,
    message: `'${name.text}' ${what}, ${how}`,
    ...(isWeak ? { severity: "info" as const } : {}),
    aliases: aliasesFor(name.text, isArg),
    ...(isArg ? argFixes(pair, instruction, stage, file) : envFixes(pair, instruction as EnvInstruction, stage!, file)),
  };
}

function argFixes(
  pair: Pair,
  instruction: ArgInstruction,
  stage: Stage | undefined,
  file: Dockerfile,
): Pick<Finding, "fixes" | "noFix"> {
  const secret = stage && buildSecretFix(file, stage, instruction, pair);
  if (secret) return { fixes: [secret] };
  // Without a default it would still be a build argument, which the step leaves in the history.
  if (stage?.instructions.some((it) => it.keyword === "RUN" && usesVariable(it, pair.name.text)))
    return { noFix: "A RUN uses it besides others: give it to that step alone, as a build secret." };
  const bare: Fix = {
    title: `Remove the default of ${pair.name.text}`,
    applicability: "unsafe",
    edits: [replace({ start: pair.name.span.end, end: pair.span.end }, "")],
  };
  return { fixes: [bare] };
}

/** Commands that load the application, which may want all its variables. */
const loadsApplication =
  /manage\.py|\brails\b|\brake\b|\bartisan\b|\bconsole\b|\b(?:npm|yarn|pnpm|bun)\b.*\bbuild\b|\bnext build\b|\bnpx\b|\bmix\b/;

/** What these use is there when the container starts. */
const runTime: ReadonlySet<string> = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

function envFixes(pair: Pair, instruction: EnvInstruction, stage: Stage, file: Dockerfile): Pick<Finding, "fixes" | "noFix"> {
  const name = pair.name.text;
  const later = [
    ...stage.instructions.filter((it) => it.index > instruction.index),
    ...file.stages.filter(({ base }) => base === stage).flatMap(({ instructions }) => instructions),
  ];
  const user = later.find(
    (it) =>
      (!runTime.has(it.keyword) && usesVariable(it, name)) || (it.keyword === "RUN" && loadsApplication.test(it.argumentsText)),
  );
  if (user?.keyword === "RUN") return { noFix: "A later RUN may need it: give it to that step alone, as a build secret." };
  if (user) return { noFix: `A later ${user.keyword} uses it.` };
  const edit = removePair(file, instruction, pair);
  if (!edit) return { noFix: "A comment stands between it and its neighbour." };
  return { fixes: [{ title: `Remove ${name} from the image`, applicability: "unsafe", edits: [edit] }] };
}

/** The other tools that judge such a name too. */
function aliasesFor(name: string, isArg: boolean): string[] {
  const aliases = ["trivy:DS-0031", "kics:Passwords And Secrets", "sonar:S6472", ...secretNameAliases(name)];
  return isArg ? [...aliases, "semgrep:secret-in-build-arg"] : aliases;
}
