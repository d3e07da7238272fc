import { defineRule, type Fix } from "../../linter/rule.js";
import { openPorts } from "../../project/published-ports.js";
import { isDevelopmentFile } from "../../project/service-facts.js";
import { yaml } from "../../text/tags.js";
import { bindToLoopback, removePort } from "../../transforms/port-edit.js";

export default defineRule({
  name: "published-datastore",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A database, cache, broker or search engine is published on every interface of the host.",
  why: [
    "A port without address is open to every network the host is in, and Docker's rules come before those of ufw and firewalld.",
    "Other services of the project reach the datastore by its name without any published port.",
    "For work on the host, bind the port to 127.0.0.1. Ignore this where other machines do need the datastore.",
  ],
  references: [
    "https://docs.docker.com/engine/network/port-publishing/",
    "https://docs.docker.com/reference/compose-file/services/#ports",
  ],
  aliases: [
    "compose-lint:CL-0005",
    "dclint:no-unbound-port-interfaces",
    "kics:Container Traffic Not Bound To Host Interface",
    "docksec:compose-port-bound-all-interfaces",
  ],
  covers: ["database-port-published", "port-bound-all-interfaces"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, port, kind, what, published } of openPorts(file, project)) {
      if (kind !== "datastore") continue;
      const fixes: Fix[] = [];
      const bind = bindToLoopback(file, port);
      if (bind) fixes.push({ title: "Bind it to 127.0.0.1", applicability: "unsafe", edits: bind });
      const removal = removePort(file, service, port);
      if (removal)
        fixes.push({ title: "Remove the port: other services reach it without", applicability: "unsafe", edits: removal });
      // Nobody works with a port whose number changes at each start.
      if (published === undefined) fixes.reverse();
      const where = published === undefined ? "a random port" : `port ${published}`;
      yield {
        span: port.form === "long" ? (port.published ?? port.target)!.span : port.span,
        message: `${what} is open to every network of the host on ${where}; bind it to 127.0.0.1, or remove it: services reach '${service.name}:${port.target!.text}' without.`,
        ...(isDevelopmentFile(file) ? { severity: "info" as const } : {}),
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
          db:
            image: postgres:17
            ports:
              - "5432:5432" # psql
                 ^^^^^^^^^ postgres is open to every network of the host on port 5432; bind it to 127.0.0.1, or remove it: services reach 'db:5432' without.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            ports:
              - "127.0.0.1:5432:5432" # psql
      `,
    },
    {
      title: "plain numbers, variables with a default, addresses that mean all",
      bad: yaml`
        services:
          cache:
            image: redis:8-alpine
            ports:
              - 6379
                ^^^^ redis is open to every network of the host on a random port; bind it to 127.0.0.1, or remove it: services reach 'cache:6379' without.
              - \${REDIS_PORT:-6380}:6379
                ^^^^^^^^^^^^^^^^^^^^^^^^ redis is open to every network of the host on port 6380; bind it to 127.0.0.1, or remove it: services reach 'cache:6379' without.
              - 0.0.0.0:6381:6379/tcp
                ^^^^^^^^^^^^^^^^^^^^^ redis is open to every network of the host on port 6381; bind it to 127.0.0.1, or remove it: services reach 'cache:6379' without.
              - "[::]:6382:6379"
                 ^^^^^^^^^^^^^^ redis is open to every network of the host on port 6382; bind it to 127.0.0.1, or remove it: services reach 'cache:6379' without.
      `,
      good: yaml`
        services:
          cache:
            image: redis:8-alpine
            ports:
              - 127.0.0.1:\${REDIS_PORT:-6380}:6379
              - 127.0.0.1:6381:6379/tcp
              - "[::1]:6382:6379"
      `,
    },
    {
      title: "the long form",
      bad: yaml`
        services:
          search:
            image: elasticsearch:9.1.0
            ports:
              - target: 9200
                published: "9200"
                            ^^^^ elasticsearch is open to every network of the host on port 9200; bind it to 127.0.0.1, or remove it: services reach 'search:9200' without.
                protocol: tcp
      `,
      good: yaml`
        services:
          search:
            image: elasticsearch:9.1.0
            ports:
              - target: 9200
                published: "9200"
                host_ip: 127.0.0.1
                protocol: tcp
      `,
    },
    {
      title: "addresses, exposed ports, variables that may hold an address, other programs",
      good: yaml`
        services:
          db:
            image: postgres:17
            expose: ["5432"]
            ports:
              - "127.0.0.1:5432:5432"
              - "10.0.0.5:5432:5432"
              - "\${BIND}:5432"
              - "\${DB:-127.0.0.1:5433}:5432"
          host:
            image: redis:8
            network_mode: host
          api:
            image: acme/api:1.2
            ports: ["5432:5432"]
      `,
    },
  ],
});
