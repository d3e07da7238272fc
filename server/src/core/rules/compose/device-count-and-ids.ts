import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Service } from "../../syntax/compose/model.js";
import { textAt } from "../../syntax/compose/values.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { YamlMap, YamlNode } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry, replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "device-count-and-ids",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A GPU request says both how many and which ones, or a number that is none.",
  why: ["Compose refuses the project: `count` and `device_ids` exclude each other, and `count` is a number or `all`."],
  references: ["https://docs.docker.com/reference/compose-file/deploy/#devices"],
  covers: ["gpu-count-and-ids"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const service of file.services) {
      for (const map of requestsOf(service)) {
        const count = textAt(map, "count");
        const entry = map.get("count");
        const ids = map.get("device_ids");
        if (!count || !entry || !first(count)) continue;
        if (ids) {
          yield {
            span: entry.key.span,
            message: "'count' and 'device_ids' exclude each other, and Compose refuses both; keep the one you mean.",
            related: [{ uri: file.uri, span: ids.key.span, message: "The devices." }],
            ...repairs([
              fixOf("Keep device_ids", "unsafe", removeEntry(file, map, entry)),
              fixOf("Keep count", "unsafe", removeEntry(file, map, ids)),
            ]),
          };
        } else if (!hasVariables(count.text) && !/^(?:[-+]?\d+|all)$/i.test(count.text)) {
          yield {
            span: count.span,
            message: `'${count.text}' is no number of devices: Compose takes a number or 'all'.`,
            ...repairs([fixOf("Use all", "unsafe", replaceScalar(file, count.node, "all"))]),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          train:
            image: acme/train:1
            deploy:
              resources:
                reservations:
                  devices:
                    - driver: nvidia
                      count: 1
                      ^^^^^ 'count' and 'device_ids' exclude each other, and Compose refuses both; keep the one you mean.
                      device_ids: ["0"]
                      capabilities: [gpu]
          infer:
            image: acme/infer:1
            gpus:
              - count: every
                       ^^^^^ 'every' is no number of devices: Compose takes a number or 'all'.
      `,
      good: yaml`
        services:
          train:
            image: acme/train:1
            deploy:
              resources:
                reservations:
                  devices:
                    - driver: nvidia
                      device_ids: ["0"]
                      capabilities: [gpu]
          infer:
            image: acme/infer:1
            gpus:
              - count: all
      `,
    },
    {
      good: yaml`
        services:
          a:
            image: acme/a:1
            gpus: all
          b:
            image: acme/b:1
            gpus:
              - count: \${GPUS}
              - count: "2"
              - device_ids: ["1"]
      `,
    },
  ],
});

function requestsOf({ node, deploy }: Service): readonly YamlMap[] {
  const reservations = deploy?.reservations?.entry.value;
  const devices = reservations?.kind === "map" ? reservations.get("devices")?.value : undefined;
  return [...mapsOf(devices), ...mapsOf(node.get("gpus")?.value)];
}

function mapsOf(list: YamlNode | undefined): readonly YamlMap[] {
  return list?.kind === "seq" ? list.items.flatMap(({ value }) => (value.kind === "map" ? [value] : [])) : [];
}
