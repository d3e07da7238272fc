/**
 * Entries of lists that mean the same thing are one: after a merge the later one stands in the place of the earlier.
 * https://docs.docker.com/reference/compose-file/merge/#unique-resources
 */
import type { Mount, Port } from "../../syntax/compose/model.js";
import { portsAt } from "../../syntax/compose/ports.js";
import { mountsAt } from "../../syntax/compose/volumes.js";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlSeq } from "../../syntax/yaml/model.js";
import { yamlMap, yamlSeq } from "../../syntax/yaml/nodes.js";
import { childOf, type PathNode, pathTable } from "./paths.js";

/** What makes an item unique, one key for each thing it stands for (a range of ports); undefined: it stands for itself. */
type KeyOf = (node: YamlNode) => string | readonly string[] | undefined;

const byName: KeyOf = (node) => (node.kind === "scalar" ? /^[^=]*/.exec(node.text)![0] : undefined);
const byText: KeyOf = (node) => (node.kind === "scalar" ? node.text : undefined);

const keys: PathNode<KeyOf> = pathTable<KeyOf>({
  "networks.*.labels": byName,
  "volumes.*.labels": byName,
  "services.*.annotations": byName,
  "services.*.build.additional_contexts": byName,
  "services.*.build.args": byName,
  "services.*.build.extra_hosts": byText,
  "services.*.build.labels": byName,
  "services.*.build.platforms": byText,
  "services.*.build.tags": byText,
  "services.*.cap_add": byText,
  "services.*.cap_drop": byText,
  "services.*.configs": grantKey(""),
  "services.*.deploy.labels": byName,
  "services.*.devices": deviceKey,
  "services.*.dns": byText,
  "services.*.dns_opt": byText,
  "services.*.dns_search": byText,
  "services.*.env_file": (node) => fieldOf(node, "path") ?? byText(node),
  "services.*.environment": byName,
  "services.*.expose": byText,
  "services.*.extra_hosts": byText,
  "services.*.labels": byName,
  "services.*.links": byText,
  "services.*.networks.*.aliases": byText,
  "services.*.networks.*.link_local_ips": byText,
  "services.*.ports": (node) => portKeys(portsAt(only("ports", node))[0]),
  "services.*.profiles": byText,
  "services.*.secrets": grantKey("/run/secrets"),
  "services.*.sysctls": byName,
  "services.*.tmpfs": byText,
  "services.*.volumes": (node) => mountKey(mountsAt(only("volumes", node))[0]),
});

const serviceKeys = childOf(childOf(keys, "services"), "*");

/** Wider ranges are compared as a whole. */
const maximumRange = 1000;

/** @param from "service" where the node is a service and not the root */
export function unified(node: YamlMap, from: "root" | "service" = "root"): YamlNode {
  return unify(node, from === "root" ? keys : serviceKeys);
}

function unify(node: YamlNode, table: PathNode<KeyOf> | undefined): YamlNode {
  if (table === undefined) return node;
  if (node.kind === "seq") return table.value === undefined ? node : unifySeq(node, table.value);
  if (node.kind !== "map") return node;
  let changed = false;
  const entries = node.entries.map((entry): YamlEntry => {
    const value = unify(entry.value, childOf(table, entry.key.text));
    if (value === entry.value) return entry;
    changed = true;
    return { ...entry, value };
  });
  return changed ? yamlMap(node, entries, { flow: node.flow, merges: node.merges }) : node;
}

function unifySeq(seq: YamlSeq, keyOf: KeyOf): YamlSeq {
  let items: (YamlItem | undefined)[] = [];
  /** Of each key, the place of the item that holds it. */
  const places = new Map<string, number>();
  for (const item of seq.items) {
    const found = keyOf(item.value) ?? [];
    const own = typeof found === "string" ? [found] : found;
    const taken = new Set(own.flatMap((key) => places.get(key) ?? []));
    const [place] = taken;
    const isWhole = (at: number) => [...places].every(([key, holder]) => holder !== at || own.includes(key));
    // A port that an earlier range publishes anyway.
    if (own.length > 0 && own.every((key) => places.has(key)) && ![...taken].every(isWhole)) continue;
    for (const at of taken) if (at !== place && isWhole(at)) items[at] = undefined;
    const at = place !== undefined && isWhole(place) ? place : items.length;
    items[at] = item;
    for (const key of own) places.set(key, at);
  }
  items = items.filter((item) => item !== undefined);
  return items.length === seq.items.length ? seq : yamlSeq(seq, items as YamlItem[], { flow: seq.flow });
}

/** One item as the field it stands in, for the parsers of whole fields. */
function only(field: string, node: YamlNode): YamlMap {
  const seq = yamlSeq(node, [{ value: node, span: node.span, alias: undefined }]);
  const key = { ...node, kind: "scalar", text: field, value: field, style: "plain", source: field, tag: undefined } as const;
  return yamlMap(node, [{ key, value: seq, span: node.span, alias: undefined, merged: undefined }]);
}

function portKeys(port: Port | undefined): string | readonly string[] | undefined {
  if (port?.target === undefined || !port.known) return port?.form === "short" ? port.raw : undefined;
  const { hostIp, published, publishedRange, target, targetRange, protocol } = port;
  const keyOf = (host: string, container: string) =>
    `${hostIp?.text ?? ""}:${host}:${container}/${protocol?.text.toLowerCase() ?? "tcp"}`;
  const length = port.form === "short" && targetRange !== undefined ? targetRange.last - targetRange.first + 1 : 1;
  if (length === 1 || length > maximumRange) return keyOf(published?.text ?? "", target.text);
  return Array.from({ length }, (_, index) =>
    keyOf(publishedRange === undefined ? "" : `${publishedRange.first + index}`, `${targetRange!.first + index}`),
  );
}

function mountKey(mount: Mount | undefined): string | undefined {
  return mount?.target?.text.replace(/(?<=.)\/+$/, "");
}

function grantKey(folder: string): KeyOf {
  return (node) => {
    const name = node.kind === "scalar" ? node.text : fieldOf(node, "source");
    return fieldOf(node, "target") ?? (name === undefined ? undefined : `${folder}/${name}`);
  };
}

/** A device by its path in the container. */
function deviceKey(node: YamlNode): string | undefined {
  if (node.kind !== "scalar") return fieldOf(node, "target") ?? fieldOf(node, "source");
  const [source, target] = node.text.split(":");
  return target ?? source;
}

function fieldOf(node: YamlNode, key: string): string | undefined {
  const value = node.kind === "map" ? node.get(key)?.value : undefined;
  return value?.kind === "scalar" && value.value !== null ? value.text : undefined;
}
