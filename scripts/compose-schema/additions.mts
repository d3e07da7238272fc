/** What Docker Compose accepts beyond the schema beside this file, and how it reads the strings of some keys. */

export interface Schema {
  type?: string | string[];
  description?: string;
  deprecated?: boolean;
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean;
  required?: string[];
  items?: Schema;
  uniqueItems?: boolean;
  oneOf?: Schema[];
  enum?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  $ref?: string;
  definitions?: Record<string, Schema>;
  /** Ours: what Compose makes of a string before or after it validates. */
  cast?: Cast;
}

/**
 * "boolean": true, false and, with a warning, the words of YAML 1.1; "integer": decimal digits; "number": with a point, too. A string
 * that is none of these is refused. "duration" and "size" stay strings; a number that stands there is most likely one without its unit.
 */
export type Cast = "boolean" | "integer" | "number" | "duration" | "size";

/** Keys that came after the schema: https://docs.docker.com/reference/compose-file/services/ and …/build/, July 2026. */
export function addNewerKeys({ definitions = {} }: Schema): void {
  const { service, service_hook } = definitions as Record<string, Schema>;
  const keys = service!.properties!;
  keys["pre_start"] = {
    type: "array",
    description: "Init containers to run to completion, one after the other, before the service starts.",
    items: {
      type: "object",
      properties: {
        ...service_hook!.properties,
        image: { type: "string", description: "Image of the step; default: that of the service." },
        per_replica: { type: ["boolean", "string"], description: "Run the step once for each replica." },
      },
      additionalProperties: false,
      patternProperties: { "^x-": {} },
    },
  };
  const build = keys["build"]!.oneOf!.find((it) => it.properties)!.properties!;
  build["no_cache_filter"] = {
    $ref: "#/definitions/string_or_list",
    description: "Stages that are built without the cache.",
  };
}

/**
 * Strings that compose-go turns into another type before it validates: the table in loader/interpolate.go. Booleans are read the same
 * way wherever the schema takes them as strings.
 */
export const casts: Readonly<Record<string, Cast>> = {
  ...each("services.*.", "integer", [
    "cpu_count",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "deploy.replicas",
    "deploy.update_config.parallelism",
    "deploy.rollback_config.parallelism",
    "deploy.restart_policy.max_attempts",
    "deploy.placement.max_replicas_per_node",
    "deploy.resources.limits.pids",
    "healthcheck.retries",
    "oom_score_adj",
    "pids_limit",
    "ports.[].target",
    "scale",
    "ulimits.*",
    "ulimits.*.hard",
    "ulimits.*.soft",
  ]),
  ...each("services.*.", "number", [
    "cpu_percent",
    "cpus",
    "deploy.update_config.max_failure_ratio",
    "deploy.rollback_config.max_failure_ratio",
    "deploy.resources.limits.cpus",
    "deploy.resources.reservations.cpus",
  ]),
  ...each("services.*.", "duration", [
    "stop_grace_period",
    "pull_refresh_after",
    "healthcheck.interval",
    "healthcheck.timeout",
    "healthcheck.start_period",
    "healthcheck.start_interval",
    "deploy.update_config.delay",
    "deploy.update_config.monitor",
    "deploy.rollback_config.delay",
    "deploy.rollback_config.monitor",
    "deploy.restart_policy.delay",
    "deploy.restart_policy.window",
  ]),
  ...each("services.*.", "size", [
    "mem_limit",
    "mem_reservation",
    "memswap_limit",
    "shm_size",
    "build.shm_size",
    "deploy.resources.limits.memory",
    "deploy.resources.reservations.memory",
    "volumes.[].tmpfs.size",
  ]),
};

/** Either type alone is meant: attestations have parameters, too. */
export const notBoolean: readonly string[] = ["services.*.build.provenance", "services.*.build.sbom"];

/** Lists that compose-go frees of duplicates before it validates (override/uncity.go), although the schema forbids them. */
export const madeUnique: readonly string[] = [
  "networks.*.labels",
  ...[
    "annotations",
    "build.args",
    "build.additional_contexts",
    "build.labels",
    "cap_add",
    "cap_drop",
    "deploy.labels",
    "dns",
    "dns_opt",
    "dns_search",
    "environment",
    "expose",
    "labels",
    "links",
    "networks.*.aliases",
    "networks.*.link_local_ips",
    "ports",
    "profiles",
    "sysctls",
    "tmpfs",
    "volumes",
  ].map((key) => `services.*.${key}`),
];

function each(prefix: string, cast: Cast, keys: readonly string[]): Record<string, Cast> {
  return Object.fromEntries(keys.map((key) => [prefix + key, cast]));
}
