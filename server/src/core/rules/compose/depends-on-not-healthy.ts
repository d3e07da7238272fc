import type { ImageFacts } from "../../knowledge/images.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import {
  healthSource,
  imageFactsOfService,
  isAwaitedCompletion,
  isDevelopmentFile,
  isForSwarm,
  isJob,
  isOneShot,
  linkedDependencies,
} from "../../project/service-facts.js";
import { serviceNamed } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Dependency, Service } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { addHealthcheck, knownTest } from "../../transforms/add-healthcheck.js";
import { type Condition, setCondition } from "../../transforms/depends-on.js";

export default defineRule({
  name: "depends-on-not-healthy",
  language: "compose",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service starts when its dependency has been started, not when that is ready.",
  why: [
    "The short form of `depends_on` and `service_started` wait for the process only: a database needs seconds more until it accepts connections, and the service fails in between.",
    "`service_healthy` waits for the health check. A condition on something without health check stops the start, so the fix adds the known one where it is missing.",
    "`links` starts what it names first, as the short form does.",
    "Dependencies whose readiness nobody can ask for are not judged; migrations and other jobs should have ended (`service_completed_successfully`).",
  ],
  references: [
    "https://docs.docker.com/compose/how-tos/startup-order/",
    "https://docs.docker.com/reference/compose-file/services/#depends_on",
  ],
  covers: ["depends-on-short-form-race"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    if (isForSwarm(file)) return;
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const dependency of [...service.dependsOn, ...linkedDependencies(service)]) {
        const { service: name, condition, form } = dependency;
        const waits = condition?.text ?? (form === "list" ? "service_started" : undefined);
        const own = serviceNamed(file, name.text);
        // Also one of an included file.
        const target = project.compose.service(name.text) ?? own;
        if (waits !== "service_started" || !target || seen.has(name.span.start)) continue;
        const advice = adviceFor(file, target, project);
        if (!advice) continue;
        seen.add(name.span.start);
        const isLink = !service.dependsOn.includes(dependency);
        const fix = !isLink && (own || !advice.probe) ? fixFor(file, service, dependency, own ?? target, advice) : undefined;
        yield {
          span: (condition ?? name).span,
          message: messageFor(service, target, advice),
          ...(advice.isDatastore && !isDevelopmentFile(file) ? {} : { severity: "info" as const }),
          ...(fix
            ? { fixes: [fix] }
            : {
                noFix: isLink
                  ? "Nothing waits for a link: say it with depends_on, which also starts it first."
                  : own
                    ? "The text is shared by an anchor, or written in a way that cannot be rewritten safely."
                    : "It is written in another file: give it a health check there first.",
              }),
          related: [{ uri: (own ?? target).key.uri, span: (own ?? target).key.span, message: "The dependency." }],
        };
      }
    }
  },

  examples: [
    {
      title: "a list with comments, a link; the dependency has a health check",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on:
              - db # the shop's
                ^^ 'api' starts before 'db' is ready; wait with condition: service_healthy.
              # to send mail
              - mail
          worker: {image: "acme/api:1.2", links: [mail, db:data]}
                                                        ^^ 'worker' starts before 'db' is ready; wait with condition: service_healthy.
          mail:
            image: acme/mail:3
          db:
            image: acme/db:17
            healthcheck:
              test: pg_isready
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on:
              db: # the shop's
                condition: service_healthy
              # to send mail
              mail:
                condition: service_started
          worker: {image: "acme/api:1.2", links: [mail, db:data]}
          mail:
            image: acme/mail:3
          db:
            image: acme/db:17
            healthcheck:
              test: pg_isready
      `,
    },
    {
      title: "the dependency gets the known health check along with it",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on: [cache] # sessions
                         ^^^^^ 'api' starts before 'cache' is ready; give it a health check and wait with condition: service_healthy.
          cache:
            image: redis:8
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on: # sessions
              cache:
                condition: service_healthy
          cache:
            image: redis:8
            healthcheck:
              test: ["CMD-SHELL", "redis-cli ping | grep -q PONG"]
              interval: 10s
              timeout: 5s
              retries: 5
              start_period: 10s
      `,
    },
    {
      title: "conditions that are too weak; flags stay",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on:
              db:
                condition: service_started
                           ^^^^^^^^^^^^^^^ 'api' starts before 'db' is ready; wait with condition: service_healthy.
                required: false
              migrate:
                condition: service_started
                           ^^^^^^^^^^^^^^^ 'migrate' does its work and ends, and 'api' starts before it has; wait with condition: service_completed_successfully.
          migrate:
            image: acme/api:1.2
            command: alembic upgrade head
          db:
            image: postgres:17
            healthcheck:
              test: ["CMD", "pg_isready"]
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on:
              db:
                condition: service_healthy
                required: false
              migrate:
                condition: service_completed_successfully
          migrate:
            image: acme/api:1.2
            command: alembic upgrade head
          db:
            image: postgres:17
            healthcheck:
              test: ["CMD", "pg_isready"]
      `,
    },
    {
      title: "a list in the column of its key; the check is in the Dockerfile",
      bad: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1.2
              depends_on:
              - "db"
                 ^^ 'api' starts before 'db' is ready; wait with condition: service_healthy.
            db:
              build: db
        `,
        "db/Dockerfile": yaml`
          FROM acme/db:17
          HEALTHCHECK CMD pg_isready
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1.2
              depends_on:
                "db":
                  condition: service_healthy
            db:
              build: db
        `,
      },
    },
    {
      title: "nothing to wait for, or nobody knows how",
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on:
              - mail
              - db
              - web
          worker:
            image: acme/api:1.2
            depends_on:
              cache:
                condition: service_healthy
          mail:
            image: acme/mail:3
          cache:
            image: redis:8
          db:
            image: postgres:17
            healthcheck:
              disable: true
          web:
            image: nginx:1.29
      `,
    },
  ],
});

interface Advice {
  readonly condition: Condition;
  /** The health check to add to the dependency. */
  readonly probe: { readonly test: readonly string[]; readonly facts: ImageFacts } | undefined;
  readonly isDatastore: boolean;
}

const datastore = /^(?:database|cache|broker|search)$/;

function adviceFor(file: ComposeFile, target: Service, project: Project): Advice | undefined {
  if (isJob(target) || isAwaitedCompletion(target, file)) {
    if (target.restart && /^(?:always|unless-stopped)$/.test(target.restart.text)) return undefined;
    return { condition: "service_completed_successfully", probe: undefined, isDatastore: false };
  }
  const facts = imageFactsOfService(target, file, project);
  const isDatastore = facts !== undefined && datastore.test(facts.kind);
  const source = healthSource(target, file, project);
  if (source === "own" || source === "image")
    return { condition: "service_healthy", probe: undefined, isDatastore: isDatastore || !facts };
  // Of other images it is not worth a health check just to wait for it.
  if (source !== "none" || !isDatastore || isOneShot(target, file)) return undefined;
  const test = knownTest(target, facts);
  return test && { condition: "service_healthy", probe: { test, facts }, isDatastore };
}

function messageFor({ name }: Service, target: Service, { condition, probe }: Advice): string {
  if (condition === "service_completed_successfully") {
    return `'${target.name}' does its work and ends, and '${name}' starts before it has; wait with condition: ${condition}.`;
  }
  return `'${name}' starts before '${target.name}' is ready; ${probe ? "give it a health check and " : ""}wait with condition: ${condition}.`;
}

function fixFor(
  file: ComposeFile,
  service: Service,
  dependency: Dependency,
  target: Service,
  { condition, probe }: Advice,
): Fix | undefined {
  const edits = setCondition(file, service, dependency, condition);
  const check = probe ? addHealthcheck(file, target, probe.test, probe.facts) : [];
  if (!edits || !check) return undefined;
  const title =
    condition === "service_completed_successfully"
      ? `Wait until '${target.name}' has ended well`
      : `Wait until '${target.name}' is healthy${probe ? ", with a health check for it" : ""}`;
  return { title, applicability: "unsafe", edits: [...edits, ...check] };
}
