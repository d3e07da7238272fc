import { defineRule } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import { imageOfService, resolved } from "../../project/service-facts.js";
import type { ComposeFile, Mount } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import type { Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "docker-socket-mount",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service gets the control socket of the container engine.",
  why: [
    "Who can write to the socket starts containers with any mount and any right: it is root on the host.",
    "`:ro` only keeps the file itself from being replaced; requests go through all the same.",
    "A socket proxy such as `tecnativa/docker-socket-proxy` on an internal network lets through only the calls that are needed; that proxy is not judged.",
    "Tools whose work it is to talk to the engine are only noted.",
  ],
  references: [
    "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
    "https://github.com/Tecnativa/docker-socket-proxy",
  ],
  aliases: [
    "compose-lint:CL-0001",
    "kics:Docker Socket Mounted In Container",
    "semgrep:exposing-docker-socket-volume",
    "docksec:compose-docker-socket-mount",
    "cis:5.32",
  ],
  covers: ["docker-socket-mount", "use-api-socket-enabled"],
  noFix:
    "What the service asks the engine for is not in the file: take the mount out, or put a socket proxy in between that lets through just that.",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const image = imageOfService(service, file, project)?.text ?? "";
      if (/socket-?proxy/.test(image)) continue;
      const tool = tools.find(([pattern]) => pattern.test(image))?.[1];
      for (const mount of service.volumes) {
        const what = socketOf(mount, file, project);
        const span = what && spanOf(file, mount);
        if (!what || !span || seen.has(span.start)) continue;
        seen.add(span.start);
        const readOnly = mount.readOnly ? " (':ro' does not help)" : "";
        yield {
          span,
          message:
            tool !== undefined
              ? `${tool || `'${service.name}'`} gets ${what}, and with it root on the host${readOnly}; put a socket proxy in between that lets through only what it needs.`
              : `'${service.name}' gets ${what}, and with it root on the host${readOnly}; take it out, or put a socket proxy in between.`,
          ...(tool !== undefined ? { severity: "info" as const } : {}),
        };
      }
      const api = service.get("use_api_socket");
      if (api?.value.kind === "scalar" && api.value.value === true && !seen.has(api.key.span.start)) {
        seen.add(api.key.span.start);
        yield {
          span: api.key.span,
          message: `'${service.name}' gets the Docker socket and your registry logins, and with them root on the host; take it out, or put a socket proxy in between.`,
        };
      }
    }
  },

  examples: [
    {
      title: "short and long form, read-only, the folder around it",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            volumes:
              - /var/run/docker.sock:/var/run/docker.sock:ro
                ^^^^^^^^^^^^^^^^^^^^ 'api' gets the Docker socket, and with it root on the host (':ro' does not help); take it out, or put a socket proxy in between.
          agent:
            image: acme/agent:1.2
            volumes:
              - type: bind
                source: /run/podman/podman.sock
                        ^^^^^^^^^^^^^^^^^^^^^^^ 'agent' gets the Podman socket, and with it root on the host; take it out, or put a socket proxy in between.
                target: /var/run/docker.sock
              - "/var/run:/host/run"
                 ^^^^^^^^ 'agent' gets /var/run with the engine's socket in it, and with it root on the host; take it out, or put a socket proxy in between.
      `,
    },
    {
      title: "tools made to talk to the engine, and variables",
      bad: yaml`
        services:
          proxy:
            image: traefik:3.5
            volumes:
              - \${DOCKER_SOCK:-/var/run/docker.sock}:/var/run/docker.sock
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Traefik gets the Docker socket, and with it root on the host; put a socket proxy in between that lets through only what it needs.
      `,
    },
    {
      title: "a socket proxy, and other sockets",
      good: yaml`
        services:
          proxy:
            image: tecnativa/docker-socket-proxy:0.4
            volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
          api:
            image: acme/api:1.2
            volumes:
              - /var/run/postgresql:/var/run/postgresql
              - data:/var/run/docker.sock
              - ./docker.sock.md:/docs/docker.sock.md
        volumes:
          data:
      `,
    },
  ],
});

/** Programs whose work it is to ask the engine. */
const tools: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)traefik(?:$|[:@])/, "Traefik"],
  [/watchtower/, "Watchtower"],
  [/portainer/, "Portainer"],
  [/cadvisor/, "cAdvisor"],
  [/dozzle/, "Dozzle"],
  [/nginx-proxy(?:$|[:@])|docker-gen/, "nginx-proxy"],
  [/acme-companion|letsencrypt-nginx-proxy-companion/, "The ACME companion"],
  [
    /promtail|alloy|fluent|vector|filebeat|telegraf|datadog|netdata|beszel|glances|ctop|lazydocker|uptime-kuma|diun|ouroboros|autoheal|ofelia|homepage|homarr|yacht|dockge|komodo|swarmpit|dockprom|whats-?up-?docker|\/wud/,
    "",
  ],
  [/gitlab-runner|act_runner|actions-runner|drone|woodpecker|jenkins|buildkite|concourse|teamcity/, ""],
];

function socketOf({ source, known, type }: Mount, file: ComposeFile, project: Project): string | undefined {
  if (!source || (type !== undefined && type !== "bind" && type !== "npipe" && type !== "volume")) return undefined;
  const path = resolved(source.text, file, project)?.replace(/(.)\/+$/, "$1");
  if (path === undefined || (!known && !path.startsWith("/"))) return undefined;
  if (/^\/.*\/docker\.sock$|^\/{1,2}\.\/pipe\/docker_engine$|^\\\\\.\\pipe\\docker_engine$/.test(path))
    return "the Docker socket";
  if (/^\/.*\/podman\.sock$/.test(path)) return "the Podman socket";
  if (/^\/.*\/(?:containerd|crio)\.sock$/.test(path)) return "the engine's socket";
  return /^(?:\/var)?\/run$/.test(path) ? `${path} with the engine's socket in it` : undefined;
}

function spanOf(file: ComposeFile, { source, span }: Mount): Span | undefined {
  const place = firstLine(file.text, (source ?? { span }).span);
  return place.end > place.start ? place : undefined;
}
