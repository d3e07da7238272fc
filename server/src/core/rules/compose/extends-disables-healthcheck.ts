import { defineRule } from "../../linter/rule.js";
import { dirname, join } from "../../project/uri.js";
import { serviceNamed } from "../../syntax/compose/lookup.js";
import { parseCompose } from "../../syntax/compose/parse.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "extends-disables-healthcheck",
  language: "compose",
  category: "correctness",
  severity: "hint",
  profiles: ["all"],
  summary: "A service switches off the health check of the service it extends.",
  why: [
    "The Compose specification forbids it; Docker Compose does it all the same, other implementations need not.",
    "What waits for the service to become healthy then waits in vain.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#restrictions"],
  covers: ["extends-disable-healthcheck"],
  crossFile: true,
  noFix: "Whether the service needs the health check is for the author to say.",

  *check(file, { project }) {
    for (const { healthcheck, extends: base } of file.services) {
      if (healthcheck?.disable?.value !== true || healthcheck.entry.merged || !base?.service) continue;
      const other = base.file ? project.parse(join(dirname(file.uri), base.file.text), parseCompose) : file;
      const target = other && serviceNamed(other, base.service.text);
      if (!target?.healthcheck || target.healthcheck.disabled) continue;
      yield {
        span: healthcheck.disable.span,
        message: `The health check of '${target.name}' is switched off here, which the specification forbids to a service that extends it.`,
        related: [{ uri: other!.uri, span: target.healthcheck.entry.key.span, message: "The health check." }],
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          base:
            image: acme/base:1
            healthcheck:
              test: ["CMD", "/check"]
          web:
            extends: base
            healthcheck:
              disable: true
                       ^^^^ The health check of 'base' is switched off here, which the specification forbids to a service that extends it.
      `,
    },
    {
      good: yaml`
        services:
          base:
            image: acme/base:1
          web:
            extends: base
            healthcheck:
              disable: true
      `,
    },
  ],
});
