/** Writes settings into a `.drydock.yaml`, in the author's own layout; what stands there already goes before what comes. */
import { parseCompose } from "../syntax/compose/parse.js";
import type { YamlMap, YamlNode } from "../syntax/yaml/model.js";
import { applyEdits, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import { appendItem, insertEntry, quoteIfNeeded } from "../transforms/yaml-edit.js";
import type { Wish } from "./configs.js";

export interface Written {
  readonly text: string;
  /** The wishes that were not there yet. */
  readonly done: readonly Wish[];
  /** The wishes that something else stands in the way of, with what. */
  readonly refused: readonly { readonly wish: Wish; readonly message: string }[];
}

/** @param text of the file; empty for one that is new */
export function writeWishes(text: string, wishes: readonly Wish[]): Written {
  const done: Wish[] = [];
  const refused: { wish: Wish; message: string }[] = [];
  let current = text;
  for (const wish of wishes) {
    const result = wish.files ? writeOverride(current, wish, wish.files) : write(current, wish.path, wish.value);
    if (result.kind === "refused") refused.push({ wish, message: result.message });
    else if (result.kind === "written") {
      current = result.text;
      done.push(wish);
    }
  }
  return { text: current, done, refused };
}

type Result =
  | { readonly kind: "there" }
  | { readonly kind: "written"; readonly text: string }
  | { readonly kind: "refused"; readonly message: string };

const notSafe = (path: readonly string[]): Result => ({
  kind: "refused",
  message: `'${path.join(".")}' cannot be added to the file without risk: add it by hand.`,
});

function write(text: string, path: readonly string[], value: Wish["value"]): Result {
  const file = parseCompose("", text);
  const root = file.documents[0]?.root;
  if (root === undefined || (root.kind === "scalar" && root.span.end === root.span.start))
    return { kind: "written", text: appended(text, render(path, value)) };
  if (root.kind !== "map") return notSafe(path);
  const { map, depth, node } = descend(root, path);
  if (node === undefined) return applied(text, insertEntry(file, map, render(path.slice(depth), value)), path);
  if (depth < path.length)
    return { kind: "refused", message: `'${path.slice(0, depth).join(".")}' is already set to something else.` };
  if (typeof value === "object" && path[0] === "ignore") return addItems(text, path, value, node);
  if (isSame(node, value)) return { kind: "there" };
  return { kind: "refused", message: `'${path.join(".")}' is already set to something else, which stays.` };
}

/** How far a path leads: the last map on it, and the value behind what is there of it. */
function descend(root: YamlMap, path: readonly string[]): { map: YamlMap; depth: number; node: YamlNode | undefined } {
  let map = root;
  for (let depth = 0; ; depth++) {
    const value = map.get(path[depth]!)?.value;
    if (value === undefined) return { map, depth, node: undefined };
    if (depth + 1 === path.length || value.kind !== "map") return { map, depth: depth + 1, node: value };
    map = value;
  }
}

function addItems(text: string, path: readonly string[], items: readonly string[], node: YamlNode): Result {
  if (node.kind !== "seq") return notSafe(path);
  const known = new Set(node.items.map(({ value }) => (value.kind === "scalar" ? value.text : "")));
  let current = text;
  for (const item of items.filter((it) => !known.has(it))) {
    const file = parseCompose("", current);
    const root = file.documents[0]!.root as YamlMap;
    const list = descend(root, path).node;
    const edits = list?.kind === "seq" ? appendItem(file, list, quoteIfNeeded(item)) : undefined;
    if (!edits) return notSafe(path);
    current = applyEdits(current, edits);
  }
  return current === text ? { kind: "there" } : { kind: "written", text: current };
}

/** Into the override for exactly these files, or a new one behind all others: later ones are stronger. */
function writeOverride(text: string, { path, value }: Wish, files: readonly string[]): Result {
  const file = parseCompose("", text);
  const root = file.documents[0]?.root;
  const list = root?.kind === "map" ? root.get("overrides")?.value : undefined;
  const item = `files: [${files.map(quoteInFlow).join(", ")}]\n${render(path, value)}`;
  if (list === undefined) {
    const entry = `overrides:\n  - ${item.replaceAll("\n", "\n    ")}`;
    if (root?.kind === "map") return applied(text, insertEntry(file, root, entry), path);
    return root === undefined ? { kind: "written", text: appended(text, entry) } : notSafe(path);
  }
  if (list.kind !== "seq") return notSafe(path);
  const same = list.items.map(({ value: it }) => it).find((it) => it.kind === "map" && isSame(it.get("files")?.value, files));
  if (same?.kind !== "map") return applied(text, appendItem(file, list, item), path);
  const { map, depth, node } = descend(same, path);
  if (node === undefined) return applied(text, insertEntry(file, map, render(path.slice(depth), value)), path);
  if (depth === path.length && isSame(node, value)) return { kind: "there" };
  return { kind: "refused", message: `'${path.slice(0, depth).join(".")}' is already set for these files, which stays.` };
}

function applied(text: string, edits: readonly TextEdit[] | undefined, path: readonly string[]): Result {
  return edits ? { kind: "written", text: applyEdits(text, edits) } : notSafe(path);
}

/** YAML in block style, two spaces a level. */
function render(path: readonly string[], value: Wish["value"]): string {
  const [key = "", ...rest] = path;
  const name = quoteIfNeeded(key);
  if (rest.length > 0) return `${name}:\n  ${render(rest, value).replaceAll("\n", "\n  ")}`;
  if (typeof value === "object") return `${name}:${value.map((it) => `\n  - ${quoteIfNeeded(it)}`).join("")}`;
  // `off` is a word of Drydock's, which reads YAML 1.2.
  return `${name}: ${value === "off" || typeof value === "boolean" ? String(value) : quoteIfNeeded(value)}`;
}

function quoteInFlow(text: string): string {
  return JSON.stringify(text);
}

function appended(text: string, entry: string): string {
  const end = lineEnd(text);
  const before = text === "" || text.endsWith("\n") ? text : text + end;
  return `${before}${entry.replaceAll("\n", end)}${end}`;
}

function isSame(node: YamlNode | undefined, value: Wish["value"]): boolean {
  if (node?.kind === "scalar") return typeof value !== "object" && node.text === String(value);
  if (node?.kind !== "seq" || typeof value !== "object") return false;
  const items = node.items.map(({ value: it }) => (it.kind === "scalar" ? it.text : undefined));
  return items.length === value.length && items.every((it, i) => it === value[i]);
}
