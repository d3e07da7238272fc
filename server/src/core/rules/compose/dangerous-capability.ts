import { defineRule, type Severity } from "../../linter/rule.js";
import { imageOfService } from "../../project/service-facts.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "dangerous-capability",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service gets a capability by which a break-in reaches the host.",
  why: [
    "`ALL`, `SYS_ADMIN`, `SYS_MODULE` and `SYS_RAWIO` are root on the host in all but name; others read or disturb what belongs to other containers.",
    "Where a program needs one, leave it and say why in an ignore comment; known images that do need theirs, such as VPNs, are left alone, and so is `NET_BIND_SERVICE`.",
    "Under `all`, each further `cap_add` is listed, so that it can be looked at.",
  ],
  references: [
    "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    "https://docs.docker.com/engine/security/#linux-kernel-capabilities",
  ],
  aliases: [
    "compose-lint:CL-0011",
    "compose-lint:CL-0024",
    "compose-lint:CL-0027",
    "compose-lint:CL-0028",
    "compose-lint:CL-0029",
    "compose-lint:CL-0030",
    "kics:Container Capabilities Unrestricted",
    "docksec:compose-dangerous-capabilities",
    "cis:5.4",
  ],
  covers: [
    "cap-add-present",
    "cap-add-host-code-execution",
    "cap-add-host-adjacent",
    "cap-add-bounded-grant",
    "cap-add-host-reaching",
    "cap-add-host-availability",
    "cap-add-host-disclosure",
  ],
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const capability of service.capAdd) {
        if (seen.has(capability.span.start)) continue;
        seen.add(capability.span.start);
        const name = capability.text.toUpperCase().replace(/^CAP_/, "");
        const group = groups.find(({ names }) => names.includes(name));
        const image = imageOfService(service, file, project)?.text ?? "";
        if (name === "NET_BIND_SERVICE" || hasVariables(name)) continue;
        if (vendorNeeds.some(([pattern, names]) => pattern.test(image) && names.includes(name))) continue;
        yield {
          span: capability.span,
          message: group
            ? `With ${name} a break-in into '${service.name}' ${group.what}; take it out unless the program cannot do without.`
            : `'${service.name}' gets the capability ${name}; see that it needs it.`,
          severity: group?.severity ?? "hint",
          ...(group ? {} : { profiles: ["all" as const] }),
          aliases: ["kics:Container Capabilities Unrestricted", "cis:5.4", ...(group?.aliases ?? [])],
          ...(group
            ? repairs([fixOf(`Remove ${name}`, "unsafe", removeListed(file, service.node, "cap_add", capability.node))])
            : { noFix: "Whether the program needs it is not in the file." }),
        };
      }
    }
  },

  examples: [
    {
      title: "with and without prefix, the last of its list",
      bad: yaml`
        services:
          api:
            image: acme/api:1
            cap_add:
              - CAP_SYS_ADMIN # for mounts
                ^^^^^^^^^^^^^ With SYS_ADMIN a break-in into 'api' runs code on the host; take it out unless the program cannot do without.
              - NET_BIND_SERVICE
          probe:
            image: acme/probe:1
            cap_add: [net_admin]
                      ^^^^^^^^^ With NET_ADMIN a break-in into 'probe' changes networks and firewalls or reaches the kernel; take it out unless the program cannot do without.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            cap_add:
              - NET_BIND_SERVICE
          probe:
            image: acme/probe:1
      `,
    },
    {
      title: "what an image is known to need, what is harmless, what a variable hides",
      good: yaml`
        services:
          vpn: {image: "lscr.io/linuxserver/wireguard:1.0.0", cap_add: [NET_ADMIN]}
          vault: {image: "hashicorp/vault:1.20", cap_add: [IPC_LOCK]}
          web: {image: "nginx:1.29", cap_add: [NET_BIND_SERVICE, "$CAP"]}
      `,
    },
  ],
});

interface Group {
  readonly names: readonly string[];
  readonly what: string;
  readonly severity: Severity;
  readonly aliases: readonly string[];
}

/** Capabilities by what they lead to, after capabilities(7). */
const groups: readonly Group[] = [
  {
    names: ["ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO"],
    what: "runs code on the host",
    severity: "warning",
    aliases: ["compose-lint:CL-0024", "docksec:compose-dangerous-capabilities"],
  },
  {
    names: ["NET_ADMIN", "BPF", "SYS_BOOT", "MAC_ADMIN", "MAC_OVERRIDE", "AUDIT_CONTROL", "CHECKPOINT_RESTORE"],
    what: "changes networks and firewalls or reaches the kernel",
    severity: "warning",
    aliases: ["compose-lint:CL-0011", "docksec:compose-dangerous-capabilities"],
  },
  {
    names: ["SYS_PTRACE", "DAC_READ_SEARCH"],
    what: "reads other processes and files past their permissions",
    severity: "info",
    aliases: ["compose-lint:CL-0027", "docksec:compose-dangerous-capabilities"],
  },
  {
    names: ["PERFMON", "SYS_TIME"],
    what: "measures or changes the whole host",
    severity: "warning",
    aliases: ["compose-lint:CL-0028"],
  },
  {
    names: ["SYS_NICE", "IPC_LOCK", "LEASE", "SYS_RESOURCE"],
    what: "takes processor or memory from the whole host",
    severity: "info",
    aliases: ["compose-lint:CL-0029"],
  },
  { names: ["SYSLOG"], what: "reads the kernel's log and its addresses", severity: "warning", aliases: ["compose-lint:CL-0030"] },
];

/** What vendors ask for in their own instructions. */
const vendorNeeds: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /wireguard|wg-easy|openvpn|gluetun|tailscale|zerotier|netbird|nordvpn|transmission-openvpn|softether/i,
    ["NET_ADMIN", "SYS_MODULE", "NET_RAW"],
  ],
  [/pihole\/pihole|adguard|crowdsec|fail2ban|keepalived|frrouting|suricata/i, ["NET_ADMIN", "SYS_NICE", "SYS_TIME"]],
  [/(?:^|\/)vault(?::|$)|elasticsearch|opensearch|mssql|mongo/i, ["IPC_LOCK", "SYS_PTRACE", "SYS_NICE"]],
  [/mysql|mariadb|percona/i, ["SYS_NICE"]],
  [
    /netdata|datadog|falco|cadvisor|node-exporter|tetragon|scope/i,
    ["SYS_PTRACE", "SYS_ADMIN", "DAC_READ_SEARCH", "PERFMON", "BPF", "SYS_RESOURCE"],
  ],
];
