import { defineRule } from "../../linter/rule.js";
import { envFileIn, withEnvFiles } from "../../project/compose/environment.js";
import { ownServices } from "../../project/compose/own-services.js";
import { projectName } from "../../project/compose/project-name.js";
import { isDevelopmentFile } from "../../project/service-facts.js";
import { dirname } from "../../project/uri.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { insertEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "build-without-image",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A service is built, and what is built has no name of its own.",
  why: [
    "`docker compose push` leaves it out with a warning, and its name follows the folder's.",
    "Where nothing is pushed, ignore this; files of development are not judged.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/build/#publishing-built-images"],
  covers: ["build-without-image-not-pushable"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    if (isDevelopmentFile(file)) return;
    const folder = dirname(project.compose.files[0] ?? file.uri);
    const variables = withEnvFiles(new Map(), [envFileIn(folder)], project);
    const prefix = projectName(project.compose.files, folder, variables, project);
    for (const { service, merged } of ownServices(file, project)) {
      const { build } = service;
      if (!build || !merged.build || merged.get("image") || build.entry.merged) continue;
      const image = `${prefix}-${service.name.toLowerCase()}`;
      // Without it, Compose would first try to pull a name that only this machine knows.
      const lines = merged.get("pull_policy") ? `image: ${image}` : `image: ${image}\npull_policy: build`;
      yield {
        span: build.entry.key.span,
        message: `'${service.name}' has no image name, so \`docker compose push\` leaves it out; name what is built.`,
        ...repairs([
          fixOf(
            `Add image: ${image}`,
            "unsafe",
            prefix === "" || service.node.flow ? undefined : insertEntry(file, service.node, lines, { after: "build" }),
          ),
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        name: shop
        services:
          api:
            build:
            ^^^^^ 'api' has no image name, so \`docker compose push\` leaves it out; name what is built.
              context: ./api
              target: web
            restart: always
      `,
      good: yaml`
        name: shop
        services:
          api:
            build:
              context: ./api
              target: web
            image: shop-api
            pull_policy: build
            restart: always
      `,
    },
    {
      title: "the name of the folder",
      bad: yaml`
        services:
          api:
            build: .
            ^^^^^ 'api' has no image name, so \`docker compose push\` leaves it out; name what is built.
            pull_policy: always
      `,
      good: yaml`
        services:
          api:
            build: .
            image: project-api
            pull_policy: always
      `,
    },
    {
      good: {
        "compose.yaml": yaml`
          services:
            api:
              build: .
              image: acme/api:1
            worker:
              build: .
            db:
              image: postgres:18
        `,
        "compose.override.yaml": yaml`
          services:
            worker:
              image: acme/worker:1
        `,
      },
    },
  ],
});
