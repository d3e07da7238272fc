import { defineRule } from "../../linter/rule.js";
import { numberAt } from "../../syntax/compose/values.js";
import { yaml } from "../../text/tags.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "oom-kill-disabled",
  language: "compose",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "The kernel may not stop a service that takes all memory, and stops something else instead.",
  why: [
    "`oom_kill_disable` leaves a container that runs out of memory hanging; without a memory limit the kernel kills other processes of the host, or the host hangs.",
    "A strongly negative `oom_score_adj` has nearly the same effect.",
    "On hosts with cgroup v2 `oom_kill_disable` has no effect.",
  ],
  references: ["https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory"],
  covers: ["oom-kill-disabled"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const key of ["oom_kill_disable", "oom_score_adj"] as const) {
        const entry = service.get(key);
        if (!entry || seen.has(entry.key.span.start)) continue;
        const isOff = entry.value.kind === "scalar" && entry.value.value === true;
        const isLow = key === "oom_score_adj" && (numberAt(service.node, key)?.value ?? 0) <= -900;
        if (!isOff && !isLow) continue;
        seen.add(entry.key.span.start);
        const edits = removeEntry(file, service.node, entry);
        yield {
          span: entry.key.span,
          message: `When '${service.name}' takes all memory, the kernel stops something else or hangs; leave ${key} out and set a memory limit.`,
          ...(edits
            ? { fixes: [{ title: `Remove ${key}`, applicability: "unsafe", edits }] }
            : { noFix: "The text is shared by an anchor, or written in a way that cannot be changed safely." }),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:17
            oom_kill_disable: true # important
            ^^^^^^^^^^^^^^^^ When 'db' takes all memory, the kernel stops something else or hangs; leave oom_kill_disable out and set a memory limit.
          cache:
            image: redis:8
            oom_score_adj: -1000
            ^^^^^^^^^^^^^ When 'cache' takes all memory, the kernel stops something else or hangs; leave oom_score_adj out and set a memory limit.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
          cache:
            image: redis:8
      `,
    },
    {
      title: "a slight preference",
      good: yaml`
        services:
          db:
            image: postgres:17
            oom_kill_disable: false
            oom_score_adj: -500
      `,
    },
  ],
});
