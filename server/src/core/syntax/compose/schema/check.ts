/**
 * Checks YAML against the shapes of a Compose file, in the order of the text. Not a general JSON Schema validator: it knows what Compose
 * does before it validates (merge keys, tags, variables, casts), so that it refuses what Compose refuses, and says so at the place to change.
 */
import type { Span } from "../../../text/span.js";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar, YamlSeq } from "../../yaml/model.js";
import type { Place, SchemaProblem } from "./model.js";
import { type Lookup, plainKind, type TypedScalar, takes, typedScalar } from "./scalars.js";
import { composeShape, type Field, type Shape } from "./shape.js";
import { meantKey } from "./unknown-key.js";
import * as words from "./words.js";

export interface SchemaOptions {
  /** Values of variables, so far as they are known; a value with others is not judged. */
  readonly lookup?: Lookup;
}

interface State {
  readonly problems: SchemaProblem[];
  readonly lookup: Lookup;
  /** Text that anchors share is judged once for each shape. */
  readonly done: Map<YamlNode, Shape[]>;
  readonly keys: Set<YamlScalar>;
  readonly path: string[];
}

/**
 * What the schema says against one document.
 * Keys that Compose requires are looked for in this document only: another file may bring them.
 * @param root the root of the document; what stands below `!reset` is not judged, as Compose never sees it
 */
export function schemaProblems(root: YamlNode, options: SchemaOptions = {}): SchemaProblem[] {
  const { lookup = () => undefined } = options;
  const state: State = { problems: [], lookup, done: new Map(), keys: new Set(), path: [] };
  check(state, { node: root, shape: composeShape(), field: undefined, entry: undefined, item: undefined, parent: undefined });
  return state.problems.sort((a, b) => a.span.start - b.span.start);
}

function check(state: State, place: Place): void {
  const { node, shape, entry, item } = place;
  if (node.tag?.name === "!reset" || isUnresolved(entry ?? item)) return;
  if ((node.anchor !== undefined || entry?.merged !== undefined) && wasDone(state, node, shape)) return;
  if (node.kind === "scalar") checkScalar(state, place, node);
  else if (node.kind === "seq") checkSeq(state, place, node);
  else checkMap(state, place, node);
}

/** An alias that leads nowhere has been reported as such. */
function isUnresolved(child: YamlEntry | YamlItem | undefined): boolean {
  return child?.alias !== undefined && child.value.span === child.alias.span;
}

function wasDone({ done }: State, node: YamlNode, shape: Shape): boolean {
  const shapes = done.get(node);
  if (shapes?.includes(shape)) return true;
  if (shapes === undefined) done.set(node, [shape]);
  else shapes.push(shape);
  return false;
}

function checkMap(state: State, place: Place, map: YamlMap): void {
  const { shape } = place;
  if (!shape.kinds.has("map")) {
    report(state, place, { code: "wrong-type", span: spanOf(place), message: words.wrongType(place, "map", state.path) });
    checkKeys(state, map);
    return;
  }
  if (spacedItem(state, place, map)) return;
  for (const entry of map.entries) checkEntry(state, place, map, entry);
  for (const key of shape.required) {
    if (map.get(key) !== undefined || (map.merges.length > 0 && map.entries.length === 0)) continue;
    const message = words.missingKey(shape.fields.get(key), key, state.path);
    report(state, place, { code: "missing-key", span: spanOf(place), message, missing: key });
  }
}

function checkEntry(state: State, place: Place, map: YamlMap, entry: YamlEntry): void {
  const { shape } = place;
  const { key, value } = entry;
  const name = key.text;
  checkKey(state, entry);
  state.path.push(name);
  const field = shape.fields.get(name);
  const below = (found: Shape, known: Field | undefined): Place => ({
    node: value,
    shape: found,
    field: known,
    entry,
    item: undefined,
    parent: map,
  });
  if (field !== undefined) check(state, below(field.shape, field));
  else if (shape.names?.pattern.test(name)) check(state, below(shape.names.shape, undefined));
  else if (shape.open || (shape.extensions && name.startsWith("x-"))) checkKeys(state, value);
  else if (value.tag?.name !== "!reset" && !state.keys.has(key)) {
    state.keys.add(key);
    const at = below(shape, place.field);
    if (shape.names !== undefined) {
      report(state, at, { code: "bad-name", span: keySpan(entry), message: words.badName(name, state.path) });
    } else {
      const meant = meantKey(name, shape, state.path);
      const message = words.unknownKey(name, meant, state.path);
      const suggestion = meant?.key === undefined || map.get(meant.key) !== undefined ? {} : { suggestion: meant.key };
      report(state, at, { code: "unknown-key", span: keySpan(entry), message, ...suggestion, certain: meant?.certain === true });
    }
    checkKeys(state, value);
  }
  state.path.pop();
}

/** `- 80: 80` where a text may stand: the space made a mapping of it, which is a better thing to say than "unknown key". */
function spacedItem(state: State, place: Place, map: YamlMap): boolean {
  const { shape, item } = place;
  const [entry, more] = map.entries;
  if (item === undefined || entry === undefined || more !== undefined || map.merges.length > 0 || !shape.kinds.has("string"))
    return false;
  if (shape.fields.has(entry.key.text) || entry.value.kind !== "scalar" || entry.key.text.startsWith("x-")) return false;
  const meant = meantKey(entry.key.text, shape, [...state.path, entry.key.text]);
  if (meant !== undefined) return false;
  report(state, place, { code: "wrong-type", span: spanOf(place), message: words.wrongType(place, "map", state.path) });
  return true;
}

function checkSeq(state: State, place: Place, seq: YamlSeq): void {
  const { shape, field } = place;
  if (!shape.kinds.has("list")) {
    report(state, place, { code: "wrong-type", span: spanOf(place), message: words.wrongType(place, "list", state.path) });
    checkKeys(state, seq);
    return;
  }
  for (const [index, item] of seq.items.entries()) {
    state.path.push(String(index));
    if (shape.items) check(state, { node: item.value, shape: shape.items, field, entry: undefined, item, parent: seq });
    else checkKeys(state, item.value);
    state.path.pop();
  }
  if (shape.unique) checkDuplicates(state, place, seq);
}

function checkDuplicates(state: State, { shape, field }: Place, seq: YamlSeq): void {
  const seen = new Map<string, YamlItem>();
  for (const [index, item] of seq.items.entries()) {
    const { value } = item;
    const typed = value.kind === "scalar" && shape.items ? typedScalar(value, shape.items, state.lookup) : undefined;
    if (typed === undefined || typed.kind === "null") continue;
    const identity = `${typeof typed.value} ${String(typed.value)}`;
    const first = seen.get(identity);
    if (first === undefined) {
      seen.set(identity, item);
      continue;
    }
    state.path.push(String(index));
    const place: Place = { node: value, shape: shape.items!, field, entry: undefined, item, parent: seq };
    const message = words.duplicateItem(typed.text, state.path);
    report(state, place, { code: "duplicate-item", span: item.alias?.span ?? spanOf(place), message, first: first.value.span });
    state.path.pop();
  }
}

function checkScalar(state: State, place: Place, node: YamlScalar): void {
  // A type that the author has set by a tag is Compose's to judge.
  if (node.tag !== undefined && !/^!(?:!str|override)?$/.test(node.tag.name)) return;
  const typed = typedScalar(node, place.shape, state.lookup);
  const found = typed && scalarProblem(place, typed, state.path);
  if (found !== undefined) report(state, place, { ...found, span: spanOf(place) });
}

function scalarProblem(place: Place, typed: TypedScalar, path: readonly string[]): Found | undefined {
  const { shape } = place;
  if (typed.kind === "null") {
    return shape.kinds.has("null") ? undefined : { code: "empty", message: words.empty(place, path) };
  }
  if (typed.failed !== undefined) return { code: "bad-value", message: words.failedCast(place, typed, path) };
  if (typed.oldBoolean !== undefined && takes(shape, "boolean")) {
    const suggestion = String(typed.oldBoolean);
    const message = words.oldBoolean(typed.text, suggestion);
    return typed.substituted ? undefined : { code: "old-boolean", message, suggestion, certain: true };
  }
  if (!takes(shape, typed.kind)) return { code: "wrong-type", message: words.wrongType(place, typed, path) };
  const { value } = typed;
  const { words: allowed, pattern, minimum, maximum } = shape;
  if (typeof value === "string") {
    const isAllowed = (allowed?.includes(value) ?? true) && (pattern?.test(value) ?? true);
    return isAllowed ? undefined : { code: "bad-value", ...words.badWord(place, typed, path) };
  }
  if (typeof value !== "number" || (value >= (minimum ?? value) && value <= (maximum ?? value))) return undefined;
  return { code: "bad-value", message: words.outOfRange(place, typed, path) };
}

type Found = Pick<SchemaProblem, "code" | "message" | "suggestion" | "certain">;

/** Below a place that takes anything, keys still have to be strings. */
function checkKeys(state: State, node: YamlNode): void {
  if (node.kind === "scalar" || node.tag?.name === "!reset") return;
  if (node.anchor !== undefined && wasDone(state, node, anything)) return;
  if (node.kind === "seq") for (const { value } of node.items) checkKeys(state, value);
  else
    for (const entry of node.entries) {
      checkKey(state, entry);
      if (entry.merged === undefined) checkKeys(state, entry.value);
    }
}

/** Stands for the shape where there is none. */
const anything = {} as Shape;

function checkKey(state: State, entry: YamlEntry): void {
  const { key } = entry;
  const kind = plainKind(key);
  if (kind === "string" || (key.tag !== undefined && kind !== "null") || state.keys.has(key)) return;
  state.keys.add(key);
  const place: Place = { node: key, shape: anything, field: undefined, entry, item: undefined, parent: undefined };
  report(state, place, { code: "non-string-key", span: keySpan(entry), message: words.nonStringKey(key.text, kind) });
}

function report(state: State, place: Place, problem: Omit<SchemaProblem, "path" | "place">): void {
  state.problems.push({ ...problem, path: [...state.path], place });
}

function keySpan({ key, span }: YamlEntry): Span {
  return key.span.start < key.span.end ? key.span : span;
}

/** The value where it is a word in one line, else the key or the first key of the item. */
function spanOf({ node, entry, item, parent }: Place): Span {
  if (entry?.alias !== undefined && entry.merged === undefined && node.kind === "scalar") return node.span;
  if (node.kind === "scalar" && node.span.start < node.span.end) return firstLineOf(node);
  if (entry !== undefined) return keySpan(entry);
  if (node.kind === "map" && node.entries[0] !== undefined && item !== undefined) {
    const { key, value } = node.entries[0];
    return value.kind === "scalar" && !value.source.includes("\n") && value.span.start >= key.span.end
      ? { start: key.span.start, end: value.span.end }
      : keySpan(node.entries[0]);
  }
  if (item !== undefined && item.span.start < item.span.end) return item.span;
  return (parent ?? node).span;
}

function firstLineOf({ span, source }: YamlScalar): Span {
  const end = source.search(/[\r\n]/);
  return end === -1 ? span : { start: span.start, end: span.start + end };
}
