/** The fields whose canonical form differs from what people write: handlers by path. */
import { type PathNode, pathTable } from "../../server/src/core/project/compose/paths.js";
import { splitWords } from "../../server/src/core/syntax/compose/command.js";
import {
  assignments,
  eachOf,
  fields,
  type Handler,
  itemsOf,
  mapping,
  mappingOrNull,
  nonEmpty,
  nowhere,
  resolve,
  shortest,
} from "./convert.js";
import { bytes, duration, isTrue, sprint } from "./go-values.js";
import type { Json } from "./json.js";

const string: Handler = (node) => sprint(node) || undefined;
const number: Handler = (node) => (node.kind === "scalar" && node.value !== null ? Number(node.text) || undefined : undefined);
/** A pointer in compose-go: zero and false are shown. */
const numberOrZero: Handler = (node) => (node.kind === "scalar" && node.value !== null ? Number(node.text) : undefined);
const float: Handler = (node) => (node.kind === "scalar" ? shortest(Number(node.text)) || undefined : undefined);
const flag: Handler = (node) => isTrue(node) || undefined;
const flagOrFalse: Handler = (node) => (node.kind === "scalar" && node.value !== null ? isTrue(node) : undefined);
const size: Handler = (node) => {
  const found = bytes(sprint(node) ?? "");
  return found === "0" ? undefined : found;
};
const time: Handler = (node) => duration(sprint(node) ?? "");
const timeOrNothing: Handler = (node, scope) => (time(node, scope) === "0s" ? undefined : time(node, scope));
/** A single value or a list. */
const texts: Handler = (node) =>
  nonEmpty((node.kind === "seq" ? node.items.map(({ value }) => value) : [node]).map((it) => sprint(it) ?? ""));
const file: Handler = (node, scope) => resolve(sprint(node), scope.folderOf(node));

const words: Handler = (node, scope) =>
  node.kind === "scalar" ? nonEmpty((splitWords(node) ?? []).map(({ text }) => text)) : texts(node, scope);

const ulimits: Handler = (node) => {
  if (node.kind !== "map") return undefined;
  return Object.fromEntries(
    node.entries.map(({ key, value }): [string, Json] => {
      // Zero is printed as two limits that are not there.
      if (value.kind !== "map") return [key.text, numberOrZero(value, nowhere) || {}];
      const limits = value.entries.flatMap((it): [string, Json][] => {
        const limit = numberOrZero(it.value, nowhere);
        return limit ? [[it.key.text, limit]] : [];
      });
      return [key.text, Object.fromEntries(limits)];
    }),
  );
};

const devices: Handler = (node) =>
  eachOf(node, (it) => {
    if (it.kind === "map") return fields(it);
    const [source = "", target = "", permissions = "rwm"] = (sprint(it) ?? "").split(":");
    return { source, target: target === "" ? source : target, permissions };
  });

const deviceRequests: Handler = (node) => {
  if (node.kind === "scalar") return [{ count: -1 }];
  return eachOf(node, (it) => {
    if (it.kind !== "map") return null;
    const count = sprint(it.get("count")?.value) ?? (it.get("device_ids") ? undefined : "all");
    const options = it.get("options");
    return {
      ...fields(it),
      ...(options && { options: mapping(options.value, nowhere) ?? {} }),
      ...(count !== undefined && { count: count.toLowerCase() === "all" ? -1 : Number(count) }),
    };
  });
};

const throttles =
  (field: "Rate" | "Weight"): Handler =>
  (node) =>
    eachOf(node, (it) => {
      if (it.kind !== "map") return null;
      const value = it.get(field.toLowerCase())?.value;
      return {
        Path: sprint(it.get("path")?.value) ?? "",
        [field]: field === "Rate" ? (bytes(sprint(value) ?? "") ?? "") : Number(sprint(value)),
      };
    });

const hosts: Handler = (node) => {
  const pairs =
    node.kind === "map"
      ? node.entries.flatMap(({ key, value }) =>
          (value.kind === "seq" ? value.items.map((it) => it.value) : [value]).map((it) => [key.text, sprint(it) ?? ""]),
        )
      : itemsOf(node).flatMap((it) => {
          const text = sprint(it) ?? "";
          const at = text.includes("=") ? text.indexOf("=") : text.indexOf(":");
          return text
            .slice(at + 1)
            .split(",")
            .map((address) => [text.slice(0, at), address]);
        });
  return nonEmpty(pairs.map(([host, address]) => `${host}=${address!.replace(/^\[(.+)\]$/, "$1")}`));
};

const mode: Handler = (node) => {
  if (node.kind !== "scalar") return undefined;
  return `0${(typeof node.value === "number" && node.written === undefined ? node.value : Number.parseInt(node.text, 8)).toString(8)}`;
};

/** `driver_opts` and `options`: null is empty text. */
const options = mapping;

const build: Readonly<Record<string, Handler>> = {
  args: mappingOrNull,
  labels: mapping,
  cache_from: texts,
  cache_to: texts,
  no_cache: flag,
  pull: flag,
  privileged: flag,
  shm_size: size,
  extra_hosts: hosts,
  platforms: texts,
  tags: texts,
  ulimits,
  provenance: string,
  sbom: string,
  ssh: (node) =>
    nonEmpty(Object.entries(assignments(node)).map(([id, path]) => (path === null || path === "" ? id : { [id]: path }))),
};

const deploy: Readonly<Record<string, Handler>> = {
  replicas: numberOrZero,
  labels: mapping,
  "resources.limits.cpus": float,
  "resources.limits.memory": size,
  "resources.limits.pids": number,
  "resources.reservations.cpus": float,
  "resources.reservations.memory": size,
  "resources.reservations.devices": deviceRequests,
  "update_config.parallelism": numberOrZero,
  "update_config.delay": timeOrNothing,
  "update_config.monitor": timeOrNothing,
  "update_config.max_failure_ratio": float,
  "rollback_config.parallelism": numberOrZero,
  "rollback_config.delay": timeOrNothing,
  "rollback_config.monitor": timeOrNothing,
  "rollback_config.max_failure_ratio": float,
  "restart_policy.delay": time,
  "restart_policy.max_attempts": numberOrZero,
  "restart_policy.window": time,
  "placement.max_replicas_per_node": number,
};

const service: Readonly<Record<string, Handler>> = {
  annotations: mapping,
  attach: flagOrFalse,
  "blkio_config.device_read_bps": throttles("Rate"),
  "blkio_config.device_read_iops": throttles("Rate"),
  "blkio_config.device_write_bps": throttles("Rate"),
  "blkio_config.device_write_iops": throttles("Rate"),
  "blkio_config.weight_device": throttles("Weight"),
  "blkio_config.weight": number,
  cpu_count: number,
  cpu_percent: float,
  cpu_period: number,
  cpu_quota: number,
  cpu_rt_period: number,
  cpu_rt_runtime: number,
  cpu_shares: number,
  cpus: float,
  devices,
  dns: texts,
  dns_search: texts,
  expose: texts,
  extra_hosts: hosts,
  gpus: deviceRequests,
  group_add: texts,
  "healthcheck.disable": flag,
  "healthcheck.interval": time,
  "healthcheck.timeout": time,
  "healthcheck.start_period": time,
  "healthcheck.start_interval": time,
  "healthcheck.retries": numberOrZero,
  init: flagOrFalse,
  labels: mapping,
  "logging.options": options,
  mem_limit: size,
  mem_reservation: size,
  mem_swappiness: size,
  memswap_limit: size,
  oom_kill_disable: flag,
  oom_score_adj: number,
  pids_limit: number,
  privileged: flag,
  pull_policy: (node) => (sprint(node) === "if_not_present" ? "missing" : string(node, nowhere)),
  read_only: flag,
  scale: numberOrZero,
  shm_size: size,
  stdin_open: flag,
  stop_grace_period: time,
  storage_opt: mapping,
  sysctls: mapping,
  tmpfs: texts,
  tty: flag,
  ulimits,
  use_api_socket: flag,
  "networks.*.driver_opts": options,
  "networks.*.priority": number,
  "networks.*.gw_priority": number,
  "configs.[].mode": mode,
  "secrets.[].mode": mode,
  "build.secrets.[].mode": mode,
  "develop.watch.[].path": file,
  "develop.watch.[].ignore": texts,
  "develop.watch.[].include": texts,
  "develop.watch.[].initial_sync": flag,
  "develop.watch.[].exec.environment": mappingOrNull,
  "develop.watch.[].exec.command": words,
  "post_start.[].command": words,
  "post_start.[].environment": mappingOrNull,
  "post_start.[].privileged": flag,
  "pre_stop.[].command": words,
  "pre_stop.[].environment": mappingOrNull,
  "pre_stop.[].privileged": flag,
  "provider.options": (node) => {
    if (node.kind !== "map") return undefined;
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, texts(value, nowhere) ?? []]));
  },
};

export const handlers: PathNode<Handler> = pathTable<Handler>({
  ...prefixed("services.*", service),
  ...prefixed("services.*.build", build),
  ...prefixed("services.*.deploy", deploy),
  "networks.*.driver_opts": options,
  "networks.*.labels": mapping,
  "networks.*.external": flag,
  "networks.*.internal": flag,
  "networks.*.attachable": flag,
  "networks.*.enable_ipv4": flagOrFalse,
  "networks.*.enable_ipv6": flagOrFalse,
  "networks.*.ipam.config.[].aux_addresses": mapping,
  "volumes.*.driver_opts": options,
  "volumes.*.labels": mapping,
  "volumes.*.external": flag,
  "secrets.*.file": file,
  "secrets.*.labels": mapping,
  "secrets.*.external": flag,
  "secrets.*.driver_opts": options,
  "configs.*.file": file,
  "configs.*.labels": mapping,
  "configs.*.external": flag,
});

function prefixed(prefix: string, table: Readonly<Record<string, Handler>>): Record<string, Handler> {
  return Object.fromEntries(Object.entries(table).map(([path, handler]) => [`${prefix}.${path}`, handler]));
}
