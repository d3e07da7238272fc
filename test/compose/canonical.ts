/** The merged model of the core in the form in which `docker compose config --format json` prints a project. */

import { withEnvFiles } from "../../server/src/core/project/compose/environment.js";
import type { ComposeProject, Reader } from "../../server/src/core/project/compose/index.js";
import { childOf } from "../../server/src/core/project/compose/paths.js";
import { projectName } from "../../server/src/core/project/compose/project-name.js";
import type { Resource } from "../../server/src/core/syntax/compose/model.js";
import { booleanOf } from "../../server/src/core/syntax/compose/values.js";
import { service } from "./canonical-service.js";
import { convert, resolve, type Scope } from "./convert.js";
import { handlers } from "./fields.js";
import { sprint } from "./go-values.js";
import { isObject, type Json, type JsonObject } from "./json.js";

export interface Run {
  readonly project: ComposeProject;
  readonly reader: Reader;
  /** Of the shell. */
  readonly variables: ReadonlyMap<string, string>;
  /** URI of the project's folder. */
  readonly folder: string;
}

export function canonical(run: Run): Json {
  const { project } = run;
  const variables = withEnvFiles(run.variables, [`${run.folder}/.env`], run.reader);
  const name = projectName(project.files, run.folder, variables, run.reader);
  const scope: Scope = { folderOf: (node) => decodeURIComponent(project.folderOf(node).replace(/^file:\/\//, "")) };
  const environment = new Map([["COMPOSE_PROJECT_NAME", name], ...variables]);
  const services = Object.fromEntries(
    project.enabled.map((it) => [it.name, service(it, { ...run, variables: environment }, scope)]),
  );
  const used = usedResources(Object.values(services));
  const resources = (section: "networks" | "volumes" | "secrets" | "configs"): JsonObject => {
    const declared = project[section].filter((it) => used[section].has(it.name));
    const result = Object.fromEntries(declared.map((it) => [it.name, resource(it, section, name, scope)]));
    if (section === "networks" && used.networks.has("default")) result["default"] ??= { name: `${name}_default` };
    return result;
  };
  return {
    name,
    services,
    ...{
      networks: resources("networks"),
      volumes: resources("volumes"),
      secrets: resources("secrets"),
      configs: resources("configs"),
    },
  };
}

function resource(it: Resource, section: string, project: string, scope: Scope): Json {
  const own = it.node ? (convert(it.node, childOf(childOf(handlers, section), it.name), scope) as JsonObject) : {};
  const external = it.external?.value === true || it.get("external")?.value.kind === "map";
  const name = it.externalName?.text ?? sprint(it.get("name")?.value) ?? (external ? it.name : `${project}_${it.name}`);
  const result: { [key: string]: Json } = { ...own, name };
  delete result["external"];
  for (const key of ["enable_ipv4", "enable_ipv6"]) {
    const flag = booleanOf(it.get(key)?.value)?.value;
    if (flag !== undefined) result[key] = flag;
  }
  if (external) result["external"] = true;
  const opts = result["driver_opts"];
  if (
    section === "volumes" &&
    result["driver"] === "local" &&
    isObject(opts) &&
    opts["o"] === "bind" &&
    typeof opts["device"] === "string"
  ) {
    result["driver_opts"] = { ...opts, device: resolve(opts["device"], scope.folderOf(it.node!)) ?? "" };
  }
  if (result["environment"] !== undefined) delete result["content"];
  return result;
}

function usedResources(
  services: readonly JsonObject[],
): Readonly<Record<"networks" | "volumes" | "secrets" | "configs", ReadonlySet<string>>> {
  const used = {
    networks: new Set<string>(),
    volumes: new Set<string>(),
    secrets: new Set<string>(),
    configs: new Set<string>(),
  };
  const sources = (value: Json | undefined): string[] =>
    Array.isArray(value) ? value.flatMap((it) => (isObject(it) && typeof it["source"] === "string" ? [it["source"]] : [])) : [];
  for (const it of services) {
    for (const name of Object.keys(isObject(it["networks"]) ? it["networks"] : {})) used.networks.add(name);
    for (const name of sources(it["volumes"])) used.volumes.add(name);
    const build = it["build"];
    for (const name of [...sources(it["secrets"]), ...sources(isObject(build) ? build["secrets"] : undefined)])
      used.secrets.add(name);
    for (const name of sources(it["configs"])) used.configs.add(name);
  }
  return used;
}
