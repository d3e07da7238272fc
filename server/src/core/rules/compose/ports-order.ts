import { defineRule } from "../../linter/rule.js";
import type { Port } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { disorderAmong, orderRepairs } from "../../transforms/sort-entries.js";

export default defineRule({
  name: "ports-order",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The ports of a service are not sorted by number.",
  why: [
    "Sorted by the host's port, one sees at once which are taken; those without come last, by the container's port.",
    "A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  aliases: ["dclint:service-ports-alphabetical-order"],
  covers: ["ports-order"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const service of file.services) {
      const entry = service.get("ports");
      if (!entry || entry.merged || entry.alias || service.entry.alias || entry.value.kind !== "seq") continue;
      const { items } = entry.value;
      const ports = new Map(service.ports.map((port) => [port.node, port]));
      const known = items.map(({ value }) => ports.get(value)).filter((it) => it !== undefined && isKnown(it));
      if (known.length < items.length) continue;
      const portOf = ({ value }: (typeof items)[number]): Port => ports.get(value)!;
      const found = disorderAmong(file, entry.value, items, (a, b) => comparePorts(portOf(a), portOf(b)));
      if (!found) continue;
      const [child, behind] = [portOf(found.child), portOf(found.behind)];
      // The engine keeps the order of those that lead to one port of the container.
      const targets = known.map((it) => `${it!.targetRange!.first}/${it!.protocol?.text.toLowerCase() ?? "tcp"}`);
      const level = new Set(targets).size === targets.length ? "safe" : "unsafe";
      yield {
        span: (child.form === "long" ? (child.published ?? child.target)! : child).span,
        message: `Port ${nameOf(child)} stands behind ${nameOf(behind)}; sort the ports of '${service.name}' by number.`,
        ...orderRepairs(found, `Sort the ports of ${service.name}`, level),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "443:443" # https
              # Redirects only.
              - "80:80"
                 ^^^^^ Port 80 stands behind 443; sort the ports of 'web' by number.
              - 127.0.0.1:8080-8081:8080-8081
          api:
            image: acme/api:1
            ports: [9000, "8000:8000", "81:81/udp"]
                           ^^^^^^^^^ Port 8000 stands behind 9000; sort the ports of 'api' by number.
          admin:
            image: acme/admin:1
            ports:
              - target: 9001
                published: 9001
              - target: 80
                published: "8080"
                            ^^^^ Port 8080 stands behind 9001; sort the ports of 'admin' by number.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              # Redirects only.
              - "80:80"
              - "443:443" # https
              - 127.0.0.1:8080-8081:8080-8081
          api:
            image: acme/api:1
            ports: ["81:81/udp", "8000:8000", 9000]
          admin:
            image: acme/admin:1
            ports:
              - target: 80
                published: "8080"
              - target: 9001
                published: 9001
      `,
    },
    {
      title: "two ways to one port",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "8080:80"
              - "80:80"
                 ^^^^^ Port 80 stands behind 8080; sort the ports of 'web' by number.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "80:80"
              - "8080:80"
      `,
    },
    {
      title: "sorted, and a port that a variable hides",
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports: ["80:80", "443:443"]
          api:
            image: acme/api:1
            ports:
              - "\${PORT}:80"
              - "22:22"
      `,
    },
  ],
});

function isKnown({ known, published, publishedRange, targetRange }: Port): boolean {
  return known && targetRange !== undefined && (published === undefined || publishedRange !== undefined);
}

function comparePorts(a: Port, b: Port): number {
  const host = (port: Port): number => port.publishedRange?.first ?? 100_000;
  return host(a) - host(b) || a.targetRange!.first - b.targetRange!.first;
}

function nameOf({ published, target }: Port): string {
  return (published ?? target)!.text;
}
