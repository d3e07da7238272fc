/** Makes YAML nodes: for the parser, and for whoever builds a model out of several files. */
import type { Span } from "../../text/span.js";
import type { YamlEntry, YamlItem, YamlMap, YamlName, YamlScalar, YamlSeq } from "./model.js";

/** What all nodes have. */
export interface NodePlace {
  readonly uri: string;
  readonly span: Span;
  readonly anchor?: YamlName | undefined;
  readonly tag?: YamlName | undefined;
}

/** Maps with more entries than this get an index on first use. */
const indexFrom = 8;

export function yamlMap(
  place: NodePlace,
  entries: readonly YamlEntry[],
  options: { readonly flow?: boolean; readonly merges?: readonly YamlEntry[] } = {},
): YamlMap {
  let index: Map<string, YamlEntry> | undefined;
  return {
    kind: "map",
    uri: place.uri,
    span: place.span,
    anchor: place.anchor,
    tag: place.tag,
    flow: options.flow ?? false,
    entries,
    merges: options.merges ?? [],
    get(key) {
      if (entries.length < indexFrom) return entries.find((entry) => entry.key.text === key);
      index ??= indexByKey(entries);
      return index.get(key);
    },
  };
}

export function yamlSeq(place: NodePlace, items: readonly YamlItem[], options: { readonly flow?: boolean } = {}): YamlSeq {
  const { uri, span, anchor, tag } = place;
  return { kind: "seq", uri, span, anchor, tag, flow: options.flow ?? false, items };
}

export function yamlScalar(place: NodePlace, scalar: Pick<YamlScalar, "text" | "value" | "style" | "source">): YamlScalar {
  const { uri, span, anchor, tag } = place;
  const { text, value, style, source } = scalar;
  return { kind: "scalar", uri, span, anchor, tag, text, value, style, source };
}

/** What stands where nothing stands. */
export function nullScalar(place: NodePlace): YamlScalar {
  return yamlScalar(place, { text: "", value: null, style: "plain", source: "" });
}

function indexByKey(entries: readonly YamlEntry[]): Map<string, YamlEntry> {
  const index = new Map<string, YamlEntry>();
  for (const entry of entries) if (!index.has(entry.key.text)) index.set(entry.key.text, entry);
  return index;
}
