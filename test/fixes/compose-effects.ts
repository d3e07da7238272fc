/**
 * A project as `docker compose config` prints it, without what neither Compose nor the engine acts on: a safe fix may take that away.
 * Each of these is a fact about them, not about a rule.
 */
import { isObject, type Json, type JsonObject } from "../compose/json.js";
import type { Files } from "./judge.js";

/** @param project brought to `normalized` form @param files the project's, for its Dockerfiles */
export function effectsOf(project: Json, files: Files): Json {
  if (!isObject(project) || !isObject(project["services"])) return project;
  const services = Object.entries(project["services"]).map(([name, it]) => [name, isObject(it) ? effects(it, files) : it]);
  return { ...project, services: Object.fromEntries(services) };
}

function effects(service: JsonObject, files: Files): JsonObject {
  const result: { [key: string]: Json } = { ...service };
  const { volumes, ports, cap_drop: dropped, cap_add: added, build } = service;
  if (Array.isArray(volumes)) {
    // The engine mounts the outer paths first, in whatever order they are listed.
    const byTarget = (it: Json): string => (isObject(it) ? String(it["target"]) : "");
    result["volumes"] = volumes.map(mountEffects).sort((a, b) => (byTarget(a) < byTarget(b) ? -1 : 1));
  }
  if (Array.isArray(ports)) {
    const seen = new Set<string>();
    result["ports"] = ports.filter((it) => seen.size < seen.add(JSON.stringify(it)).size);
  }
  if (Array.isArray(dropped) && Array.isArray(added)) {
    // The engine adds after it has dropped: https://github.com/moby/moby/blob/master/oci/caps/utils.go, TweakCapabilities.
    const given = added.map(capability);
    const rest = dropped.filter((it) => given.includes("ALL") || !given.includes(capability(it)));
    if (rest.length > 0) result["cap_drop"] = rest;
    else delete result["cap_drop"];
  }
  for (const [key, [kind, name]] of Object.entries(limits)) {
    const resources = at(service, "deploy", "resources", kind, name);
    if (resources !== undefined && String(resources) === String(service[key])) delete result[key];
  }
  if (isObject(build)) result["build"] = buildEffects(build, files);
  return result;
}

/** What `deploy` says goes before the older keys, which must say the same: pkg/compose/create.go, getDeployResources. */
const limits = {
  cpus: ["limits", "cpus"],
  mem_limit: ["limits", "memory"],
  mem_reservation: ["reservations", "memory"],
  pids_limit: ["limits", "pids"],
} as const;

function at(value: Json, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((it, key) => (isObject(it) ? it[key] : undefined), value);
}

function capability(name: Json): string {
  return String(name).toUpperCase().replace(/^CAP_/, "");
}

/** Compose warns of options for another type and goes on without them: pkg/compose/create.go, buildMount. */
function mountEffects(mount: Json): Json {
  if (!isObject(mount)) return mount;
  const options = ["bind", "volume", "tmpfs", "image"];
  return Object.fromEntries(Object.entries(mount).filter(([key]) => !options.includes(key) || key === mount["type"]));
}

/** BuildKit only says that an argument was not consumed. */
function buildEffects(build: JsonObject, files: Files): JsonObject {
  const { args, context, dockerfile } = build;
  const folder = String(context).replace(/^\.\/?/, "");
  const text = files.get(`${folder === "" ? "" : `${folder}/`}${String(dockerfile ?? "Dockerfile")}`)?.text;
  if (!isObject(args) || text === undefined) return build;
  const isTaken = (name: string): boolean =>
    /^(?:BUILDKIT_|SOURCE_DATE_EPOCH$|(?:https?|ftp|no|all)_proxy$)/i.test(name) ||
    new RegExp(`^ *ARG.*\\b${name}\\b`, "im").test(text);
  const taken = Object.entries(args).filter(([name]) => isTaken(name));
  const { args: _, ...rest } = build;
  return taken.length > 0 ? { ...rest, args: Object.fromEntries(taken) } : rest;
}
