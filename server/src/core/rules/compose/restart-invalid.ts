import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { didYouMean } from "../../text/did-you-mean.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

const words = ["no", "always", "unless-stopped", "on-failure"];
/** What other systems call it. */
const others: ReadonlyMap<string, string> = new Map([
  ["never", "no"],
  ["none", "no"],
  ["any", "always"],
  ["failure", "on-failure"],
  ["onfailure", "on-failure"],
  ["stopped", "unless-stopped"],
]);

export default defineRule({
  name: "restart-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "`restart` is no policy that the engine knows.",
  why: [
    "Compose passes it on, and the engine refuses to create the container: “invalid restart policy”.",
    "It is `no`, `always`, `unless-stopped` or `on-failure`, the last one also with a number of attempts (`on-failure:3`).",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#restart"],
  covers: ["restart-value-invalid"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const { restart } of file.services) {
      if (!restart || restart.text === "" || hasVariables(restart.text) || typeof restart.node.value === "boolean") continue;
      if (/^(?:no|always|unless-stopped|on-failure(?::\d+)?)$/.test(restart.text) || !first(restart)) continue;
      const [policy = "", ...count] = restart.text.split(":");
      const low = policy.toLowerCase().replaceAll("_", "-").trim();
      const near = words.includes(low) ? low : (others.get(low.replaceAll("-", "")) ?? didYouMean(low, words));
      const better = near === "on-failure" && /^\d+$/.test(count[0] ?? "") ? `${near}:${count[0]}` : near;
      yield {
        span: restart.span,
        message: `'${restart.text}' is no restart policy, so the engine does not create the container; ${better ? `did you mean '${better}'?` : "it is no, always, unless-stopped or on-failure."}`,
        ...repairs(
          [better ? fixOf(`Use ${better}`, "unsafe", replaceScalar(file, restart.node, better)) : undefined],
          "Which of the policies is meant cannot be told from the text.",
        ),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            restart: unless_stopped # always up
                     ^^^^^^^^^^^^^^ 'unless_stopped' is no restart policy, so the engine does not create the container; did you mean 'unless-stopped'?
          job:
            image: acme/job:1
            restart: never
                     ^^^^^ 'never' is no restart policy, so the engine does not create the container; did you mean 'no'?
          api:
            image: acme/api:1
            restart: "always:3"
                      ^^^^^^^^ 'always:3' is no restart policy, so the engine does not create the container; did you mean 'always'?
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            restart: unless-stopped # always up
          job:
            image: acme/job:1
            restart: "no"
          api:
            image: acme/api:1
            restart: "always"
      `,
    },
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            restart: sometimes
                     ^^^^^^^^^ 'sometimes' is no restart policy, so the engine does not create the container; it is no, always, unless-stopped or on-failure.
      `,
    },
    {
      good: yaml`
        services:
          a:
            image: acme/a:1
            restart: on-failure:3
          b:
            image: acme/b:1
            restart: no
          c:
            image: acme/c:1
            restart: \${RESTART:-always}
      `,
    },
  ],
});
