import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import type { Mount } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "shared-data-volume",
  language: "compose",
  category: "reliability",
  severity: "hint",
  profiles: ["all"],
  summary: "Two services write to the same volume.",
  why: [
    "Programs that do not know of each other overwrite each other's files, and a break-in into one leaves files for the other.",
    "Handing files over, from an app to the web server in front of it, is a good use: there one side reads only, and `:ro` says so.",
  ],
  references: ["https://docs.docker.com/engine/storage/volumes/#share-data-between-machines"],
  aliases: ["kics:Shared Volumes Between Containers"],
  covers: ["volume-shared-between-services"],
  crossFile: true,
  noFix: "Which of them only reads is not in the file.",

  *check(file, { project }) {
    const writers = new Map<string, string>();
    const seen = new Set<number>();
    for (const { service, merged } of mergedServices(file, project)) {
      for (const mount of merged.volumes) {
        const name = sourceName(mount);
        if (name === undefined) continue;
        const first = writers.get(name);
        if (first === undefined) writers.set(name, service.name);
        else if (first !== service.name && mount.node.uri === file.uri && mount.source && !seen.has(mount.source.span.start)) {
          seen.add(mount.source.span.start);
          yield {
            span: mount.source.span,
            message: `'${service.name}' and '${first}' both write to the volume '${name}'; mount it read-only (:ro) where it is only read.`,
          };
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            volumes: [media:/media]
          worker:
            image: acme/api:1
            volumes:
              - media:/srv/media
                ^^^^^ 'worker' and 'api' both write to the volume 'media'; mount it read-only (:ro) where it is only read.
        volumes: {media: }
      `,
      good: {},
    },
    {
      title: "one writes, the other reads; two of their own",
      good: yaml`
        services:
          api: {image: "acme/api:1", volumes: ["static:/static", "a:/data"]}
          web: {image: "nginx:1.29", volumes: ["static:/static:ro", "b:/data"]}
        volumes: {static: , a: , b: }
      `,
    },
  ],
});

/** The named volume that a mount writes to. */
function sourceName({ type, source, readOnly, known }: Mount): string | undefined {
  return known && type === "volume" && readOnly === false ? source?.text : undefined;
}
