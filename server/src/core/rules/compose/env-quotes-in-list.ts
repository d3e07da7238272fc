import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "env-quotes-in-list",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: 'The quotes of `- KEY="value"` become part of the value.',
  why: [
    "The item is one YAML text that begins with the key, so YAML does not see quotes in the middle of it, and Compose passes them on.",
    "Quotes around the whole item are YAML's.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#environment"],
  covers: ["env-quotes-in-list"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const { environment, labels, build } of file.services) {
      for (const { key, value, form, node } of [...environment, ...labels, ...(build?.args ?? [])]) {
        if (form !== "list" || !value || node.kind !== "scalar" || node.style !== "plain") continue;
        const inner = /^(["'])(.*)\1$/s.exec(value.text);
        if (!inner || inner[2]!.includes(inner[1]!) || !first(value)) continue;
        yield {
          span: value.span,
          message: `The quotes are part of the value of '${key.text}'; remove them, or put them around the whole item.`,
          ...repairs([fixOf("Take the quotes out of the value", "unsafe", replaceScalar(file, node, `${key.text}=${inner[2]}`))]),
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
              - NAME="shop" # shown
                     ^^^^^^ The quotes are part of the value of 'NAME'; remove them, or put them around the whole item.
              - TITLE='The shop, No. 1'
                      ^^^^^^^^^^^^^^^^^ The quotes are part of the value of 'TITLE'; remove them, or put them around the whole item.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            environment:
              - NAME=shop # shown
              - TITLE=The shop, No. 1
      `,
    },
    {
      title: "quotes that are meant",
      good: yaml`
        services:
          web:
            image: nginx:1.29
            environment:
              - "NAME=shop"
              - 'OPTIONS="a"'
              - JSON={"a":"b"}
              - PAIR="a" "b"
      `,
    },
  ],
});
