import { defineRule, type Fix } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import { imageOfService } from "../../project/service-facts.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import type { TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { appendItem, insertEntry, removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "privileged-container",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service runs with `privileged: true`.",
  why: [
    "A privileged container has every capability and every device of the host: who takes it over owns the host.",
    "Nearly always one capability (`cap_add`) or one device (`devices`) is enough.",
    "What runs containers itself (Docker in Docker, k3s, kind) does need it.",
  ],
  references: [
    "https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities",
    "https://docs.docker.com/reference/compose-file/services/#privileged",
  ],
  aliases: [
    "compose-lint:CL-0002",
    "kics:Privileged Containers Enabled",
    "semgrep:privileged-service",
    "docksec:compose-privileged",
    "cis:5.5",
  ],
  covers: ["privileged-container"],
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const { privileged } = service;
      const entry = service.get("privileged");
      if (!entry || privileged?.value !== true || seen.has(entry.span.start)) continue;
      seen.add(entry.span.start);
      const name = imageOfService(service, file, project)?.text ?? "";
      const span = { start: entry.key.span.start, end: entry.value.span.end };
      const shown = /[\r\n]/.test(file.text.slice(span.start, span.end)) ? entry.key.span : span;
      if (runsContainers.test(name)) {
        yield {
          span: shown,
          severity: "info",
          message: `'${service.name}' owns the host: it is privileged, as what runs containers itself has to be; keep it away from others.`,
          noFix:
            "It runs containers itself, which needs these rights; a rootless variant or a machine of its own is the way out.",
        };
        continue;
      }
      const need = needs.find(({ image }) => image.test(name));
      const fixes = fixesFor(file, service, project);
      yield {
        span: shown,
        message: `Who takes over '${service.name}' owns the host: it has every capability and device; ${need ? `give it ${need.what} instead` : "remove it, and add just what is missing with cap_add or devices"}.`,
        ...(fixes.length > 0
          ? { fixes }
          : { noFix: "It is shared by an anchor, or written in a way that cannot be taken out safely." }),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            privileged: true # for the camera
            ^^^^^^^^^^^^^^^^ Who takes over 'api' owns the host: it has every capability and device; remove it, and add just what is missing with cap_add or devices.
            restart: always
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            restart: always
      `,
    },
    {
      title: "programs whose needs are known",
      bad: yaml`
        services:
          metrics:
            image: gcr.io/cadvisor/cadvisor:v0.52.1
            privileged: true
            ^^^^^^^^^^^^^^^^ Who takes over 'metrics' owns the host: it has every capability and device; give it the device /dev/kmsg instead.
          vpn:
            image: linuxserver/wireguard:1.0
            cap_add:
              - SYS_MODULE
            privileged: yes
            ^^^^^^^^^^^^^^^ Who takes over 'vpn' owns the host: it has every capability and device; give it the capability NET_ADMIN instead.
      `,
      good: yaml`
        services:
          metrics:
            image: gcr.io/cadvisor/cadvisor:v0.52.1
            devices:
              - /dev/kmsg:/dev/kmsg
          vpn:
            image: linuxserver/wireguard:1.0
            cap_add:
              - SYS_MODULE
              - NET_ADMIN
      `,
    },
    {
      title: "Docker in Docker needs it",
      bad: yaml`
        services:
          docker:
            image: docker:28-dind
            privileged: true
            ^^^^^^^^^^^^^^^^ 'docker' owns the host: it is privileged, as what runs containers itself has to be; keep it away from others.
      `,
    },
    {
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            privileged: false
          other:
            image: acme/other:1
            privileged: \${PRIVILEGED}
      `,
    },
  ],
});

const runsContainers =
  /(?:^|[/:-])(?:dind|k3s|k3d|kind|kindest|minikube|rke2|sysbox|podman|buildkit|nestybox|docker:\S*dind\S*|docker:[\d.]+|docker)(?:$|[/:@-])/;

interface Need {
  readonly image: RegExp;
  readonly what: string;
  readonly key: "devices" | "cap_add";
  readonly value: string;
}

/** What well-known programs take in place of everything. */
const needs: readonly Need[] = [
  { image: /(?:^|\/)cadvisor(?:$|[:@])/, what: "the device /dev/kmsg", key: "devices", value: "/dev/kmsg:/dev/kmsg" },
  {
    image: /wireguard|wg-easy|openvpn|gluetun|tailscale|zerotier|nordvpn|netbird/,
    what: "the capability NET_ADMIN",
    key: "cap_add",
    value: "NET_ADMIN",
  },
];

function fixesFor(file: ComposeFile, service: Service, project: Project): readonly Fix[] {
  const entry = service.get("privileged")!;
  const removal = removeEntry(file, service.node, entry);
  if (!removal) return [];
  const name = imageOfService(service, file, project)?.text ?? "";
  const need = needs.find(({ image }) => image.test(name));
  const remove: Fix = { title: "Remove privileged", applicability: "unsafe", edits: removal };
  const addition = need && addTo(file, service, need);
  return addition
    ? [{ title: `Give it ${need.what} instead`, applicability: "unsafe", edits: [...addition, ...removal] }, remove]
    : [remove];
}

function addTo(file: ComposeFile, service: Service, { key, value }: Need): readonly TextEdit[] | undefined {
  const entry = service.get(key);
  if (!entry) {
    const after = service.get("image") ? { after: "image" } : {};
    return insertEntry(file, service.node, service.node.flow ? `${key}: ["${value}"]` : `${key}:\n  - ${value}`, after);
  }
  if (entry.merged || entry.alias || entry.value.kind !== "seq") return undefined;
  if (entry.value.items.some((it) => it.value.kind === "scalar" && it.value.text === value)) return [];
  return appendItem(file, entry.value, value);
}
