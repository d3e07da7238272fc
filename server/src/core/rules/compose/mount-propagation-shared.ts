import { defineRule } from "../../linter/rule.js";
import type { ComposeFile, Mount, TextValue } from "../../syntax/compose/model.js";
import { entryAt, mapAt, textAt } from "../../syntax/compose/values.js";
import type { TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar, replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "mount-propagation-shared",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["hardened"],
  summary: "What is mounted inside a container appears on the host, or the other way round.",
  why: [
    "With `shared` or `rshared` a container mounts file systems over those of the host; with `slave` it sees what the host mounts later.",
    "Only storage drivers and agents that follow mounts need it.",
  ],
  references: ["https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation"],
  aliases: ["kics:Volume Mounted In Multiple Containers", "compose-lint:CL-0017", "cis:5.20"],
  covers: ["shared-mount-propagation"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const { name, volumes } of file.services) {
      for (const mount of volumes) {
        const mode = propagationOf(mount);
        if (!mode || seen.has(mode.span.start)) continue;
        seen.add(mode.span.start);
        yield {
          span: mode.span,
          message: `${mode.text} shares mounts between '${name}' and the host; leave it out unless the service follows or makes mounts.`,
          ...(/slave/.test(mode.text) ? { severity: "info" as const } : {}),
          ...repairs([fixOf("Use the default, rprivate", "unsafe", editsFor(file, mount, mode))]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            volumes:
              - ./data:/data:rw,rshared # for the plugin
                                ^^^^^^^ rshared shares mounts between 'api' and the host; leave it out unless the service follows or makes mounts.
              - ./x:/x:slave
                       ^^^^^ slave shares mounts between 'api' and the host; leave it out unless the service follows or makes mounts.
              - type: bind
                source: ./y
                target: /y
                bind:
                  propagation: shared
                               ^^^^^^ shared shares mounts between 'api' and the host; leave it out unless the service follows or makes mounts.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            volumes:
              - ./data:/data:rw # for the plugin
              - ./x:/x
              - type: bind
                source: ./y
                target: /y
                bind:
                  propagation: rprivate
      `,
    },
    {
      title: "the default",
      good: yaml`
        services:
          api:
            image: acme/api:1
            volumes: ["./data:/data:rprivate", "./x:/x:ro"]
      `,
    },
  ],
});

const shared = /^r?(?:shared|slave)$/;

function propagationOf(mount: Mount): TextValue | undefined {
  if (mount.node.kind !== "map") return mount.options.find(({ text }) => shared.test(text));
  const mode = entryAt(mount.node, "bind") && textAt(mapAt(mount.node, "bind"), "propagation");
  return mode && shared.test(mode.text) ? mode : undefined;
}

function editsFor(file: ComposeFile, mount: Mount, mode: TextValue): TextEdit[] | undefined {
  if (mount.node.kind !== "scalar") return replaceValue(file, mode, "rprivate");
  const { text } = mount.node;
  const rest = mount.options.filter((it) => it !== mode).map((it) => it.text);
  const before = text.slice(0, mount.options[0]!.start - 1);
  return replaceScalar(file, mount.node, rest.length === 0 ? before : `${before}:${rest.join(",")}`);
}
