import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Assignment, Service } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { YamlMap } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "duplicate-variable",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A list of variables, labels or build arguments has the same name twice.",
  why: [
    "The last one counts and the earlier one does nothing, which Compose does not say.",
    "In a mapping it would be an error.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#environment"],
  covers: ["duplicate-env-key"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const service of file.services) {
      for (const { what, key, owner, list } of listsOf(service)) {
        const last = new Map<string, Assignment>();
        for (const item of list) if (item.form === "list") last.set(item.key.text, item);
        for (const item of list) {
          const winner = last.get(item.key.text);
          if (item.form !== "list" || winner === item || !winner || hasVariables(item.key.text) || !first(item)) continue;
          const same = winner.value?.text === item.value?.text;
          yield {
            span: item.key.span,
            message: `The ${what} '${item.key.text}' comes again below${same ? "" : " with another value"}, so this one does nothing; remove one of the two.`,
            related: [{ uri: file.uri, span: winner.key.span, message: "The one that counts." }],
            ...repairs([fixOf(`Remove this ${item.key.text}`, "safe", removeListed(file, owner, key, item.node))]),
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
            build:
              context: .
              args:
                - VERSION=1
                  ^^^^^^^ The build argument 'VERSION' comes again below with another value, so this one does nothing; remove one of the two.
                - VERSION=2
            environment:
              - DEBUG=1 # old
                ^^^^^ The variable 'DEBUG' comes again below with another value, so this one does nothing; remove one of the two.
              - PORT=8000
              - DEBUG=0
            labels: ["a=1", "b=2", "a=1"]
                      ^ The label 'a' comes again below, so this one does nothing; remove one of the two.
      `,
      good: yaml`
        services:
          api:
            build:
              context: .
              args:
                - VERSION=2
            environment:
              - PORT=8000
              - DEBUG=0
            labels: ["b=2", "a=1"]
      `,
    },
    {
      good: yaml`
        services:
          api:
            image: acme/api:1
            environment:
              - A=1
              - a=1
              - \${X}=1
              - \${X}=2
            labels:
              A: "1"
      `,
    },
  ],
});

interface List {
  readonly what: string;
  readonly key: string;
  readonly owner: YamlMap;
  readonly list: readonly Assignment[];
}

function listsOf({ node, environment, labels, build }: Service): readonly List[] {
  const lists: List[] = [
    { what: "variable", key: "environment", owner: node, list: environment },
    { what: "label", key: "labels", owner: node, list: labels },
  ];
  if (build?.node.kind !== "map") return lists;
  const owner = build.node;
  return [
    ...lists,
    { what: "build argument", key: "args", owner, list: build.args },
    { what: "label", key: "labels", owner, list: build.labels },
  ];
}
