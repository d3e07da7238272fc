/**
 * Merges one Compose file onto another, as `-f base -f override`, further documents and `extends` do: mappings join, lists append, the
 * rest is replaced, and some fields have rules of their own.
 * https://docs.docker.com/reference/compose-file/merge/ and the `override` package of compose-go.
 */
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlSeq } from "../../syntax/yaml/model.js";
import { yamlMap, yamlSeq } from "../../syntax/yaml/nodes.js";
import { asBuild, asDependencies, asMap, asNames, asSeq } from "./forms.js";
import type { ComposeProblem } from "./model.js";
import { childOf, type PathNode, pathTable } from "./paths.js";
import { unified } from "./unify.js";

/**
 * - replace: the later value as a whole
 * - assignments: `K=V` lists and maps, by key
 * - list: a string counts as a list of one
 * - hosts: like a list, equal entries once
 * - build, dependencies, names: short forms become long ones first
 * - logging: joined while the driver is the same
 * - subnets: `ipam.config`, by subnet
 */
type Way = "replace" | "assignments" | "list" | "hosts" | "build" | "dependencies" | "names" | "logging" | "subnets";

const ways: PathNode<Way> = pathTable<Way>({
  "networks.*.ipam.config": "subnets",
  "networks.*.labels": "assignments",
  "volumes.*.labels": "assignments",
  "services.*.annotations": "assignments",
  "services.*.build": "build",
  "services.*.build.additional_contexts": "assignments",
  "services.*.build.args": "assignments",
  "services.*.build.extra_hosts": "hosts",
  "services.*.build.labels": "assignments",
  "services.*.command": "replace",
  "services.*.depends_on": "dependencies",
  "services.*.deploy.labels": "assignments",
  "services.*.dns": "list",
  "services.*.dns_opt": "list",
  "services.*.dns_search": "list",
  "services.*.entrypoint": "replace",
  "services.*.env_file": "list",
  "services.*.environment": "assignments",
  "services.*.extra_hosts": "hosts",
  "services.*.healthcheck.test": "replace",
  "services.*.label_file": "list",
  "services.*.labels": "assignments",
  "services.*.logging": "logging",
  "services.*.models": "names",
  "services.*.networks": "names",
  "services.*.sysctls": "assignments",
  "services.*.tmpfs": "list",
  "services.*.ulimits.*": "replace",
});

/** Where in the table a service stands, for `extends`. */
const serviceWays = childOf(childOf(ways, "services"), "*");

/** The later root merged onto the earlier one; both stay as they are. */
export function mergeRoots(base: YamlMap, over: YamlMap, problems: ComposeProblem[]): YamlMap {
  return unified(mergeMaps(base, over, { ways, path: "", problems })) as YamlMap;
}

/** A service merged onto the one it extends. */
export function mergeService(base: YamlMap, over: YamlMap, name: string, problems: ComposeProblem[]): YamlMap {
  return unified(mergeMaps(base, over, { ways: serviceWays, path: `services.${name}`, problems }), "service") as YamlMap;
}

interface Place {
  readonly ways: PathNode<Way> | undefined;
  readonly path: string;
  readonly problems: ComposeProblem[];
}

function mergeMaps(base: YamlMap, over: YamlMap, place: Place): YamlMap {
  const later = new Map(over.entries.map((entry) => [entry.key.text, entry]));
  const entries: YamlEntry[] = [];
  for (const entry of base.entries) {
    const { text } = entry.key;
    const second = later.get(text);
    later.delete(text);
    if (second === undefined) entries.push(entry);
    else if (second.value.tag?.name === "!reset") continue;
    else if (second.value.tag?.name === "!override" || text.startsWith("x-")) entries.push(bare(second));
    else {
      const value = mergeNodes(entry.value, second, child(place, text));
      entries.push(value === second.value ? second : { ...entry, value, alias: undefined });
    }
  }
  for (const entry of later.values()) if (entry.value.tag?.name !== "!reset") entries.push(bare(entry));
  return yamlMap(base, entries, { flow: base.flow });
}

function child({ ways, path, problems }: Place, key: string): Place {
  return { ways: childOf(ways, key), path: path === "" ? key : `${path}.${key}`, problems };
}

function mergeNodes(base: YamlNode, entry: YamlEntry, place: Place): YamlNode {
  const over = entry.value;
  const way = place.ways?.value;
  if (way === "replace") return withoutTags(over);
  // `environment:` with nothing behind it takes nothing away.
  if (isNull(over)) return base;
  if (isNull(base)) return withoutTags(over);
  switch (way) {
    case "assignments":
      return mergeAssignments(base, over);
    case "list":
    case "hosts":
      return append(asSeq(base), asSeq(withoutTags(over)));
    case "build":
      return joinMaps(asBuild(base), asBuild(over), entry, place);
    case "dependencies":
      return joinMaps(asDependencies(base), asDependencies(over), entry, place);
    case "names":
      return joinMaps(asNames(base), asNames(over), entry, place);
    case "logging":
      return sameDriver(base, over) ? joinMaps(base, over, entry, place) : withoutTags(over);
    case "subnets":
      return mergeSubnets(base, over, place);
    default:
      break;
  }
  if (base.kind === "map") return joinMaps(base, over, entry, place);
  if (base.kind === "scalar") return withoutTags(over);
  if (over.kind === "seq") return append(base, withoutTags(over) as YamlSeq);
  return refuse(base, entry, place);
}

function joinMaps(base: YamlNode, over: YamlNode, entry: YamlEntry, place: Place): YamlNode {
  return base.kind === "map" && over.kind === "map" ? mergeMaps(base, over, place) : refuse(base, entry, place);
}

function refuse(base: YamlNode, { key, value }: YamlEntry, { path, problems }: Place): YamlNode {
  const [was, is] = [nameOf(base), nameOf(value)];
  problems.push({
    code: "cannot-override",
    span: key.span,
    uri: key.uri,
    path,
    message: `\`${key.text}\` is ${is} here and ${was} in what this file is merged onto: Compose cannot join the two.`,
  });
  return base;
}

function nameOf({ kind }: YamlNode): string {
  return kind === "map" ? "a mapping" : kind === "seq" ? "a list" : "a single value";
}

/** Two maps stay one; a list meets a map as a map, so that each key keeps its place. */
function mergeAssignments(base: YamlNode, over: YamlNode): YamlNode {
  if (base.kind === "seq" && over.kind === "seq") return append(base, over);
  const [first, second] = [asMap(base), asMap(over)];
  if (first === undefined || second === undefined) return over;
  const later = new Map(second.entries.map((entry) => [entry.key.text, entry]));
  const kept = first.entries.filter(({ key }) => !later.has(key.text));
  return yamlMap(first, [...kept, ...[...later.values()].filter(({ value }) => value.tag?.name !== "!reset").map(bare)], {
    flow: first.flow,
  });
}

function append(base: YamlSeq, over: YamlSeq): YamlSeq {
  return yamlSeq(base, [...base.items, ...over.items], { flow: base.flow });
}

function sameDriver(base: YamlNode, over: YamlNode): boolean {
  const [first, second] = [base, over].map((it) => (it.kind === "map" ? it.get("driver")?.value : undefined));
  if (first === undefined || second === undefined) return true;
  return first.kind === "scalar" && second.kind === "scalar" && first.text === second.text;
}

function mergeSubnets(base: YamlNode, over: YamlNode, place: Place): YamlNode {
  if (base.kind !== "seq" || over.kind !== "seq") return over;
  // Each pair in turn, as compose-go goes: what the later list does not name is lost, save where its first pair differs.
  const items: YamlItem[] = [];
  const indexOf = (item: YamlItem) => items.findIndex(({ value }) => subnetOf(value) === subnetOf(item.value));
  for (const { value: earlier } of base.items) {
    for (const item of over.items) {
      if (subnetOf(earlier) !== subnetOf(item.value) && indexOf(item) < 0) {
        items.push(item);
        continue;
      }
      const isPair = earlier.kind === "map" && item.value.kind === "map";
      const merged = isPair ? { ...item, value: mergeMaps(earlier, item.value as YamlMap, { ...place, ways: undefined }) } : item;
      const index = indexOf(merged);
      if (index < 0) items.push(merged);
      else items[index] = merged;
    }
  }
  return yamlSeq(base, items, { flow: base.flow });
}

function subnetOf(node: YamlNode): string | undefined {
  const subnet = node.kind === "map" ? node.get("subnet")?.value : undefined;
  return subnet?.kind === "scalar" ? subnet.text : undefined;
}

export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** An entry whose value has no `!reset` in it any more, which has nothing left to take away. */
function bare(entry: YamlEntry): YamlEntry {
  const value = withoutTags(entry.value);
  return value === entry.value ? entry : { ...entry, value };
}

const cleaned = new WeakMap<YamlNode, YamlNode>();

/** The node without what `!reset` takes away inside it. */
export function withoutTags(node: YamlNode): YamlNode {
  if (node.kind === "scalar") return node;
  const known = cleaned.get(node);
  if (known !== undefined) return known;
  const result = node.kind === "map" ? mapWithoutTags(node) : seqWithoutTags(node);
  cleaned.set(node, result);
  return result;
}

function mapWithoutTags(map: YamlMap): YamlMap {
  const entries = map.entries.filter(({ value }) => value.tag?.name !== "!reset").map(bare);
  const same = entries.length === map.entries.length && entries.every((entry, index) => entry === map.entries[index]);
  return same ? map : yamlMap(map, entries, { flow: map.flow, merges: map.merges });
}

function seqWithoutTags(seq: YamlSeq): YamlSeq {
  const items = seq.items.map((item) => {
    const value = withoutTags(item.value);
    return value === item.value ? item : { ...item, value };
  });
  return items.every((item, index) => item === seq.items[index]) ? seq : yamlSeq(seq, items, { flow: seq.flow });
}
