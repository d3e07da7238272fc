/** A service in the form in which Docker Compose prints it. */

import { posix } from "node:path";
import { childOf } from "../../server/src/core/project/compose/paths.js";
import type { Grant, Mount, Service } from "../../server/src/core/syntax/compose/model.js";
import { mountOptions } from "../../server/src/core/syntax/compose/volumes.js";
import type { YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import type { Run } from "./canonical.js";
import { environmentOf, labelsOf } from "./canonical-environment.js";
import { convert, fields, type Handler, mapping, resolve, type Scope } from "./convert.js";
import { handlers } from "./fields.js";
import { bytes, sprint } from "./go-values.js";
import { isObject, type Json, type JsonObject } from "./json.js";
export function service(it: Service, run: Run, scope: Scope): JsonObject {
  const table = childOf(childOf(handlers, "services"), it.name);
  const own: { [key: string]: Json | undefined } = {};
  for (const { key, value } of it.node.entries) {
    if (key.text.startsWith("x-")) continue;
    const handler = special[key.text];
    const inner = handler ? handler(value, scope) : convert(value, childOf(table, key.text), scope);
    if (inner !== undefined && inner !== null && inner !== "" && inner !== false && inner !== 0) own[key.text] = inner;
    else if (inner === false && (key.text === "init" || key.text === "attach")) own[key.text] = false;
    else if (inner === 0 && key.text === "scale") own[key.text] = 0;
  }
  for (const key of ["env_file", "label_file", "extends"]) delete own[key];
  own["command"] = it.command?.words?.map(({ text }) => text);
  own["entrypoint"] = it.entrypoint?.words?.map(({ text }) => text);
  own["ports"] = list(it.ports.flatMap(ports));
  own["volumes"] = list(it.volumes.map((mount) => volume(mount, scope)));
  own["secrets"] = list(it.secrets.map((grant) => granted(grant, "/run/secrets/")));
  own["configs"] = list(it.configs.map((grant) => granted(grant, "")));
  own["environment"] = environmentOf(it, run, scope);
  own["labels"] = labelsOf(it, run, scope);
  own["networks"] = networksOf(it, own["networks"]);
  if (Array.isArray(own["models"])) own["models"] = Object.fromEntries(own["models"].map((name) => [name, null]));
  own["depends_on"] = dependenciesOf(it);
  if (it.build) own["build"] = buildOf(it, own["build"], run, scope);
  if (it.healthcheck?.test && isObject(own["healthcheck"])) {
    const { form, kind, words, node } = it.healthcheck.test;
    const test =
      form === "string"
        ? [kind, ...words.map(({ text }) => text)]
        : (node as { items?: readonly { value: YamlNode }[] }).items?.map(({ value }) => sprint(value) ?? "");
    own["healthcheck"] = { ...own["healthcheck"], ...(test && test.length > 0 ? { test } : {}) };
  }
  return Object.fromEntries(Object.entries(own).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** Made from the typed view, or of no weight. */
const special: Readonly<Record<string, Handler>> = Object.fromEntries(
  ["command", "entrypoint", "ports", "volumes", "secrets", "configs", "environment", "labels", "depends_on"].map((key) => [
    key,
    () => undefined,
  ]),
);

function ports({
  form,
  node,
  hostIp,
  published,
  target,
  protocol,
  publishedRange,
  targetRange,
}: Service["ports"][number]): Json[] {
  const common = { mode: "ingress", protocol: "tcp" };
  if (form === "long" && node.kind === "map") {
    const own = fields(node);
    return [{ ...common, ...own, target: Number(target?.text), ...(published && { published: published.text }) }];
  }
  const shared = { ...common, protocol: protocol?.text.toLowerCase() || "tcp", ...(hostIp && { host_ip: hostIp.text }) };
  if (!targetRange) return [];
  const many = Array.from({ length: targetRange.last - targetRange.first + 1 }, (_, index) => {
    const free = publishedRange && targetRange.first === targetRange.last && publishedRange.first !== publishedRange.last;
    const host = free ? published!.text : publishedRange && String(publishedRange.first + index);
    return { ...shared, target: targetRange.first + index, ...(host !== undefined && { published: host }) };
  });
  return many.sort((a, b) => (`${a.target}` < `${b.target}` ? -1 : 1));
}

function volume(mount: Mount, scope: Scope): Json {
  const { form, node, type, source, target, options, readOnly } = mount;
  const own = form === "long" && node.kind === "map" ? (convert(node, undefined, scope) as JsonObject) : {};
  const result: { [key: string]: Json } = {
    ...own,
    type: type ?? "",
    ...(target && { target: posix.normalize(target.text.replace(/^\/\/+/, "/")).replace(/(?<=.)\/$/, "") }),
  };
  if (source) result["source"] = type === "bind" ? (resolve(source.text, scope.folderOf(node)) ?? "") : source.text;
  if (readOnly) result["read_only"] = true;
  if (form === "short") {
    const bind: { [key: string]: Json } = type === "bind" ? { create_host_path: true } : {};
    for (const { text } of options) {
      if (/^[zZ]$/.test(text)) bind["selinux"] = text;
      if (/^r?(?:private|shared|slave)$/.test(text)) bind["propagation"] = text;
      if (text === "nocopy") result["volume"] = { nocopy: true };
    }
    result["bind"] = bind;
  } else if (type === "tmpfs") {
    const map = mountOptions(mount);
    if (map)
      result["tmpfs"] = { ...fields(map), ...(map.get("size") && { size: bytes(sprint(map.get("size")!.value) ?? "") ?? "" }) };
  } else {
    const labels = mount.get("volume")?.value;
    const map = labels?.kind === "map" ? labels.get("labels") : undefined;
    if (map && isObject(result["volume"])) result["volume"] = { ...result["volume"], labels: mapping(map.value, scope) ?? {} };
  }
  return result;
}

function granted({ form, node, source, target }: Grant, folder: string): Json {
  const rest =
    form === "long"
      ? (convert(node, childOf(childOf(childOf(childOf(handlers, "services"), "*"), "secrets"), "[]"), {
          folderOf: () => "",
        }) as JsonObject)
      : {};
  const at = target?.text ?? (folder === "" ? undefined : `${folder}${source?.text}`);
  return { ...rest, source: source?.text ?? "", ...(at !== undefined && { target: at }) };
}

function networksOf(it: Service, own: Json | undefined): Json | undefined {
  const node = it.get("networks")?.value;
  const named = node?.kind === "seq" ? Object.fromEntries(node.items.map(({ value }) => [sprint(value) ?? "", null])) : own;
  const attached = isObject(named) ? named : {};
  if (it.provider || it.networkMode) return Object.keys(attached).length === 0 ? undefined : attached;
  return Object.keys(attached).length === 0 ? { default: null } : attached;
}

function dependenciesOf(it: Service): Json | undefined {
  const result: { [key: string]: JsonObject } = {};
  for (const { service: name, condition, required, restart } of it.dependsOn) {
    result[name.text] = {
      condition: condition?.text ?? "service_started",
      required: required?.value ?? true,
      ...(restart?.value && { restart: true }),
    };
  }
  const started = { condition: "service_started", required: true };
  for (const { service: name } of it.links) result[name.text] ??= { ...started, restart: true };
  for (const shared of [it.networkMode, it.ipc, it.pid, it.uts, it.cgroup]) {
    const name = /^service:(.+)$/.exec(shared?.text ?? "")?.[1];
    if (name !== undefined) result[name] ??= { ...started, restart: true };
  }
  for (const { text } of it.volumesFrom) if (!text.startsWith("container:")) result[text.split(":")[0]!] ??= started;
  return Object.keys(result).length === 0 ? undefined : result;
}

function buildOf(it: Service, own: Json | undefined, { variables }: Run, scope: Scope): Json {
  const { context, dockerfile, inline, node, additionalContexts, secrets } = it.build!;
  const rest: { [key: string]: Json } = isObject(own) ? { ...own } : {};
  rest["context"] = place(context?.text ?? ".", scope.folderOf(context?.node ?? node));
  if (inline === undefined) rest["dockerfile"] = dockerfile?.text ?? "Dockerfile";
  const contexts = additionalContexts.map(({ key, value, node: at }) => [key.text, place(value?.text ?? "", scope.folderOf(at))]);
  if (contexts.length > 0) rest["additional_contexts"] = Object.fromEntries(contexts);
  if (secrets.length > 0) rest["secrets"] = secrets.map((grant) => granted(grant, ""));
  if (isObject(rest["args"])) {
    const args = Object.entries(rest["args"]).flatMap(([key, value]) =>
      value === null ? (variables.has(key) ? [[key, variables.get(key)!]] : []) : [[key, value]],
    );
    rest["args"] = Object.fromEntries(args);
  }
  return rest;
}

/** A build context: a folder, unless it is a repository, an archive or a reference. */
function place(text: string, folder: string): string {
  return /^(?:https?:\/\/|git:\/\/|ssh:\/\/|github\.com\/|git@|[a-z-]+:)/.test(text) ? text : (resolve(text, folder) ?? folder);
}

function list(items: readonly Json[]): Json | undefined {
  return items.length === 0 ? undefined : items;
}
