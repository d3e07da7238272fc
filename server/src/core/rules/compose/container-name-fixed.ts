import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "container-name-fixed",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A service gives its container a fixed name.",
  why: [
    "The name exists once per host: the service cannot be scaled, and a second copy of the project, as for tests, does not start.",
    "Other services reach it by the name of the service. Scripts that call `docker exec` with the name are a reason to keep it.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#container_name"],
  covers: ["container-name-hardcoded"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const service of file.services) {
      const entry = service.get("container_name");
      const { containerName } = service;
      if (!entry || entry.merged || !containerName || hasVariables(containerName.text) || !first(entry)) continue;
      yield {
        span: containerName.span,
        message: `The name '${containerName.text}' exists once per host, so neither scaling nor a second copy of the project works; leave it out.`,
        ...repairs([fixOf("Remove container_name", "unsafe", removeEntry(file, service.node, entry))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:18
            container_name: "shop-db" # for the backup
                             ^^^^^^^ The name 'shop-db' exists once per host, so neither scaling nor a second copy of the project works; leave it out.
            restart: always
      `,
      good: yaml`
        services:
          db:
            image: postgres:18
            restart: always
      `,
    },
    {
      good: yaml`
        services:
          db:
            image: postgres:18
            container_name: \${COMPOSE_PROJECT_NAME}-db
            hostname: db
      `,
    },
  ],
});
