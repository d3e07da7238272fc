import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { didYouMean } from "../../text/did-you-mean.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

const words = ["always", "never", "build", "missing", "if_not_present", "refresh", "daily", "weekly"];
/** As Compose checks it, without regard to what stands around. */
const accepted = /always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+/;

export default defineRule({
  name: "pull-policy-invalid",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "`pull_policy` only contains one of the words that mean something.",
  why: ["Compose looks for a known word anywhere in the text, lets it pass and then treats it as `missing`."],
  references: ["https://docs.docker.com/reference/compose-file/services/#pull_policy"],
  covers: ["invalid-pull-policy"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const { pullPolicy: policy } of file.services) {
      // What Compose refuses is for the schema to report.
      if (!policy || hasVariables(policy.text) || !accepted.test(policy.text)) continue;
      if (words.includes(policy.text) || /^every_([0-9]+[wdhms])+$/.test(policy.text) || !first(policy)) continue;
      const near = didYouMean(policy.text, words) ?? words.find((it) => policy.text.includes(it));
      yield {
        span: policy.span,
        message: `'${policy.text}' is no pull policy, so Compose pulls only what is missing; ${near ? `did you mean '${near}'?` : `it is ${words.join(", ")} or every_12h.`}`,
        ...repairs([near ? fixOf(`Use ${near}`, "unsafe", replaceScalar(file, policy.node, near)) : undefined]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: acme/web:1
            pull_policy: always_pull # each time
                         ^^^^^^^^^^^ 'always_pull' is no pull policy, so Compose pulls only what is missing; did you mean 'always'?
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            pull_policy: always # each time
      `,
    },
    {
      good: yaml`
        services:
          a:
            image: acme/a:1
            pull_policy: every_12h
          b:
            image: acme/b:1
            pull_policy: if_not_present
          c:
            image: acme/c:1
            pull_policy: \${POLICY:-always}
      `,
    },
  ],
});
