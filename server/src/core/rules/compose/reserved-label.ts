import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Assignment, Service } from "../../syntax/compose/model.js";
import { assignmentsAt } from "../../syntax/compose/values.js";
import type { YamlMap } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "reserved-label",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A label begins with `com.docker.compose`, which Compose keeps for itself.",
  why: [
    "Compose finds its containers, networks and volumes by these labels, so it sets them itself, whatever the file says.",
    "The specification calls them an error.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#labels"],
  covers: ["reserved-label-prefix"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    const resources = [...file.networks, ...file.volumes].flatMap(({ node }) =>
      node ? [{ owner: node, list: assignmentsAt(node, "labels") }] : [],
    );
    for (const { owner, list } of [...file.services.flatMap(listsOf), ...resources]) {
      for (const { key, node, form, entry } of list) {
        if (!/^com\.docker\.compose(?:\.|$)/.test(key.text) || !first(key)) continue;
        yield {
          span: key.span,
          message: `Labels that begin with com.docker.compose belong to Compose, which overwrites them; remove '${key.text}', or use a prefix of your own.`,
          ...repairs([
            fixOf("Remove the label", "unsafe", removeListed(file, owner, "labels", form === "map" && entry ? entry.key : node)),
          ]),
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
              com.docker.compose.project: shop # pretend
              ^^^^^^^^^^^^^^^^^^^^^^^^^^ Labels that begin with com.docker.compose belong to Compose, which overwrites them; remove 'com.docker.compose.project', or use a prefix of your own.
              org.example.team: shop
        volumes:
          data:
            labels:
              - com.docker.compose.volume=data
                ^^^^^^^^^^^^^^^^^^^^^^^^^ Labels that begin with com.docker.compose belong to Compose, which overwrites them; remove 'com.docker.compose.volume', or use a prefix of your own.
              - a=b
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            labels:
              org.example.team: shop
        volumes:
          data:
            labels:
              - a=b
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            labels: ["com.docker.composer=1", "traefik.enable=true"]
      `,
    },
  ],
});

interface Labels {
  readonly owner: YamlMap;
  readonly list: readonly Assignment[];
}

function listsOf({ node, labels, build }: Service): readonly Labels[] {
  return [{ owner: node, list: labels }, ...(build?.node.kind === "map" ? [{ owner: build.node, list: build.labels }] : [])];
}
