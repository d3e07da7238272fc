import { defineRule } from "../../linter/rule.js";
import { type PublishedPort, portClashes, publishedPorts } from "../../project/compose/published.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "duplicate-published-port",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "Two services publish the same port of the host.",
  why: [
    "The second container does not start: “port is already allocated”.",
    "Other addresses (127.0.0.1 and 127.0.0.2), other protocols and services of different profiles do not get in each other's way.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  aliases: ["dclint:no-duplicate-exported-ports"],
  covers: ["duplicate-published-port"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    const all = publishedPorts(project.compose);
    for (const { port: clash, other } of portClashes(all)) {
      const { service, port } = clash;
      if (port.node.uri !== file.uri || !first(port)) continue;
      const shown = port.form === "long" ? port.published! : port;
      const who =
        service === other.service ? `'${service.name}' publishes` : `'${service.name}' and '${other.service.name}' both publish`;
      const free = freePort(clash, all);
      yield {
        span: shown.span,
        ...(service.profiles.length + other.service.profiles.length > 0 ? { severity: "warning" as const } : {}),
        message: `${who} port ${port.published!.text} of the host${service === other.service ? " twice" : ""}, so the second does not start; take another one.`,
        related: [{ uri: other.port.node.uri, span: other.port.span, message: "The port is taken here." }],
        ...repairs(
          [
            port.published!.node.written || other.port.node === port.node || free === undefined
              ? undefined
              : fixOf(`Publish it on ${free}`, "unsafe", replaceValue(file, port.published!, `${free}`)),
          ],
          "Both ports come from the same text or a range: which one should move is for the author to say.",
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
            ports:
              - "8080:80"
              - 8081:81
          api:
            image: acme/api:1
            ports:
              - "127.0.0.1:8080:8000/tcp" # local
                 ^^^^^^^^^^^^^^^^^^^^^^^ 'api' and 'web' both publish port 8080 of the host, so the second does not start; take another one.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "8080:80"
              - 8081:81
          api:
            image: acme/api:1
            ports:
              - "127.0.0.1:8082:8000/tcp" # local
      `,
    },
    {
      title: "the long form, ranges, and one service twice",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "80:8080"
              - "80:8443"
                 ^^^^^^^ 'web' publishes port 80 of the host twice, so the second does not start; take another one.
              - "9000-9005:9000-9005"
          api:
            image: acme/api:1
            ports:
              - target: 1
                published: "9003"
                            ^^^^ 'api' and 'web' both publish port 9003 of the host, so the second does not start; take another one.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "80:8080"
              - "81:8443"
              - "9000-9005:9000-9005"
          api:
            image: acme/api:1
            ports:
              - target: 1
                published: "9006"
      `,
    },
    {
      title: "inherited from one text",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports: ["80:80"]
                     ^^^^^ 'other' and 'web' both publish port 80 of the host, so the second does not start; take another one.
          other:
            extends: web
      `,
    },
    {
      title: "other addresses, protocols, profiles; random ports and a range that picks a free one",
      good: yaml`
        services:
          a:
            image: acme/a:1
            ports: ["127.0.0.1:53:53", "53:53/udp", "80", "8000-8010:80"]
          b:
            image: acme/b:1
            ports: ["127.0.0.2:53:53", "80", "8000-8010:80", "\${PORT}:1", "\${PORT}:2"]
          c:
            image: acme/c:1
            profiles: [c]
            ports: ["90:90"]
          d:
            image: acme/d:1
            profiles: [d]
            ports: ["90:90"]
          e:
            image: acme/e:1
            network_mode: host
            ports: ["53:53"]
      `,
    },
  ],
});

/** The next port above that nobody takes; undefined for a range. */
function freePort({ first, last }: PublishedPort, all: readonly PublishedPort[]): number | undefined {
  if (first !== last) return undefined;
  for (let port = first + 1; port <= Math.min(first + 200, 65535); port++) {
    if (!all.some((it) => it.first <= port && port <= it.last)) return port;
  }
  return undefined;
}
