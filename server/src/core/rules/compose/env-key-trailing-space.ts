import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { partOf } from "../../syntax/compose/values.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "env-key-trailing-space",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A blank stands before the `=` of a variable.",
  why: ["Compose refuses the file: “environment variable is declared with a trailing space”."],
  references: ["https://docs.docker.com/reference/compose-file/services/#environment"],
  covers: ["env-key-trailing-space"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const { environment } of file.services) {
      for (const { key, value, form } of environment) {
        if (form !== "list" || value === undefined || !/\s$/.test(key.text) || !first(key)) continue;
        const name = key.text.trimEnd();
        const blank = partOf(key.node, key.start + name.length, key.start + key.text.length);
        yield {
          span: key.span,
          message: `A blank stands between '${name}' and '=', and Compose refuses the file; remove it.`,
          ...repairs([fixOf("Remove the blank", "safe", replaceValue(file, blank, ""))]),
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
            environment:
              - HOST =example.org # public
                ^^^^^ A blank stands between 'HOST' and '=', and Compose refuses the file; remove it.
              - "PORT = 80"
                 ^^^^^ A blank stands between 'PORT' and '=', and Compose refuses the file; remove it.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            environment:
              - HOST=example.org # public
              - "PORT= 80"
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            environment:
              - A= b
              - B
            labels:
              - A =b
      `,
    },
  ],
});
