import { defineRule, type Fix } from "../../linter/rule.js";
import { openPorts } from "../../project/published-ports.js";
import { yaml } from "../../text/tags.js";
import { bindToLoopback } from "../../transforms/port-edit.js";

export default defineRule({
  name: "port-all-interfaces",
  language: "compose",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "A port is published on every interface of the host.",
  why: [
    "A port without address is open to every network the host is in, and Docker's rules come before those of ufw and firewalld.",
    "What stands behind a reverse proxy on the same host needs 127.0.0.1 only; what serves the world itself is right as it is: ignore the rule there.",
    "Datastores and administration pages have rules of their own; 80, 443 and ports without a fixed number are not judged.",
  ],
  references: ["https://docs.docker.com/engine/network/port-publishing/"],
  aliases: [
    "compose-lint:CL-0005",
    "dclint:no-unbound-port-interfaces",
    "kics:Container Traffic Not Bound To Host Interface",
    "docksec:compose-port-bound-all-interfaces",
    "cis:5.14",
  ],
  covers: ["port-bound-all-interfaces"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { port, kind, published } of openPorts(file, project)) {
      if (kind !== "other" || published === undefined || /^(?:80|443)$/.test(published)) continue;
      const edits = bindToLoopback(file, port);
      const fixes: Fix[] = edits ? [{ title: "Bind it to 127.0.0.1", applicability: "unsafe", edits }] : [];
      yield {
        span: port.form === "long" ? port.published!.span : port.span,
        message: `Port ${published} is open to every network of the host; where only this host needs it, bind it to 127.0.0.1.`,
        ...(fixes.length > 0
          ? { fixes }
          : { noFix: "The text is shared by an anchor, or written in a way that cannot be changed safely." }),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            build: .
            ports:
              - '8000:8000'
                 ^^^^^^^^^ Port 8000 is open to every network of the host; where only this host needs it, bind it to 127.0.0.1.
              - 9000-9005:9000-9005/udp
                ^^^^^^^^^^^^^^^^^^^^^^^ Port 9000-9005 is open to every network of the host; where only this host needs it, bind it to 127.0.0.1.
      `,
      good: yaml`
        services:
          api:
            build: .
            ports:
              - '127.0.0.1:8000:8000'
              - 127.0.0.1:9000-9005:9000-9005/udp
      `,
    },
    {
      title: "the front door, random ports, addresses, and what other rules report",
      good: yaml`
        services:
          proxy:
            image: nginx:1.29
            ports: ["80:80", "443:443/tcp"]
          api:
            build: .
            ports: ["3000", "127.0.0.1:8000:8000", "\${PORT}:80"]
          db:
            image: postgres:17
            ports: ["5432:5432"]
      `,
    },
  ],
});
