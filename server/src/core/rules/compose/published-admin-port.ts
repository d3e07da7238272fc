import { defineRule, type Fix } from "../../linter/rule.js";
import { openPorts } from "../../project/published-ports.js";
import { isDevelopmentFile } from "../../project/service-facts.js";
import { yaml } from "../../text/tags.js";
import { bindToLoopback, removePort } from "../../transforms/port-edit.js";

export default defineRule({
  name: "published-admin-port",
  language: "compose",
  category: "security",
  severity: "info",
  profiles: ["recommended"],
  summary: "A debugger, the Docker API or an administration page is published on every interface of the host.",
  why: [
    "Who reaches a debugger or the Docker API runs code there; an administration page is one weak password away from it.",
    "A port without address is open to every network the host is in, and Docker's rules come before those of ufw and firewalld.",
    "Bind it to 127.0.0.1 and reach it by an SSH tunnel, or put it behind a proxy that asks for a login.",
  ],
  references: [
    "https://docs.docker.com/engine/network/port-publishing/",
    "https://nodejs.org/en/learn/getting-started/debugging#security-implications",
  ],
  aliases: [
    "compose-lint:CL-0005",
    "dclint:no-unbound-port-interfaces",
    "kics:Container Traffic Not Bound To Host Interface",
    "docksec:compose-port-bound-all-interfaces",
  ],
  covers: ["port-bound-all-interfaces"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, port, kind, what, published, runsCode } of openPorts(file, project)) {
      if (kind !== "admin") continue;
      const fixes: Fix[] = [];
      const bind = bindToLoopback(file, port);
      if (bind) fixes.push({ title: "Bind it to 127.0.0.1", applicability: "unsafe", edits: bind });
      const removal = removePort(file, service, port);
      if (removal) fixes.push({ title: "Remove the port", applicability: "unsafe", edits: removal });
      yield {
        span: port.form === "long" ? (port.published ?? port.target)!.span : port.span,
        message: `${capital(what)} is open to every network of the host${published === undefined ? "" : ` on port ${published}`}${runsCode ? ", and who reaches it runs code" : ""}; bind it to 127.0.0.1.`,
        ...(runsCode && !isDevelopmentFile(file) ? { severity: "warning" as const } : {}),
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
              - "8080:8080"
              - "9229:9229"
                 ^^^^^^^^^ The Node.js debugger is open to every network of the host on port 9229, and who reaches it runs code; bind it to 127.0.0.1.
          adminer:
            image: adminer:5
            ports: ["8081:8080"]
                     ^^^^^^^^^ Adminer is open to every network of the host on port 8081; bind it to 127.0.0.1.
          queue:
            image: rabbitmq:4-management
            ports:
              - 15672:15672
                ^^^^^^^^^^^ The management page of rabbitmq is open to every network of the host on port 15672; bind it to 127.0.0.1.
      `,
      good: yaml`
        services:
          api:
            build: .
            ports:
              - "8080:8080"
              - "127.0.0.1:9229:9229"
          adminer:
            image: adminer:5
            ports: ["127.0.0.1:8081:8080"]
          queue:
            image: rabbitmq:4-management
            ports:
              - 127.0.0.1:15672:15672
      `,
    },
    {
      title: "the same number for something else, and bound ports",
      good: yaml`
        services:
          n8n:
            image: n8nio/n8n:1.110.1
            ports: ["5678:5678"]
          api:
            build: .
            ports:
              - "127.0.0.1:9229:9229"
              - "8000:2345"
      `,
    },
  ],
});

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
