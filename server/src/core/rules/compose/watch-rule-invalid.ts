import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Service } from "../../syntax/compose/model.js";
import { textAt } from "../../syntax/compose/values.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import type { YamlMap } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { insertEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "watch-rule-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A rule of `develop.watch` has no path, or does not say where to copy changes to.",
  why: [
    "Compose refuses the project: `sync`, `sync+restart` and `sync+exec` need a `target` in the container, and every rule a `path`.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/develop/#target"],
  covers: ["watch-rule-invalid"],
  fix: "placeholder",

  *check(file) {
    const first = firstTime();
    for (const map of file.services.flatMap(rulesOf)) {
      const [path, action, target] = ["path", "action", "target"].map((key) => textAt(map, key));
      if (path?.text === "" && first(map)) {
        yield {
          span: path.node.span.end > path.node.span.start ? path.node.span : firstLine(file.text, map.span),
          message: "The path to watch is empty, and Compose refuses the file.",
          noFix: "Which path should be watched is for the author to say.",
        };
      }
      const needsTarget = action && /^sync(?:\+restart|\+exec)?$/.test(action.text);
      if (!needsTarget || (map.get("target") && target?.text !== "") || !first(action)) continue;
      yield {
        span: action.span,
        message: `'${action.text}' copies files into the container, and 'target' does not say where to; add it.`,
        ...repairs([
          target ? undefined : fixOf("Add target", "placeholder", insertEntry(file, map, "target: /app", { after: "path" })),
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            build: .
            develop:
              watch:
                - path: ./src
                  action: sync # live
                          ^^^^ 'sync' copies files into the container, and 'target' does not say where to; add it.
                - path: package.json
                  action: rebuild
      `,
      good: yaml`
        services:
          web:
            build: .
            develop:
              watch:
                - path: ./src
                  target: /app
                  action: sync # live
                - path: package.json
                  action: rebuild
      `,
    },
    {
      bad: yaml`
        services:
          web:
            build: .
            develop:
              watch:
                - path: ""
                        ^^ The path to watch is empty, and Compose refuses the file.
                  action: rebuild
      `,
    },
    {
      good: yaml`
        services:
          web:
            build: .
            develop:
              watch:
                - action: sync+restart
                  path: ./conf
                  target: /etc/app
                - action: restart
                  path: ./other
      `,
    },
  ],
});

function rulesOf({ node }: Service): readonly YamlMap[] {
  const develop = node.get("develop")?.value;
  const watch = develop?.kind === "map" ? develop.get("watch")?.value : undefined;
  return watch?.kind === "seq" ? watch.items.flatMap(({ value }) => (value.kind === "map" ? [value] : [])) : [];
}
