import { defineRule, type Fix } from "../../linter/rule.js";
import { healthSource, imageFactsOfService } from "../../project/service-facts.js";
import { serviceNamed } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { addHealthcheck, knownTest } from "../../transforms/add-healthcheck.js";
import { setCondition } from "../../transforms/depends-on.js";

export default defineRule({
  name: "depends-on-no-healthcheck",
  language: "compose",
  category: "reliability",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service waits for another to be healthy that has no health check.",
  why: [
    "Compose gives up with “container has no healthcheck configured” and starts nothing that waits.",
    "A health check can come from the Compose file, from the Dockerfile or from the image; one that is switched off counts for none.",
    "Of images that Drydock does not know it says nothing.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/startup-order/"],
  covers: ["depends-on-needs-healthcheck"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const dependency of service.dependsOn) {
        const { condition, service: name } = dependency;
        if (condition?.text !== "service_healthy" || seen.has(condition.span.start)) continue;
        const target = project.compose.service(name.text);
        if (!target || !project.compose.isKnown(name.text)) continue;
        const source = healthSource(target, file, project);
        if (source !== "none" && source !== "off") continue;
        seen.add(condition.span.start);
        const own = serviceNamed(file, name.text);
        const facts = imageFactsOfService(target, file, project);
        const test = source === "none" && own ? knownTest(target, facts) : undefined;
        const add = own && facts && test ? addHealthcheck(file, own, test, facts) : undefined;
        const start = setCondition(file, service, dependency, "service_started");
        const fixes: Fix[] = [
          ...(add ? [{ title: `Add a health check to '${name.text}'`, applicability: "unsafe" as const, edits: add }] : []),
          ...(start ? [{ title: "Wait only until it has started", applicability: "unsafe" as const, edits: start }] : []),
        ];
        const why = source === "off" ? "whose health check is switched off" : "which has no health check";
        yield {
          span: condition.span,
          message: `'${service.name}' waits for '${name.text}' to be healthy, ${why}: Compose refuses to start it; give it one, or wait for service_started.`,
          ...(fixes.length > 0
            ? { fixes }
            : { noFix: "The text is shared by an anchor, or written in a way that cannot be rewritten safely." }),
          related: [{ uri: target.key.uri, span: target.key.span, message: "The dependency." }],
        };
      }
    }
  },

  examples: [
    {
      title: "a known image; a build whose Dockerfile has none",
      bad: {
        "compose.yaml": yaml`
          services:
            api:
              build: .
              depends_on:
                cache:
                  condition: service_healthy
                             ^^^^^^^^^^^^^^^ 'api' waits for 'cache' to be healthy, which has no health check: Compose refuses to start it; give it one, or wait for service_started.
            cache:
              image: redis:8
            job:
              image: acme/job:1
              depends_on:
                api:
                  condition: service_healthy # slow
                             ^^^^^^^^^^^^^^^ 'job' waits for 'api' to be healthy, which has no health check: Compose refuses to start it; give it one, or wait for service_started.
        `,
        Dockerfile: yaml`
          FROM python:3.13-slim
          CMD ["gunicorn", "shop.wsgi"]
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            api:
              build: .
              depends_on:
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
            job:
              image: acme/job:1
              depends_on:
                api:
                  condition: service_started # slow
        `,
      },
    },
    {
      title: "one that is switched off",
      bad: yaml`
        services:
          api:
            image: acme/api:1
            depends_on:
              db:
                condition: service_healthy
                           ^^^^^^^^^^^^^^^ 'api' waits for 'db' to be healthy, whose health check is switched off: Compose refuses to start it; give it one, or wait for service_started.
          db:
            image: postgres:17
            healthcheck:
              disable: true
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            depends_on:
              db:
                condition: service_started
          db:
            image: postgres:17
            healthcheck:
              disable: true
      `,
    },
    {
      title: "from the file, an override, the Dockerfile; an unknown image",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              depends_on:
                db: {condition: service_healthy}
                cache: {condition: service_healthy}
                web: {condition: service_healthy}
                mail: {condition: service_healthy}
            db:
              image: postgres:17
              healthcheck:
                test: pg_isready
            cache:
              image: redis:8
            web:
              build: .
            mail:
              image: acme/mail:3
        `,
        "compose.override.yaml": yaml`
          services:
            cache:
              healthcheck:
                test: redis-cli ping
        `,
        Dockerfile: yaml`
          FROM python:3.13-slim
          HEALTHCHECK CMD ["python", "health.py"]
        `,
      },
    },
  ],
});
