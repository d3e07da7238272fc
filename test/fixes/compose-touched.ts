/** Which fields of a Compose project a change of its files may change: those whose YAML is another, and what Compose makes of these. */
import type { ComposeFile } from "../../server/src/core/syntax/compose/model.js";
import { parseCompose } from "../../server/src/core/syntax/compose/parse.js";
import type { YamlMap, YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import { languageOf } from "../promises.js";
import type { Files } from "./judge.js";

/** Compose fills in the field on the left from those on the right. */
const derived: Readonly<Record<string, readonly string[]>> = {
  networks: ["network_mode"],
  depends_on: ["links", "volumes_from", "network_mode", "ipc", "pid", "uts", "volumes"],
  environment: ["env_file"],
  labels: ["label_file"],
  deploy: ["scale", "mem_limit", "mem_reservation", "cpus", "pids_limit"],
  build: ["image", "platform"],
};

/** Compose prints a resource only where a service uses it. */
const users: Readonly<Record<string, readonly string[]>> = {
  networks: ["networks", "network_mode", "build"],
  volumes: ["volumes"],
  secrets: ["secrets", "build"],
  configs: ["configs"],
  models: ["models"],
};

/** Answers for paths such as `services.web.ports`, `services.web`, `volumes.data` and `name`. */
export interface Touched {
  has(path: string): boolean;
}

export function touchedBy(linted: string, before: Files, after: Files): Touched {
  const changed = [...after.keys()].filter((path) => before.get(path)?.text !== after.get(path)!.text);
  const paths = new Set<string>();
  let others = false;
  for (const path of changed) {
    const isCompose = path === linted || languageOf(path) === "compose";
    if (isCompose)
      for (const it of changedPaths(fieldsOf(before.get(path)?.text), fieldsOf(after.get(path)!.text))) paths.add(it);
    else others = true;
  }
  const file = parseCompose("", after.get(linted)!.text);
  return { has: (path) => paths.has(path) || followsFrom(path, paths) || (others && restsOnFiles(file, path)) };
}

function changedPaths(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
}

/** What each field says, aliases and `<<` resolved. */
function fieldsOf(text: string | undefined): Map<string, string> {
  const fields = new Map<string, string>();
  const note = (path: string, node: YamlNode): void => void fields.set(path, (fields.get(path) ?? "") + meaningOf(node));
  for (const root of text === undefined ? [] : parseCompose("", text).roots) {
    for (const { key, value } of root.entries) {
      if (value.kind !== "map") note(key.text, value);
      for (const it of value.kind === "map" ? value.entries : []) {
        const path = `${key.text}.${it.key.text}`;
        if (key.text !== "services" || it.value.kind !== "map") note(path, it.value);
        else {
          // A service that comes or goes.
          fields.set(path, "");
          for (const field of it.value.entries) note(`${path}.${field.key.text}`, field.value);
          for (const field of extendedFields(root, it.value)) note(`${path}.${field[0]}`, field[1]);
        }
      }
    }
  }
  return fields;
}

/** The fields that a service takes over from others of its file. */
function extendedFields(root: YamlMap, service: YamlMap, seen: readonly string[] = []): [string, YamlNode][] {
  const value = service.get("extends")?.value;
  const target = value?.kind === "map" ? value.get("service")?.value : value;
  const services = root.get("services")?.value;
  if (target?.kind !== "scalar" || services?.kind !== "map" || seen.includes(target.text)) return [];
  const base = services.get(target.text)?.value;
  if (base?.kind !== "map") return [];
  return [
    ...base.entries.map((it): [string, YamlNode] => [it.key.text, it.value]),
    ...extendedFields(root, base, [...seen, target.text]),
  ];
}

function meaningOf(node: YamlNode, above: readonly YamlNode[] = []): string {
  if (above.includes(node)) return "…";
  const inner = [...above, node];
  const tag = node.tag?.name ?? "";
  if (node.kind === "scalar") return tag + JSON.stringify([node.value, node.text]);
  if (node.kind === "seq") return `${tag}[${node.items.map(({ value }) => meaningOf(value, inner)).join()}]`;
  return `${tag}{${node.entries.map(({ key, value }) => `${key.text}:${meaningOf(value, inner)}`).join()}}`;
}

function followsFrom(path: string, paths: ReadonlySet<string>): boolean {
  const [section = "", name = "", field] = path.split(".");
  if (section === "services") {
    // The names of services and fields have no dots where this is asked, but for a few services.
    const service = path.slice(0, path.lastIndexOf("."));
    const last = path.slice(service.length + 1);
    return field !== undefined && (derived[last] ?? []).some((it) => paths.has(`${service}.${it}`));
  }
  if (name !== "" && paths.has(section)) return true;
  const fields = users[section] ?? [];
  return [...paths].some((it) => it.startsWith("services.") && fields.includes(it.slice(it.lastIndexOf(".") + 1)));
}

/** True for what reads variables, which may be those of a changed file, and for the fields that such files fill. */
function restsOnFiles(file: ComposeFile, path: string): boolean {
  const field = path.slice(path.lastIndexOf(".") + 1);
  if (field === "environment" || field === "labels") return true;
  return [...fieldsOf(file.text)].some(([key, meaning]) => key === path && meaning.includes("$"));
}
