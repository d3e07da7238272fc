import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "cgroup-parent",
  language: "compose",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "A service is put into another control group than the engine's.",
  why: [
    "The limits that hold for all containers do not hold for it, and it may share those of a system service.",
    "Where hosts are divided into slices on purpose, silence this rule.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#cgroup_parent"],
  aliases: ["kics:Cgroup Not Default", "cis:5.25"],
  covers: ["cgroup-parent-set"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const entry = service.get("cgroup_parent");
      if (entry?.value.kind !== "scalar" || entry.value.value === null || seen.has(entry.key.span.start)) continue;
      seen.add(entry.key.span.start);
      yield {
        span: entry.key.span,
        message: `'${service.name}' leaves the engine's control group, and with it the limits for all containers; leave cgroup_parent out.`,
        ...repairs([fixOf("Remove cgroup_parent", "unsafe", removeEntry(file, service.node, entry))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            cgroup_parent: m-executor-abcd
            ^^^^^^^^^^^^^ 'api' leaves the engine's control group, and with it the limits for all containers; leave cgroup_parent out.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
      `,
    },
    {
      title: "the engine's own",
      good: yaml`
        services:
          api:
            image: acme/api:1
      `,
    },
  ],
});
