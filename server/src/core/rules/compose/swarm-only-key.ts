import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

const swarmKeys = ["placement", "update_config", "rollback_config", "endpoint_mode"];

export default defineRule({
  name: "swarm-only-key",
  language: "compose",
  category: "maintainability",
  severity: "info",
  profiles: ["hardened"],
  summary: "`deploy` holds keys that only a swarm reads, in a file that is not for a swarm.",
  why: [
    "`docker compose` ignores placement, update_config, rollback_config and endpoint_mode without a word.",
    "A file is taken for one of a swarm unless a service of it has what a swarm ignores in turn: build without image, container_name, restart, profiles, network_mode, or conditions in depends_on.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/deploy/", "https://docs.docker.com/engine/swarm/stack-deploy/"],
  covers: ["swarm-only-key-ignored"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    if (!file.services.some(({ deploy }) => deploy && swarmKeys.some((it) => deploy.get(it)))) return;
    const services = mergedServices(file, project);
    if (isForSwarm(file) || !services.some(({ merged }) => isForCompose(merged))) return;
    const first = firstTime();
    for (const { service } of services) {
      for (const key of swarmKeys) {
        const entry = service.deploy?.get(key);
        if (!entry || entry.merged || !first(entry)) continue;
        yield {
          span: entry.key.span,
          message: `docker compose ignores '${key}': only a swarm reads it, and this file is not for one; remove it.`,
          ...repairs([fixOf(`Remove ${key}`, "unsafe", removeListed(file, service.node, "deploy", entry.key))]),
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
            restart: always
            deploy:
              replicas: 2
              update_config:
              ^^^^^^^^^^^^^ docker compose ignores 'update_config': only a swarm reads it, and this file is not for one; remove it.
                parallelism: 1
          worker:
            image: acme/worker:1
            deploy:
              placement: # on the fast disk
              ^^^^^^^^^ docker compose ignores 'placement': only a swarm reads it, and this file is not for one; remove it.
                constraints: [node.labels.disk == ssd]
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            restart: always
            deploy:
              replicas: 2
          worker:
            image: acme/worker:1
      `,
    },
    {
      title: "a file for a swarm, and one that may be",
      good: yaml`
        services:
          api:
            image: acme/api:1
            restart: always
            deploy:
              mode: global
              placement:
                constraints: [node.role == worker]
        networks:
          front:
            driver: overlay
      `,
    },
    {
      title: "nothing speaks against a swarm",
      good: yaml`
        services:
          api:
            image: acme/api:1
            deploy:
              placement:
                constraints: [node.role == worker]
      `,
    },
  ],
});

function isForSwarm(file: ComposeFile): boolean {
  if (/swarm|stack/i.test(file.uri.slice(file.uri.lastIndexOf("/") + 1))) return true;
  if (file.networks.some(({ driver }) => driver?.text === "overlay")) return true;
  if ([...file.secrets, ...file.configs].some(({ external }) => external?.value === true)) return true;
  return file.services.some(
    ({ deploy }) => /^global|-job$/.test(deploy?.mode?.text ?? "") || deploy?.get("labels") !== undefined,
  );
}

function isForCompose({ build, image, containerName, restart, profiles, networkMode, dependsOn }: Service): boolean {
  return (
    (build !== undefined && image === undefined) ||
    containerName !== undefined ||
    restart !== undefined ||
    profiles.length > 0 ||
    networkMode !== undefined ||
    dependsOn.some(({ form }) => form === "map")
  );
}
