import { capabilityName, capabilityNames, isCapability } from "../../knowledge/capabilities.js";
import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { didYouMean } from "../../text/did-you-mean.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "capability-unknown",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "`cap_add` or `cap_drop` names a capability that does not exist.",
  why: [
    "Compose passes it on, and the engine refuses to create the container: “invalid capability”.",
    "Upper or lower case and the prefix `CAP_` make no difference.",
  ],
  references: ["https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities"],
  covers: ["unknown-capability-name"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const { capAdd, capDrop } of file.services) {
      for (const capability of [...capAdd, ...capDrop]) {
        const { text, node } = capability;
        if (text === "" || hasVariables(text) || isCapability(text) || !first(capability)) continue;
        const near = didYouMean(capabilityName(text), capabilityNames);
        const better = near && (/^CAP_/i.test(text) ? `CAP_${near}` : near);
        yield {
          span: capability.span,
          message: `There is no capability '${text}', so the engine does not create the container; ${better ? `did you mean '${better}'?` : "look its name up."}`,
          ...repairs(
            [better ? fixOf(`Use ${better}`, "unsafe", replaceScalar(file, node, better)) : undefined],
            "No capability has a name like this one.",
          ),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          vpn:
            image: acme/vpn:1
            cap_add:
              - NET_ADMN # tunnels
                ^^^^^^^^ There is no capability 'NET_ADMN', so the engine does not create the container; did you mean 'NET_ADMIN'?
              - "CAP_NETRAW"
                 ^^^^^^^^^^ There is no capability 'CAP_NETRAW', so the engine does not create the container; did you mean 'CAP_NET_RAW'?
            cap_drop: [everything]
                       ^^^^^^^^^^ There is no capability 'everything', so the engine does not create the container; look its name up.
      `,
      good: yaml`
        services:
          vpn:
            image: acme/vpn:1
            cap_add:
              - NET_ADMIN # tunnels
              - "CAP_NET_RAW"
            cap_drop: [everything]
      `,
    },
    {
      good: yaml`
        services:
          vpn:
            image: acme/vpn:1
            cap_add: [net_admin, CAP_SYS_TIME, BPF, "\${CAP}"]
            cap_drop: [all]
      `,
    },
  ],
});
