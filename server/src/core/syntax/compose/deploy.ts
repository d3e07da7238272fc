/** `deploy` and `logging`: what runs how often, with how much, and where its output goes. */
import type { Deploy, Logging, Resources } from "./model.js";
import { assignmentsAt, entryAt, type Fields, mapAt, numberAt, textAt } from "./values.js";

export function deployAt(fields: Fields): Deploy | undefined {
  const entry = entryAt(fields, "deploy");
  const map = mapAt(fields, "deploy");
  if (entry === undefined || map === undefined) return undefined;
  const resources = mapAt(map, "resources");
  return {
    entry,
    mode: textAt(map, "mode"),
    replicas: numberAt(map, "replicas"),
    limits: resourcesAt(resources, "limits"),
    reservations: resourcesAt(resources, "reservations"),
    restartPolicy: map.get("restart_policy"),
    get: (key) => map.get(key),
  };
}

function resourcesAt(fields: Fields, key: "limits" | "reservations"): Resources | undefined {
  const entry = entryAt(fields, key);
  const map = mapAt(fields, key);
  if (entry === undefined || map === undefined) return undefined;
  return { entry, cpus: numberAt(map, "cpus"), memory: textAt(map, "memory"), pids: numberAt(map, "pids") };
}

export function loggingAt(fields: Fields): Logging | undefined {
  const entry = entryAt(fields, "logging");
  const map = mapAt(fields, "logging");
  if (entry === undefined || map === undefined) return undefined;
  return { entry, driver: textAt(map, "driver"), options: assignmentsAt(map, "options") };
}
