import { defineRule } from "../../linter/rule.js";
import { healthSource, imageFactsOfService } from "../../project/service-facts.js";
import { yaml } from "../../text/tags.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "healthcheck-disabled",
  language: "compose",
  category: "reliability",
  severity: "info",
  profiles: ["hardened"],
  summary: "A service switches the health check of its image off.",
  why: [
    "Nobody is told any more when the program hangs, and nothing can wait for it to be ready.",
    "For a worker or scheduler that runs from the image of a web server it is right: there the image's check can never pass.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#healthcheck"],
  aliases: ["kics:Healthcheck Not Set", "cis:5.27"],
  covers: ["healthcheck-disabled"],
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const { healthcheck } = service;
      if (!healthcheck?.disabled || seen.has(healthcheck.entry.key.span.start)) continue;
      // Another command than the image's own may well not answer where the image's check asks.
      if ((service.command || service.entrypoint) && service.build) continue;
      seen.add(healthcheck.entry.key.span.start);
      const without = { ...service, healthcheck: undefined };
      const hasOne = !service.extends && healthSource({ ...without, name: "" }, file, project) === "image";
      const facts = imageFactsOfService(service, file, project);
      if (!hasOne && !facts?.healthcheck) continue;
      const edits = hasOne ? removeEntry(file, service.node, healthcheck.entry) : undefined;
      yield {
        span: healthcheck.entry.key.span,
        message: `The health check of '${service.name}' is switched off, so nobody is told when it hangs; ${hasOne ? "leave that of its image on" : "write one"}.`,
        ...(edits
          ? { fixes: [{ title: "Leave the health check on", applicability: "unsafe", edits }] }
          : { noFix: "What to ask the program is for its author to say, or the text is shared by an anchor." }),
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              build: .
              healthcheck:
              ^^^^^^^^^^^ The health check of 'web' is switched off, so nobody is told when it hangs; leave that of its image on.
                disable: true
            db:
              image: postgres:17
              healthcheck: {test: [NONE]}
              ^^^^^^^^^^^ The health check of 'db' is switched off, so nobody is told when it hangs; write one.
        `,
        Dockerfile: yaml`
          FROM python:3.13-slim
          HEALTHCHECK CMD ["python", "health.py"]
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build: .
            db:
              image: postgres:17
              healthcheck: {test: [NONE]}
        `,
      },
    },
    {
      title: "a worker, an image of which nothing is known",
      good: {
        "compose.yaml": yaml`
          services:
            worker:
              build: .
              command: celery -A shop worker
              healthcheck:
                disable: true
            other:
              image: acme/other:1
              healthcheck:
                disable: true
        `,
        Dockerfile: yaml`
          FROM python:3.13-slim
          HEALTHCHECK CMD ["python", "health.py"]
        `,
      },
    },
  ],
});
