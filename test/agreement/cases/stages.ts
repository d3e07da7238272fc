/** Stages: their names, what they copy from each other, their platforms and registries. */
import { text } from "../../../server/src/core/text/tags.js";
import type { CodeCases } from "./case.js";

export const stageCases: readonly CodeCases[] = [
  {
    code: "DL3022",
    files: [
      text`
        FROM golang:1.25 AS build
        FROM debian:13-slim
        »COPY --from=nginx /etc/nginx /etc/nginx
      `,
      text`
        FROM debian:13-slim
        »COPY --chown=1000:1000 \
          --from=tools /bin/tool /bin/tool
        FROM debian:13-slim AS tools
      `,
      text`
        FROM golang:1.25
        FROM debian:13-slim
        »COPY --from=2 /app /app
      `,
      text`
        FROM debian:13-slim
        »COPY --from=registry.example.com/tools /bin/tool /bin/tool
        »COPY --from=\${STAGE} /bin/other /bin/other
      `,
      text`
        FROM golang:1.25 AS build
        FROM debian:13-slim
        COPY --from=build /app /app
        COPY --from=0 /app /app2
        COPY --from=nginx:1.29 /etc/nginx /etc/nginx
      `,
      text`
        FROM golang:1.25 AS build
        FROM build AS test
        RUN go test ./...
        FROM debian:13-slim
        COPY --from=test /report /report
        ADD nginx /nginx
      `,
      text`
        FROM golang:1.25 AS Build
        FROM debian:13-slim
        ≠COPY --from=build /app /app
      `,
    ],
  },
  {
    code: "DL3023",
    files: [
      text`
        FROM node:22 AS app
        »COPY --from=app package.json .
        RUN npm ci
      `,
      text`
        FROM golang:1.25 AS build
        FROM debian:13-slim AS run
        COPY --from=build /app /app
        »COPY --chmod=755 --from=run /app /usr/bin/app
      `,
      text`
        FROM golang:1.25 AS build
        FROM debian:13-slim AS run
        COPY --from=build /app /app
      `,
      text`
        FROM golang:1.25 AS build
        FROM debian:13-slim
        COPY --from=0 build /app
        COPY build /build
      `,
    ],
  },
  {
    code: "DL3024",
    files: [
      text`
        FROM node:22 AS build
        RUN npm ci
        »FROM golang:1.25 AS build
        RUN go build ./...
      `,
      text`
        FROM debian:13-slim AS a
        FROM debian:13-slim AS b
        »FROM debian:13-slim as a
        »FROM debian:13-slim \
          AS b
      `,
      text`
        FROM debian:13-slim AS base
        FROM base AS build
        FROM base AS run
      `,
      text`
        FROM debian:13-slim AS build
        FROM debian:13-slim AS Build
        FROM debian:13-slim
        FROM debian:13-slim
      `,
    ],
  },
  {
    code: "DL3026",
    config: "trustedRegistries:\n  - docker.io\n  - registry.example.com\n  - '*.example.org'\n  - mirror.*\n",
    files: [
      text`
        »FROM quay.io/fedora/fedora:44
        RUN true
      `,
      text`
        FROM registry.example.com/tools:1 AS tools
        FROM debian:13-slim
        COPY --from=tools /a /a
        »COPY --from=ghcr.io/example/b:1 /b /b
        »RUN --mount=type=bind,from=ghcr.io/example/c:1,target=/c /c/install
      `,
      text`
        »FROM example.org/debian:13
        »FROM registry.example.com.evil.test/debian:13
      `,
      text`
        FROM debian:13-slim
        FROM docker.io/library/debian:13-slim
        FROM hub.docker.com/example/app:1
        FROM registry.example.com/debian:13
      `,
      text`
        FROM images.example.org/debian:13 AS base
        FROM mirror.test/debian:13
        FROM base
        FROM scratch
      `,
    ],
  },
  {
    code: "DL3029",
    files: [
      text`
        »FROM --platform=linux/amd64 debian:13-slim
        RUN true
      `,
      text`
        ARG PLATFORM=linux/arm64
        »FROM --platform=$PLATFORM debian:13-slim AS build
        FROM --platform=$BUILDPLATFORM golang:1.25
        »FROM \
          --platform=linux debian:13-slim
      `,
      text`
        »FROM --platform=linux/amd64 debian:13-slim AS app-amd64
      `,
      text`
        FROM --platform=$BUILDPLATFORM golang:1.25 AS build
        FROM --platform=\${TARGETPLATFORM} debian:13-slim
      `,
      text`
        FROM debian:13-slim
        RUN docker run --platform=linux/amd64 debian
      `,
    ],
  },
  {
    code: "DL3063",
    files: [
      text`
        »FROM debian:13-slim AS scratch
        RUN true
      `,
      text`
        FROM golang:1.25 AS build
        »FROM --platform=$BUILDPLATFORM debian:13-slim as context
        COPY --from=build /app /app
      `,
      text`
        FROM debian:13-slim AS scratchpad
        FROM debian:13-slim AS build-context
      `,
      text`
        FROM scratch AS app
        COPY context /context
      `,
    ],
  },
  {
    code: "DL3065",
    files: [
      text`
        »FROM --platform=$TARGETPLATFORM debian:13-slim
        RUN true
      `,
      text`
        FROM --platform=$BUILDPLATFORM golang:1.25 AS build
        »FROM --platform=\${TARGETPLATFORM} debian:13-slim AS run
        COPY --from=build /app /app
      `,
      text`
        FROM --platform=$BUILDPLATFORM golang:1.25
        FROM debian:13-slim
      `,
      text`
        FROM --platform=linux/amd64 debian:13-slim
        ARG TARGETPLATFORM
        RUN ./build $TARGETPLATFORM
      `,
    ],
  },
];
