import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { mapDisorder, orderRepairs } from "../../transforms/sort-entries.js";

/** Fragments first, since aliases need their anchors before them. Unknown keys keep their place among each other, at the end. */
const usualOrder = ["x-", "version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs"];

export default defineRule({
  name: "top-level-order",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The sections of the file are not in the usual order.",
  why: [
    "The order is: `x-…`, version, name, include, services, models, networks, volumes, secrets, configs; it is that of dclint.",
    "A matter of taste, and so part of the profile `all` only: Compose reads the sections in any order.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/"],
  aliases: ["dclint:top-level-properties-order"],
  covers: ["top-level-order"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const root of file.roots) {
      const found = mapDisorder(file, root, (a, b) => rankOf(a.key.text) - rankOf(b.key.text));
      if (!found) continue;
      yield {
        span: found.child.key.span,
        message: `'${found.child.key.text}' usually stands before '${found.behind.key.text}'; sort the sections of the file.`,
        ...orderRepairs(found, "Sort the sections"),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        # The shop.
        services:
          web:
            image: nginx:1.29

        # Shared by all.
        volumes:
          data:

        name: shop
        ^^^^ 'name' usually stands before 'services'; sort the sections of the file.
        models:
          llm:
            model: ai/smollm2
      `,
      good: yaml`
        # The shop.
        name: shop

        services:
          web:
            image: nginx:1.29

        models:
          llm:
            model: ai/smollm2
        # Shared by all.
        volumes:
          data:
      `,
    },
    {
      title: "an alias that would come before its anchor",
      bad: yaml`
        services:
          web: &web
            image: nginx:1.29
        x-other: *web
        ^^^^^^^ 'x-other' usually stands before 'services'; sort the sections of the file.
      `,
    },
    {
      title: "in order; unknown keys come last",
      good: yaml`
        x-common: &common
          init: true
        name: shop
        services:
          web:
            <<: *common
            image: nginx:1.29
        networks:
          front:
        volumes:
          data:
        unknown: 1
      `,
    },
  ],
});

function rankOf(key: string): number {
  const rank = usualOrder.indexOf(key.startsWith("x-") ? "x-" : key);
  return rank === -1 ? usualOrder.length : rank;
}
