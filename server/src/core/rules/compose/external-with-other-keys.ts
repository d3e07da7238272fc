import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { textAt } from "../../syntax/compose/values.js";
import type { YamlEntry } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "external-with-other-keys",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "Something that exists outside the project is described here all the same.",
  why: [
    "`external: true` says that Compose does not create it, so a driver or labels have no effect.",
    "For volumes Compose refuses the file: “conflicting parameters”; for networks, secrets and configs it says nothing.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/volumes/#external"],
  covers: ["external-with-other-keys"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const section of ["networks", "volumes", "secrets", "configs"] as const) {
      for (const { name, node, external } of file[section]) {
        if (!node || external?.value !== true) continue;
        const old = node.get("external")?.value;
        const [outer, inner] = [textAt(node, "name"), old?.kind === "map" ? textAt(old, "name") : undefined];
        const others = node.entries.filter(
          (entry) => isExtra(entry) || (entry.key.text === "name" && inner && outer?.text !== inner.text),
        );
        for (const entry of others) {
          if (entry.merged || !first(entry)) continue;
          const isName = entry.key.text === "name";
          const refused = section === "volumes" || isName;
          yield {
            span: entry.key.span,
            severity: refused ? "error" : "info",
            message: isName
              ? `'name' and 'external.name' say different things, which Compose refuses; keep 'name' with 'external: true'.`
              : `'${name}' is external, so '${entry.key.text}' ${refused ? "is refused" : "has no effect"}: Compose does not create it. Remove it, or 'external'.`,
            ...repairs([
              fixOf(
                `Remove ${entry.key.text}`,
                refused || section !== "networks" ? "unsafe" : "safe",
                removeEntry(file, node, entry),
              ),
            ]),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:17
        volumes:
          data:
            external: true
            driver: local # default
            ^^^^^^ 'data' is external, so 'driver' is refused: Compose does not create it. Remove it, or 'external'.
        networks:
          front:
            external: true
            name: proxy
            attachable: true
            ^^^^^^^^^^ 'front' is external, so 'attachable' has no effect: Compose does not create it. Remove it, or 'external'.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
        volumes:
          data:
            external: true
        networks:
          front:
            external: true
            name: proxy
      `,
    },
    {
      bad: yaml`
        services:
          db:
            image: postgres:17
        volumes:
          data:
            external:
              name: a
            name: b
            ^^^^ 'name' and 'external.name' say different things, which Compose refuses; keep 'name' with 'external: true'.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
        volumes:
          data:
            external:
              name: a
      `,
    },
    {
      good: yaml`
        services:
          db:
            image: postgres:17
        volumes:
          a:
            external: true
            name: other
            x-note: kept
          b:
            external: false
            driver: local
          c:
            external:
              name: c
          d:
            external: \${EXTERNAL}
            driver: local
      `,
    },
  ],
});

function isExtra({ key, value }: YamlEntry): boolean {
  const isNull = value.kind === "scalar" && value.value === null;
  return !isNull && key.text !== "external" && key.text !== "name" && !key.text.startsWith("x-");
}
