import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { missingImports } from "../../project/compose/uses.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { declareResource } from "../../transforms/declare-resource.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "extends-unimported-resource",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service takes over from another file the use of something that this file does not declare.",
  why: [
    "`extends` brings the service along, but none of the networks, volumes, secrets, configs and services it names.",
    "Compose then refuses the project: “refers to undefined network”.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#restrictions"],
  covers: ["extends-unimported-resources"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, merged } of mergedServices(file, project)) {
      const base = service.extends;
      if (!base?.file || base.entry.merged || base.entry.alias) continue;
      for (const { section, name } of missingImports(merged, file, project)) {
        const { text, node } = name;
        const kind = section.slice(0, -1);
        yield {
          span: firstLine(file.text, base.file.span),
          severity: severityFor(merged),
          message: `'${service.name}' takes over the use of the ${kind} '${text}' from '${base.file.text}', but not the ${kind} itself; ${section === "services" ? "add it" : "declare it"} in this file.`,
          related: [{ uri: node.uri, span: name.span, message: "It is used here." }],
          ...repairs(
            [
              section === "networks" || section === "volumes"
                ? fixOf(`Declare the ${kind} ${text}`, "unsafe", declareResource(file, section, text, service.key.span))
                : undefined,
            ],
            "What it should be is for the author to say.",
          ),
        };
      }
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              extends:
                file: common.yaml
                      ^^^^^^^^^^^ 'web' takes over the use of the network 'front' from 'common.yaml', but not the network itself; declare it in this file.
                service: base
        `,
        "common.yaml": yaml`
          services:
            base:
              image: acme/base:1
              networks: [front]
          networks:
            front:
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              extends:
                file: common.yaml
                service: base

          networks:
            front:
        `,
      },
    },
    {
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              extends:
                file: common.yaml
                      ^^^^^^^^^^^ 'web' takes over the use of the service 'db' from 'common.yaml', but not the service itself; add it in this file.
                service: base
        `,
        "common.yaml": yaml`
          services:
            base:
              image: acme/base:1
              depends_on: [db]
            db:
              image: postgres:17
        `,
      },
    },
    {
      good: {
        "compose.yaml": yaml`
          services:
            web:
              extends:
                file: common.yaml
                service: base
          networks:
            front:
        `,
        "common.yaml": yaml`
          services:
            base:
              image: acme/base:1
              networks: [front, default]
              volumes: ["./data:/data"]
          networks:
            front:
        `,
      },
    },
  ],
});
