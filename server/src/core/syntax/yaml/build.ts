/** From the parser's tree to ours: spans trimmed, aliases and merge keys resolved, duplicate keys reported. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Span } from "../../text/span.js";
import { buildScalar, type Properties, trimBack } from "./build-scalar.js";
import { firstLine, visibleSpan } from "./errors.js";
import { dashBefore, nameBefore } from "./marks.js";
import { mergedEntries } from "./merge.js";
import type { YamlAnchor, YamlDocument, YamlEntry, YamlError, YamlItem, YamlName, YamlNode, YamlScalar } from "./model.js";
import { type NodePlace, nullScalar, yamlMap, yamlScalar, yamlSeq } from "./nodes.js";
import { maximumDepth, type Scan } from "./scan.js";

/** A value and, where it was written as an alias, that alias. */
interface Built {
  readonly node: YamlNode;
  readonly alias: YamlName | undefined;
  /** Where the value stands in this document: the alias, or the node with its anchor and tag. */
  readonly place: Span;
}

/** An anchor while its document is built. */
interface OpenAnchor {
  readonly name: YamlName;
  readonly aliases: YamlName[];
  /** Undefined while its own value is being built. */
  node: YamlNode | undefined;
  /** Nodes of the value with all aliases expanded, and how deep they are nested. */
  size: number;
  height: number;
}

interface State {
  readonly uri: string;
  readonly text: string;
  readonly scan: Scan;
  readonly errors: YamlError[];
  readonly anchors: OpenAnchor[];
  readonly byName: Map<string, OpenAnchor>;
  /** Nodes so far, aliases expanded; the deepest level so far. */
  size: number;
  deepest: number;
  /** An alias bomb is reported once. */
  exploded: boolean;
}

/**
 * Aliases may not expand a document to more nodes than this: the tree shares nodes, but whoever walks it sees each one as often
 * as it is reached. compose-go stops at 100,000 visits; large files that repeat small fragments get room in proportion.
 */
function maximumSize(text: string): number {
  return 100_000 + text.length;
}

/** Builds one document. Never throws; what is wrong goes to `errors`. */
export function buildDocument(
  uri: string,
  text: string,
  scan: Scan,
  document: Document.Parsed,
  errors: YamlError[],
): YamlDocument {
  const state: State = { uri, text, scan, errors, anchors: [], byName: new Map(), size: 0, deepest: 0, exploded: false };
  const contents: ParsedNode | null = document.contents;
  const built = contents === null ? undefined : build(state, contents, 0);
  const empty = built === undefined || (built.node.kind === "scalar" && built.node.source === "" && built.node.tag === undefined);
  const offset = document.range[0];
  return {
    root: empty ? undefined : built.node,
    anchors: state.anchors.flatMap(closedAnchor),
    span: empty ? { start: offset, end: offset } : built.node.span,
  };
}

function closedAnchor({ name, node, aliases }: OpenAnchor): YamlAnchor[] {
  return node === undefined ? [] : [{ ...name, node, aliases }];
}

function build(state: State, source: Node, depth: number): Built {
  state.size++;
  if (depth > state.deepest) state.deepest = depth;
  if (isAlias(source)) return resolveAlias(state, source.source, source.range?.[0] ?? 0, depth);
  const start = source.range?.[0] ?? 0;
  const anchor = nameBefore(state.scan.anchors, start, "anchor" in source ? source.anchor : undefined);
  const tag = nameBefore(state.scan.tags, start, source.tag);
  const open = anchor && openAnchor(state, anchor);
  const [size, deepest] = [state.size - 1, state.deepest];
  state.deepest = depth;
  const node = buildNode(state, source, { anchor, tag }, depth);
  if (open !== undefined) Object.assign(open, { node, size: state.size - size, height: state.deepest - depth });
  state.deepest = Math.max(deepest, state.deepest);
  const first = Math.min(node.span.start, anchor?.span.start ?? node.span.start, tag?.span.start ?? node.span.start);
  const last = Math.max(node.span.end, anchor?.span.end ?? 0, tag?.span.end ?? 0);
  return { node, alias: undefined, place: { start: first, end: last } };
}

function openAnchor(state: State, name: YamlName): OpenAnchor {
  const open: OpenAnchor = { name, aliases: [], node: undefined, size: 0, height: 0 };
  state.anchors.push(open);
  state.byName.set(name.name, open);
  return open;
}

function buildNode(state: State, source: Node, properties: Properties, depth: number): YamlNode {
  if (isMap(source)) return buildMap(state, source, properties, depth);
  if (isSeq(source)) return buildSeq(state, source, properties, depth);
  return buildScalar(state, source as Scalar, properties);
}

function resolveAlias(state: State, name: string, start: number, depth: number): Built {
  const place: Span = { start, end: start + 1 + name.length };
  const alias: YamlName = { name, span: place };
  const target = state.byName.get(name);
  const problem = aliasProblem(state, target, name, depth);
  if (target?.node === undefined || problem !== undefined) {
    if (problem !== "") state.errors.push({ code: "alias", span: place, message: problem ?? "" });
    return { node: nullScalar({ uri: state.uri, span: place }), alias, place };
  }
  state.size += target.size;
  state.deepest = Math.max(state.deepest, depth + target.height);
  target.aliases.push(alias);
  return { node: target.node, alias, place };
}

/** Why an alias cannot be followed; "" when that was said before. */
function aliasProblem(state: State, target: OpenAnchor | undefined, name: string, depth: number): string | undefined {
  if (target === undefined) return `No anchor \`&${name}\` stands before this alias in the same document.`;
  if (target.node === undefined) return `The alias \`*${name}\` stands inside its own anchor: the value would contain itself.`;
  if (depth + target.height > maximumDepth) return `Following \`*${name}\` leads deeper than ${maximumDepth} levels.`;
  if (state.size + target.size <= maximumSize(state.text)) return undefined;
  if (state.exploded) return "";
  state.exploded = true;
  return `The aliases up to here multiply to more than ${maximumSize(state.text)} values; Compose refuses such a file.`;
}

function buildMap(state: State, source: YAMLMap, properties: Properties, depth: number): YamlNode {
  const own: YamlEntry[] = [];
  const merges: YamlEntry[] = [];
  const keys = new Map<string, YamlScalar>();
  for (const pair of source.items) {
    const entry = buildEntry(state, pair as Pair<Node, Node | null>, depth + 1);
    if (isMerge(entry.key)) {
      merges.push(entry);
      continue;
    }
    own.push(entry);
    const earlier = keys.get(entry.key.text);
    if (earlier === undefined) keys.set(entry.key.text, entry.key);
    else state.errors.push(duplicateKey(state, earlier, entry.key));
  }
  const end = Math.max(own.at(-1)?.span.end ?? 0, merges.at(-1)?.span.end ?? 0);
  const place: NodePlace = { uri: state.uri, span: collectionSpan(state, source, end), ...properties };
  const merged = merges.length === 0 ? [] : mergedEntries(own, merges, (error) => state.errors.push(error));
  return yamlMap(place, merged.length === 0 ? own : [...own, ...merged], { flow: source.flow === true, merges });
}

function buildEntry(state: State, { key, value }: Pair<Node, Node | null>, depth: number): YamlEntry {
  const [builtKey, keyStart] = buildKey(state, key, depth);
  const builtValue = value === null ? undefined : build(state, value, depth);
  const end = builtKey.span.end;
  const node = builtValue?.node ?? nullScalar({ uri: state.uri, span: { start: end, end } });
  return {
    key: builtKey,
    value: node,
    span: { start: keyStart, end: Math.max(end, builtValue?.place.end ?? end) },
    alias: builtValue?.alias,
    merged: undefined,
  };
}

/** The key, and where its anchor or tag begins. Keys are scalars: Compose refuses all others, of which the source text is kept. */
function buildKey(state: State, source: Node, depth: number): readonly [YamlScalar, number] {
  const { node, alias, place } = build(state, source, depth);
  if (node.kind === "scalar") return [alias === undefined ? node : { ...node, span: place }, place.start];
  const text = state.text.slice(place.start, place.end);
  const span = visibleSpan(state.text, place.start, place.end);
  state.errors.push({ code: "syntax", span, message: "A key must be a plain word or string; quote it if it is meant as text." });
  return [yamlScalar({ uri: state.uri, span: place }, { text, value: text, style: "plain", source: text }), place.start];
}

function isMerge(key: YamlScalar): boolean {
  // yq writes the tag out: `!!merge <<: *base`.
  return key.text === "<<" && key.style === "plain" && (key.tag === undefined || key.tag.name === "!!merge");
}

function duplicateKey(state: State, first: YamlScalar, second: YamlScalar): YamlError {
  return {
    code: "duplicate-key",
    span:
      second.span.start < second.span.end
        ? firstLine(state.text, second.span)
        : visibleSpan(state.text, second.span.start, second.span.end),
    related: first.span,
    message: `The key '${second.text}' stands twice in this mapping; Compose refuses the file.`,
  };
}

function buildSeq(state: State, source: YAMLSeq, properties: Properties, depth: number): YamlNode {
  const items: YamlItem[] = [];
  for (const item of source.items) {
    // `[a: 1]` comes as a pair without a map around it only from hand-made trees; the parser wraps it.
    if (isPair(item)) continue;
    const { node, alias, place } = build(state, item as Node, depth + 1);
    const start = source.flow === true ? place.start : dashBefore(state.scan.dashes, place.start);
    items.push({ value: node, alias, span: { start, end: place.end } });
  }
  const span = collectionSpan(state, source, items.at(-1)?.span.end ?? 0);
  return yamlSeq({ uri: state.uri, span, ...properties }, items, { flow: source.flow === true });
}

/** Block collections end with their last value, flow collections with their bracket. */
function collectionSpan(state: State, source: YAMLMap | YAMLSeq, lastEnd: number): Span {
  const [start, valueEnd] = source.range ?? [0, 0];
  const end = source.flow === true ? trimBack(state.text, start + 1, valueEnd) : lastEnd;
  return { start, end: Math.max(start, end) };
}
