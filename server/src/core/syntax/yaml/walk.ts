/** All nodes of a tree, each once: what aliases and `<<` reach a second time is left out. */
import type { YamlMap, YamlNode, YamlScalar, YamlSeq } from "./model.js";

/** The values, not the keys, in the order of the text. */
export function* scalarValues(node: YamlNode): Generator<YamlScalar> {
  if (node.kind === "scalar") yield node;
  else if (node.kind === "seq") {
    for (const { value, alias } of node.items) if (alias === undefined) yield* scalarValues(value);
  } else {
    for (const { value, alias, merged } of node.entries)
      if (alias === undefined && merged === undefined) yield* scalarValues(value);
    // A mapping written behind `<<` itself.
    for (const { value, alias } of node.merges) if (alias === undefined) yield* scalarValues(value);
  }
}

/** The keys, `<<` left out. */
export function* keys(node: YamlNode): Generator<YamlScalar> {
  for (const map of collections(node)) {
    if (map.kind !== "map") continue;
    for (const { key, merged } of map.entries) if (merged === undefined) yield key;
  }
}

/** The mappings and lists, outer ones before those inside them. */
export function* collections(node: YamlNode): Generator<YamlMap | YamlSeq> {
  if (node.kind === "scalar") return;
  yield node;
  if (node.kind === "seq") {
    for (const { value, alias } of node.items) if (alias === undefined) yield* collections(value);
  } else {
    for (const { value, alias, merged } of node.entries)
      if (alias === undefined && merged === undefined) yield* collections(value);
    for (const { value, alias } of node.merges) if (alias === undefined) yield* collections(value);
  }
}
