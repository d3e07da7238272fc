import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Port } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { removePort } from "../../transforms/port-edit.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "duplicate-port-entry",
  language: "compose",
  category: "correctness",
  severity: "info",
  profiles: ["recommended"],
  summary: "A service lists the same port twice.",
  why: ["Compose drops the second silently: it does nothing, or another port was meant."],
  references: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  covers: ["duplicate-port-entry"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    for (const service of file.services) {
      const seen = new Map<string, Port>();
      for (const port of service.ports) {
        const key = keyOf(port);
        const earlier = key === undefined ? undefined : seen.get(key);
        if (key !== undefined && !earlier) seen.set(key, port);
        if (!earlier || !first(port)) continue;
        yield {
          span: port.form === "long" && port.target ? port.target.span : port.span,
          message: `This is the same port as '${earlier.raw}' above, so it does nothing; remove it, or say which one was meant.`,
          related: [{ uri: file.uri, span: earlier.span, message: "The same port." }],
          ...repairs([fixOf("Remove the second entry", "safe", removePort(file, service, port))]),
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
            ports:
              - "80:8080"
              - 443:8443 # TLS
              - "80:8080/tcp"
                 ^^^^^^^^^^^ This is the same port as '80:8080' above, so it does nothing; remove it, or say which one was meant.
              - target: 8443
                        ^^^^ This is the same port as '443:8443' above, so it does nothing; remove it, or say which one was meant.
                published: 443
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "80:8080"
              - 443:8443 # TLS
      `,
    },
    {
      title: "other protocols, addresses and variables",
      good: yaml`
        services:
          dns:
            image: coredns/coredns:1.12.0
            ports:
              - 53:53
              - 53:53/udp
              - 127.0.0.1:5353:53
              - 127.0.0.2:5353:53
              - \${A}:53
              - \${A}:53
      `,
    },
  ],
});

function keyOf({ known, raw, hostIp, published, target, protocol, name, mode, appProtocol }: Port): string | undefined {
  if (!known || !target || hasVariables(raw) || name || mode || appProtocol) return undefined;
  return `${hostIp?.text ?? ""}:${published?.text ?? ""}:${target.text}/${protocol?.text.toLowerCase() ?? "tcp"}`;
}
