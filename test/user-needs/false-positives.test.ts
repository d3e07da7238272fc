/** False alarms that users of other tools complained of, by their numbers A1–A15 in the list of user needs: Drydock keeps quiet there. */
import assert from "node:assert/strict";
import { dockerfile, yaml } from "../../server/src/core/text/tags.js";
import { judge, marked, said, silent } from "./judge.js";

describe("user needs: false alarms", () => {
  it("A1 asks nobody to pin packages whose versions vanish from the archive", async () => {
    const text = dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
      FROM alpine:3.22
      RUN apk add --no-cache curl
      FROM fedora:43
      RUN dnf install -y curl && dnf clean all
    `;
    await silent(text, { profile: "hardened" }, "unpinned-package");
    assert.deepEqual(
      await marked("unpinned-package", text, { profile: "all" }),
      ["curl", "curl", "curl"],
      "who asks for it gets it",
    );
  });

  it("A1 sees a pin that stands in a variable", async () => {
    await silent(
      dockerfile`
        FROM debian:13-slim
        ARG CURL=8.14.1-2
        RUN buildDeps="gcc=4:14.2.0-1 make=4.4.1-2" && apt-get update && apt-get install -y $buildDeps curl=$CURL
        FROM fedora:43
        ENV VER=8.15.0
        RUN dnf install -y curl-\${VER}
        FROM golang:1.25
        RUN go run golang.org/x/tools/cmd/stringer@v0.38.0 && go install example.com/tool@v1.2.3
      `,
      { profile: "all" },
      "unpinned-package",
      "unpinned-tool",
    );
  });

  it("A1 judges the pin of the base image by itself", async () => {
    assert.deepEqual(await marked("untagged-image", "FROM debian\nRUN apt-get update && apt-get install -y curl\n"), ["debian"]);
  });

  it("A2 lets COPY take files from any image", async () => {
    await silent(
      dockerfile`
        ARG TOOLS=ghcr.io/acme/tools:1
        FROM \${TOOLS} AS tools
        FROM alpine:3.22
        COPY --from=nginx:1.29 /etc/nginx/nginx.conf /etc/
        COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
        COPY --from=nginx@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa /x /y/
        COPY --from=tools /a /b/
        COPY --from=assets /c /d/
      `,
      { profile: "hardened" },
      "unknown-copy-source",
      "copy-from-unbuilt-stage",
    );
  });

  it("A2 sees a misspelt stage behind --from", async () => {
    const [found, ...rest] = await said(
      "unknown-copy-source",
      "FROM alpine:3.22 AS builder\nFROM alpine:3.22\nCOPY --from=biulder /a /a\n",
    );
    assert.deepEqual(rest, []);
    assert.equal(found?.words, "biulder");
    assert.match(found.fixed ?? "", /--from=builder /);
  });

  it("A3 knows stages, and images that a variable names", async () => {
    await silent(
      dockerfile`
        ARG TAG=3.22
        ARG IMAGE
        FROM alpine:$TAG AS base
        FROM base AS build-amd64
        FROM base AS build-arm64
        FROM build-\${TARGETARCH} AS build
        FROM \${IMAGE:-alpine:3.22} AS other
        FROM build
      `,
      { profile: "hardened" },
      "untagged-image",
      "latest-tag",
      "undeclared-from-arg",
      "from-arg-without-default",
    );
    assert.equal((await said("untagged-image", "ARG BASE=alpine\nFROM $BASE\n")).length, 1, "a default is looked into");
  });

  it("A3 keeps quiet on an image that nobody can know", async () => {
    await silent(
      dockerfile`
        FROM $CI_REGISTRY_IMAGE AS app
        FROM \${REGISTRY}/base:\${TAG}
        CMD ["app"]
      `,
      {},
      "untagged-image",
      "latest-tag",
      "root-user",
    );
  });

  it("A4 does not ask for RUNs to be joined", async () => {
    const text = "FROM alpine:3.22 AS build\nRUN a\nRUN b\nRUN c\nFROM alpine:3.22\nRUN d\nRUN e\nUSER 10001\n";
    await silent(text, { profile: "hardened" }, "consecutive-run");
  });

  it("A5 knows the shell: what gives bash, ash and PowerShell their pipefail", async () => {
    await silent(
      dockerfile`
        FROM alpine:3.22 AS a
        SHELL ["/bin/ash", "-eo", "pipefail", "-c"]
        RUN wget -qO- https://example.com/a | tar x
        FROM alpine:3.22 AS b
        RUN set -o pipefail && wget -qO- https://example.com/a | tar x
        FROM debian:13-slim AS c
        RUN ["/bin/bash", "-o", "pipefail", "-c", "curl -fsSL https://example.com/a | tar x"]
        FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS d
        SHELL ["powershell", "-Command"]
        RUN Get-ChildItem | Select-Object Name
      `,
      {},
      "pipefail",
      "bashism-in-sh",
    );
  });

  it("A5 reads a heredoc in the shell it names", async () => {
    await silent(
      dockerfile`
        FROM debian:13-slim
        RUN <<EOF bash
        set -euo pipefail
        [[ -d /srv ]] && curl -fsSL https://example.com/a | tar x
        EOF
        RUN <<EOF
        #!/usr/bin/env bash
        set -euo pipefail
        [[ -d /srv ]] && curl -fsSL https://example.com/a | tar x
        EOF
      `,
      {},
      "pipefail",
      "bashism-in-sh",
      "heredoc-errexit",
    );
    assert.deepEqual(await marked("bashism-in-sh", "FROM debian:13-slim\nRUN [[ -d /srv ]]\n"), ["[["]);
  });

  it("A6 judges a secret by name and value", async () => {
    await silent(
      dockerfile`
        FROM alpine:3.22
        ENV KMS_KEY_ALIAS=alias/app KEY_ENABLED=true DB_PASSWORD_FILE=/run/secrets/db TOKEN_VERSION=2 AUTH_MODE=none
        ENV SECRET_NAME=app/db API_TOKEN_URL=https://login.example.com/token PUBLIC_KEY=abcdef0123456789 PASSWORD="" GRPC_PASS=backend
        ARG NPM_TOKEN
      `,
      {},
      "secret-in-env",
    );
    assert.equal((await said("secret-in-env", "FROM alpine:3.22\nENV DB_PASSWORD=hunter2\n")).length, 1);
  });

  it("A7 neither forbids nor asks for --chown", async () => {
    const text = (flag: string): string =>
      `FROM node:22-slim\nWORKDIR /app\nCOPY ${flag}package.json .\nUSER node\nCMD ["node", "main.js"]\n`;
    await silent(text(""), { profile: "hardened" }, "copy-without-chown", "program-owned-by-user");
    await silent(text("--chown=node:node "), { profile: "hardened" }, "copy-without-chown", "program-owned-by-user");
  });

  it("A8 reads commands, not lines: what is cleaned further down is clean", async () => {
    await silent(
      dockerfile`
        FROM debian:13-slim
        RUN set -eux; \
            apt-get update; \
            # for the health check
            apt-get install -y --no-install-recommends \
              curl \
            ; \
            rm \
              -rf \
              /var/lib/apt/lists/*
      `,
      {},
      "apt-lists",
    );
  });

  it("A8 sees that cleaning before the download cleans nothing", async () => {
    const text = "FROM debian:13-slim\nRUN rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y curl\n";
    assert.equal((await said("apt-lists", text)).length, 1);
  });

  it("A8 takes a backslash at the end of the file as it comes", async () => {
    const found = await judge("FROM alpine:3.22\nUSER 10001\nRUN echo a \\");
    assert.deepEqual(
      found.filter(({ severity }) => severity === "error"),
      [],
    );
  });

  it("A9 does not take the CMD of a HEALTHCHECK for that of the image", async () => {
    const text = 'FROM nginx:1.29\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\nCMD ["nginx", "-g", "daemon off;"]\n';
    await silent(text, { profile: "hardened" }, "multiple-cmd", "shell-form-command");
    assert.equal((await said("multiple-cmd", `${text}CMD ["nginx"]\n`)).length, 1);
  });

  it("A10 leaves a supported release alone, all the more one by digest", async () => {
    const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
    for (const image of [`ubuntu:24.04@${digest}`, "ubuntu:24.04", "debian:12-slim", "node:22-alpine", "postgres:16"])
      await silent(
        `FROM ${image}\n`,
        { profile: "hardened" },
        "end-of-life-image",
        "latest-tag",
        "untagged-image",
        "moving-tag",
        "misspelt-tag",
      );
  });

  it("A11 asks for no HEALTHCHECK where nothing serves: tools, jobs, libraries, empty images", async () => {
    for (const text of [
      'FROM scratch\nCOPY app /\nENTRYPOINT ["/app"]\n',
      'FROM alpine:3.22\nRUN apk add --no-cache jq\nENTRYPOINT ["jq"]\n',
      'FROM python:3.13-slim\nCOPY . .\nCMD ["python", "manage.py", "migrate"]\n',
      "FROM node:22-slim\nONBUILD COPY . .\n",
    ])
      await silent(text, { profile: "hardened" }, "missing-healthcheck");
  });

  it("A11 asks for none in a project for Kubernetes, and only hints outside Compose", async () => {
    const text = 'FROM python:3.13-slim\nEXPOSE 8000\nCMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]\n';
    await silent({ Dockerfile: text, "k8s/app.yaml": "kind: Deployment\n" }, { profile: "hardened" }, "missing-healthcheck");
    assert.deepEqual(
      (await said("missing-healthcheck", text)).map(({ severity }) => severity),
      ["hint"],
    );
    const compose = "services:\n  web:\n    build: .\n";
    assert.deepEqual(
      (await said("missing-healthcheck", { Dockerfile: text, "compose.yaml": compose })).map(({ severity }) => severity),
      ["info"],
    );
  });

  it("A12 knows that scratch and stages have no tags", async () => {
    await silent(
      "FROM alpine:3.22 AS base\nFROM base AS more\nFROM scratch\nCOPY --from=more /a /a\n",
      { profile: "hardened" },
      "untagged-image",
      "latest-tag",
      "moving-tag",
    );
  });

  it("A13 takes a variable for any type", async () => {
    await silent({
      "compose.yaml": yaml`
        services:
          app:
            image: ghcr.io/acme/app:1.4
            pull_policy: \${PULL:-missing}
            restart: \${RESTART:-unless-stopped}
            privileged: \${PRIVILEGED:-false}
            ports:
              - "\${BIND:-127.0.0.1}:\${PORT:-8080}:8080"
      `,
    });
  });

  it("A14 reads merge keys and an alias as a key", async () => {
    await silent({
      "compose.yaml": yaml`
        x-name: &name app
        x-base: &base
          restart: unless-stopped
        x-limits: &limits
          mem_limit: 256m
        services:
          *name :
            <<: *base
            image: ghcr.io/acme/app:1.4
          other:
            <<: [*base, *limits]
            image: ghcr.io/acme/other:1.4
      `,
    });
  });

  // Compose itself refuses them since 2.17 (docker/compose#10411), so silence would be wrong; the repair is what counts.
  it("A14 joins two merge keys, which Compose refuses", async () => {
    const text = yaml`
      x-base: &base
        restart: unless-stopped
      x-limits: &limits
        mem_limit: 256m
      services:
        app:
          <<: *base
          <<: *limits
          image: ghcr.io/acme/app:1.4
    `;
    const [found, ...rest] = await judge({ "compose.yaml": text });
    assert.deepEqual(rest, []);
    assert.equal(found?.rule, "compose-syntax-error");
    assert.equal(found.fixed, text.replace("<<: *base\n    <<: *limits", "<<: [*base, *limits]"));
  });

  it("A14 leaves anchors and comments where they are", async () => {
    const before = yaml`
      version: "3.8"
      x-base: &base # for all
        restart: unless-stopped
      services:
        app:
          <<: *base
          image: ghcr.io/acme/app:1.4
    `;
    const [found] = await said("version-obsolete", { "compose.yaml": before });
    assert.equal(found?.fixed, before.replace('version: "3.8"\n', ""));
  });
});
