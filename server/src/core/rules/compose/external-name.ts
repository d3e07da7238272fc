import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlEntry, YamlMap } from "../../syntax/yaml/model.js";
import { replace, type TextEdit } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { spanOf } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { isEditable } from "../../transforms/yaml-edit.js";
import { columnOf, isInFlow } from "../../transforms/yaml-layout.js";

export default defineRule({
  name: "external-name",
  language: "compose",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended"],
  summary: "`external` holds the name, which is deprecated.",
  why: ["Compose warns in every run: `external.name` is deprecated.", "`external: true` with `name` beside it means the same."],
  references: ["https://docs.docker.com/reference/compose-file/networks/#external"],
  covers: ["external-name-deprecated"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const resource of [...file.networks, ...file.volumes, ...file.secrets, ...file.configs]) {
      const external = resource.get("external");
      const name = external?.value.kind === "map" ? external.value.get("name") : undefined;
      if (!external || !name || external.merged || external.alias || !resource.node || !first(external)) continue;
      yield {
        span: name.key.span,
        message: `Compose warns that a name inside 'external' is deprecated; write \`external: true\` and 'name' beside it.`,
        ...repairs([fixOf("Write external: true and name", "safe", newForm(file, resource.node, external, name))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            networks: [front]
        networks:
          front:
            external:
              name: "proxy" # of the host
              ^^^^ Compose warns that a name inside 'external' is deprecated; write \`external: true\` and 'name' beside it.
        volumes:
          data:
            external: { name: shop_data }
                        ^^^^ Compose warns that a name inside 'external' is deprecated; write \`external: true\` and 'name' beside it.
          logs: {external: {name: shop_logs}}
                            ^^^^ Compose warns that a name inside 'external' is deprecated; write \`external: true\` and 'name' beside it.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            networks: [front]
        networks:
          front:
            external: true
            name: "proxy" # of the host
        volumes:
          data:
            external: true
            name: shop_data
          logs: {external: true, name: shop_logs}
      `,
    },
    {
      title: "the name is there already, or a comment has its place",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            networks: [front, back]
        networks:
          front:
            name: proxy
            external:
              name: proxy
              ^^^^ Compose warns that a name inside 'external' is deprecated; write \`external: true\` and 'name' beside it.
          back:
            external:
              # of the host
              name: back
              ^^^^ Compose warns that a name inside 'external' is deprecated; write \`external: true\` and 'name' beside it.
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            networks: [front]
        networks:
          front:
            name: proxy
            external: true
      `,
    },
  ],
});

function newForm(file: ComposeFile, node: YamlMap, external: YamlEntry, name: YamlEntry): TextEdit[] | undefined {
  const { text } = file;
  const { value } = external;
  if (value.kind !== "map" || value.entries.length > 1 || value.merges.length > 0 || value.anchor || value.tag) return undefined;
  if (node.get("name") || name.alias || !isEditable(file, value)) return undefined;
  const colon = external.key.span.end + text.slice(external.key.span.end).indexOf(":") + 1;
  const between = text.slice(colon, name.span.start);
  const behind = text.slice(name.span.end, external.span.end);
  if (!/^[\s{]*$/.test(between) || !/^[\s},]*$/.test(behind)) return undefined;
  const separator = isInFlow(file, external.key.span)
    ? ", "
    : lineEnd(text) + " ".repeat(columnOf(text, external.key.span.start));
  const edits = [replace(spanOf(colon, name.span.start), ` true${separator}`)];
  return behind === "" ? edits : [...edits, replace(spanOf(name.span.end, external.span.end), "")];
}
