import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { latestPlace } from "../../project/compose/latest-file.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "replica-count-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "`scale` and `deploy.replicas` say different numbers, or one is negative.",
  why: ["Compose refuses the project: it cannot know how many containers to start."],
  references: ["https://docs.docker.com/reference/compose-file/services/#scale"],
  covers: ["scale-and-replicas-conflict"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      const { scale } = merged;
      const replicas = merged.deploy?.replicas;
      for (const [key, count] of [
        ["scale", scale],
        ["deploy.replicas", replicas],
      ] as const) {
        if (count?.value === undefined || count.value >= 0 || count.node.uri !== file.uri || !first(count)) continue;
        yield {
          span: count.span,
          message: `${key} is ${count.value}, and no service can run less than 0 times.`,
          noFix: "How often it should run is for the author to say.",
        };
      }
      if (scale?.value === undefined || replicas?.value === undefined || scale.value === replicas.value) continue;
      if (scale.value < 0 || replicas.value < 0) continue;
      const place = latestPlace([scale, replicas], project);
      if (place?.node.uri !== file.uri || !first(place)) continue;
      const entry = service.get("scale");
      const deploy = service.deploy?.entry.value;
      const inner = deploy?.kind === "map" ? deploy.get("replicas") : undefined;
      yield {
        span: place.span,
        severity: severityFor(merged),
        message: `scale says ${scale.value} and deploy.replicas ${replicas.value}, which Compose refuses; keep one of them.`,
        ...repairs([
          entry ? fixOf(`Keep deploy.replicas: ${replicas.value}`, "unsafe", removeEntry(file, service.node, entry)) : undefined,
          inner && deploy?.kind === "map"
            ? fixOf(
                `Keep scale: ${scale.value}`,
                "unsafe",
                deploy.entries.length === 1
                  ? removeListed(file, service.node, "deploy", inner.key)
                  : removeEntry(file, deploy, inner),
              )
            : undefined,
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            scale: 2
                   ^ scale says 2 and deploy.replicas 3, which Compose refuses; keep one of them.
            deploy:
              replicas: 3
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            deploy:
              replicas: 3
      `,
    },
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            scale: -1
                   ^^ scale is -1, and no service can run less than 0 times.
          worker:
            image: acme/api:1
            deploy:
              replicas: -2
                        ^^ deploy.replicas is -2, and no service can run less than 0 times.
      `,
    },
    {
      good: yaml`
        services:
          api:
            image: acme/api:1
            scale: 2
            deploy:
              replicas: 2
          worker:
            image: acme/api:1
            scale: \${N}
            deploy:
              replicas: 1
      `,
    },
  ],
});
