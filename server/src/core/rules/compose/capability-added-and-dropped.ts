import { capabilityName } from "../../knowledge/capabilities.js";
import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "capability-added-and-dropped",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service drops a capability that it also adds.",
  why: ["What is added wins, so the container has the capability although the file says that it is dropped."],
  references: ["https://docs.docker.com/reference/compose-file/services/#cap_drop"],
  covers: ["capability-added-and-dropped"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const service of file.services) {
      // With ALL added, single ones are taken away again.
      const added = new Map(service.capAdd.map((it) => [capabilityName(it.text), it]));
      if (added.has("ALL")) continue;
      for (const dropped of service.capDrop) {
        const twin = added.get(capabilityName(dropped.text));
        if (!twin || dropped.text === "" || !first(dropped)) continue;
        yield {
          span: dropped.span,
          message: `'${dropped.text}' is also added, and that wins: the container keeps it. Remove it from one of the two.`,
          related: [{ uri: file.uri, span: twin.span, message: "It is added here." }],
          ...repairs([
            fixOf("Remove it from cap_drop", "safe", removeListed(file, service.node, "cap_drop", dropped.node)),
            fixOf("Remove it from cap_add", "unsafe", removeListed(file, service.node, "cap_add", twin.node)),
          ]),
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
            cap_add: [NET_RAW, CHOWN]
            cap_drop:
              - cap_net_raw # not needed
                ^^^^^^^^^^^ 'cap_net_raw' is also added, and that wins: the container keeps it. Remove it from one of the two.
              - KILL
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            cap_add: [NET_RAW, CHOWN]
            cap_drop:
              - KILL
      `,
    },
    {
      good: yaml`
        services:
          a:
            image: acme/a:1
            cap_drop: [ALL]
            cap_add: [CHOWN]
          b:
            image: acme/b:1
            cap_add: [ALL]
            cap_drop: [NET_RAW]
      `,
    },
  ],
});
