/** Images that bring a HEALTHCHECK of their own. */
import type { DataSource } from "../data-source.js";

/** And the Dockerfiles in the other images' own repositories. */
export const source: DataSource = {
  from: [
    "https://github.com/google/cadvisor",
    "https://github.com/dani-garcia/vaultwarden",
    "https://github.com/louislam/uptime-kuma",
    "https://github.com/axllent/mailpit",
    "https://github.com/pi-hole/docker-pi-hole",
    "https://gitlab.com/gitlab-org/omnibus-gitlab",
  ],
  date: "2026-11",
};

export const ownHealthchecks: readonly string[] = [
  "gcr.io/cadvisor/cadvisor", "ghcr.io/google/cadvisor", "google/cadvisor",
  "vaultwarden/server", "louislam/uptime-kuma", "axllent/mailpit", "ghcr.io/axllent/mailpit", "maildev/maildev",
  "containrrr/watchtower", "nickfedor/watchtower", "jc21/nginx-proxy-manager", "dunglas/frankenphp",
  "gitlab/gitlab-ce", "gitlab/gitlab-ee", "mysql/mysql-server", "netdata/netdata", "localstack/localstack", "hasura/graphql-engine",
  "ghcr.io/open-webui/open-webui", "authelia/authelia", "pihole/pihole", "openzipkin/zipkin", "selenium/hub",
  "docker.dragonflydb.io/dragonflydb/dragonfly", "ghcr.io/dragonflydb/dragonfly", "metabase/metabase", "ghcr.io/immich-app/postgres",
];
