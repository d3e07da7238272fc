import { defineRule, type Finding } from "../../linter/rule.js";
import { buildLeftovers, type Leftover } from "../../project/build-leftovers.js";
import { finalStages } from "../../project/final-stages.js";
import { startup } from "../../project/startup.js";
import { dockerfile, text } from "../../text/tags.js";
import { splitStages, splitTitle } from "../../transforms/split-stages/index.js";

export default defineRule({
  name: "single-stage-build",
  language: "dockerfile",
  category: "size",
  severity: "info",
  profiles: ["recommended"],
  summary: "The image keeps what only its build needs: compilers, headers, development dependencies.",
  why: [
    "A compiler and its headers are hundreds of megabytes that are stored, pulled and scanned for nothing, and a help to whoever breaks in.",
    "In a second stage only the result is copied: the environment of Python, the modules and the build of Node.js, the program of Go.",
    "The fix writes both stages, with a user without rights; build the image and try it afterwards, since a program may use something that nobody can see from the files.",
    "Files with several stages, images for development and images that start a shell or a bare interpreter are not judged.",
  ],
  references: [
    "https://docs.docker.com/build/building/multi-stage/",
    "https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds",
  ],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    if (file.stages.length !== 1) return;
    const final = finalStages(file, project)[0];
    if (!final || final.development) return;
    const facts = project.factsOf(final.stage, file);
    if (facts.image?.family === "windows") return;
    const found = buildLeftovers(file, final, facts, startup(facts, file, final.builds));
    const [first] = found;
    if (!first) return;
    const split = splitStages(file, facts, project);
    if ("edits" in split) {
      yield {
        ...findingOf(first, found),
        fixes: [{ title: splitTitle, applicability: "unsafe", alone: true, edits: split.edits }],
      };
      return;
    }
    const certain = found.find((it) => it.certain);
    // Where Drydock cannot help, it only mentions it.
    if (certain)
      yield { ...findingOf(certain, found), noFix: split.reason, ...(split.pointless ? { severity: "hint" as const } : {}) };
  },

  examples: [
    {
      title: "Python: the environment is copied, with the library that a driver needs",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim

          # psycopg2 is compiled
          RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev
                                                                           ^^^ 'gcc' and 1 more are for the build alone, yet stay in the image. Build in a stage of its own and copy the result.

          ENV PYTHONUNBUFFERED=1
          WORKDIR /app

          COPY requirements.txt .
          RUN pip install -r requirements.txt

          # the application
          COPY . .

          EXPOSE 8000
          HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
          CMD ["gunicorn", "app:app"]
        `,
        "requirements.txt": text`
          psycopg2==2.9.10
          gunicorn==23.0.0
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim AS build

          # psycopg2 is compiled
          RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev

          WORKDIR /app

          RUN python -m venv /opt/venv
          ENV PATH="/opt/venv/bin:$PATH"

          COPY requirements.txt .
          RUN --mount=type=cache,target=/root/.cache/pip \
              pip install -r requirements.txt

          FROM python:3.13-slim AS runtime
          RUN apt-get update \
              && apt-get install -y --no-install-recommends libpq5 \
              && rm -rf /var/lib/apt/lists/*

          ENV PYTHONUNBUFFERED=1
          WORKDIR /app

          COPY --from=build /opt/venv /opt/venv
          ENV PATH="/opt/venv/bin:$PATH"

          # the application
          COPY . .

          RUN groupadd --system app \
              && useradd --system --gid app --no-create-home --shell /usr/sbin/nologin app \
              && chown app:app /app
          USER app

          EXPOSE 8000
          HEALTHCHECK CMD python -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/health', timeout=3)" || exit 1
          CMD ["gunicorn", "app:app"]
        `,
      },
    },
    {
      title: "Node.js: what the build made, the modules without the development dependencies, and the files that are read",
      bad: {
        Dockerfile: dockerfile`
          FROM node:22
          WORKDIR /app
          COPY . .
          RUN npm install
              ^^^^^^^^^^^ 'npm install' leaves the development dependencies in the image. Build in a stage of its own and copy the result.
          RUN npm run build
          EXPOSE 3000
          CMD ["npm", "run", "start:prod"]
        `,
        "package.json": text`
          {
            "scripts": { "build": "nest build", "start:prod": "node dist/main" },
            "dependencies": { "@nestjs/core": "11.1.0" },
            "devDependencies": { "@nestjs/cli": "11.0.7" }
          }
        `,
        "package-lock.json": text`
          {
            "packages": {
              "": { "dependencies": { "@nestjs/core": "11.1.0" }, "devDependencies": { "@nestjs/cli": "11.0.7" } }
            }
          }
        `,
        "src/main.ts": text`
          import "@nestjs/core";
        `,
        "views/index.hbs": text`
          <p>Hello</p>
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM node:22 AS build
          WORKDIR /app
          COPY package.json package-lock.json ./
          RUN --mount=type=cache,target=/root/.npm \
              npm ci
          COPY . .
          RUN npm run build
          RUN npm prune --omit=dev

          FROM node:22-slim AS runtime
          WORKDIR /app
          COPY --from=build /app/package.json ./
          COPY --from=build /app/node_modules ./node_modules
          COPY --from=build /app/dist ./dist
          COPY --from=build /app/views ./views
          RUN chown node:node /app
          USER node
          EXPOSE 3000
          CMD ["npm", "run", "start:prod"]
        `,
      },
    },
    {
      title: "Go: a static program on an image without shell, with the files beside it",
      bad: {
        Dockerfile: dockerfile`
          FROM golang:1.25
               ^^^^^^^^^^^ 'golang:1.25' holds a whole toolchain, which the built program does not need. Build in a stage of its own and copy the result.
          WORKDIR /app
          COPY go.mod .
          RUN go mod download
          COPY . .
          RUN go build -o server ./cmd/server
          CMD ./server --port 8080
        `,
        "go.mod": text`
          module example.com/server
        `,
        "cmd/server/main.go": text`
          package main
        `,
        "templates/index.html": text`
          <p>Hello</p>
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM golang:1.25 AS build
          WORKDIR /app
          COPY go.mod .
          RUN --mount=type=cache,target=/go/pkg/mod \
              go mod download
          COPY . .
          ENV CGO_ENABLED=0
          RUN --mount=type=cache,target=/go/pkg/mod \
              --mount=type=cache,target=/root/.cache/go-build \
              go build -o server ./cmd/server

          FROM gcr.io/distroless/static-debian12:nonroot AS runtime
          WORKDIR /app
          COPY --from=build /app/templates ./templates
          COPY --from=build /app/server ./server
          CMD ["./server", "--port", "8080"]
        `,
      },
    },
    {
      title: "what cannot be split by rule has no fix, and the reason is given",
      bad: dockerfile`
        FROM python:3.13-slim
        RUN apt-get update && apt-get install -y build-essential
                                                 ^^^^^^^^^^^^^^^ 'build-essential' is for the build alone, yet stays in the image. Build in a stage of its own and copy the result.
        RUN git clone https://example.com/app.git /app && pip install /app
        CMD ["app"]
      `,
    },
    {
      title: "removed in the same RUN",
      good: dockerfile`
        FROM python:3.13-alpine
        RUN apk add --no-cache --virtual .build-deps gcc musl-dev && pip install uwsgi && apk del .build-deps
        CMD ["uwsgi", "app.ini"]
      `,
    },
    {
      title: "removed by marking all that was not asked for before",
      good: dockerfile`
        FROM debian:13-slim
        RUN set -eux; \
            savedAptMark="$(apt-mark showmanual)"; \
            apt-get update; \
            apt-get install -y --no-install-recommends gcc libc6-dev; \
            gcc -o /usr/local/bin/server /src/server.c; \
            apt-mark showmanual | xargs apt-mark auto > /dev/null; \
            apt-mark manual $savedAptMark; \
            apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false; \
            rm -rf /var/lib/apt/lists/*
        RUN apt-get update \
            && apt-get install -y --no-install-recommends g++ \
            && g++ -o /usr/local/bin/client /src/client.cc \
            && apt-mark auto '.*' > /dev/null \
            && apt-get autoremove -y
        CMD ["server"]
      `,
    },
    {
      title: "an image to build with",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends gcc python3-dev && rm -rf /var/lib/apt/lists/*
        CMD ["python3"]
      `,
    },
    {
      title: "the start needs the development dependencies",
      good: {
        Dockerfile: dockerfile`
          FROM node:22-slim
          WORKDIR /app
          COPY . .
          RUN npm install
          CMD ["npm", "run", "dev"]
        `,
        "package.json": text`
          { "scripts": { "dev": "vite" }, "devDependencies": { "vite": "7.1.0" } }
        `,
      },
    },
    {
      good: dockerfile`
        FROM golang:1.25 AS build
        RUN go build -o /server .
        FROM scratch
        COPY --from=build /server /server
        ENTRYPOINT ["/server"]
      `,
    },
  ],
});

function findingOf({ kind, span, words }: Leftover, all: readonly Leftover[]): Finding {
  const advice = "Build in a stage of its own and copy the result.";
  if (kind === "toolchain")
    return { span, message: `'${words}' holds a whole toolchain, which the built program does not need. ${advice}` };
  if (kind === "dependencies") return { span, message: `'${words}' leaves the development dependencies in the image. ${advice}` };
  const more = all.filter((it) => it.kind === "package").length - 1;
  return {
    span,
    message: `'${words}'${more > 0 ? ` and ${more} more are` : " is"} for the build alone, yet ${more > 0 ? "stay" : "stays"} in the image. ${advice}`,
  };
}
