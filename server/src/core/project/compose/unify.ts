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

/** What makes an item unique; undefined: it stands for itself. */
type KeyOf = (node: YamlNode) => string | undefined;

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
  "services.*.ports": (node) => portKey(portsAt(only("ports", node))[0]),
  "services.*.profiles": byText,
  "services.*.secrets": grantKey("/run/secrets"),
  "services.*.sysctls": byName,
  "services.*.tmpfs": byText,
  "services.*.volumes": (node) => mountKey(mountsAt(only("volumes", node))[0]),
});

const serviceKeys = childOf(childOf(keys, "services"), "*");

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
  const items: YamlItem[] = [];
  const places = new Map<string, number>();
  for (const item of seq.items) {
    const key = keyOf(item.value);
    const place = key === undefined ? undefined : places.get(key);
    if (place !== undefined) items[place] = item;
    else {
      if (key !== undefined) places.set(key, items.length);
      items.push(item);
    }
  }
  return items.length === seq.items.length ? seq : yamlSeq(seq, items, { flow: seq.flow });
}

/** One item as the field it stands in, for the parsers of whole fields. */
function only(field: string, node: YamlNode): YamlMap {
  const seq = yamlSeq(node, [{ value: node, span: node.span, alias: undefined }]);
  const key = { ...node, kind: "scalar", text: field, value: field, style: "plain", source: field, tag: undefined } as const;
  return yamlMap(node, [{ key, value: seq, span: node.span, alias: undefined, merged: undefined }]);
}

function portKey(port: Port | undefined): string | undefined {
  if (port?.target === undefined || !port.known) return port?.form === "short" ? port.raw : undefined;
  const { hostIp, published, target, protocol } = port;
  return `${hostIp?.text ?? ""}:${published?.text ?? ""}:${target.text}/${protocol?.text.toLowerCase() ?? "tcp"}`;
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
