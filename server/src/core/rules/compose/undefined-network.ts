import { defineRule } from "../../linter/rule.js";
import { undefinedNames } from "../../project/compose/undefined-names.js";
import { yaml } from "../../text/tags.js";
import { declareResource } from "../../transforms/declare-resource.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "undefined-network",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service joins a network that the file does not declare.",
  why: [
    "Compose refuses the project: “service refers to undefined network”.",
    "Only the network `default` needs no declaration. Where an included or extended file cannot be read the rule is silent.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/networks/"],
  covers: ["undefined-network"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const networksOf = (service: (typeof file.services)[number]) => service.networks.map(({ network }) => network);
    for (const it of undefinedNames(file, project, "networks", networksOf, (name) => name !== "default")) {
      const { name, near, severity, service } = it;
      const { text } = name;
      yield {
        span: name.span,
        severity,
        message: near
          ? `No network '${text}' is declared, so Compose refuses the file; did you mean '${near}'?`
          : `No network '${text}' is declared, so Compose refuses the file; declare it under 'networks'.`,
        ...repairs([
          near ? fixOf(`Use the network ${near}`, "unsafe", replaceValue(file, name, near)) : undefined,
          fixOf(`Declare the network ${text}`, "unsafe", declareResource(file, "networks", text, service.key.span)),
          fixOf(
            `Declare ${text} as a network of another project`,
            "unsafe",
            declareResource(file, "networks", text, service.key.span, ["  external: true"]),
          ),
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            networks:
              - front # towards the proxy
                ^^^^^ No network 'front' is declared, so Compose refuses the file; declare it under 'networks'.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            networks:
              - front # towards the proxy

        networks:
          front:
      `,
    },
    {
      title: "a slip, and a network missing among others",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            networks:
              frontnd:
              ^^^^^^^ No network 'frontnd' is declared, so Compose refuses the file; did you mean 'frontend'?
                aliases: [www]
              db:
              ^^ No network 'db' is declared, so Compose refuses the file; declare it under 'networks'.
        networks:
          frontend: # public
            driver: bridge
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            networks:
              frontend:
                aliases: [www]
              db:
        networks:
          frontend: # public
            driver: bridge
          db:
      `,
    },
    {
      title: "a service that only a profile starts",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            profiles: [debug]
            networks: [front]
                       ^^^^^ No network 'front' is declared, so Compose refuses the file; declare it under 'networks'.
        networks: {}
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            profiles: [debug]
            networks: [front]
        networks: {front: {}}
      `,
    },
    {
      title: "declared in an override, the default network, and variables",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
              networks: [default, back, "\${NET}"]
        `,
        "compose.override.yaml": yaml`
          networks:
            back:
        `,
      },
    },
    {
      title: "an include that is not here may declare it",
      good: yaml`
        include:
          - oci://docker.io/acme/base:1
        services:
          web:
            image: nginx:1.29
            networks: [front]
      `,
    },
    {
      title: "a fragment that another file includes",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
              networks: [front]
        `,
        "docker-compose.all.yaml": yaml`
          include:
            - compose.yaml
          networks:
            front:
        `,
      },
    },
  ],
});
