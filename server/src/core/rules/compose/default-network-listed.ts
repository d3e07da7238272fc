import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "default-network-listed",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A service joins the network `default` and no other, which it would do anyway.",
  why: ["Without `networks` each service is in `default`; the key says nothing."],
  references: ["https://docs.docker.com/reference/compose-file/networks/#the-default-network"],
  covers: ["implicit-default-network-declared"],
  crossFile: true,
  fix: "safe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      const entry = service.get("networks");
      const [only, ...others] = service.networks;
      if (!entry || entry.merged || entry.alias || only?.network.text !== "default" || others.length > 0) continue;
      if (only.options && only.options.entries.length + only.options.merges.length > 0) continue;
      const isMore = merged.networks.some(
        ({ network, options }) => network.text !== "default" || (options?.entries.length ?? 0) > 0,
      );
      if (isMore || merged.networkMode || !project.compose.isKnown(service.name) || !first(entry)) continue;
      yield {
        span: only.network.span,
        message: `'${service.name}' is in 'default' also without saying so; leave 'networks' out.`,
        ...repairs([fixOf("Remove networks", "safe", removeEntry(file, service.node, entry))]),
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
              - default # as all
                ^^^^^^^ 'web' is in 'default' also without saying so; leave 'networks' out.
            restart: always
          api:
            image: acme/api:1
            networks: {default: }
                       ^^^^^^^ 'api' is in 'default' also without saying so; leave 'networks' out.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            restart: always
          api:
            image: acme/api:1
      `,
    },
    {
      title: "another network, options, and what an override adds",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
              networks: [default, front]
            api:
              image: acme/api:1
              networks:
                default:
                  aliases: [backend]
            worker:
              image: acme/worker:1
              networks: [default]
          networks:
            front:
        `,
        "compose.override.yaml": yaml`
          services:
            worker:
              networks: [front]
        `,
      },
    },
  ],
});
