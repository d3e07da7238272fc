import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { latestPlace } from "../../project/compose/latest-file.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { appendItem, quoteIfNeeded, removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "platform-not-built",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service runs on a platform for which its image is not built.",
  why: ["Compose refuses the project: `build.platforms` must include `platform`, in the same words."],
  references: ["https://docs.docker.com/reference/compose-file/build/#platforms"],
  covers: ["platform-not-in-build-platforms"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      const { platform, build } = merged;
      const platforms = build?.platforms ?? [];
      if (!platform || platform.text === "" || platforms.length === 0) continue;
      if (platforms.some(({ text }) => text === platform.text || hasVariables(text)) || hasVariables(platform.text)) continue;
      const place = latestPlace([platform, platforms[0]!], project);
      if (place?.node.uri !== file.uri || !first(place)) continue;
      const list = service.build?.get("platforms")?.value;
      const entry = service.get("platform");
      yield {
        span: place.span,
        severity: severityFor(merged),
        message: `build.platforms does not list '${platform.text}', on which the service is to run, so Compose refuses the file; add it there.`,
        ...repairs([
          list?.kind === "seq"
            ? fixOf(
                `Build for ${platform.text}, too`,
                "unsafe",
                appendItem(file, list, quoteIfNeeded(platform.text, { flow: list.flow })),
              )
            : undefined,
          entry ? fixOf("Remove platform", "unsafe", removeEntry(file, service.node, entry)) : undefined,
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            platform: linux/arm64
                      ^^^^^^^^^^^ build.platforms does not list 'linux/arm64', on which the service is to run, so Compose refuses the file; add it there.
            build:
              context: .
              platforms:
                - linux/amd64 # CI
          api:
            platform: linux/amd64
                      ^^^^^^^^^^^ build.platforms does not list 'linux/amd64', on which the service is to run, so Compose refuses the file; add it there.
            build: { context: ., platforms: [linux/arm64] }
      `,
      good: yaml`
        services:
          web:
            platform: linux/arm64
            build:
              context: .
              platforms:
                - linux/amd64 # CI
                - linux/arm64
          api:
            platform: linux/amd64
            build: { context: ., platforms: [linux/arm64, linux/amd64] }
      `,
    },
    {
      good: yaml`
        services:
          a:
            platform: linux/arm64
            build:
              context: .
              platforms: [linux/amd64, linux/arm64]
          b:
            platform: linux/arm64
            build: .
          c:
            platform: linux/arm64
            build:
              context: .
              platforms: ["\${PLATFORM}"]
      `,
    },
  ],
});
