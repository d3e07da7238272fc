/** A service from its YAML: wherever that YAML comes from, one file or a merged model. */
import type { YamlEntry } from "../yaml/model.js";
import { yamlMap } from "../yaml/nodes.js";
import { buildAt } from "./build.js";
import { commandAt } from "./command.js";
import { dependenciesAt, linksAt } from "./depends-on.js";
import { deployAt, loggingAt } from "./deploy.js";
import { envFilesAt } from "./env-files.js";
import { grantsAt } from "./grants.js";
import { healthcheckAt } from "./healthcheck.js";
import type { Extends, Service } from "./model.js";
import { attachmentsAt } from "./networks.js";
import { portsAt } from "./ports.js";
import { assignmentsAt, booleanAt, entryAt, type Fields, mapAt, numberAt, textAt, textOf, textsAt } from "./values.js";
import { mountsAt } from "./volumes.js";

const read = new WeakMap<YamlEntry, Service>();

/**
 * The service an entry describes, read once: where nothing is merged into it, the project's model shares it with the file's.
 * @param entry an entry of a `services` mapping; a value that is no mapping gives a service without fields
 */
export function readService(entry: YamlEntry): Service {
  let service = read.get(entry);
  if (service === undefined) read.set(entry, (service = newService(entry)));
  return service;
}

function newService(entry: YamlEntry): Service {
  const { key, value } = entry;
  const node = value.kind === "map" ? value : yamlMap(value, []);
  return {
    name: key.text,
    key,
    entry,
    node,
    get: (name) => node.get(name),

    image: textAt(node, "image"),
    build: buildAt(node),
    platform: textAt(node, "platform"),
    pullPolicy: textAt(node, "pull_policy"),
    extends: extendsAt(node),
    profiles: textsAt(node, "profiles"),
    containerName: textAt(node, "container_name"),
    hostname: textAt(node, "hostname"),
    labels: assignmentsAt(node, "labels"),
    restart: textAt(node, "restart"),
    scale: numberAt(node, "scale"),
    deploy: deployAt(node),
    provider: entryAt(node, "provider"),

    command: commandAt(node, "command"),
    entrypoint: commandAt(node, "entrypoint"),
    healthcheck: healthcheckAt(node),
    init: booleanAt(node, "init"),
    tty: booleanAt(node, "tty"),
    stdinOpen: booleanAt(node, "stdin_open"),
    stopSignal: textAt(node, "stop_signal"),
    stopGracePeriod: textAt(node, "stop_grace_period"),
    user: textAt(node, "user"),
    groupAdd: textsAt(node, "group_add"),
    workingDir: textAt(node, "working_dir"),

    environment: assignmentsAt(node, "environment"),
    envFiles: envFilesAt(node),

    dependsOn: dependenciesAt(node),
    links: linksAt(node),
    volumesFrom: textsAt(node, "volumes_from"),

    ports: portsAt(node),
    expose: textsAt(node, "expose"),
    networks: attachmentsAt(node),
    networkMode: textAt(node, "network_mode"),
    extraHosts: assignmentsAt(node, "extra_hosts", ["=", ":"]),
    dns: textsAt(node, "dns"),

    volumes: mountsAt(node),
    tmpfs: textsAt(node, "tmpfs"),
    secrets: grantsAt(node, "secrets"),
    configs: grantsAt(node, "configs"),
    devices: textsAt(node, "devices"),
    readOnly: booleanAt(node, "read_only"),
    shmSize: textAt(node, "shm_size"),

    privileged: booleanAt(node, "privileged"),
    capAdd: textsAt(node, "cap_add"),
    capDrop: textsAt(node, "cap_drop"),
    securityOpt: textsAt(node, "security_opt"),
    pid: textAt(node, "pid"),
    ipc: textAt(node, "ipc"),
    uts: textAt(node, "uts"),
    cgroup: textAt(node, "cgroup"),
    usernsMode: textAt(node, "userns_mode"),
    sysctls: assignmentsAt(node, "sysctls"),
    ulimits: entryAt(node, "ulimits"),

    memLimit: textAt(node, "mem_limit"),
    memReservation: textAt(node, "mem_reservation"),
    cpus: numberAt(node, "cpus"),
    pidsLimit: numberAt(node, "pids_limit"),
    logging: loggingAt(node),
  };
}

/** A string names a service of the same file. */
function extendsAt(fields: Fields): Extends | undefined {
  const entry = entryAt(fields, "extends");
  if (entry === undefined) return undefined;
  const map = mapAt(fields, "extends");
  if (map === undefined) return { service: textOf(entry.value), file: undefined, entry };
  return { service: textAt(map, "service"), file: textAt(map, "file"), entry };
}
