import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { latestPlace } from "../../project/compose/latest-file.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry, replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "container-name-with-scale",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service that runs several times gives its containers one fixed name.",
  why: ["Names are unique, so Compose refuses the project: “can't set container_name … as container name must be unique”."],
  references: ["https://docs.docker.com/reference/compose-file/services/#container_name"],
  covers: ["container-name-with-scale"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      const { containerName, scale, deploy } = merged;
      const count = [scale, deploy?.replicas].find((it) => (it?.value ?? 0) > 1);
      if (!containerName || !count) continue;
      const place = latestPlace([containerName, count], project);
      if (place?.node.uri !== file.uri || !first(place)) continue;
      const entry = service.get("container_name");
      yield {
        span: place.span,
        severity: severityFor(merged),
        message: `'${service.name}' runs ${count.value} times, and only one container can be named '${containerName.text}'; leave the name to Compose.`,
        ...repairs([
          entry ? fixOf("Remove container_name", "unsafe", removeEntry(file, service.node, entry)) : undefined,
          count.node.uri === file.uri && !count.node.written
            ? fixOf("Run it once", "unsafe", replaceScalar(file, count.node, "1"))
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
            container_name: api
                            ^^^ 'api' runs 3 times, and only one container can be named 'api'; leave the name to Compose.
            deploy:
              replicas: 3
          worker:
            image: acme/worker:1
            scale: 2
            container_name: worker # fixed
                            ^^^^^^ 'worker' runs 2 times, and only one container can be named 'worker'; leave the name to Compose.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            deploy:
              replicas: 3
          worker:
            image: acme/worker:1
            scale: 2
      `,
    },
    {
      title: "the name stands in another file",
      bad: {
        "compose.yaml": yaml`
          services:
            api:
              extends: {file: base.yaml, service: api}
              scale: 2
                     ^ 'api' runs 2 times, and only one container can be named 'api'; leave the name to Compose.
        `,
        "base.yaml": yaml`
          services:
            api:
              image: acme/api:1
              container_name: api
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            api:
              extends: {file: base.yaml, service: api}
              scale: 1
        `,
      },
    },
    {
      good: yaml`
        services:
          api:
            image: acme/api:1
            container_name: api
            deploy:
              replicas: 1
          worker:
            image: acme/worker:1
            container_name: worker
            scale: \${WORKERS:-1}
      `,
    },
  ],
});
