import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Mount, Service } from "../../syntax/compose/model.js";
import { cleanPath } from "../../syntax/compose/volumes.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import type { YamlNode } from "../../syntax/yaml/model.js";
import type { Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "duplicate-mount-target",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "Two mounts of a service go to the same place in the container.",
  why: [
    "A place holds one mount: of two volumes Compose takes the last without a word, and a volume and a tmpfs it refuses.",
    "So the files of the earlier one are missing in the container.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#volumes"],
  covers: ["duplicate-mount-target"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const service of file.services) {
      const taken = new Map<string, Place>();
      for (const place of placesOf(service)) {
        const earlier = taken.get(place.target);
        taken.set(place.target, place);
        if (!earlier) continue;
        const replaced = earlier.key === "volumes" && place.key === "volumes" && earlier.written === place.written;
        const shown = replaced ? earlier : place;
        if (!first(shown)) continue;
        yield {
          span: firstLine(file.text, shown.span),
          ...(replaced ? { severity: "warning" as const } : {}),
          message: replaced
            ? `Another volume below also goes to '${place.target}' and takes its place, so this one is not mounted; remove it.`
            : `'${place.target}' is mounted already, which Compose refuses; remove one of the two.`,
          related: [{ uri: file.uri, span: (replaced ? place : earlier).span, message: "The other mount." }],
          ...repairs([
            fixOf(
              replaced ? "Remove the volume that is not mounted" : `Remove the second mount of ${place.target}`,
              replaced ? "safe" : "unsafe",
              removeListed(file, service.node, shown.key, shown.node),
            ),
          ]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - ./old:/data # first try
                ^^^^^^^^^^^ Another volume below also goes to '/data' and takes its place, so this one is not mounted; remove it.
              - ./conf:/etc/conf:ro
              - data:/data/
        volumes:
          data:
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - ./conf:/etc/conf:ro
              - data:/data/
        volumes:
          data:
      `,
    },
    {
      title: "a tmpfs in the place of a volume",
      bad: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - ./tmp:/scratch
            tmpfs:
              - /run
              - /scratch:size=64m
                ^^^^^^^^^^^^^^^^^ '/scratch' is mounted already, which Compose refuses; remove one of the two.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - ./tmp:/scratch
            tmpfs:
              - /run
      `,
    },
    {
      title: "the long form does not tidy its path up before volumes are compared",
      bad: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - ./a:/data
              - type: volume
                ^^^^^^^^^^^^ '/data' is mounted already, which Compose refuses; remove one of the two.
                target: /data/
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - ./a:/data
      `,
    },
    {
      good: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - ./a:/data
              - ./b:/data/b
              - ./c:\${TARGET}
              - ./d:\${TARGET}
            tmpfs: [/run, /run/]
      `,
    },
  ],
});

interface Place {
  readonly key: "volumes" | "tmpfs";
  /** As tidied up. */
  readonly target: string;
  /** By which Compose finds equal volumes. */
  readonly written: string;
  readonly span: Span;
  readonly node: YamlNode;
}

function placesOf({ volumes, tmpfs }: Service): readonly Place[] {
  return [
    ...volumes.flatMap((mount) => volumePlace(mount) ?? []),
    ...tmpfs.flatMap(({ text, span, node }): Place[] => {
      const target = text.split(":")[0]!;
      return hasVariables(target) || target === "" ? [] : [{ key: "tmpfs", target, written: target, span, node }];
    }),
  ];
}

function volumePlace({ known, form, target, span, node }: Mount): Place | undefined {
  if (!known || !target || target.text === "" || hasVariables(target.text)) return undefined;
  const clean = cleanPath(target.text);
  return { key: "volumes", target: clean, written: form === "short" ? clean : target.text, span, node };
}
