import { defineRule } from "../../linter/rule.js";
import { imageOfService } from "../../project/service-facts.js";
import type { Mount } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { readOnlyMount } from "../../transforms/mount-edit.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "sensitive-mount",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service gets a directory of the host by which it rules the host.",
  why: [
    "Who writes to `/`, `/etc`, `/usr` or `/root` of the host is root there; who reads them reads its keys and passwords.",
    "Agents for metrics and backups read them on purpose: read-only mounts are left alone, and those images are only noted.",
    "Files for the time zone and certificates are left alone.",
  ],
  references: ["https://docs.docker.com/engine/storage/bind-mounts/#considerations-and-constraints"],
  aliases: [
    "kics:Volume Has Sensitive Host Directory",
    "compose-lint:CL-0013",
    "compose-lint:CL-0025",
    "docksec:compose-sensitive-host-mount",
    "cis:5.6",
  ],
  covers: ["sensitive-host-path-mount", "root-equivalent-path-writable"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const mount of service.volumes) {
        const source = mount.source;
        const directory = source && mount.type === "bind" ? sensitive(source.text) : undefined;
        // Read-only, it tells secrets, but rules nothing: `:ro` is what the fix comes to.
        if (!source || !directory || mount.readOnly !== false || seen.has(source.span.start)) continue;
        seen.add(source.span.start);
        const image = imageOfService(service, file, project)?.text ?? "";
        yield {
          span: source.span,
          message: `'${service.name}' can write to ${directory} of the host, and so rule it; mount it read-only, or just the files it needs.`,
          ...(watchers.test(image) ? { severity: "info" as const } : {}),
          aliases: [
            "kics:Volume Has Sensitive Host Directory",
            "docksec:compose-sensitive-host-mount",
            "cis:5.6",
            "compose-lint:CL-0013",
            ...(isRootEquivalent(mount) ? ["compose-lint:CL-0025"] : []),
          ],
          ...repairs([fixOf("Mount it read-only", "unsafe", readOnlyMount(file, mount))]),
        };
      }
    }
  },

  examples: [
    {
      title: "short and long form, with and without options",
      bad: yaml`
        services:
          api:
            image: acme/api:1
            volumes:
              - /etc:/host/etc # settings
                ^^^^ 'api' can write to /etc of the host, and so rule it; mount it read-only, or just the files it needs.
              - "/:/rootfs:rslave"
                 ^ 'api' can write to / of the host, and so rule it; mount it read-only, or just the files it needs.
              - type: bind
                source: /usr/lib
                        ^^^^^^^^ 'api' can write to /usr of the host, and so rule it; mount it read-only, or just the files it needs.
                target: /lib
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            volumes:
              - /etc:/host/etc:ro # settings
              - "/:/rootfs:rslave,ro"
              - type: bind
                source: /usr/lib
                target: /lib
                read_only: true
      `,
    },
    {
      title: "time zone, certificates, own folders, names that only look alike, what watches the host",
      good: yaml`
        services:
          api:
            image: acme/api:1
            volumes:
              - /etc/localtime:/etc/localtime:ro
              - /etc/ssl/certs:/etc/ssl/certs:ro
              - /etcetera:/x
              - /srv/data:/data
              - /home/ci/cache:/cache
              - ./etc:/etc/app
          metrics:
            image: prom/node-exporter:v1.9.1
            volumes: ["/:/host:ro,rslave", "/proc:/host/proc:ro"]
      `,
    },
  ],
});

/** Directories whose content is the host itself; `/home` and `/var` only as a whole. */
const whole = new Set(["/", "/root", "/root/.ssh", "/home", "/var", "/opt", "/mnt", "/media"]);
const roots = [
  "/etc",
  "/boot",
  "/usr",
  "/lib",
  "/lib64",
  "/bin",
  "/sbin",
  "/proc",
  "/sys",
  "/dev",
  "/var/lib/docker",
  "/var/lib/kubelet",
  "/var/lib/containerd",
  "/run/containerd",
  "/var/spool/cron",
];
const harmless =
  /^\/etc\/(?:localtime|timezone|hosts|hostname|resolv\.conf|ssl|ca-certificates|pki|machine-id|os-release|letsencrypt|nginx|traefik|prometheus|grafana|mosquitto)(?:\/|$)|^\/usr\/(?:src|share|local\/share)(?:\/|$)|^\/dev\/(?:shm|null|dri|snd|tty|serial|bus|input|video|net|ttyUSB|ttyACM)|^\/sys\/fs\/cgroup|^\/lib\/modules|^\/proc\/\d/;

/** The sensitive directory a path lies in; undefined for others. */
function sensitive(path: string): string | undefined {
  const clean = path.replace(/(?<=.)\/+$/, "");
  if (!clean.startsWith("/") || clean.includes("$") || harmless.test(clean)) return undefined;
  if (whole.has(clean)) return clean;
  return roots.find((it) => clean === it || clean.startsWith(`${it}/`));
}

function isRootEquivalent({ source }: Mount): boolean {
  return /^\/(?:etc|usr|lib|lib64|bin|sbin|boot|root)?(?:\/|$)/.test(source?.text ?? "");
}

/** Images whose work it is to look at the host. */
const watchers =
  /node[-_]exporter|cadvisor|netdata|datadog|telegraf|promtail|alloy|fluent|filebeat|metricbeat|vector|glances|falco|wazuh|portainer|watchtower|dozzle|restic|borg|duplicati|scope/i;
