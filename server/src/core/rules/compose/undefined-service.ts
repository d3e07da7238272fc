import { defineRule, type Fix } from "../../linter/rule.js";
import { undefinedNames } from "../../project/compose/undefined-names.js";
import type { ComposeFile, Service, TextValue } from "../../syntax/compose/model.js";
import { serviceReferences } from "../../syntax/compose/service-references.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "undefined-service",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service depends on, links to or shares a namespace with a service that does not exist.",
  why: [
    "Compose refuses the project: “depends on undefined service”, also with `required: false`.",
    "Links, `volumes_from` and `network_mode: service:…` count like `depends_on`.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  covers: ["undefined-service-reference"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const namesOf = (service: Service) => serviceReferences(service).map((it) => it.service);
    for (const { service, name, near, severity } of undefinedNames(file, project, "services", namesOf)) {
      yield {
        span: name.span,
        severity,
        message: `There is no service '${name.text}', so Compose refuses the file; ${near ? `did you mean '${near}'?` : "add it, or remove the reference."}`,
        ...repairs(
          [
            near ? fixOf(`Use the service ${near}`, "unsafe", replaceValue(file, name, near)) : undefined,
            removalOf(file, service, name),
          ],
          "Which service is meant cannot be told from the file.",
        ),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              - databse # first
                ^^^^^^^ There is no service 'databse', so Compose refuses the file; did you mean 'database'?
              - cache
                ^^^^^ There is no service 'cache', so Compose refuses the file; add it, or remove the reference.
          database:
            image: postgres:17
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              - database # first
          database:
            image: postgres:17
      `,
    },
    {
      title: "conditions, links, and namespaces",
      bad: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              mail:
              ^^^^ There is no service 'mail', so Compose refuses the file; add it, or remove the reference.
                condition: service_started
                required: false
            links: ["backnd:api"]
                     ^^^^^^ There is no service 'backnd', so Compose refuses the file; did you mean 'backend'?
            network_mode: service:backed
                                  ^^^^^^ There is no service 'backed', so Compose refuses the file; did you mean 'backend'?
          backend:
            image: acme/api:1
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            links: ["backend:api"]
            network_mode: service:backend
          backend:
            image: acme/api:1
      `,
    },
    {
      title: "nobody knows which one is meant",
      bad: yaml`
        services:
          web:
            image: acme/web:1
            pid: service:agent
                         ^^^^^ There is no service 'agent', so Compose refuses the file; add it, or remove the reference.
      `,
    },
    {
      title: "a service of another file of the project, containers from outside, variables",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: acme/web:1
              depends_on: [db, "\${EXTRA}"]
              volumes_from: ["container:backup"]
              network_mode: "container:vpn"
        `,
        "compose.override.yaml": yaml`
          services:
            db:
              image: postgres:17
        `,
      },
    },
  ],
});

function removalOf(file: ComposeFile, service: Service, name: TextValue): Fix | undefined {
  const keys = ["depends_on", "links", "volumes_from"] as const;
  const removals = keys.map((key) => removeListed(file, service.node, key, name.node));
  return fixOf(
    `Remove ${name.text}`,
    "unsafe",
    removals.find((it) => it !== undefined),
  );
}
