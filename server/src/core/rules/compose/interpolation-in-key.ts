import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Assignment, Service } from "../../syntax/compose/model.js";
import { assignmentsAt } from "../../syntax/compose/values.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { YamlMap, YamlNode } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { assignmentsAsList } from "../../transforms/assignments-list.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "interpolation-in-key",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A key holds a variable, which Compose replaces in values only.",
  why: [
    "The label or variable gets the dollar and the braces into its name.",
    "In a list of `KEY=value` the whole item is a value, so variables work on both sides.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/interpolation/"],
  covers: ["interpolation-in-key"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const { list, node } of file.services.flatMap(mapsOf)) {
      for (const { key, form, entry } of list) {
        if (form !== "map" || entry?.merged || !hasVariables(key.text) || !first(key)) continue;
        yield {
          span: key.span,
          message: `Compose replaces no variables in keys, so the name stays '${key.text}'; write the mapping as a list of KEY=value.`,
          ...repairs([node?.kind === "map" ? fixOf("Make it a list", "unsafe", assignmentsAsList(file, node)) : undefined]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            labels:
              traefik.enable: "true" # for the proxy
              traefik.http.routers.\${NAME}.rule: Host(\`\${HOST}\`)
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Compose replaces no variables in keys, so the name stays 'traefik.http.routers.\${NAME}.rule'; write the mapping as a list of KEY=value.
              bare:
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            labels:
              - traefik.enable=true # for the proxy
              - traefik.http.routers.\${NAME}.rule=Host(\`\${HOST}\`)
              - bare
      `,
    },
    {
      title: "in a flow mapping",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            environment: { "\${PREFIX}_A": "1" }
                            ^^^^^^^^^^^ Compose replaces no variables in keys, so the name stays '\${PREFIX}_A'; write the mapping as a list of KEY=value.
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            labels:
              - "\${A}=1"
            environment:
              A$: \${A}
      `,
    },
  ],
});

interface AssignmentMap {
  readonly list: readonly Assignment[];
  readonly node: YamlNode | undefined;
}

function mapsOf({ node, build, deploy }: Service): readonly AssignmentMap[] {
  const at = (map: YamlNode | undefined, key: string): AssignmentMap => {
    const owner: YamlMap | undefined = map?.kind === "map" ? map : undefined;
    return { list: assignmentsAt(owner, key), node: owner?.get(key)?.value };
  };
  return [
    at(node, "environment"),
    at(node, "labels"),
    at(node, "annotations"),
    at(build?.node, "args"),
    at(build?.node, "labels"),
    at(deploy?.entry.value, "labels"),
  ];
}
