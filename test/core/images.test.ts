/** Facts about images and tags: well-known truths, and that the data agrees with itself. */
import assert from "node:assert/strict";
import {
  composeTest,
  dockerfileTest,
  type ImageFacts,
  imageFacts,
  imageFactsOf,
  knownImageNames,
} from "../../server/src/core/knowledge/images.js";
import { expandTagGroups } from "../../server/src/core/knowledge/tag-groups.js";
import { currentTag, equalTags, precise } from "../../server/src/core/knowledge/tags.js";
import { parseImageReference } from "../../server/src/core/syntax/image-reference.js";

function facts(text: string): ImageFacts {
  const found = imageFactsOf(parseImageReference(text));
  assert.ok(found, `nothing is known of ${text}`);
  return found;
}

describe("image facts", () => {
  const tools: [image: string, there: string, absent: string, unknown: string][] = [
    ["node:22", "node npm curl wget git python3 bash", "nc", "yarn"],
    ["node:22-slim", "node bash", "curl wget git python3 pgrep", "yarn"],
    ["node:22-alpine", "node wget nc pgrep sh", "curl bash git python3", "yarn"],
    ["node:22-bookworm-slim", "node", "curl", ""],
    ["python:3.12", "python curl git", "", ""],
    ["python:3.12-slim-bookworm", "python python3 pip", "curl wget git gcc", ""],
    ["python:3.12-alpine", "python wget", "curl bash gcc", ""],
    ["golang:1.26", "go git curl gcc", "", ""],
    ["golang:1.26-alpine", "go wget", "git gcc curl", ""],
    ["debian:bookworm-slim", "bash", "curl wget python3 ps", "openssl"],
    ["alpine", "wget nc", "curl bash", "openssl"],
    ["ubuntu:24.04", "bash", "curl wget", "ps"],
    ["gcr.io/distroless/static-debian12:nonroot", "", "sh bash curl anything", ""],
    ["gcr.io/distroless/base-debian12:debug-nonroot", "sh wget", "curl bash", ""],
    ["gcr.io/distroless/nodejs22-debian12", "node", "sh npm", ""],
    ["scratch", "", "sh anything", ""],
    ["nginx", "nginx curl", "wget python3", ""],
    ["nginx:1.30-alpine", "curl wget", "bash", ""],
    ["nginx:1.30-alpine-slim", "wget", "curl", ""],
    ["php:8.4-fpm", "php curl", "wget git", ""],
    ["postgres:17", "psql pg_isready bash", "curl wget", ""],
    ["postgres:17-alpine", "psql pg_isready wget", "", ""],
    ["mariadb:11", "mariadb-admin healthcheck.sh", "mysqladmin mysql curl", ""],
    ["mariadb:10.6", "mysqladmin healthcheck.sh", "", ""],
    ["mongo:4.4", "mongo", "mongosh", ""],
    ["mongo:8", "mongosh", "", ""],
    ["mysql:8.4", "mysql mysqladmin curl", "wget", ""],
    ["couchdb:3", "bash", "", "curl"],
    ["eclipse-temurin:21-jre", "java curl wget", "git", ""],
    ["mcr.microsoft.com/dotnet/aspnet:9.0", "dotnet bash", "curl wget", ""],
    ["mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", "dotnet", "bash sh curl", ""],
    ["mcr.microsoft.com/dotnet/aspnet:8.0-alpine", "wget", "curl bash", ""],
    ["otel/opentelemetry-collector-contrib:0.130.0", "", "sh wget", ""],
    ["prom/prometheus:v3.5.0", "wget", "curl bash", ""],
    ["prom/prometheus:v3.5.0-distroless", "prometheus", "wget sh", ""],
    ["ghcr.io/astral-sh/uv:0.8", "uv uvx", "sh", ""],
    ["ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "uv python bash", "curl", ""],
  ];
  for (const [image, there, absent, unknown] of tools) {
    it(`${image} has ${there || "nothing"}`, () => {
      const { hasTool } = facts(image);
      const answers = (names: string) =>
        names
          .split(" ")
          .filter((name) => name !== "")
          .map((name) => [name, hasTool(name)]);
      assert.deepEqual(
        answers(there),
        there
          .split(" ")
          .filter(Boolean)
          .map((name) => [name, true]),
      );
      assert.deepEqual(
        answers(absent),
        absent
          .split(" ")
          .filter(Boolean)
          .map((name) => [name, false]),
      );
      assert.deepEqual(
        answers(unknown),
        unknown
          .split(" ")
          .filter(Boolean)
          .map((name) => [name, undefined]),
      );
    });
  }

  const users: [
    image: string,
    user: string | undefined,
    dropsTo: string | undefined,
    first: string,
    family: string | undefined,
    shell: string | undefined,
  ][] = [
    ["node:22-alpine", "root", undefined, "node:1000", "alpine", "sh"],
    ["nginx", "root", "nginx", "nginx:101", "debian", "bash"],
    ["nginxinc/nginx-unprivileged:alpine", "nginx", undefined, "nginx:101", "alpine", "sh"],
    ["php:8.4-apache", "root", "www-data", "www-data:33", "debian", "bash"],
    ["php:8.4-fpm-alpine", "root", "www-data", "www-data:82", "alpine", "sh"],
    ["postgres", "root", "postgres", "postgres:999", "debian", "bash"],
    ["postgres:16-alpine", "root", "postgres", "postgres:70", "alpine", "bash"],
    ["ubuntu:24.04", "root", undefined, "ubuntu:1000", "debian", "bash"],
    ["ubuntu:22.04", "root", undefined, "", "debian", "bash"],
    ["gcr.io/distroless/static:nonroot", "nonroot", undefined, "nonroot:65532", "distroless", "none"],
    ["gcr.io/distroless/static", "root", undefined, "nonroot:65532", "distroless", "none"],
    ["mcr.microsoft.com/dotnet/aspnet:10.0", "root", undefined, "app:1654", "debian", "bash"],
    ["mcr.microsoft.com/dotnet/aspnet:6.0", "root", undefined, "", "debian", "bash"],
    ["mcr.microsoft.com/dotnet/runtime:9.0-noble-chiseled", "app", undefined, "app:1654", "distroless", "none"],
    ["grafana/grafana:12.1.0", "472", undefined, "grafana:472", "alpine", "bash"],
    ["memcached", "memcache", undefined, "memcache:11211", "debian", "bash"],
    ["haproxy:lts-alpine", "haproxy", undefined, "haproxy:99", "alpine", "sh"],
    ["mcr.microsoft.com/windows/servercore:ltsc2022", undefined, undefined, "", "windows", "powershell"],
    ["busybox", "root", undefined, "", "busybox", "sh"],
    ["registry.access.redhat.com/ubi9/ubi-minimal", "root", undefined, "", "rhel", "bash"],
    ["archlinux", "root", undefined, "", "arch", "bash"],
    ["opensuse/leap:15", "root", undefined, "", "suse", "bash"],
  ];
  for (const [image, user, dropsTo, first, family, shell] of users) {
    it(`${image} runs as ${dropsTo ?? user ?? "nobody knows"}`, () => {
      const found = facts(image);
      const [one] = found.users;
      const named = one === undefined ? "" : one.uid === undefined ? one.name : `${one.name}:${one.uid}`;
      assert.deepEqual([found.user, found.dropsTo, named, found.family, found.shell], [user, dropsTo, first, family, shell]);
    });
  }

  it("knows an image by its mirrors, not by its likes", () => {
    for (const name of [
      "docker.io/library/node:22",
      "public.ecr.aws/docker/library/node:22",
      "mirror.gcr.io/library/node:22",
      "arm64v8/node:22",
    ]) {
      assert.equal(facts(name).hasTool("node"), true, name);
    }
    for (const name of ["my/node", "example.com/node", "node2", "library/x/node", "__proto__", "constructor"]) {
      assert.equal(imageFactsOf(parseImageReference(name)), undefined, name);
    }
  });

  it("says only what all variants share when the tag is not known", () => {
    for (const image of ["node:$TAG", `node@sha256:${"0".repeat(64)}`, "node:${V}"]) {
      const { family, shell, user, users, hasTool } = facts(image);
      assert.deepEqual([family, shell, user, users[0]?.name], [undefined, undefined, "root", "node"], image);
      assert.deepEqual(["node", "curl", "wget", "nc"].map(hasTool), [true, undefined, undefined, undefined], image);
    }
    assert.equal(facts("node:${V:-22}-alpine").family, "alpine");
    assert.equal(imageFactsOf(parseImageReference("$REGISTRY/node:22")), undefined);
  });

  it("follows postgres' data directory over its versions", () => {
    assert.deepEqual(facts("postgres:17.2").dataDirectories, ["/var/lib/postgresql/data"]);
    assert.deepEqual(facts("postgres:9.6-alpine").dataDirectories, ["/var/lib/postgresql/data"]);
    assert.deepEqual(facts("postgres:18").dataDirectories, ["/var/lib/postgresql"]);
    assert.deepEqual(facts("postgres").dataDirectories, ["/var/lib/postgresql"]);
    assert.deepEqual(facts("pgvector/pgvector:pg16").dataDirectories, ["/var/lib/postgresql/data"]);
  });

  it("writes probes for Compose and for a Dockerfile", () => {
    const probe = facts("postgres:17").healthcheck!;
    assert.deepEqual(composeTest(probe), [
      "CMD-SHELL",
      'pg_isready -h 127.0.0.1 -U "$${POSTGRES_USER:-postgres}" -d "$${POSTGRES_DB:-$${POSTGRES_USER:-postgres}}"',
    ]);
    assert.match(dockerfileTest(probe), /^CMD pg_isready .*\$\{POSTGRES_USER:-postgres\}/);
    assert.equal(dockerfileTest(facts("mariadb").healthcheck!), 'CMD ["healthcheck.sh", "--connect", "--innodb_initialized"]');
    assert.deepEqual(composeTest({ test: ["a", "$B"], comment: "" }), ["CMD", "a", "$$B"]);
    assert.equal(dockerfileTest({ test: ["a", 'b","c'], comment: "" }), String.raw`CMD ["a", "b\",\"c"]`);
  });

  it("covers at least 150 images", () => assert.ok(new Set(knownImageNames).size >= 150, `${knownImageNames.length}`));

  it("holds no name twice, and none that is not familiar", () => {
    assert.deepEqual(
      knownImageNames.filter((name, i) => knownImageNames.indexOf(name) !== i),
      [],
    );
    for (const name of knownImageNames) assert.equal(parseImageReference(name).name, name);
  });

  const tags = [
    "latest",
    "alpine",
    "slim",
    "bookworm",
    "8",
    "9",
    "10",
    "16",
    "17-alpine",
    "fpm-alpine",
    "v3.1.0",
    "distroless",
    "debug",
    "ubuntu",
    "windowsservercore-ltsc2022",
    "ubi9",
    "4.4",
    "management",
    "3",
  ];
  it("has no probe that its own image cannot run", () => {
    for (const name of knownImageNames) {
      for (const tag of tags) {
        const found = imageFacts({ name, tag })!;
        const { healthcheck, shell, hasTool } = found;
        if (healthcheck === undefined) continue;
        const where = `${name}:${tag}`;
        const { test } = healthcheck;
        const program = typeof test === "string" ? /^(?:[A-Z_]+=\S+ )*(\S+)/.exec(test)![1]! : test[0]!;
        assert.notEqual(hasTool(program), false, `${where} has no ${program}`);
        if (typeof test === "string") assert.ok(shell !== "none", `${where} has no shell`);
        if (program === "curl" || program === "wget") assert.equal(hasTool(program), true, `${where}: is ${program} there?`);
        assert.match(healthcheck.comment, /\.$/, where);
      }
    }
  });

  it("has facts of the right form", () => {
    const capabilities = new Set("CHOWN DAC_OVERRIDE FOWNER SETGID SETUID NET_BIND_SERVICE KILL IPC_LOCK SETPCAP".split(" "));
    for (const name of knownImageNames) {
      for (const tag of tags) {
        const found = imageFacts({ name, tag })!;
        for (const port of found.ports) assert.ok(Number.isInteger(port) && port > 0 && port < 65536, name);
        for (const path of [...found.dataDirectories, ...found.writable, ...(found.readOnlyTmpfs ?? [])])
          assert.match(path, /^\/\S+[^/]$/, name);
        for (const capability of found.capabilities ?? []) assert.ok(capabilities.has(capability), `${name} ${capability}`);
        for (const variable of found.fileVariables) assert.match(variable, /^[A-Z][A-Z0-9_]*(?<!_FILE)$/, name);
        for (const { name: user, uid } of found.users)
          assert.ok(/^[a-z][\w-]*$/.test(user) && (uid === undefined || uid > 0), name);
        if (found.shell === "none")
          for (const tool of ["sh", "bash", "curl"]) assert.notEqual(found.hasTool(tool), true, `${name}:${tag} ${tool}`);
        if (found.shell === "bash") assert.notEqual(found.hasTool("bash"), false, `${name}:${tag}`);
      }
    }
  });
});

describe("tags", () => {
  // Of the data's own date: a later update changes these numbers, but not their form.
  const version = String.raw`\d+(?:\.\d+)?`;
  const current: [name: string, moving: string | undefined, form: RegExp][] = [
    ["node", undefined, new RegExp(`^${version}$`)],
    ["node", "alpine", new RegExp(`^${version}-alpine$`)],
    ["node", "lts-slim", new RegExp(`^${version}-slim$`)],
    ["node", "bookworm", new RegExp(`^${version}-bookworm$`)],
    ["python", "slim", /^3\.\d+-slim$/],
    ["debian", "bookworm-slim", /^12\.\d+-slim$/],
    ["ubuntu", "latest", /^\d\d\.04$/],
    ["alpine", "latest", /^3\.\d+$/],
    ["nginx", "stable-alpine", /^1\.\d+-alpine$/],
    ["postgres", "16-alpine", /^16\.\d+-alpine$/],
    ["php", "fpm-alpine", /^8\.\d+-fpm-alpine$/],
  ];
  for (const [name, moving, form] of current) {
    it(`offers a release for ${name}:${moving ?? "latest"}`, () => assert.match(currentTag(name, moving) ?? "none", form));
  }

  const exact: [name: string, tag: string, form: RegExp][] = [
    ["python", "3.14-slim", /^3\.14\.\d+-slim-[a-z]+$/],
    ["node", "22", /^22\.\d+\.\d+-bookworm$/],
    ["node", "22-alpine", /^22\.\d+\.\d+-alpine3\.\d+$/],
    ["debian", "bookworm", /^bookworm-\d{8}$/],
    ["eclipse-temurin", "21-jre", /^21\.0\.\d+_\d+-jre-[a-z]+$/],
    ["alpine", "3.22", /^3\.22\.\d+$/],
    // Names that go from release to release are never the exact ones.
    ["buildpack-deps", "trixie", /^trixie$/],
    ["buildpack-deps", "stable", /^(?!stable|latest)[a-z]+$/],
  ];
  for (const [name, tag, form] of exact) {
    it(`names ${name}:${tag} exactly`, () => {
      const found = precise(name, tag);
      assert.match(found ?? "none", form);
      assert.equal(precise(name, found!), found);
      assert.ok(equalTags(name, tag)!.includes(found!));
    });
  }

  it("is silent on what it does not know", () => {
    for (const [name, tag] of [
      ["node", "0.10"],
      ["nobody/knows", "latest"],
      ["__proto__", "latest"],
      ["node", ""],
    ] as const) {
      assert.equal(currentTag(name, tag), undefined);
      assert.equal(precise(name, tag), undefined);
    }
  });

  it("expands groups", () => {
    assert.deepEqual(expandTagGroups(",1.2.3*|,x;y+old 4|"), [
      ["latest", "x", "1", "1-x", "1.2", "1.2-x", "1.2.3", "1.2.3-x"],
      ["y", "1-y", "1.2-y", "1.2.3-y", "old"],
      ["4"],
    ]);
    assert.deepEqual(expandTagGroups(""), []);
  });
});
