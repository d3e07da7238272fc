import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "pull-policy-alias",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["hardened"],
  summary: "`pull_policy: if_not_present` is another word for `missing`.",
  why: ["Compose knows the word for backward compatibility only; the command line has `missing` alone."],
  references: ["https://docs.docker.com/reference/compose-file/services/#pull_policy"],
  covers: ["pull-policy-alias"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const { pullPolicy } of file.services) {
      if (pullPolicy?.text !== "if_not_present" || !first(pullPolicy)) continue;
      yield {
        span: pullPolicy.span,
        message: "'if_not_present' is an old word for 'missing'; write that.",
        ...repairs([fixOf("Write missing", "safe", replaceValue(file, pullPolicy, "missing"))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:18
            pull_policy: "if_not_present" # saves time
                          ^^^^^^^^^^^^^^ 'if_not_present' is an old word for 'missing'; write that.
      `,
      good: yaml`
        services:
          db:
            image: postgres:18
            pull_policy: "missing" # saves time
      `,
    },
    {
      good: yaml`
        services:
          db:
            image: postgres:18
            pull_policy: missing
          cache:
            image: redis:8
            pull_policy: always
      `,
    },
  ],
});
