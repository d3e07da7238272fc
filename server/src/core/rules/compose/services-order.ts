import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { compareTexts, mapDisorder, orderRepairs } from "../../transforms/sort-entries.js";

export default defineRule({
  name: "services-order",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The services are not sorted by name.",
  why: [
    "In a long file a service is found faster where its name says.",
    "A matter of taste, and so part of the profile `all` only: `depends_on` decides what starts first, not the order in the file.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/"],
  aliases: ["dclint:services-alphabetical-order"],
  covers: ["services-order"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const root of file.roots) {
      const entry = root.get("services");
      if (entry?.value.kind !== "map" || entry.merged || entry.alias) continue;
      const found = mapDisorder(file, entry.value, (a, b) => compareTexts(a.key.text, b.key.text));
      if (!found) continue;
      yield {
        span: found.child.key.span,
        message: `'${found.child.key.text}' stands behind '${found.behind.key.text}'; sort the services by name.`,
        ...orderRepairs(found, "Sort the services by name"),
      };
    }
  },

  examples: [
    {
      title: "comments and blank lines",
      bad: yaml`
        services:
          # What visitors see.
          web:
            image: nginx:1.29 # pinned
            # ports:
            #   - "80:80"

          # The data.
          db:
          ^^ 'db' stands behind 'web'; sort the services by name.
            image: postgres:18
          cache:
            image: redis:8

        volumes:
          data:
      `,
      good: yaml`
        services:
          cache:
            image: redis:8

          # The data.
          db:
            image: postgres:18
          # What visitors see.
          web:
            image: nginx:1.29 # pinned
            # ports:
            #   - "80:80"

        volumes:
          data:
      `,
    },
    {
      title: "an anchor that would come behind its alias",
      bad: yaml`
        services:
          worker: &worker
            image: acme/worker:1
          backup:
          ^^^^^^ 'backup' stands behind 'worker'; sort the services by name.
            <<: *worker
            command: backup
      `,
    },
    {
      title: "anchors that stay in front, and a merge key",
      bad: yaml`
        services:
          beta: &beta
            image: acme/beta:1
          alpha:
          ^^^^^ 'alpha' stands behind 'beta'; sort the services by name.
            image: acme/alpha:1
          gamma: *beta
      `,
      good: yaml`
        services:
          alpha:
            image: acme/alpha:1
          beta: &beta
            image: acme/beta:1
          gamma: *beta
      `,
    },
    {
      title: "in brackets",
      bad: yaml`
        services: {web: {image: "nginx:1.29"}, db: {image: "postgres:18"}}
                                               ^^ 'db' stands behind 'web'; sort the services by name.
      `,
      good: yaml`
        services: {db: {image: "postgres:18"}, web: {image: "nginx:1.29"}}
      `,
    },
    {
      title: "in order, each document for itself",
      good: yaml`
        services:
          b:
            image: acme/b:1
          c:
            image: acme/c:1
        ---
        services:
          a:
            image: acme/a:1
      `,
    },
  ],
});
