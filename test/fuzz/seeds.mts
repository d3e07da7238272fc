/** What the fuzzer starts from: the examples of the rules, the projects of /examples, and a few texts with one of everything. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { lintedPath } from "../../server/src/core/linter/examples.js";
import { rules } from "../../server/src/core/rules/index.js";
import { isDockerfileName } from "../../server/src/core/service/languages.js";
import { isComposeFileName } from "../../server/src/core/syntax/compose/detect.js";
import { dockerfile, yaml } from "../../server/src/core/text/tags.js";
import { caseOf } from "../harness.js";
import type { Texts } from "../promises.js";

const ownDockerfile = dockerfile`
  # syntax=docker/dockerfile:1
  # check=skip=all
  ARG VERSION=22 BASE="node:\${VERSION:-20}-alpine"
  FROM --platform=$BUILDPLATFORM \${BASE} AS deps
  MAINTAINER Jane <jane@example.com>
  SHELL ["/bin/sh", "-ec"]
  ENV A=1 B="two words" C='$A'
  ENV OLD style value
  LABEL org.opencontainers.image.title="x" \
        # a comment inside
        org.opencontainers.image.version=$VERSION
  WORKDIR app
  ADD https://example.com/a.tar.gz /tmp/
  COPY --chown=node:node ["package.json", "package-lock.json", "./"]
  RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=token \
      apt-get update && \

      apt-get install -y curl git; cd /srv && npm install \
   && (pip install -r requirements.txt || true) | tee log
  RUN <<EOF
  set -e
  apt-get update
  curl -fsSL https://example.com/install.sh | bash
  EOF
  COPY <<-'ONE' <<TWO /etc/
  	first $A
  	ONE
  second
  TWO
  ONBUILD RUN apk add --no-cache curl

  FROM deps as final
  VOLUME /data
  EXPOSE 80 443/tcp 8000-8010 $PORT
  USER root
  HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1
  STOPSIGNAL SIGTERM
  ENTRYPOINT ["docker-entrypoint.sh"]
  CMD node server.js
`;

const ownCompose = yaml`
  version: "3.8"
  name: shop
  x-common: &common
    restart: unless-stopped
    logging: {driver: json-file, options: {max-size: 10m}}
  include:
    - path: other.yaml
  services:
    web: # the front
      <<: *common
      build:
        context: .
        dockerfile_inline: |
          FROM node:latest
          RUN npm install
      image: "registry.example.com:5000/team/web:\${TAG:-latest}"
      ports: ["80:80", '127.0.0.1:5432:5432', 8080, "\${PORT}:80", {target: 443, published: "443"}]
      environment:
        - PASSWORD=secret
        - KEY
      depends_on: [db, cache]
      command: ["node", "server.js"]
    db:
      image: postgres
      environment: {POSTGRES_PASSWORD: "p\tw", POSTGRES_DB: null}
      volumes:
        - data:/var/lib/postgresql/data
        - ./init:/docker-entrypoint-initdb.d:ro
        - type: bind
          source: /var/run/docker.sock
          target: /var/run/docker.sock
      healthcheck:
        test: ["CMD-SHELL", "pg_isready -U $$POSTGRES_USER"]
        interval: 1m30s
      deploy:
        resources: {limits: {memory: 512M, cpus: '0.5'}}
    cache:
      extends: {file: other.yaml, service: base}
      image: !reset null
      privileged: yes
      cap_add: [ALL]
      command: >-
        redis-server
        --save ""
  volumes: {data: }
  networks:
    default: {driver: bridge}
  secrets:
    token: {file: ./token.txt}
  ---
  services:
    web: {profiles: [dev]}
`;

const own: readonly Texts[] = [
  {
    language: "dockerfile",
    linted: "Dockerfile",
    files: new Map([
      ["Dockerfile", ownDockerfile],
      ["package.json", '{ "name": "x", "scripts": { "start": "node server.js" } }\n'],
      ["compose.yaml", "services:\n  web:\n    build:\n      context: .\n      target: final\n    ports: ['80:80']\n"],
    ]),
  },
  {
    language: "compose",
    linted: "compose.yaml",
    files: new Map([
      ["compose.yaml", ownCompose],
      ["other.yaml", "services:\n  base:\n    image: redis:8\n"],
      ["Dockerfile", "FROM node:22-alpine\nCOPY . .\n"],
      [".env", "TAG=1.2\nPORT=8080\n"],
    ]),
  },
];

export function seeds(): Texts[] {
  const examples = rules.flatMap((rule): Texts[] =>
    rule.examples.map((example) => ({
      language: rule.language,
      linted: lintedPath(rule.language),
      files: caseOf(rule, example).files,
    })),
  );
  // Several times, since they hold in one text what the others only touch.
  const often = own.flatMap((it) => new Array<Texts>(10).fill(it));
  return [...often, ...examples, ...readdirSync("examples").flatMap((it) => seedsOf(join("examples", it)))];
}

function seedsOf(project: string): Texts[] {
  const files = new Map(
    readdirSync(project, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile())
      .map((it) => join(it.parentPath, it.name))
      .map((path) => [relative(project, path).replaceAll("\\", "/"), readFileSync(path, "utf8")] as const),
  );
  return [...files.keys()].flatMap((linted): Texts[] => {
    const name = linted.slice(linted.lastIndexOf("/") + 1);
    const language = isDockerfileName(name) ? "dockerfile" : isComposeFileName(name) ? "compose" : undefined;
    return language ? [{ language, linted, files }] : [];
  });
}
