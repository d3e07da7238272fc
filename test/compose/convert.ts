/** YAML of the merged model as JSON: fields with a form of their own through handlers, the rest as it is. */
import { posix } from "node:path";
import { childOf, type PathNode } from "../../server/src/core/project/compose/paths.js";
import type { YamlMap, YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import { userHome } from "./binary.js";
import { sprint } from "./go-values.js";
import type { Json } from "./json.js";

export interface Scope {
  /** The folder in which relative paths of a node lie. */
  folderOf(node: YamlNode): string;
}

/** Undefined: the field is left out. */
export type Handler = (node: YamlNode, scope: Scope) => Json | undefined;

/** `KEY=value` lists and maps; what has no value is empty text. */
export const mapping: Handler = (node) => filled(assignments(node), "");
/** What has no value is null: for environments. */
export const mappingOrNull: Handler = (node) => filled(assignments(node), null);

/** For fields without paths. */
export const nowhere: Scope = { folderOf: () => "" };

/** A map without handlers: values as they are. */
export function fields(map: YamlMap): { [key: string]: Json } {
  return Object.fromEntries(map.entries.map(({ key, value }) => [key.text, plain(value)]));
}

/** A node as JSON, handlers applied; what compose-go omits as empty is left out. */
export function convert(node: YamlNode, table: PathNode<Handler> | undefined, scope: Scope): Json | undefined {
  if (table?.value) return table.value(node, scope);
  if (node.kind === "scalar") return plain(node);
  if (node.kind === "seq") return nonEmpty(node.items.map(({ value }) => convert(value, childOf(table, "[]"), scope) ?? null));
  const entries = node.entries.flatMap(({ key, value }): [string, Json][] => {
    const inner = convert(value, childOf(table, key.text), scope);
    return inner === undefined || inner === "" || inner === false ? [] : [[key.text, inner]];
  });
  return Object.fromEntries(entries);
}

function plain(node: YamlNode): Json {
  if (node.kind === "scalar") return node.written !== undefined && node.value !== null ? node.text : node.value;
  return node.kind === "seq" ? node.items.map(({ value }) => plain(value)) : fields(node);
}

/** A path as Compose resolves it: `~`, absolute, or from a folder. */
export function resolve(path: string | undefined, folder: string): string | undefined {
  if (path === undefined || path === "") return undefined;
  if (path === "~" || path.startsWith("~/")) return posix.join(userHome, path.slice(1));
  return path.startsWith("/") ? path : posix.join(folder, path);
}

export function itemsOf(node: YamlNode): readonly YamlNode[] {
  return node.kind === "seq" ? node.items.map(({ value }) => value) : [];
}

export function eachOf(node: YamlNode, one: (node: YamlNode) => Json): Json | undefined {
  return nonEmpty(itemsOf(node).map(one));
}

export function nonEmpty(items: readonly Json[]): Json | undefined {
  return items.length === 0 ? undefined : items;
}

export function assignments(node: YamlNode): { [key: string]: string | null } {
  if (node.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, sprint(value) ?? null]));
  return Object.fromEntries(
    itemsOf(node).map((it) => {
      const text = sprint(it) ?? "";
      const at = text.indexOf("=");
      return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function filled(map: { readonly [key: string]: string | null }, nothing: string | null): Json | undefined {
  const entries = Object.entries(map).map(([key, value]) => [key, value ?? nothing]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A float32 as Go prints it. */
export function shortest(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < 10; digits++) {
    const text = Number(single.toPrecision(digits));
    if (Math.fround(text) === single) return text;
  }
  return single;
}
