import { defineRule, type Finding, type Severity } from "../../linter/rule.js";
import { bareInterpreter } from "../../project/bare-interpreter.js";
import { finalStages } from "../../project/final-stages.js";
import { dropsRights, mayStartAsRoot, programNeedingRoot } from "../../project/privileges.js";
import { isRootName, type StageFacts } from "../../project/stage-facts.js";
import { startup } from "../../project/startup.js";
import type { Service } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { dockerfile, yaml } from "../../text/tags.js";
import { addUser } from "../../transforms/add-user.js";
import { firstLine } from "../../transforms/run-edit.js";
import { obstacle } from "../../transforms/user-obstacles.js";

const missing = [
  "trivy:DS-0002",
  "kics:Missing User Instruction",
  "checkov:CKV_DOCKER_3",
  "sonar:S6471",
  "semgrep:missing-user",
  "semgrep:missing-user-entrypoint",
];
const last = [
  "hadolint:DL3002",
  "trivy:DS-0002",
  "kics:Last User Is 'root'",
  "checkov:CKV_DOCKER_8",
  "sonar:S6471",
  "semgrep:last-user-is-root",
  "tally:hadolint/DL3002",
];

export default defineRule({
  name: "root-user",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "The image runs its program as root.",
  why: [
    "Whoever breaks into the program then is root in the container: free to change its files, to install tools, and one kernel fault away from the host.",
    "The fix makes a system user without login shell (or takes the one the image has), gives it only what the program has to write, and switches to it last.",
    "Build the image and try it afterwards: a program that writes elsewhere needs that directory, too.",
    "An image that starts a bare interpreter or a shell is one to build on or to work in, so there it is a hint.",
    "Images whose entrypoint gives up root by itself (gosu, su-exec, s6 …), services with a `user:`, GitHub actions and unknown base images are not judged.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#user",
    "https://docs.docker.com/reference/dockerfile/#user",
  ],
  aliases: [...new Set([...missing, ...last, "dockerfile_lint:root_user"])],
  covers: ["user-missing", "user-last-is-root", "user-created-unused"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const final of finalStages(file, project)) {
      const { stage, builds, services } = final;
      const facts = project.factsOf(stage, file);
      if (facts.runsAsRoot !== true || facts.image?.family === "windows") continue;
      const { state } = facts;
      const hasCommand = state.cmd !== undefined || state.entrypoint !== undefined || services.length > 0;
      // A stage that only hands files out is no image to run.
      if (facts.image?.family === "scratch" && !hasCommand) continue;
      if (services.length > 0 && services.every(setsOtherUser)) continue;
      if (builds.some(({ context }) => context?.has("action.yml") || context?.has("action.yaml"))) continue;
      const start = startup(facts, file, builds);
      if (dropsRights(facts, start)) continue;
      const { user } = state;
      const span = user?.argument
        ? firstLine(file.text, user.argument.span)
        : stage.from.image.text === ""
          ? stage.from.keywordSpan
          : stage.from.image.span;
      if (seen.has(span.start)) continue;
      seen.add(span.start);
      const bare = services.length === 0 && !isRestorable(facts) ? bareInterpreter(state) : undefined;
      const reason = isRestorable(facts)
        ? undefined
        : (dropsByItself(facts) ?? (bare === "language" ? whyBase : undefined) ?? obstacle(final, facts, start));
      const isMeant =
        bare !== undefined ||
        dropsByItself(facts) !== undefined ||
        programNeedingRoot(start) !== undefined ||
        mayStartAsRoot(facts, start) ||
        !hasCommand ||
        services.some(wantsRights);
      const severity: Severity | undefined = final.development || isMeant ? "hint" : undefined;
      yield {
        span,
        message: user
          ? `'USER ${user.argument?.text ?? ""}' is the last one, so the program runs as root. Switch to another user at the end.`
          : bare === "language"
            ? `'${stage.from.image.text}' stays root, as no USER is set: each image that is built on this one has to set its own.`
            : `'${stage.from.image.text}' runs as root, as no USER is set: a break-in has all rights in the container. Add a user.`,
        aliases: user ? last : missing,
        ...(severity ? { severity } : {}),
        ...(reason === undefined ? addUser(file, final, facts) : { noFix: reason }),
      } satisfies Finding;
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
             ^^^^^^^^^^^^^^^^ 'python:3.13-slim' runs as root, as no USER is set: a break-in has all rights in the container. Add a user.
        WORKDIR /app
        COPY . .
        RUN pip install --no-cache-dir -r requirements.txt

        # start
        CMD ["gunicorn", "app:app"]
      `,
      good: dockerfile`
        FROM python:3.13-slim
        WORKDIR /app
        COPY . .
        RUN pip install --no-cache-dir -r requirements.txt

        RUN groupadd --system app \
            && useradd --system --gid app --no-create-home --shell /usr/sbin/nologin app \
            && chown app:app /app
        USER app

        # start
        CMD ["gunicorn", "app:app"]
      `,
    },
    {
      title: "takes the user that the image has, and gives it the directories that hold data",
      bad: dockerfile`
        FROM node:22-alpine AS build
        RUN npm ci && \
            npm run build
        FROM node:22-alpine
             ^^^^^^^^^^^^^^ 'node:22-alpine' runs as root, as no USER is set: a break-in has all rights in the container. Add a user.
        WORKDIR /app
        RUN mkdir -p uploads
        COPY --from=build /app/dist dist
        VOLUME /data
        CMD ["node", "dist/main.js"]
      `,
      good: dockerfile`
        FROM node:22-alpine AS build
        RUN npm ci && \
            npm run build
        FROM node:22-alpine
        WORKDIR /app
        RUN mkdir -p uploads
        COPY --from=build /app/dist dist
        VOLUME /data
        RUN mkdir -p /data && \
            chown node:node /app /app/uploads /data
        USER node
        CMD ["node", "dist/main.js"]
      `,
    },
    {
      title: "takes the user that the Dockerfile makes but never switches to",
      bad: dockerfile`
        FROM alpine:3.22
             ^^^^^^^^^^^ 'alpine:3.22' runs as root, as no USER is set: a break-in has all rights in the container. Add a user.
        RUN adduser -S -D -H worker
        COPY worker /usr/local/bin/
        ENTRYPOINT ["worker"]
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN adduser -S -D -H worker
        COPY worker /usr/local/bin/
        USER worker
        ENTRYPOINT ["worker"]
      `,
    },
    {
      title: "no shell is needed for a user by number",
      bad: dockerfile`
        FROM golang:1.25 AS build
        RUN go build -o /server .
        FROM scratch
             ^^^^^^^ 'scratch' runs as root, as no USER is set: a break-in has all rights in the container. Add a user.
        COPY --from=build /server /server
        ENTRYPOINT ["/server"]
      `,
      good: dockerfile`
        FROM golang:1.25 AS build
        RUN go build -o /server .
        FROM scratch
        COPY --from=build /server /server
        USER 65532:65532
        ENTRYPOINT ["/server"]
      `,
    },
    {
      title: "switches back to the user that was there before",
      bad: dockerfile`
        FROM registry.example.com/base:1
        USER jenkins
        RUN ./as-jenkins
        user root
             ^^^^ 'USER root' is the last one, so the program runs as root. Switch to another user at the end.
        RUN apt-get install -y git
      `,
      good: dockerfile`
        FROM registry.example.com/base:1
        USER jenkins
        RUN ./as-jenkins
        user root
        RUN apt-get install -y git
        USER jenkins
      `,
    },
    {
      title: "root by name at the end becomes the user",
      bad: dockerfile`
        FROM alpine:3.22
        WORKDIR /srv/app
        COPY server .
        USER 0:0
             ^^^ 'USER 0:0' is the last one, so the program runs as root. Switch to another user at the end.
        CMD ["./server"]
      `,
      good: dockerfile`
        FROM alpine:3.22
        WORKDIR /srv/app
        COPY server .
        RUN addgroup -S app \
            && adduser -S -D -H -G app -s /sbin/nologin app \
            && chown app:app /srv/app
        USER app
        CMD ["./server"]
      `,
    },
    {
      title: "what needs root has no fix, and the reason is given",
      bad: dockerfile`
        FROM debian:13-slim
             ^^^^^^^^^^^^^^ 'debian:13-slim' runs as root, as no USER is set: a break-in has all rights in the container. Add a user.
        RUN apt-get update && apt-get install -y cron
        CMD ["cron", "-f"]
      `,
    },
    {
      title: "brings along what a celery scheduler needs that wrote its schedule into a directory of root",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
               ^^^^^^^^^^^^^^^^ 'python:3.13-slim' runs as root, as no USER is set: a break-in has all rights in the container. Add a user.
          RUN pip install --no-cache-dir celery
          CMD ["celery", "-A", "app", "worker"]
        `,
        "compose.yaml": yaml`
          services:
            beat:
              build: .
              command: celery -A app beat -l info
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          RUN pip install --no-cache-dir celery
          RUN groupadd --system app \
              && useradd --system --gid app --no-create-home --shell /usr/sbin/nologin app
          USER app
          CMD ["celery", "-A", "app", "worker"]
        `,
        "compose.yaml": yaml`
          services:
            beat:
              build: .
              command: celery -A app beat -l info --schedule=/tmp/celerybeat-schedule --pidfile=
        `,
      },
    },
    {
      title: "a base for other images stays one: they install as root",
      bad: dockerfile`
        FROM debian:13-slim
             ^^^^^^^^^^^^^^ 'debian:13-slim' stays root, as no USER is set: each image that is built on this one has to set its own.
        RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
        COPY docker-entrypoint.sh /usr/local/bin/
        ENTRYPOINT ["docker-entrypoint.sh"]
        CMD ["python3"]
      `,
    },
    {
      title: "unknown images, users by number or variable, images with a user of their own, entrypoints that give up root",
      good: {
        Dockerfile: dockerfile`
          FROM registry.example.com/app:1 AS a
          FROM gcr.io/distroless/static-debian12:nonroot AS b
          ENTRYPOINT ["/server"]
          FROM python:3.13-slim
          COPY entrypoint.sh /usr/local/bin/
          ENTRYPOINT ["entrypoint.sh"]
          CMD ["gunicorn", "app:app"]
        `,
        "entrypoint.sh": dockerfile`
          #!/bin/sh
          chown -R app /data
          exec gosu app "$@"
        `,
      },
    },
    {
      title: "every service that builds it sets another user",
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          CMD ["python", "app.py"]
        `,
        "compose.yaml": yaml`
          services:
            app:
              build: .
              user: "1000:1000"
        `,
      },
    },
  ],
});

function setsOtherUser({ user }: Service): boolean {
  return user !== undefined && (hasVariables(user.text) || !isRootName(user.text.split(":")[0]!));
}

const whyBase = "It starts no program of its own: images that are built on it install things as root, and set a USER themselves.";

/** Rights that go with root. */
function wantsRights({ capAdd, privileged, devices, pid }: Service): boolean {
  return (
    privileged?.value === true ||
    devices.length > 0 ||
    pid?.text === "host" ||
    capAdd.some(({ text }) => /NET_ADMIN|SYS_ADMIN|SYS_MODULE|^ALL$/.test(text))
  );
}

/** The image has another user, or the Dockerfile had one before. */
function isRestorable({ state, chain, image }: StageFacts): boolean {
  if (!state.user) return false;
  if (image?.user !== undefined && !isRootName(image.user)) return true;
  return chain.some(({ instructions }) =>
    instructions.some((it) => it.keyword === "USER" && it.argument && !isRootName(it.argument.text.split(":")[0]!)),
  );
}

/** A finished application that is started as it comes. */
function dropsByItself({ image, state }: StageFacts): string | undefined {
  if (!image?.dropsTo || state.entrypoint) return undefined;
  return `The entrypoint of '${image.name}' switches to '${image.dropsTo}' by itself.`;
}
