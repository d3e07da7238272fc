import { defineRule } from "../../linter/rule.js";
import { mayRunTogether } from "../../project/compose/together.js";
import type { Service } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "duplicate-container-name",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "Two services give their containers the same name.",
  why: [
    "A name exists once per engine, so Compose refuses the project.",
    "Services of different profiles may share a name as long as they do not run together.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#container_name"],
  aliases: ["dclint:no-duplicate-container-names"],
  covers: ["duplicate-container-name"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const owners = new Map<string, Service[]>();
    for (const merged of project.compose.services) {
      const name = merged.containerName;
      if (!name || name.text === "" || hasVariables(name.text)) continue;
      const others = owners.get(name.text);
      const first = others?.find((it) => mayRunTogether(it, merged));
      // With the first few known, any further one meets one of them.
      if (others) {
        if (others.length < 50) others.push(merged);
      } else owners.set(name.text, [merged]);
      if (!first || name.node.uri !== file.uri) continue;
      const isShared = first.containerName!.node === name.node;
      yield {
        span: name.span,
        ...(first.profiles.length + merged.profiles.length > 0 ? { severity: "warning" as const } : {}),
        message: `'${merged.name}' and '${first.name}' both name their container '${name.text}', which Compose refuses; give each its own.`,
        related: [
          { uri: first.containerName!.node.uri, span: first.containerName!.span, message: `The name in '${first.name}'.` },
        ],
        ...repairs(
          [
            isShared || name.node.written
              ? undefined
              : fixOf(
                  `Use ${freeName(merged, name.text, owners)}`,
                  "unsafe",
                  replaceValue(file, name, freeName(merged, name.text, owners)),
                ),
          ],
          "Both services take the name from the same text: each needs one of its own.",
        ),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: acme/web:1
            container_name: app
          worker:
            image: acme/worker:1
            container_name: "app" # copied
                             ^^^ 'worker' and 'web' both name their container 'app', which Compose refuses; give each its own.
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            container_name: app
          worker:
            image: acme/worker:1
            container_name: "app-worker" # copied
      `,
    },
    {
      title: "from one anchor",
      bad: yaml`
        x-base: &base
          image: acme/web:1
          container_name: app
                          ^^^ 'b' and 'a' both name their container 'app', which Compose refuses; give each its own.
        services:
          a:
            <<: *base
          b:
            <<: *base
      `,
    },
    {
      title: "of two profiles, and with variables",
      good: yaml`
        services:
          cpu:
            image: acme/run:cpu
            container_name: runner
            profiles: [cpu]
          gpu:
            image: acme/run:gpu
            container_name: runner
            profiles: [gpu]
          a:
            image: acme/a:1
            container_name: \${NAME}
          b:
            image: acme/b:1
            container_name: \${NAME}
      `,
    },
  ],
});

function freeName({ name }: Service, taken: string, owners: ReadonlyMap<string, unknown>): string {
  return owners.has(`${taken}-${name}`) ? `${taken}-${name}-2` : `${taken}-${name}`;
}
