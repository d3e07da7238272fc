import { defineRule } from "../../linter/rule.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "host-namespace",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service shares a namespace with the host: network, processes, IPC, users, host name or cgroups.",
  why: [
    "In the host's process namespace it sees and signals every process; in the host's network it reaches everything that listens on localhost, and `ports` do nothing.",
    "Agents that watch the host need it; what only serves requests does not.",
    "`network_mode: bridge` is noted too: the old default bridge has no names for services.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#network_mode",
    "https://docs.docker.com/reference/compose-file/services/#pid",
    "https://docs.docker.com/engine/network/drivers/host/",
  ],
  aliases: [
    "kics:Shared Host Network Namespace",
    "kics:Host Namespace is Shared",
    "kics:Shared Host IPC Namespace",
    "kics:Shared Host User Namespace",
    "compose-lint:CL-0008",
    "compose-lint:CL-0010",
    "docksec:compose-host-network",
    "docksec:compose-host-namespace",
    "cis:5.10",
    "cis:5.16",
    "cis:5.17",
    "cis:5.21",
    "cis:5.25",
    "cis:5.30",
    "cis:5.31",
  ],
  covers: [
    "host-network-mode",
    "host-pid-namespace",
    "host-ipc-namespace",
    "host-uts-namespace",
    "host-userns",
    "host-cgroup-namespace",
    "network-mode-bridge",
  ],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const { key, value, what, severity, aliases } of namespaces) {
        const entry = service.get(key);
        if (entry?.value.kind !== "scalar" || entry.value.text !== value || seen.has(entry.span.start)) continue;
        seen.add(entry.span.start);
        const span = { start: entry.key.span.start, end: entry.value.span.end };
        yield {
          span: entry.value.source.includes("\n") ? entry.key.span : span,
          message: `'${service.name}' ${what}; leave ${key} out unless it watches the host.`,
          severity,
          aliases,
          ...(key === "network_mode" && isPublishedElsewhere(file, service)
            ? { noFix: "Without it the service would publish a port that another one has." }
            : repairs([fixOf(`Remove ${key}`, "unsafe", removeEntry(file, service.node, entry))])),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            network_mode: "host" # fast
            ^^^^^^^^^^^^^^^^^^^^ 'api' is in the host's network and reaches all that listens on localhost; leave network_mode out unless it watches the host.
            pid: host
            ^^^^^^^^^ 'api' sees and can signal every process of the host; leave pid out unless it watches the host.
          job:
            image: acme/job:1
            ipc: host
            ^^^^^^^^^ 'job' reads and writes the host's shared memory; leave ipc out unless it watches the host.
            userns_mode: host
            ^^^^^^^^^^^^^^^^^ 'job' has the host's users: root in it is root outside; leave userns_mode out unless it watches the host.
            network_mode: bridge
            ^^^^^^^^^^^^^^^^^^^^ 'job' is on the engine's default bridge, where services have no names; leave network_mode out unless it watches the host.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
          job:
            image: acme/job:1
      `,
    },
    {
      title: "a port that another service publishes",
      bad: yaml`
        services:
          dns: {image: "acme/dns:1", ports: ["53:53"]}
          api:
            image: acme/api:1
            network_mode: host
            ^^^^^^^^^^^^^^^^^^ 'api' is in the host's network and reaches all that listens on localhost; leave network_mode out unless it watches the host.
            ports: ["53:53"]
      `,
    },
    {
      title: "another service's network, none, private",
      good: yaml`
        services:
          api: {image: "acme/api:1", network_mode: "service:vpn", ipc: private}
          job: {image: "acme/job:1", network_mode: none, cgroup: private}
          vpn: {image: "acme/vpn:1", network_mode: "\${MODE}"}
      `,
    },
  ],
});

function isPublishedElsewhere(file: ComposeFile, service: Service): boolean {
  const own = new Set(service.ports.flatMap(({ published }) => published?.text ?? []));
  if (own.size === 0) return false;
  return file.services.some((it) => it !== service && it.ports.some(({ published }) => published && own.has(published.text)));
}

const cl10 = ["compose-lint:CL-0010", "docksec:compose-host-namespace"];

const namespaces = [
  {
    key: "network_mode",
    value: "host",
    what: "is in the host's network and reaches all that listens on localhost",
    severity: "info",
    aliases: ["kics:Shared Host Network Namespace", "compose-lint:CL-0008", "docksec:compose-host-network", "cis:5.10"],
  },
  {
    key: "network_mode",
    value: "bridge",
    what: "is on the engine's default bridge, where services have no names",
    severity: "info",
    aliases: ["cis:5.30"],
  },
  {
    key: "pid",
    value: "host",
    what: "sees and can signal every process of the host",
    severity: "warning",
    aliases: ["kics:Host Namespace is Shared", "cis:5.16", ...cl10],
  },
  {
    key: "ipc",
    value: "host",
    what: "reads and writes the host's shared memory",
    severity: "warning",
    aliases: ["kics:Shared Host IPC Namespace", "cis:5.17", ...cl10],
  },
  {
    key: "uts",
    value: "host",
    what: "can change the host's name",
    severity: "warning",
    aliases: ["cis:5.21"],
  },
  {
    key: "userns_mode",
    value: "host",
    what: "has the host's users: root in it is root outside",
    severity: "warning",
    aliases: ["kics:Shared Host User Namespace", "cis:5.31"],
  },
  {
    key: "cgroup",
    value: "host",
    what: "sees the limits of every container",
    severity: "warning",
    aliases: ["cis:5.25"],
  },
] as const;
