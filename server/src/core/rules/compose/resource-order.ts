import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { compareTexts, mapDisorder, orderRepairs } from "../../transforms/sort-entries.js";

const sections = ["networks", "volumes", "secrets", "configs"];

export default defineRule({
  name: "resource-order",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The networks, volumes, secrets or configs of the file are not sorted by name.",
  why: [
    "In a long list a name is found faster, and a missing one seen.",
    "A matter of taste, and so part of the profile `all` only: their order means nothing to Compose.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/volumes/"],
  covers: ["networks-order", "volumes-order"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const root of file.roots) {
      for (const section of sections) {
        const entry = root.get(section);
        if (entry?.value.kind !== "map" || entry.merged || entry.alias) continue;
        const found = mapDisorder(file, entry.value, (a, b) => compareTexts(a.key.text, b.key.text));
        if (!found) continue;
        yield {
          span: found.child.key.span,
          message: `'${found.child.key.text}' stands behind '${found.behind.key.text}'; sort the ${section} by name.`,
          ...orderRepairs(found, `Sort the ${section} by name`),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
        networks:
          front: # public
          back:
          ^^^^ 'back' stands behind 'front'; sort the networks by name.
            internal: true
        volumes:
          logs:
          data:
          ^^^^ 'data' stands behind 'logs'; sort the volumes by name.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
        networks:
          back:
            internal: true
          front: # public
        volumes:
          data:
          logs:
      `,
    },
    {
      title: "an anchor that would come behind its alias",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
        volumes:
          logs: &local
            driver: local
          data: *local
          ^^^^ 'data' stands behind 'logs'; sort the volumes by name.
      `,
    },
    {
      title: "brackets whose last entry would end in a colon",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            networks: [front, back]
        networks: {front: , back: {internal: true}}
                            ^^^^ 'back' stands behind 'front'; sort the networks by name.
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
        networks: {back: {}, front: {}}
        volumes:
          data:
          logs:
      `,
    },
  ],
});
