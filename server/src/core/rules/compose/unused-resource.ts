import { defineRule } from "../../linter/rule.js";
import { isFragment } from "../../project/compose/declarations.js";
import { hasOtherFiles, type ResourceSection, usedNames } from "../../project/compose/used-names.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlEntry, YamlMap } from "../../syntax/yaml/model.js";
import type { TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

const sections: readonly (readonly [ResourceSection, string])[] = [
  ["networks", "network"],
  ["volumes", "volume"],
  ["secrets", "secret"],
  ["configs", "config"],
  ["models", "model"],
];

export default defineRule({
  name: "unused-resource",
  language: "compose",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended"],
  summary: "A network, volume, secret, config or model is declared and no service uses it.",
  why: [
    "Compose does not even create it; often a service was to have it and does not, so that its data stays in the container.",
    "Files that others include, and what a variable may name, are not judged.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/volumes/",
    "https://docs.docker.com/reference/compose-file/networks/",
  ],
  covers: ["unused-top-level-resource"],
  crossFile: true,
  fix: "safe",

  *check(file, { project }) {
    const { compose } = project;
    if (compose.services.length === 0 || file.services.length === 0 || !sections.some(([it]) => file.get(it))) return;
    if (!compose.complete || isFragment(file, project) || compose.services.some(({ name }) => !compose.isKnown(name))) return;
    const others = hasOtherFiles(file, project);
    // A service of a neighbour may well be meant.
    const elsewhere = others ? project.composeFiles.filter(({ uri }) => !compose.files.includes(uri)) : [];
    const services = [...compose.services, ...elsewhere.flatMap((it) => it.services)];
    for (const [section, what] of sections) {
      const used = usedNames(services, section);
      if (used === undefined) continue;
      for (const root of file.roots) {
        const declared = root.get(section);
        if (declared?.value.kind !== "map" || declared.merged || declared.alias) continue;
        const unused = declared.value.entries.filter((it) => !it.merged && !used.has(it.key.text));
        for (const entry of unused) {
          const { text } = entry.key;
          yield {
            span: entry.key.span,
            message: `No service uses the ${what} '${text}', so Compose does not create it; remove it or use it.`,
            ...repairs([
              fixOf(
                `Remove the ${what} ${text}`,
                others || what === "volume" ? "unsafe" : "safe",
                removed(file, root, declared, entry),
              ),
            ]),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:18
            volumes:
              - data:/var/lib/postgresql
        networks:
          front: # was for the proxy
          ^^^^^ No service uses the network 'front', so Compose does not create it; remove it or use it.
        volumes:
          data:
          logs:
          ^^^^ No service uses the volume 'logs', so Compose does not create it; remove it or use it.
            driver: local
        secrets:
          token: { file: ./token }
          ^^^^^ No service uses the secret 'token', so Compose does not create it; remove it or use it.
      `,
      good: yaml`
        services:
          db:
            image: postgres:18
            volumes:
              - data:/var/lib/postgresql
        volumes:
          data:
      `,
    },
    {
      title: "the default network, builds, long forms, and services of an override",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:18
              secrets:
                - source: password
              configs: [settings]
              networks:
                front: {}
            api:
              build:
                context: .
                secrets: [npm]
              volumes:
                - type: volume
                  source: data
                  target: /data
          networks:
            default:
              driver: bridge
            front:
          volumes:
            data:
            cache:
          secrets:
            password: { file: ./password }
            npm: { environment: NPM_TOKEN }
          configs:
            settings: { file: ./settings }
        `,
        "compose.override.yaml": yaml`
          services:
            api:
              volumes: [cache:/cache]
        `,
      },
    },
    {
      title: "what cannot be read",
      good: yaml`
        include:
          - https://github.com/acme/shop.git
        services:
          db:
            image: postgres:18
        volumes:
          data:
      `,
    },
    {
      title: "a variable may name it",
      good: yaml`
        services:
          db:
            image: postgres:18
            volumes:
              - \${VOLUME}:/var/lib/postgresql
        volumes:
          data:
      `,
    },
  ],
});

/** With its section where nothing is left in that. */
function removed(file: ComposeFile, root: YamlMap, section: YamlEntry, entry: YamlEntry): TextEdit[] | undefined {
  const map = section.value;
  if (map.kind !== "map") return undefined;
  return map.entries.length === 1 && map.merges.length === 0 ? removeEntry(file, root, section) : removeEntry(file, map, entry);
}
