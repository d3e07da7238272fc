import { defineRule } from "../../linter/rule.js";
import type { Assignment } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "build-ssh-without-path",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "An SSH key or agent for the build without the path behind its name.",
  why: ["Compose refuses the whole file: only `default` is known without a path, and means the agent of the shell."],
  references: ["https://docs.docker.com/reference/compose-file/build/#ssh"],
  covers: ["build-keyvalue-invalid"],
  noFix: "Only the author knows the place.",

  *check(file) {
    const seen = new Set<Assignment["node"]>();
    for (const { build } of file.services) {
      for (const { key, value, span, form, node } of build?.ssh ?? []) {
        if (form !== "list" || value !== undefined || key.text === "default" || isOpen(node) || seen.has(node)) continue;
        seen.add(node);
        yield {
          span,
          message: `Only 'default' may stand alone: write '${key.text}=' and the path of a key or an agent's socket.`,
        };
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
              ssh:
                - default
                - work
                  ^^^^ Only 'default' may stand alone: write 'work=' and the path of a key or an agent's socket.
      `,
    },
    {
      title: "mappings, and variables that may bring both",
      good: yaml`
        services:
          api:
            build:
              context: .
              ssh:
                - default
                - work=~/.ssh/id_work
          web:
            build:
              context: .
              ssh: ["$SSH"]
      `,
    },
  ],
});

/** A variable may bring the `=`; what is no text is a fault of its own. */
function isOpen(node: Assignment["node"]): boolean {
  return node.kind !== "scalar" || typeof node.value !== "string" || hasVariables(node.text);
}
