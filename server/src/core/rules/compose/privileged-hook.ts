import { defineRule } from "../../linter/rule.js";
import { booleanAt, nodesAt, textAt } from "../../syntax/compose/values.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "privileged-hook",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A command that runs when a service starts or stops has all rights.",
  why: [
    "A hook with `privileged: true` is `docker exec --privileged`: what it runs in the container has every device of the host.",
    "A hook as root in a container that else runs as a user is noted: a script that the user can change then runs as root.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/lifecycle/"],
  aliases: ["cis:5.23", "cis:5.24"],
  covers: ["privileged-lifecycle-hook"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const hook of ["post_start", "pre_start", "pre_stop"]) {
        for (const node of nodesAt(service.node, hook)) {
          if (node.kind !== "map") continue;
          const entry = node.get("privileged");
          if (entry && booleanAt(node, "privileged")?.value === true && !seen.has(entry.key.span.start)) {
            seen.add(entry.key.span.start);
            yield {
              span: entry.key.span,
              message: `This ${hook} command of '${service.name}' has every device of the host; leave privileged out.`,
              aliases: ["cis:5.23"],
              ...repairs([fixOf("Remove privileged", "unsafe", removeEntry(file, node, entry))]),
            };
          }
          const user = textAt(node, "user");
          const runsAsUser = service.user && !/^(?:root|0)(?::|$)/.test(service.user.text);
          if (!user || !runsAsUser || !/^(?:root|0)(?::|$)/.test(user.text) || seen.has(user.span.start)) continue;
          seen.add(user.span.start);
          const own = node.get("user");
          yield {
            span: user.span,
            message: `This ${hook} command runs as root, while '${service.name}' runs as ${service.user!.text}; see that the user cannot change what it runs.`,
            severity: "info",
            aliases: ["cis:5.24"],
            ...repairs([fixOf("Run it as the service's user", "unsafe", own && removeEntry(file, node, own))]),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            user: app
            post_start:
              - command: ./setup.sh
                privileged: true
                ^^^^^^^^^^ This post_start command of 'api' has every device of the host; leave privileged out.
            pre_stop:
              - command: ./drain.sh
                user: root
                      ^^^^ This pre_stop command runs as root, while 'api' runs as app; see that the user cannot change what it runs.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            user: app
            post_start:
              - command: ./setup.sh
            pre_stop:
              - command: ./drain.sh
      `,
    },
    {
      title: "as root in a container that starts as root and drops its rights",
      good: yaml`
        services:
          api:
            image: acme/api:1
            post_start:
              - command: chown -R app /data
                user: root
      `,
    },
  ],
});
