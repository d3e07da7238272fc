import { defineRule } from "../../linter/rule.js";
import { mayBeDeclaredElsewhere } from "../../project/compose/declarations.js";
import { ownServices } from "../../project/compose/own-services.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { dirname, join } from "../../project/uri.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { insertEntry, replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "service-without-image",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service says neither which image it runs nor how to build one.",
  why: [
    "Compose refuses the project: “has neither an image nor a build context specified”.",
    "Overrides and fragments that other files include or extend may leave it out; the merged service is judged.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#image"],
  covers: ["service-missing-image-and-build"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, merged } of ownServices(file, project)) {
      const { image, build, provider } = merged;
      const isEmpty = image?.text === "";
      // A value of the wrong kind is for the schema to report.
      if (service.entry.value.kind !== "map" || build || provider || merged.get("build") || merged.get("provider")) continue;
      if (merged.get("image") && !isEmpty) continue;
      if (mayBeDeclaredElsewhere(file, project, "services", service.name)) continue;
      const hasDockerfile = project.read(join(dirname(file.uri), "Dockerfile")).kind === "file";
      const own = isEmpty && image.node.uri === file.uri && !image.node.written ? image : undefined;
      yield {
        span: own ? (own.span.end > own.span.start ? own.span : own.node.span) : firstLine(file.text, service.key.span),
        severity: severityFor(merged),
        message: `'${service.name}' has neither an image nor a build, so Compose refuses the file; ${hasDockerfile ? "build it from the Dockerfile here, or name an image" : "name its image"}.`,
        ...repairs([
          hasDockerfile && !isEmpty ? fixOf("Add build: .", "unsafe", insertEntry(file, service.node, "build: .")) : undefined,
          own
            ? fixOf("Name an image", "placeholder", replaceScalar(file, own.node, "name:tag"))
            : fixOf("Name an image", "placeholder", insertEntry(file, service.node, "image: name:tag")),
        ]),
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            web:
            ^^^ 'web' has neither an image nor a build, so Compose refuses the file; build it from the Dockerfile here, or name an image.
              ports:
                - "80:80"
        `,
        Dockerfile: yaml`
          FROM nginx:1.29
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              ports:
                - "80:80"
              build: .
        `,
      },
    },
    {
      bad: yaml`
        services:
          web:
          ^^^ 'web' has neither an image nor a build, so Compose refuses the file; name its image.
            restart: always
          api:
            image: ""
                   ^^ 'api' has neither an image nor a build, so Compose refuses the file; name its image.
      `,
      good: yaml`
        services:
          web:
            restart: always
            image: name:tag
          api:
            image: "name:tag"
      `,
    },
    {
      title: "extends, an override, a provider, and values the schema reports",
      good: {
        "compose.yaml": yaml`
          services:
            a:
              extends: c
            b:
              restart: always
            c:
              image: \${IMAGE}
            d:
              provider:
                type: model
            e:
              build:
        `,
        "compose.override.yaml": yaml`
          services:
            b:
              image: acme/b:1
        `,
      },
    },
    {
      title: "a file that another one includes, or that has its base beside it",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              restart: always
        `,
        "docker-compose.all.yaml": yaml`
          include:
            - path: [compose.yaml, images.yaml]
        `,
      },
    },
  ],
});
