import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Port } from "../../syntax/compose/model.js";
import type { TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { insertEntry, replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "random-host-port",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A port of the container is published without saying where on the host.",
  why: [
    "The engine takes a free port, another one after each start, that `docker compose port` tells.",
    "Where only other services call it, no `ports` is needed at all; where several copies run on one host, it is right as it is.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  covers: ["port-host-part-missing"],
  fix: "unsafe",

  *check(file) {
    const taken = new Set(file.services.flatMap(({ ports }) => ports.map(({ published }) => published?.text)));
    const first = firstTime();
    for (const { ports, networkMode } of file.services) {
      if (networkMode) continue;
      for (const port of ports) {
        const { known, published, target, targetRange, form } = port;
        if (!known || published || !target || !targetRange || !first(port)) continue;
        const edits = taken.has(target.text) ? undefined : withHostPort(file, port);
        yield {
          span: (form === "long" ? target : port).span,
          message: `Port ${target.text} gets another port of the host in each start; name one, or leave it out where only services call it.`,
          ...repairs(
            [fixOf(`Publish it as ${target.text}`, "unsafe", edits)],
            "The number is taken on the host, or an anchor shares the text.",
          ),
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
              - "80" # http
                 ^^ Port 80 gets another port of the host in each start; name one, or leave it out where only services call it.
              - 127.0.0.1::9000
                ^^^^^^^^^^^^^^^ Port 9000 gets another port of the host in each start; name one, or leave it out where only services call it.
              - 53/udp
                ^^^^^^ Port 53 gets another port of the host in each start; name one, or leave it out where only services call it.
          api:
            image: acme/api:1
            ports:
              - target: 8080
                        ^^^^ Port 8080 gets another port of the host in each start; name one, or leave it out where only services call it.
                protocol: tcp
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "80:80" # http
              - 127.0.0.1:9000:9000
              - 53:53/udp
          api:
            image: acme/api:1
            ports:
              - target: 8080
                published: "8080"
                protocol: tcp
      `,
    },
    {
      title: "the number is taken",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports: ["80:80"]
          api:
            image: acme/api:1
            ports: ["80"]
                     ^^ Port 80 gets another port of the host in each start; name one, or leave it out where only services call it.
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports: ["80:80", "\${PORT}"]
          api:
            image: acme/api:1
            network_mode: host
            ports: ["8080"]
          db:
            image: postgres:18
            expose: ["5432"]
      `,
    },
  ],
});

function withHostPort(file: ComposeFile, { node, target, hostIp }: Port): TextEdit[] | undefined {
  if (node.kind === "map") return insertEntry(file, node, `published: "${target!.text}"`, { after: "target" });
  if (node.kind !== "scalar") return undefined;
  const at = target!.start;
  // `IP::80` has the place already.
  const port = hostIp ? node.text.slice(0, at - 1) + target!.text : target!.text;
  return replaceScalar(file, node, `${port}:${node.text.slice(at)}`);
}
