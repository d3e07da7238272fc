import type { ImageFacts } from "../../knowledge/images.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import { healthSource, imageFactsOfService, isDevelopmentFile, isOneShot, runsItsProgram } from "../../project/service-facts.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { addHealthcheck, knownTest } from "../../transforms/add-healthcheck.js";

export default defineRule({
  name: "healthcheck-missing",
  language: "compose",
  category: "reliability",
  severity: "info",
  profiles: ["recommended"],
  summary: "A service whose image has a well-known probe has no health check.",
  why: [
    "Without a health check a container counts as fine as long as its process exists, and nobody can wait for it with `condition: service_healthy`.",
    "Only services of images with a probe known to work are judged, with the programs the image really has; jobs and unknown images are not.",
    "Compose by itself does not restart a container that turns unhealthy: it shows it, and start order and `docker compose up --wait` rest on it.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#healthcheck"],
  aliases: ["kics:Healthcheck Not Set", "docksec:compose-missing-healthcheck", "cis:5.27"],
  covers: ["healthcheck-missing", "healthcheck-incomplete"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, merged } of ownServices(file, project)) {
      if (isOneShot(merged, file) || !runsItsProgram(merged)) continue;
      if (healthSource(merged, file, project) !== "none") continue;
      const facts = imageFactsOfService(merged, file, project);
      const test = knownTest(merged, facts);
      if (!facts || !test || facts.longRunning === false) continue;
      const fix = probeFix(file, service, test, facts);
      yield {
        span: firstLine(file.text, service.key.span),
        message: `'${service.name}' has no health check, so nobody can tell when ${facts.name} is ready; ask it with ${program(test)}.`,
        ...(isDevelopmentFile(file) ? { severity: "hint" as const } : {}),
        ...(fix
          ? { fixes: [fix] }
          : { noFix: "The service is shared by an anchor, or written in a way that cannot be extended safely." }),
      };
    }
  },

  examples: [
    {
      title: "with the user and database of the service",
      bad: yaml`
        services:
          db:
          ^^ 'db' has no health check, so nobody can tell when postgres is ready; ask it with pg_isready.
            image: postgres:17
            environment:
              POSTGRES_USER: shop
              POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:?}
            volumes:
              - db:/var/lib/postgresql/data

        volumes:
          db:
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            environment:
              POSTGRES_USER: shop
              POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:?}
            volumes:
              - db:/var/lib/postgresql/data
            healthcheck:
              test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U $$POSTGRES_USER -d $$POSTGRES_USER"]
              interval: 10s
              timeout: 10s
              retries: 5
              start_period: 30s

        volumes:
          db:
      `,
    },
    {
      title: "a cache with a password; four columns of indent",
      bad: yaml`
        services:
            cache:
            ^^^^^ 'cache' has no health check, so nobody can tell when redis is ready; ask it with redis-cli.
                image: redis:8
                command: redis-server --requirepass \${REDIS_PASSWORD:?}
      `,
      good: yaml`
        services:
            cache:
                image: redis:8
                command: redis-server --requirepass \${REDIS_PASSWORD:?}
                healthcheck:
                    test: ["CMD-SHELL", "redis-cli ping | grep -Eq 'PONG|NOAUTH'"]
                    interval: 10s
                    timeout: 5s
                    retries: 5
                    start_period: 10s
      `,
    },
    {
      title: "an image that is built on a known one",
      bad: {
        "compose.yaml": yaml`
          services:
            db:
            ^^ 'db' has no health check, so nobody can tell when mysql is ready; ask it with mysqladmin.
              build: db
        `,
        "db/Dockerfile": yaml`
          FROM mysql:8.4
          COPY init.sql /docker-entrypoint-initdb.d/
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            db:
              build: db
              healthcheck:
                test: ["CMD", "mysqladmin", "ping", "-h", "127.0.0.1", "--silent"]
                interval: 10s
                timeout: 10s
                retries: 5
                start_period: 30s
        `,
      },
    },
    {
      title: "own checks, those of a Dockerfile, unknown images, jobs, moved ports",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              healthcheck:
                disable: true
            cache:
              build: cache
            api:
              image: acme/api:1.2
            dump:
              image: postgres:17
              command: pg_dump -h db shop
            other:
              image: redis:8
              command: redis-server --port 7000
            more:
              image: \${DB_IMAGE}
            thrown:
              image: mysql:8.4
              restart: "no"
        `,
        "cache/Dockerfile": yaml`
          FROM redis:8
          HEALTHCHECK CMD redis-cli ping
        `,
      },
    },
    {
      title: "what another file of the folder adds",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
        `,
        "compose.prod.yaml": yaml`
          services:
            db:
              healthcheck:
                test: pg_isready -U postgres
        `,
      },
    },
  ],
});

function probeFix(file: ComposeFile, service: Service, test: readonly string[], facts: ImageFacts): Fix | undefined {
  const edits = addHealthcheck(file, service, test, facts);
  if (!edits) return undefined;
  // What the front page answers is up to the configuration and the pages.
  const isGuess =
    /^(?:web|proxy)$/.test(facts.kind) &&
    (service.build !== undefined || service.volumes.length > 0 || service.configs.length > 0);
  return {
    title: isGuess
      ? `Add a health check with ${program(test)}; see that it fits your configuration`
      : `Add a health check with ${program(test)}`,
    applicability: isGuess ? "placeholder" : "unsafe",
    edits,
  };
}

/** The name of what asks. */
function program([kind, ...words]: readonly string[]): string {
  const line = kind === "CMD-SHELL" ? words[0]! : words[0] === "bash" ? "bash" : words[0]!;
  const first = line.split(/\s+/).find((it) => !it.includes("=")) ?? line;
  return first.slice(first.lastIndexOf("/") + 1);
}
