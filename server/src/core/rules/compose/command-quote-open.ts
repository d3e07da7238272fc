import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "command-quote-open",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A quote in `command` or `entrypoint` is not closed.",
  why: [
    "Compose splits the text into words as a shell does, and refuses the project: “invalid command line string”.",
    "YAML's own quotes around the text do not count.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#command"],
  noFix: "Where the quote should end cannot be told from the text.",

  *check(file) {
    const first = firstTime();
    for (const { command, entrypoint } of file.services) {
      for (const it of [entrypoint, command]) {
        if (it?.form !== "string" || it.words !== undefined || it.node.kind !== "scalar") continue;
        if (hasVariables(it.node.text) || !first(it)) continue;
        yield {
          span: it.span,
          message: `A quote or backslash in '${it.entry.key.text}' is left open, and Compose refuses the file; close it, or write a list.`,
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
            command: sh -c "echo it's on
                     ^^^^^^^^^^^^^^^^^^^ A quote or backslash in 'command' is left open, and Compose refuses the file; close it, or write a list.
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            command: sh -c "echo \\"on\\""
            entrypoint: ["sh", "-c", "it's"]
      `,
    },
  ],
});
