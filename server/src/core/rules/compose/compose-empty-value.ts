import { defineRule, type Fix } from "../../linter/rule.js";
import { schemaProblemsOf } from "../../project/compose-schema.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { SchemaProblem } from "../../syntax/compose/schema/model.js";
import { insertAt } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { isEditable, removeEntry, removeItem } from "../../transforms/yaml-edit.js";
import { commentOut, hasCommentBelow } from "../../transforms/yaml-shape.js";

export default defineRule({
  name: "compose-empty-value",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A key with nothing behind it, where Compose wants something.",
  why: [
    "Compose refuses the whole file: `environment:` with nothing below it is null, and neither a list nor a mapping.",
    "Entries of `volumes`, `networks`, `environment` and `labels` may be empty, and so may `command`, `entrypoint`, `deploy` and `develop`.",
    "An empty key that another file of the project fills is left alone.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/", "https://docs.docker.com/reference/compose-file/merge/"],
  aliases: ["dclint:invalid-schema"],
  covers: ["null-section"],
  fix: "safe",

  *check(file, { project, settings }) {
    if (settings.composeSchema === false) return;
    for (const problem of schemaProblemsOf(file, project, ["empty"])) {
      const fixes = fixesFor(file, problem);
      const { span, message } = problem;
      yield { span, message, ...(fixes.length > 0 ? { fixes } : { noFix: "Only the author knows what belongs there." }) };
    }
  },

  examples: [
    {
      title: "sections of a service",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            environment:
            ^^^^^^^^^^^ 'environment' is empty, and Compose wants a list or a mapping there: fill it, or remove the key.
            container_name: # later
            ^^^^^^^^^^^^^^ 'container_name' is empty, and Compose wants a text there: fill it, or remove the key.
            ports: null
                   ^^^^ 'ports' is empty, and Compose wants a list there: fill it, or remove the key.
            init: true
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            init: true
      `,
    },
    {
      title: "what was in it is switched off",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            environment:
            ^^^^^^^^^^^ 'environment' is empty, and Compose wants a list or a mapping there: fill it, or remove the key.
              # - LEVEL=debug
              # - TRACE=1
            init: true
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            # environment:
              # - LEVEL=debug
              # - TRACE=1
            init: true
      `,
    },
    {
      title: "sections of the file, and items",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            volumes:
              - data:/data
              -
              ^ This item of 'volumes' is empty: Compose wants a text or a mapping here.
        volumes:
          data:
        networks:
        ^^^^^^^^ 'networks' is empty, and Compose wants a mapping there: fill it, or remove the key.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            volumes:
              - data:/data
        volumes:
          data:
      `,
    },
    {
      title: "the only key of its mapping",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            healthcheck:
              test:
              ^^^^ 'test' is empty, and Compose wants a text or a list there: fill it, or remove the key.
            build:
              context: .
              args:
              ^^^^ 'args' is empty, and Compose wants a list or a mapping there: fill it, or remove the key.
            logging:
              options:
              ^^^^^^^ 'options' is empty, and Compose wants a mapping there: fill it, or remove the key.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            healthcheck:
              test:
            build:
              context: .
            logging:
              options: {}
      `,
    },
    {
      title: "a service, an image, a secret",
      bad: yaml`
        services:
          api:
            image:
            ^^^^^ 'image' is empty, and Compose wants a text there: fill it, or remove the key.
            build: .
          db:
          ^^ The service 'db' is empty, which Compose refuses: it needs an image or a build.
          cache:
            image: redis:8
        secrets:
          token:
          ^^^^^ 'token' is empty, and Compose wants a mapping there: say where it comes from.
      `,
    },
    {
      title: "a file that has just begun",
      bad: yaml`
        name: shop
        services:
        ^^^^^^^^ 'services' is empty, and Compose wants a mapping there: fill it, or remove the key.
      `,
    },
    {
      title: "what may be empty",
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            command:
            entrypoint:
            deploy:
            environment:
              TOKEN:
            networks:
              front:
        volumes:
          data:
        networks:
          front:
      `,
    },
    {
      title: "another document fills it",
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            environment:
              LEVEL: info
        ---
        services:
          api:
            environment:
      `,
    },
    {
      title: "the service that is extended fills it",
      good: yaml`
        services:
          base:
            image: acme/api:1.2
            environment:
              LEVEL: info
          api:
            extends: base
            environment:
      `,
    },
    {
      title: "what seems to be merged with another file",
      good: yaml`
        services:
          api:
            ports:
      `,
    },
  ],
});

/** Without these the rest of the service has no meaning. */
const needed = new Set([
  "image",
  "build",
  "extends",
  "context",
  "dockerfile",
  "type",
  "source",
  "target",
  "test",
  "path",
  "condition",
  "action",
]);

function fixesFor(file: ComposeFile, { place, path }: SchemaProblem): readonly Fix[] {
  const { entry, item, parent, shape } = place;
  if (item !== undefined && parent?.kind === "seq") {
    const edits = removeItem(file, parent, item);
    return edits ? [{ title: "Remove the empty item", applicability: "safe", edits }] : [];
  }
  if (entry === undefined || parent?.kind !== "map") return [];
  const name = entry.key.text;
  // Names of the author's own are used elsewhere.
  if (needed.has(name) || path.length === 2 || (path.length === 1 && name === "services")) return [];
  const off = hasCommentBelow(file, entry) ? commentOut(file, entry) : undefined;
  if (off !== undefined && parent.entries.length > 1)
    return [{ title: `Comment out ${name}`, applicability: "safe", edits: off }];
  const edits = removeEntry(file, parent, entry);
  if (edits) return [{ title: `Remove ${name}`, applicability: "safe", edits }];
  const nothing = shape.kinds.has("map") ? "{}" : shape.kinds.has("list") ? "[]" : undefined;
  const { value } = entry;
  const isBare = value.kind === "scalar" && value.source === "" && value.tag === undefined && entry.alias === undefined;
  if (nothing === undefined || !isBare || !isEditable(file, value) || file.text[value.span.start - 1] !== ":") return [];
  return [{ title: `Write ${nothing}`, applicability: "safe", edits: [insertAt(value.span.start, ` ${nothing}`)] }];
}
