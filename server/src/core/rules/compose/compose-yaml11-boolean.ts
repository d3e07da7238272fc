import { defineRule } from "../../linter/rule.js";
import { schemaProblemsOf } from "../../project/compose-schema.js";
import { yaml } from "../../text/tags.js";
import { replaceSource } from "../../transforms/yaml-shape.js";

export default defineRule({
  name: "compose-yaml11-boolean",
  language: "compose",
  category: "maintainability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "`yes`, `no`, `on` or `off` where true or false is meant.",
  why: [
    "Compose still takes these words of YAML 1.1 for booleans, but warns in every run.",
    "Schema checks and other readers of YAML 1.2 see a text.",
  ],
  references: ["https://yaml.org/spec/1.2.2/ext/changes/", "https://docs.docker.com/reference/compose-file/interpolation/"],
  covers: ["yaml11-boolean"],
  fix: "safe",

  *check(file, { project }) {
    for (const { span, message, suggestion, place } of schemaProblemsOf(file, project, ["old-boolean"])) {
      const { node } = place;
      const edits = node.kind === "scalar" && suggestion !== undefined ? replaceSource(file, node, suggestion) : undefined;
      yield {
        span,
        message,
        ...(edits
          ? { fixes: [{ title: `Write ${suggestion}`, applicability: "safe", edits }] }
          : { noFix: "An anchor shares the value with other places." }),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            privileged: no # never
                        ^^ 'no' is a boolean of YAML 1.1: Compose takes it for false and warns; write false.
            read_only: "Yes"
                       ^^^^^ 'Yes' is a boolean of YAML 1.1: Compose takes it for true and warns; write true.
        volumes:
          data:
            external: on
                      ^^ 'on' is a boolean of YAML 1.1: Compose takes it for true and warns; write true.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            privileged: false # never
            read_only: true
        volumes:
          data:
            external: true
      `,
    },
    {
      title: "texts, and what a variable brings",
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            restart: no
            init: true
            tty: "true"
            privileged: "\${PRIVILEGED:-no}"
            environment:
              VERBOSE: yes
      `,
    },
  ],
});
