import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { limitPairs } from "../../project/compose/limits.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { textAt } from "../../syntax/compose/values.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "limit-said-twice",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["hardened"],
  summary: "`cpus`, `mem_limit`, `mem_reservation` or `pids_limit` repeats what `deploy.resources` says.",
  why: [
    "Compose takes either, and refuses the file as soon as somebody changes only one of the two.",
    "`deploy.resources` is the newer place, and can also reserve.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/deploy/#resources"],
  covers: ["legacy-resource-keys"],
  crossFile: true,
  fix: "safe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      for (const { key, kind, name, read, field } of limitPairs) {
        const old = textAt(service.node, key);
        const entry = service.get(key);
        const resources = merged.deploy?.[kind];
        const other = resources && field(resources);
        if (!old || !entry || !other || hasVariables(old.text) || hasVariables(other.node.text)) continue;
        const value = read(old.text);
        if (value === undefined || value !== read(other.node.text) || !first(old)) continue;
        yield {
          span: entry.key.span,
          message: `${key} says what deploy.resources.${kind}.${name} says, and Compose refuses them once they differ; remove one.`,
          related: [{ uri: other.node.uri, span: other.span, message: "The same limit." }],
          ...repairs([fixOf(`Remove ${key}`, "safe", removeEntry(file, service.node, entry))]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            mem_limit: 512m # measured
            ^^^^^^^^^ mem_limit says what deploy.resources.limits.memory says, and Compose refuses them once they differ; remove one.
            cpus: 0.50
            ^^^^ cpus says what deploy.resources.limits.cpus says, and Compose refuses them once they differ; remove one.
            deploy:
              resources:
                limits:
                  memory: 512M
                  cpus: "0.5"
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            deploy:
              resources:
                limits:
                  memory: 512M
                  cpus: "0.5"
      `,
    },
    {
      title: "one place only, different values, and variables",
      good: yaml`
        services:
          api:
            image: acme/api:1
            mem_limit: 512m
          worker:
            image: acme/worker:1
            mem_limit: \${LIMIT}
            pids_limit: 100
            deploy:
              resources:
                limits:
                  memory: \${LIMIT}
                  pids: 200
      `,
    },
  ],
});
