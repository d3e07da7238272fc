import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { insertEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "build-and-image",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A service has both `build` and `image`, and does not say which of the two counts.",
  why: [
    "Without `pull_policy` it depends on what the machine has and on the command whether the image is built or pulled.",
    "`image` is then the name of what is built, which `docker compose push` needs: it is right to have both.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/build/#using-build-and-image",
    "https://docs.docker.com/reference/compose-file/services/#pull_policy",
  ],
  aliases: ["dclint:no-build-and-image"],
  covers: ["build-and-image-both"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, merged } of ownServices(file, project)) {
      const image = service.get("image");
      if (!merged.build || !merged.image || merged.get("pull_policy") || !service.image || !image || image.merged) continue;
      yield {
        span: service.image.span,
        message: `'${service.name}' has build and image, so it may be built or pulled; \`pull_policy: build\` says that it is built.`,
        ...repairs([
          fixOf("Add pull_policy: build", "unsafe", insertEntry(file, service.node, "pull_policy: build", { after: "image" })),
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            build: .
            image: acme/api:1 # for the registry
                   ^^^^^^^^^^ 'api' has build and image, so it may be built or pulled; \`pull_policy: build\` says that it is built.
            restart: always
      `,
      good: yaml`
        services:
          api:
            build: .
            image: acme/api:1 # for the registry
            pull_policy: build
            restart: always
      `,
    },
    {
      title: "what an override adds",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              build: .
              image: acme/api:1
            web:
              image: nginx:1.29
            worker:
              build: .
        `,
        "compose.override.yaml": yaml`
          services:
            api:
              pull_policy: never
        `,
      },
    },
  ],
});
