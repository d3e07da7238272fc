import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { latestPlace } from "../../project/compose/latest-file.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "network-mode-with-networks",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service has both `network_mode` and `networks`.",
  why: [
    "Compose refuses the project: the two are mutually exclusive.",
    "With `network_mode` a container has no network of its own to join others with.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#network_mode"],
  covers: ["network-mode-with-networks"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      const { networkMode, networks } = merged;
      if (!networkMode || networkMode.text === "" || networks.length === 0) continue;
      const place = latestPlace([networkMode, networks[0]!.network], project);
      if (place?.node.uri !== file.uri || !first(place)) continue;
      const [mode, list] = [service.get("network_mode"), service.get("networks")];
      yield {
        span: place.span,
        severity: severityFor(merged),
        message: `'${service.name}' has both network_mode and networks, which exclude each other; keep the one you mean.`,
        ...repairs([
          mode ? fixOf("Remove network_mode", "unsafe", removeEntry(file, service.node, mode)) : undefined,
          list ? fixOf("Remove networks", "unsafe", removeEntry(file, service.node, list)) : undefined,
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
            network_mode: host
                          ^^^^ 'web' has both network_mode and networks, which exclude each other; keep the one you mean.
            networks:
              - front
        networks:
          front:
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            networks:
              - front
        networks:
          front:
      `,
    },
    {
      title: "the other one comes from a base",
      bad: yaml`
        services:
          base:
            image: nginx:1.29
            networks: [default]
          web:
            extends: base
            network_mode: none
                          ^^^^ 'web' has both network_mode and networks, which exclude each other; keep the one you mean.
      `,
      good: yaml`
        services:
          base:
            image: nginx:1.29
            networks: [default]
          web:
            extends: base
      `,
    },
    {
      good: yaml`
        services:
          a:
            image: nginx:1.29
            network_mode: host
            networks: []
          b:
            image: nginx:1.29
            networks: [default]
      `,
    },
  ],
});
