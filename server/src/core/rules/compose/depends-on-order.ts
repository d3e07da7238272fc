import { defineRule } from "../../linter/rule.js";
import type { YamlNode } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { compareTexts, type Disorder, disorderAmong, mapDisorder, orderRepairs } from "../../transforms/sort-entries.js";
import type { Child } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "depends-on-order",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The services under `depends_on` are not sorted by name.",
  why: [
    "In a long list a name is found faster, and one that is there twice is seen.",
    "A matter of taste, and so part of the profile `all` only: Compose waits for all of them, in whatever order they stand.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  aliases: ["dclint:service-dependencies-alphabetical-order"],
  covers: ["depends-on-order"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const service of file.services) {
      const entry = service.get("depends_on");
      if (!entry || entry.merged || entry.alias || service.entry.alias || entry.value.kind === "scalar") continue;
      const { value } = entry;
      const found =
        value.kind === "map"
          ? named(
              mapDisorder(file, value, (a, b) => compareTexts(a.key.text, b.key.text)),
              ({ key }) => key,
            )
          : named(
              disorderAmong(file, value, value.items, (a, b) => compareTexts(textOf(a.value), textOf(b.value))),
              (item) => item.value,
            );
      if (!found) continue;
      yield {
        span: found.child.span,
        message: `'${textOf(found.child)}' stands behind '${textOf(found.behind)}'; sort what '${service.name}' depends on by name.`,
        ...orderRepairs(found, `Sort what ${service.name} depends on`),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            depends_on:
              - db # the shop's
              # For sessions.
              - cache
                ^^^^^ 'cache' stands behind 'db'; sort what 'api' depends on by name.
          worker:
            image: acme/worker:1
            depends_on:
              db:
                condition: service_healthy
              cache:
              ^^^^^ 'cache' stands behind 'db'; sort what 'worker' depends on by name.
                condition: service_started
          job:
            image: acme/job:1
            depends_on: [db, "api", cache]
                             ^^^^^ 'api' stands behind 'db'; sort what 'job' depends on by name.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            depends_on:
              # For sessions.
              - cache
              - db # the shop's
          worker:
            image: acme/worker:1
            depends_on:
              cache:
                condition: service_started
              db:
                condition: service_healthy
          job:
            image: acme/job:1
            depends_on: ["api", cache, db]
      `,
    },
    {
      title: "sorted, or written elsewhere",
      good: yaml`
        x-base: &base
          depends_on: [db, cache]
        services:
          api:
            <<: *base
            image: acme/api:1
          worker:
            image: acme/worker:1
            depends_on: [cache, db]
      `,
    },
  ],
});

function named<C extends Child>(found: Disorder<C> | undefined, nameOf: (child: C) => YamlNode) {
  return found && { child: nameOf(found.child), behind: nameOf(found.behind), edits: found.edits };
}

function textOf(node: YamlNode): string {
  return node.kind === "scalar" ? node.text : "";
}
