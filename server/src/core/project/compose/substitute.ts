/** Puts variables into a YAML tree, as Compose does with every value (never with keys) before it looks at any of them. */
import { interpolate, parseInterpolation, variablesOf } from "../../syntax/interpolation.js";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlScalar } from "../../syntax/yaml/model.js";
import { yamlMap, yamlSeq } from "../../syntax/yaml/nodes.js";
import { contentSpan, spanWithin } from "../../syntax/yaml/offsets.js";
import { resolvePlain } from "../../syntax/yaml/scalars.js";
import type { Variables } from "./environment.js";
import type { ComposeProblem, ProjectRequest } from "./model.js";

interface State {
  readonly variables: Variables;
  readonly unset: ProjectRequest["unset"];
  readonly problems: ComposeProblem[];
  /** Nodes that aliases share are done once and stay shared. */
  readonly done: Map<YamlNode, YamlNode>;
}

/**
 * The tree with its variables replaced; nodes without any stay the same objects.
 * @param problems takes forms that Compose refuses, and `:?` variables that are not set (only where `unset` is "empty")
 */
export function substitute(
  root: YamlMap,
  variables: Variables,
  unset: ProjectRequest["unset"],
  problems: ComposeProblem[],
): YamlMap {
  return substituteNode(root, "", { variables, unset, problems, done: new Map() }) as YamlMap;
}

function substituteNode(node: YamlNode, path: string, state: State): YamlNode {
  const known = state.done.get(node);
  if (known !== undefined) return known;
  const result =
    node.kind === "scalar"
      ? substituteScalar(node, path, state)
      : node.kind === "map"
        ? substituteMap(node, path, state)
        : substituteItems(node, path, state);
  state.done.set(node, result);
  return result;
}

function substituteMap(map: YamlMap, path: string, state: State): YamlMap {
  let changed = false;
  const entries = map.entries.map((entry): YamlEntry => {
    const value = substituteNode(entry.value, path === "" ? entry.key.text : `${path}.${entry.key.text}`, state);
    if (value === entry.value) return entry;
    changed = true;
    return { ...entry, value };
  });
  return changed ? yamlMap(map, entries, { flow: map.flow, merges: map.merges }) : map;
}

function substituteItems(seq: Extract<YamlNode, { kind: "seq" }>, path: string, state: State): YamlNode {
  let changed = false;
  const items = seq.items.map((item, index): YamlItem => {
    const value = substituteNode(item.value, `${path}[${index}]`, state);
    if (value === item.value) return item;
    changed = true;
    return { ...item, value };
  });
  return changed ? yamlSeq(seq, items, { flow: seq.flow }) : seq;
}

function substituteScalar(scalar: YamlScalar, path: string, state: State): YamlScalar {
  const { text } = scalar;
  if (!text.includes("$")) return scalar;
  const lookup = (name: string) => state.variables.get(name);
  const report = ({ span, message }: { span: { start: number; end: number }; message: string }) => {
    const place = spanWithin(scalar, span.start, span.end) ?? contentSpan(scalar);
    state.problems.push({ code: "interpolation", span: place, message, uri: scalar.uri, path });
  };
  if (state.unset === "keep") {
    for (const problem of parseInterpolation(text).errors) report(problem);
    const used = variablesOf(text);
    // With one unknown variable in it the value is unknown as a whole.
    if (used.length === 0 || used.some(({ name }) => lookup(name) === undefined)) return scalar;
    const escaped = interpolate(
      text.replaceAll("$$", () => "$$$$"),
      (name) => lookup(name)?.replaceAll("$", () => "$$"),
    );
    return escaped.errors.length > 0 ? scalar : withText(scalar, escaped.text);
  }
  const { text: result, errors } = interpolate(text, lookup);
  for (const problem of errors) report(problem);
  return withText(scalar, result);
}

/** A variable's value has the type it would have if it stood there without quotes: Compose casts where a type is asked for. */
function withText(scalar: YamlScalar, text: string): YamlScalar {
  return { ...scalar, text, value: text === "" ? "" : resolvePlain(text), written: scalar.written ?? scalar };
}
