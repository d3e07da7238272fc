/** Short forms of Compose as their long forms, so that two files that differ in form can be merged. Places stay those of the author. */
import { assignmentsAt } from "../../syntax/compose/values.js";
import type { YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from "../../syntax/yaml/model.js";
import { nullScalar, yamlMap, yamlScalar, yamlSeq } from "../../syntax/yaml/nodes.js";

/** A single value counts as a list of one; a map becomes a list of its entries as `K=V`. */
export function asSeq(node: YamlNode): YamlSeq {
  if (node.kind === "seq") return node;
  if (node.kind === "scalar") return yamlSeq(node, [{ value: node, span: node.span, alias: undefined }]);
  return yamlSeq(
    node,
    node.entries.flatMap((entry) => hostItems(entry).map((value) => ({ value, span: entry.span, alias: undefined }))),
  );
}

/** `host: ip` or `host: [ip, ip]` as the strings `host=ip`. */
function hostItems({ key, value, span }: YamlEntry): YamlScalar[] {
  const values = value.kind === "seq" ? value.items.map((item) => item.value) : [value];
  return values.flatMap((it) => {
    if (it.kind !== "scalar") return [];
    const text = it.value === null ? key.text : `${key.text}=${it.text}`;
    return [yamlScalar({ uri: key.uri, span }, { text, value: text, style: "plain", source: text })];
  });
}

/** A `K=V` list as a map, last one of a key; undefined for a single value. */
export function asMap(node: YamlNode): YamlMap | undefined {
  if (node.kind !== "seq") return node.kind === "map" ? node : undefined;
  const field = entryOf("items", node);
  const entries = new Map<string, YamlEntry>();
  for (const { key, value, span } of assignmentsAt(yamlMap(node, [field]), "items")) {
    const place = { uri: key.node.uri, span: value?.span ?? { start: key.span.end, end: key.span.end } };
    entries.set(key.text, {
      key: textScalar({ uri: key.node.uri, span: key.span }, key.text),
      value: value === undefined ? nullScalar(place) : textScalar(place, value.text),
      span,
      alias: undefined,
      merged: undefined,
    });
  }
  return yamlMap(node, [...entries.values()]);
}

/** `build: ./app` is `build: { context: ./app }`. */
export function asBuild(node: YamlNode): YamlNode {
  return node.kind === "scalar" ? yamlMap(node, [entryOf("context", node)]) : node;
}

/** `depends_on: [db]` is `depends_on: { db: { condition: service_started, required: true } }`. */
export function asDependencies(node: YamlNode): YamlNode {
  return listAsMap(node, (name) =>
    yamlMap(name, [
      entryOf("condition", textScalar(name, "service_started")),
      entryOf("required", { ...textScalar(name, "true"), value: true }),
    ]),
  );
}

/** `networks: [front]` is `networks: { front: }`. */
export function asNames(node: YamlNode): YamlNode {
  return listAsMap(node, (name) => nullScalar({ uri: name.uri, span: { start: name.span.end, end: name.span.end } }));
}

function listAsMap(node: YamlNode, valueOf: (name: YamlScalar) => YamlNode): YamlNode {
  if (node.kind !== "seq") return node;
  const entries = node.items.flatMap(({ value: key, span }): YamlEntry[] =>
    key.kind === "scalar" ? [{ key, value: valueOf(key), span, alias: undefined, merged: undefined }] : [],
  );
  return yamlMap(node, entries);
}

/** An entry that nobody wrote: its key stands where its value does. */
function entryOf(key: string, value: YamlNode): YamlEntry {
  return { key: textScalar(value, key), value, span: value.span, alias: undefined, merged: undefined };
}

function textScalar({ uri, span }: Pick<YamlNode, "uri" | "span">, text: string): YamlScalar {
  return yamlScalar({ uri, span }, { text, value: text, style: "plain", source: text });
}
