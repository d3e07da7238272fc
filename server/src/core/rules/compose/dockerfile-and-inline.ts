import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { latestPlace } from "../../project/compose/latest-file.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import type { Project } from "../../project/project.js";
import { join } from "../../project/uri.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Build } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { dockerfile, yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "dockerfile-and-inline",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A build has both a Dockerfile and an inline one.",
  why: ["Compose refuses the project: `dockerfile` and `dockerfile_inline` are mutually exclusive."],
  references: ["https://docs.docker.com/reference/compose-file/build/#dockerfile_inline"],
  covers: ["dockerfile-and-inline"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      const { build } = merged;
      if (!build?.dockerfile || build.dockerfile.text === "" || !build.inline || build.inline.text === "") continue;
      const [inline, named] = [build.get("dockerfile_inline")!.key, build.get("dockerfile")!.key];
      const places = [inline, named].map((node) => ({ node, span: node.span }));
      const place = latestPlace(places, project);
      if (place?.node.uri !== file.uri || !first(place)) continue;
      const map = service.build?.node;
      const removals = ["dockerfile", ...(isMissing(build, project) ? [] : ["dockerfile_inline"])].map((key) => {
        const entry = map?.kind === "map" ? map.get(key) : undefined;
        return entry && map?.kind === "map" ? fixOf(`Remove ${key}`, "unsafe", removeEntry(file, map, entry)) : undefined;
      });
      yield {
        span: firstLine(file.text, place.span),
        severity: severityFor(merged),
        message: `'${service.name}' is built from '${build.dockerfile.text}' and from an inline Dockerfile, and Compose takes only one; keep the one you mean.`,
        ...repairs(removals),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            build:
              context: .
              dockerfile: Dockerfile # old
              dockerfile_inline: |
              ^^^^^^^^^^^^^^^^^ 'web' is built from 'Dockerfile' and from an inline Dockerfile, and Compose takes only one; keep the one you mean.
                FROM nginx:1.29
      `,
      good: yaml`
        services:
          web:
            build:
              context: .
              dockerfile_inline: |
                FROM nginx:1.29
      `,
    },
    {
      title: "both can be built",
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              build:
                dockerfile: Dockerfile
                dockerfile_inline: FROM nginx:1.29
                ^^^^^^^^^^^^^^^^^ 'web' is built from 'Dockerfile' and from an inline Dockerfile, and Compose takes only one; keep the one you mean.
        `,
        Dockerfile: dockerfile`
          FROM nginx:1.29
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build:
                dockerfile_inline: FROM nginx:1.29
        `,
      },
    },
    {
      good: yaml`
        services:
          a:
            build:
              dockerfile_inline: |
                FROM nginx:1.29
          b:
            build:
              dockerfile: web.Dockerfile
      `,
    },
  ],
});

/** True where it is known that the build could not go on with the Dockerfile. */
function isMissing({ context, dockerfile: named, node }: Build, project: Project): boolean {
  const [folder, name] = [context?.text ?? ".", named?.text ?? "Dockerfile"];
  if (hasVariables(folder + name) || /:|^~/.test(folder)) return false;
  return project.read(join(join(project.compose.folderOf(context?.node ?? node), folder), name)).kind === "absent";
}
