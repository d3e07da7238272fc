/**
 * What users miss where Compose files and Dockerfiles meet, by the numbers C25–C30 and F41–F42 of the list of user needs.
 * Without a test: of C26, the completion of stage names, which is no finding.
 */
import assert from "node:assert/strict";
import { dockerfile, text, yaml } from "../../server/src/core/text/tags.js";
import { judge, said, silent } from "./judge.js";

const gunicorn = 'CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]';

describe("user needs: Compose files and Dockerfiles together", () => {
  it("C25 knows the user, the shell and the health check of base images without a network", async () => {
    await silent(
      dockerfile`
        FROM gcr.io/distroless/static-debian12:nonroot
        COPY app /
        ENTRYPOINT ["/app"]
      `,
      { profile: "hardened" },
      "root-user",
    );
    await silent(`FROM nginxinc/nginx-unprivileged:1.29\n`, {}, "root-user");
    assert.equal((await said("root-user", `FROM python:3.13-slim\n${gunicorn}\n`)).length, 1);
    await silent("FROM alpine:3.22\nRUN [ a = b ] || wget -qO- https://example.com | tr a b\n", {}, "bashism-in-sh");
  });

  it("C25 takes the facts of a user's own image from the configuration", async () => {
    const file = `FROM registry.example.com/base:1\n${gunicorn}\n`;
    const withUser = (user: string) => ({ settings: { images: { "registry.example.com/base": { user } } } });
    await silent(file, {}, "root-user");
    await silent(file, withUser("app"), "root-user");
    assert.equal((await said("root-user", file, withUser("root"))).length, 1);
  });

  it("C26 judges the stage that Compose builds, not just the last one", async () => {
    const files = {
      Dockerfile: dockerfile`
        FROM python:3.13-slim AS base
        FROM base AS prod
        CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
        FROM base AS tools
        USER 10001
        CMD ["pytest"]
      `,
      "compose.yaml": yaml`
        services:
          web:
            build:
              context: .
              target: prod
      `,
    };
    assert.deepEqual(
      (await said("root-user", files)).map(({ line }) => line),
      [2],
      "prod is what runs",
    );
    await silent(files.Dockerfile, {}, "root-user");
  });

  it("C26 knows a Dockerfile by whatever name Compose gives it, and the service's user", async () => {
    const files = {
      "docker/api.txt": `FROM python:3.13-slim\n${gunicorn}\n`,
      "compose.yaml": yaml`
        services:
          api:
            build:
              context: .
              dockerfile: docker/api.txt
            user: "10001"
      `,
    };
    await silent(files, { path: "docker/api.txt" }, "root-user");
  });

  it("C26 judges a Dockerfile inside the Compose file", async () => {
    const found = await said("latest-tag", {
      "compose.yaml": yaml`
        services:
          web:
            build:
              context: .
              dockerfile_inline: |
                FROM nginx:latest
                USER nginx
      `,
    });
    assert.deepEqual(
      found.map(({ line, words }) => ({ line, words })),
      [{ line: 6, words: "nginx:latest" }],
    );
  });

  it("C27 finds the worker and the scheduler that take over the health check of the web server", async () => {
    const files = {
      Dockerfile: `FROM python:3.13-slim\nHEALTHCHECK CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/')"\n${gunicorn}\n`,
      "compose.yaml": yaml`
        services:
          web:
            build: .
            restart: unless-stopped
          worker:
            build: .
            command: celery -A app worker
            restart: unless-stopped
          beat:
            build: .
            command: celery -A app beat --schedule=/tmp/s --pidfile=
            restart: unless-stopped
      `,
    };
    const found = await said("inherited-healthcheck", files, { path: "compose.yaml" });
    assert.deepEqual(
      found.map(({ line }) => line),
      [7, 11],
    );
    assert.match(found[0]?.fixed ?? "", /worker\n +healthcheck:|healthcheck:\n +test: .*celery/);
    assert.match(found[1]?.fixed ?? "", /disable: true/);
  });

  it("C27 adds no HEALTHCHECK to an image that a worker runs, too", async () => {
    const files = {
      Dockerfile: `FROM python:3.13-slim\nUSER 10001\n${gunicorn}\n`,
      "compose.yaml": "services:\n  web:\n    build: .\n  worker:\n    build: .\n    command: celery -A app worker\n",
    };
    for (const { fixes } of await said("missing-healthcheck", files)) assert.deepEqual(fixes, []);
  });

  it("C28 finds a wait that is none, and gives the database a probe along with the condition", async () => {
    const [found, ...rest] = await said("depends-on-not-healthy", {
      "compose.yaml": yaml`
        services:
          api:
            image: ghcr.io/acme/api:1
            depends_on:
              - db
          db:
            image: postgres:17
            environment:
              POSTGRES_PASSWORD: \${DB_PASSWORD:?}
      `,
    });
    assert.deepEqual(rest, []);
    assert.equal(found?.words, "db");
    assert.match(found.fixed ?? "", /db:\n +condition: service_healthy/);
    assert.match(found.fixed ?? "", /healthcheck:\n +test: .*pg_isready/);
  });

  it("C28 takes the health check of the Dockerfile for one", async () => {
    const files = (healthcheck: string) => ({
      "db/Dockerfile": `FROM postgres:17\n${healthcheck}`,
      "compose.yaml": yaml`
        services:
          api:
            image: ghcr.io/acme/api:1
            depends_on:
              db:
                condition: service_healthy
          db:
            build: db
            restart: unless-stopped
      `,
    });
    await silent(
      files("HEALTHCHECK CMD pg_isready\n"),
      { path: "compose.yaml" },
      "depends-on-not-healthy",
      "healthcheck-missing",
    );
    assert.equal((await said("healthcheck-missing", files(""), { path: "compose.yaml" })).length, 1);
  });

  it("C29 reads what an override, an included or an extended file adds", async () => {
    const db = "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: $" + "{DB_PASSWORD:?}\n";
    const check = "    healthcheck:\n      test: pg_isready\n";
    assert.equal((await said("healthcheck-missing", { "compose.yaml": db })).length, 1);
    await silent({ "compose.yaml": db, "compose.override.yaml": `services:\n  db:\n${check}` }, {}, "healthcheck-missing");
    const extending = `${db}    extends:\n      file: base.yaml\n      service: db\n`;
    await silent({ "compose.yaml": extending, "base.yaml": `services:\n  db:\n${check}` }, {}, "healthcheck-missing");
    const api = "services:\n  api:\n    image: ghcr.io/acme/api:1\n    depends_on:\n      - db\n";
    const including = { "compose.yaml": `include:\n  - db.yaml\n${api}`, "db.yaml": `${db}${check}` };
    const [found] = await said("depends-on-not-healthy", including);
    assert.match(found?.fixed ?? "", /db:\n +condition: service_healthy/, "db is in the included file");
  });

  it("C29 reads .env beside the file", async () => {
    const files = { "compose.yaml": "services:\n  db:\n    image: $" + "{DB_IMAGE}\n" };
    assert.equal((await said("healthcheck-missing", { ...files, ".env": "DB_IMAGE=postgres:17\n" })).length, 1);
    await silent(files, {}, "healthcheck-missing");
  });

  it("C30 holds COPY against .dockerignore, per build context", async () => {
    const files = {
      "api/Dockerfile": "FROM alpine:3.22\nCOPY dist /srv\n",
      "compose.yaml": "services:\n  api:\n    build:\n      context: .\n      dockerfile: api/Dockerfile\n",
    };
    const path = "api/Dockerfile";
    const [found, ...rest] = await said("copy-ignored-file", { ...files, ".dockerignore": "dist\n" }, { path });
    assert.deepEqual(rest, []);
    assert.equal(found?.words, "dist");
    // The ignore file of a folder that is no context counts for nothing.
    await silent({ ...files, "api/.dockerignore": "dist\n" }, { path }, "copy-ignored-file");
  });

  it("F41 asks with what the image has instead of a curl that is not there", async () => {
    for (const [image, probe] of [
      ["python:3.13-slim", /python -c "import urllib/],
      ["node:22-slim", /node -e "fetch\(/],
      ["alpine:3.22", /CMD wget -q/],
    ] as const) {
      const [found] = await said(
        "healthcheck-tool-missing",
        `FROM ${image}\nHEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1\n`,
      );
      assert.match(found?.fixed ?? "", probe, image);
      assert.match(found!.message, /'curl' is not in/);
    }
    await silent("FROM python:3.13\nHEALTHCHECK CMD curl -f http://localhost:8000/\n", {}, "healthcheck-tool-missing");
    await silent("FROM ghcr.io/acme/app:1\nHEALTHCHECK CMD curl -f http://localhost:8000/\n", {}, "healthcheck-tool-missing");
  });

  it("F41 knows that a curl of the build stage is not in the image, and that distroless has no shell", async () => {
    const built =
      "FROM alpine:3.22 AS build\nRUN apk add --no-cache curl\nFROM python:3.13-slim\nHEALTHCHECK CMD curl -f http://localhost/\n";
    assert.equal((await said("healthcheck-tool-missing", built)).length, 1);
    const [found] = await said(
      "healthcheck-tool-missing",
      "FROM gcr.io/distroless/nodejs22-debian12\nHEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1\n",
    );
    assert.match(found?.fixed ?? "", /HEALTHCHECK CMD \["/);
  });

  it("F41 proposes the probe of the database that runs", async () => {
    for (const [image, probe] of [
      ["postgres:17", "pg_isready"],
      ["redis:8", "redis-cli"],
      ["mysql:8.4", "mysqladmin"],
    ] as const) {
      const [found] = await said("healthcheck-missing", { "compose.yaml": `services:\n  db:\n    image: ${image}\n` });
      assert.match(found?.fixed ?? "", new RegExp(probe), image);
    }
  });

  it("F42 proposes no probe for a celery worker or beat, least of all 'inspect ping' for beat", async () => {
    for (const command of ["worker -l info", "beat -l info"]) {
      const files = {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          COPY requirements.txt .
          RUN pip install --no-cache-dir -r requirements.txt
          EXPOSE 8000
          USER 10001
        `,
        "requirements.txt": text`
          celery==5.5.3
        `,
        "compose.yaml": `services:\n  tasks:\n    build: .\n    command: celery -A app ${command} --schedule=/tmp/s --pidfile=\n`,
      };
      for (const path of ["Dockerfile", "compose.yaml"])
        for (const { rule, fixed } of await judge(files, { path })) {
          assert.doesNotMatch(fixed ?? "", /inspect|pgrep|HEALTHCHECK|healthcheck:/, `${command}: ${rule}`);
        }
    }
  });
});
