import { defineRule } from "../../linter/rule.js";
import { textAt, textsAt } from "../../syntax/compose/values.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "dangerous-device",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service gets a disk, the memory or all devices of the host.",
  why: [
    "Who can read a raw disk reads every file of the host, whatever its permissions; who can write to it owns the host.",
    "Sound cards, cameras, GPUs and serial ports are left alone.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#devices",
    "https://docs.docker.com/reference/compose-file/services/#device_cgroup_rules",
  ],
  aliases: ["compose-lint:CL-0016", "cis:5.18"],
  covers: ["dangerous-device"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const entry = service.get("devices");
      const nodes = entry?.value.kind === "seq" ? entry.value.items.map(({ value }) => value) : [];
      for (const node of nodes) {
        const value = node.kind === "map" ? textAt(node, "source") : service.devices.find((it) => it.node === node);
        const source = value?.text.split(":")[0] ?? "";
        const what = devices.find(([pattern]) => pattern.test(source))?.[1];
        if (!value || !what || seen.has(value.span.start)) continue;
        seen.add(value.span.start);
        yield {
          span: value.span,
          ...(source === kernelLog ? { severity: "info" } : {}),
          message: `'${service.name}' gets ${what} of the host by way of ${source}; ${source === kernelLog ? "it may tell a break-in the secrets of others" : "a break-in then owns the host"}.`,
          ...repairs([fixOf(`Remove ${source}`, "unsafe", removeListed(file, service.node, "devices", node))]),
        };
      }
      for (const rule of textsAt(service.node, "device_cgroup_rules")) {
        if (!/^a\b|^[bc] \*:\*/.test(rule.text) || seen.has(rule.span.start)) continue;
        seen.add(rule.span.start);
        yield {
          span: rule.span,
          message: `'${service.name}' may use every device of the host; name the ones it needs by their numbers.`,
          ...repairs([fixOf("Remove the rule", "unsafe", removeListed(file, service.node, "device_cgroup_rules", rule.node))]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          backup:
            image: acme/backup:1
            devices:
              - /dev/sda1:/dev/disk:r # the data
                ^^^^^^^^^^^^^^^^^^^^^ 'backup' gets a disk of the host by way of /dev/sda1; a break-in then owns the host.
              - /dev/snd:/dev/snd
            device_cgroup_rules:
              - "c *:* rmw"
                 ^^^^^^^^^ 'backup' may use every device of the host; name the ones it needs by their numbers.
      `,
      good: yaml`
        services:
          backup:
            image: acme/backup:1
            devices:
              - /dev/snd:/dev/snd
      `,
    },
    {
      title: "the kernel's log, which agents read",
      bad: yaml`
        services:
          metrics:
            image: gcr.io/cadvisor/cadvisor:v0.52.1
            devices:
              - /dev/kmsg:/dev/kmsg
                ^^^^^^^^^^^^^^^^^^^ 'metrics' gets the kernel's log of the host by way of /dev/kmsg; it may tell a break-in the secrets of others.
            restart: always
      `,
      good: yaml`
        services:
          metrics:
            image: gcr.io/cadvisor/cadvisor:v0.52.1
            restart: always
      `,
    },
    {
      title: "devices that rule nothing",
      good: yaml`
        services:
          home:
            image: acme/home:1
            devices: ["/dev/ttyUSB0:/dev/ttyUSB0", "/dev/dri", "/dev/net/tun", "/dev/kvm", "nvidia.com/gpu=all"]
            device_cgroup_rules: ["c 188:* rmw"]
      `,
    },
  ],
});

/** Agents read it to see which process the kernel has killed. */
const kernelLog = "/dev/kmsg";

const devices: readonly (readonly [RegExp, string])[] = [
  [/^\/dev\/(?:sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk\d|mapper\/|dm-\d|md\d|loop\d|disk\/)/, "a disk"],
  [/^\/dev\/(?:mem|kmem|port)$/, "the memory"],
  [/^\/dev\/kmsg$/, "the kernel's log"],
  [/^\/dev\/?$/, "all devices"],
];
