import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import { yaml } from "../../text/tags.js";
import { insertEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "healthcheck-timing",
  language: "compose",
  category: "reliability",
  severity: "hint",
  profiles: ["all"],
  summary: "A health check leaves its timing to the defaults.",
  why: [
    "By default a check runs every 30 seconds, may take 30 seconds and has to fail three times: a hung service is noticed after minutes, and what waits for it to be healthy waits half a minute.",
    "The fix writes the defaults out, so that they are seen and can be changed; an image with a health check of its own has other defaults.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  covers: ["healthcheck-no-timing"],
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const { service, merged } of ownServices(file, project)) {
      const { healthcheck } = service;
      const whole = merged.healthcheck;
      if (!healthcheck?.test || !whole || whole.disabled || seen.has(healthcheck.entry.key.span.start)) continue;
      const missing = (["interval", "timeout", "retries"] as const).filter((key) => whole.get(key) === undefined);
      if (missing.length === 0 || healthcheck.entry.merged) continue;
      seen.add(healthcheck.entry.key.span.start);
      const { value } = healthcheck.entry;
      const defaults = { interval: "30s", timeout: "30s", retries: "3" } as const;
      const lines = missing.map((key) =>
        value.kind === "map" ? insertEntry(file, value, `${key}: ${defaults[key]}`) : undefined,
      );
      const edits = lines.every((it) => it !== undefined) ? lines.flat() : undefined;
      yield {
        span: healthcheck.entry.key.span,
        message: `The health check of '${service.name}' leaves ${missing.join(", ")} to the defaults; write down what is meant.`,
        ...(edits
          ? { fixes: [{ title: "Write the defaults out", applicability: "unsafe", edits }] }
          : { noFix: "The text is shared by an anchor, or written in a way that cannot be extended safely." }),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            healthcheck:
            ^^^^^^^^^^^ The health check of 'api' leaves interval, timeout, retries to the defaults; write down what is meant.
              test: ["CMD", "check"]
          web:
            image: acme/web:1
            healthcheck: {test: check, interval: 5s}
            ^^^^^^^^^^^ The health check of 'web' leaves timeout, retries to the defaults; write down what is meant.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            healthcheck:
              test: ["CMD", "check"]
              interval: 30s
              timeout: 30s
              retries: 3
          web:
            image: acme/web:1
            healthcheck: {test: check, interval: 5s, timeout: 30s, retries: 3}
      `,
    },
    {
      title: "complete, switched off",
      good: yaml`
        services:
          api:
            image: acme/api:1
            healthcheck: {test: check, interval: 5s, timeout: 3s, retries: 3}
          web:
            image: acme/web:1
            healthcheck: {disable: true}
      `,
    },
  ],
});
