import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import { composeShape, type Shape } from "../../syntax/compose/schema/shape.js";
import type { YamlNode } from "../../syntax/yaml/model.js";
import { insertAt, type TextEdit } from "../../text/edits.js";
import { contains, type Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "override-kind-mismatch",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "An override, a further document or an extending service writes a list where the base has a mapping, or the like.",
  why: [
    "Compose cannot join the two and refuses the project: “cannot override”.",
    "`!override` says that the new value takes the place of the old one.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/merge/#replace-value"],
  covers: ["override-type-mismatch"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { code, uri, span, message } of project.compose.problems) {
      if (code !== "cannot-override" || uri !== file.uri || !first({ span })) continue;
      // A value that fits nowhere is for the schema to report.
      if (!file.roots.some((root) => fitsItsPlace(root, composeShape(), span))) continue;
      yield {
        span,
        message: `${message.replaceAll("`", "'").replace(/\.$/, "")}; write it alike, or replace it with !override.`,
        ...repairs([fixOf("Replace the value with !override", "unsafe", withTag(file, span))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          base:
            image: acme/base:1
            gpus:
              - driver: nvidia
          web:
            extends: base
            gpus: all # of them
            ^^^^ 'gpus' is a single value here and a list in what this file is merged onto: Compose cannot join the two; write it alike, or replace it with !override.
      `,
      good: yaml`
        services:
          base:
            image: acme/base:1
            gpus:
              - driver: nvidia
          web:
            extends: base
            gpus: !override all # of them
      `,
    },
    {
      title: "lists and mappings that Compose can join, and a value that the schema reports",
      good: yaml`
        services:
          base:
            image: acme/base:1
            environment:
              A: "1"
            cap_add: [NET_RAW]
          web:
            extends: base
            environment: [B=2]
            cap_add:
              NET_ADMIN: true
      `,
    },
  ],
});

/** True for the value of the key at a place, where the schema allows its kind. */
function fitsItsPlace(node: YamlNode, shape: Shape, key: Span): boolean {
  if (node.kind === "seq")
    return shape.items !== undefined && node.items.some(({ value }) => fitsItsPlace(value, shape.items!, key));
  if (node.kind !== "map") return false;
  return node.entries.some((entry) => {
    const below = shape.fields.get(entry.key.text)?.shape ?? shape.names?.shape;
    if (below === undefined) return false;
    if (entry.key.span.start !== key.start) return contains(entry.span, key) && fitsItsPlace(entry.value, below, key);
    const { kind } = entry.value;
    return kind === "scalar" || below.kinds.has(kind === "map" ? "map" : "list");
  });
}

function withTag(file: ComposeFile, key: Span): TextEdit[] | undefined {
  const quote = /["']/.test(file.text[key.start]!) ? 1 : 0;
  const colon = /^["']?[ \t]*:(?=\s)/.exec(file.text.slice(key.end - quote));
  const isPlain = quote === 0 && colon !== null && file.errors.length === 0 && file.sharedBy(key).length === 0;
  return isPlain ? [insertAt(key.end + colon[0].length, " !override")] : undefined;
}
