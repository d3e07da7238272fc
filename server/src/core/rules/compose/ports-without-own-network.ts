import { defineRule, type Fix } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { latestPlace } from "../../project/compose/latest-file.js";
import { firstTime, serviceNamed } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import type { TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { appendItem, insertEntry, removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "ports-without-own-network",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service publishes ports, but has no network of its own to publish them from.",
  why: [
    "With the network of another container the engine refuses to start it: “conflicting options: port publishing and the container type network mode”.",
    "With `host` the service is open on the host's own ports anyway, and with `none` nothing reaches it: the list is dropped.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#ports",
    "https://docs.docker.com/engine/network/drivers/host/",
  ],
  covers: ["ports-with-host-network"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      const { networkMode, ports } = merged;
      const match = /^(?:host|none|(service|container):(.+))$/.exec(networkMode?.text ?? "");
      if (!networkMode || !match || ports.length === 0) continue;
      const place = latestPlace([...ports, networkMode], project);
      const entry = service.get("ports");
      if (place?.node.uri !== file.uri || !entry) continue;
      const span = entry.merged ? networkMode.span : entry.key.span;
      if (!first({ span })) continue;
      const [mode, kind, other] = match;
      yield {
        span,
        ...(kind ? {} : { severity: "warning" as const }),
        message: kind
          ? `'${service.name}' uses the network of '${other}', so the engine refuses its ports; publish them on '${other}'.`
          : mode === "host"
            ? `'${service.name}' uses the host's network, so its ports are dropped: it listens on the host directly. Remove them.`
            : `'${service.name}' has no network, so its ports are dropped; remove them, or network_mode.`,
        ...repairs([
          kind === "service" ? moveTo(file, service, other!) : undefined,
          fixOf("Remove the ports", "unsafe", removeEntry(file, service.node, entry)),
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            network_mode: host
            ports:
            ^^^^^ 'web' uses the host's network, so its ports are dropped: it listens on the host directly. Remove them.
              - "80:80"
          job:
            image: acme/job:1
            ports: ["81:81"]
            ^^^^^ 'job' has no network, so its ports are dropped; remove them, or network_mode.
            network_mode: none
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            network_mode: host
          job:
            image: acme/job:1
            network_mode: none
      `,
    },
    {
      title: "the container that owns the network publishes",
      bad: yaml`
        services:
          vpn:
            image: qmcgaw/gluetun:v3
            restart: always
          torrent:
            image: acme/torrent:1
            network_mode: "service:vpn"
            ports:
            ^^^^^ 'torrent' uses the network of 'vpn', so the engine refuses its ports; publish them on 'vpn'.
              - "8080:8080"
              - 6881:6881/udp
            restart: always
      `,
      good: yaml`
        services:
          vpn:
            image: qmcgaw/gluetun:v3
            restart: always
            ports:
              - "8080:8080"
              - 6881:6881/udp
          torrent:
            image: acme/torrent:1
            network_mode: "service:vpn"
            restart: always
      `,
    },
    {
      bad: yaml`
        services:
          vpn:
            image: qmcgaw/gluetun:v3
            ports: ["1:1"]
          torrent:
            image: acme/torrent:1
            network_mode: service:vpn
            ports: [8080:8080]
            ^^^^^ 'torrent' uses the network of 'vpn', so the engine refuses its ports; publish them on 'vpn'.
          peer:
            image: acme/peer:1
            network_mode: container:other
            ports: ["9:9"]
            ^^^^^ 'peer' uses the network of 'other', so the engine refuses its ports; publish them on 'other'.
      `,
      good: yaml`
        services:
          vpn:
            image: qmcgaw/gluetun:v3
            ports: ["1:1", 8080:8080]
          torrent:
            image: acme/torrent:1
            network_mode: service:vpn
          peer:
            image: acme/peer:1
            network_mode: container:other
      `,
    },
    {
      good: yaml`
        services:
          a:
            image: acme/a:1
            network_mode: bridge
            ports: ["80:80"]
          b:
            image: acme/b:1
            network_mode: \${MODE:-host}
            ports: ["81:80"]
      `,
    },
  ],
});

function moveTo(file: ComposeFile, service: Service, name: string): Fix | undefined {
  const target = serviceNamed(file, name);
  const entry = service.get("ports");
  if (!target || target === service || !entry || entry.alias || entry.value.kind !== "seq" || entry.value.anchor)
    return undefined;
  const items = entry.value.items.map(({ value, alias }) =>
    value.kind === "scalar" && !alias && !value.anchor && !/[\r\n]/.test(value.source) ? value.source : undefined,
  );
  const removal = removeEntry(file, service.node, entry);
  if (!removal || items.some((it) => it === undefined)) return undefined;
  const additions = addPorts(file, target, items as readonly string[]);
  return fixOf(`Publish them on ${name}`, "unsafe", additions && [...removal, ...additions]);
}

function addPorts(file: ComposeFile, target: Service, items: readonly string[]): readonly TextEdit[] | undefined {
  const entry = target.get("ports");
  if (!entry) {
    const list = target.node.flow ? `ports: [${items.join(", ")}]` : ["ports:", ...items.map((it) => `  - ${it}`)].join("\n");
    return insertEntry(file, target.node, list);
  }
  if (entry.merged || entry.alias || entry.value.kind !== "seq") return undefined;
  const list = entry.value;
  const edits = items.map((it) => appendItem(file, list, it));
  return edits.every((it) => it !== undefined) ? edits.flat() : undefined;
}
