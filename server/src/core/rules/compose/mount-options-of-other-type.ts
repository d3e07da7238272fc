import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

const types = ["bind", "volume", "tmpfs", "image"];

export default defineRule({
  name: "mount-options-of-other-type",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A mount carries the options of another type of mount.",
  why: [
    "Compose ignores them with a warning: `tmpfs.size` limits nothing on a bind, and `volume.nocopy` does nothing on a tmpfs.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#long-syntax-6"],
  covers: ["volume-options-wrong-type"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const { form, type, node } of file.services.flatMap(({ volumes }) => volumes)) {
      if (form !== "long" || type === undefined || node.kind !== "map" || hasVariables(type)) continue;
      for (const entry of node.entries) {
        const { key, value, merged } = entry;
        const isEmpty = value.kind === "scalar" || (value.kind === "map" && value.entries.length === 0);
        if (merged || key.text === type || !types.includes(key.text) || isEmpty || !first(entry)) continue;
        // Compose hands the propagation on, whatever the type.
        const isRefused = type === "volume" && key.text === "bind" && value.kind === "map" && value.get("propagation");
        yield {
          span: key.span,
          ...(isRefused ? { severity: "error" as const } : {}),
          message: isRefused
            ? `The mount is of type '${type}', and the engine refuses the propagation under '${key.text}'; remove it, or change the type.`
            : `The mount is of type '${type}', so Compose ignores '${key.text}'; remove it, or change the type.`,
          ...repairs([fixOf(`Remove ${key.text}`, "safe", removeEntry(file, node, entry))]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - type: volume
                source: data
                target: /data
                bind: # from another file
                ^^^^ The mount is of type 'volume', and the engine refuses the propagation under 'bind'; remove it, or change the type.
                  propagation: shared
                volume:
                  nocopy: true
              - { type: bind, source: ./a, target: /a, tmpfs: { size: 64m } }
                                                       ^^^^^ The mount is of type 'bind', so Compose ignores 'tmpfs'; remove it, or change the type.
        volumes:
          data:
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - type: volume
                source: data
                target: /data
                volume:
                  nocopy: true
              - { type: bind, source: ./a, target: /a }
        volumes:
          data:
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - type: bind
                source: ./a
                target: /a
                bind:
                  create_host_path: false
              - type: \${TYPE}
                target: /b
                tmpfs:
                  size: 64m
      `,
    },
  ],
});
