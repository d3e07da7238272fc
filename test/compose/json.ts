/** JSON of two sides brought to one shape, and where they differ. */
import { posix } from "node:path";
import { projectFolder, root } from "./binary.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keys sorted, laid out as the formatter of this project does: lists of single values on one line where they fit. */
export function readable(value: Json): string {
  return `${laidOut(sorted(value), "", 0)}\n`;
}

const lineWidth = 130;

/** @param column where the value begins */
function laidOut(value: Json, indent: string, column: number): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    const line = `[${items.map((it) => JSON.stringify(it)).join(", ")}]`;
    if (items.every((it) => typeof it !== "object" || it === null) && column + line.length < lineWidth) return line;
    return `[\n${items.map((it) => inner + laidOut(it, inner, inner.length)).join(",\n")}\n${indent}]`;
  }
  if (!isObject(value) || Object.keys(value).length === 0) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, it]) => {
    const start = `${inner}${JSON.stringify(key)}: `;
    return start + laidOut(it, inner, start.length);
  });
  return `{\n${entries.join(",\n")}\n${indent}}`;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key]!)]),
  );
}

/**
 * What both sides are compared in: paths of the project relative to its folder; without extension fields, empty mappings (`ipam`, `resources`)
 * and the nulls of `command` and `entrypoint`, which say nothing; without the order of lists that Compose makes of mappings.
 */
export function normalized(value: Json, path: readonly string[] = []): Json {
  if (typeof value === "string") return relativePath(value);
  if (Array.isArray(value)) {
    const items = value.map((it, index) => normalized(it, [...path, String(index)]));
    const text = (it: Json): string => JSON.stringify(sorted(it));
    return unordered.has(path.at(-1)!) ? items.sort((a, b) => (text(a) < text(b) ? -1 : 1)) : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, it]): [string, Json][] => {
    if (key.startsWith("x-") && !isNamed(path)) return [];
    if (it === null && (key === "command" || key === "entrypoint")) return [];
    const inner = normalized(it, [...path, key]);
    if (!isObject(inner) || Object.keys(inner).length > 0) return [[key, inner]];
    return isAttachment(path) ? [[key, null]] : [];
  });
  return Object.fromEntries(entries);
}

/** Mappings for compose-go, or without an order that matters. */
const unordered: ReadonlySet<string> = new Set(["ssh", "extra_hosts", "ports"]);

/** The networks and models of a service, where nothing and `{}` mean the same. */
function isAttachment(path: readonly string[]): boolean {
  return path.length === 3 && path[0] === "services" && (path[2] === "networks" || path[2] === "models");
}

/** Below these, keys are names that people choose. */
function isNamed(path: readonly string[]): boolean {
  const named = ["environment", "labels", "args", "options", "driver_opts", "annotations", "sysctls", "depends_on"];
  return (path.length === 1 && path[0] !== undefined && !path[0].startsWith("x-")) || named.includes(path.at(-1) ?? "");
}

/** `/test/a/b/c/d/project/x` → `./x`; other texts stay. */
function relativePath(text: string): string {
  if (text !== root && !text.startsWith(`${root}/`)) return text;
  const path = posix.relative(projectFolder, text);
  return path === "" ? "." : path.startsWith("..") ? path : `./${path}`;
}

/** One line for each difference: its path, what Compose says, what Drydock says. */
export function differences(theirs: Json | undefined, ours: Json | undefined, path = ""): string[] {
  if (isObject(theirs) && isObject(ours)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].sort();
    return keys.flatMap((key) => differences(theirs[key], ours[key], path === "" ? key : `${path}.${key}`));
  }
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const length = Math.max(theirs.length, ours.length);
    return Array.from({ length }, (_, index) => differences(theirs[index], ours[index], `${path}[${index}]`)).flat();
  }
  const [first, second] = [theirs, ours].map((it) => JSON.stringify(it) ?? "nothing");
  return first === second ? [] : [`${path}: Compose ${first}, Drydock ${second}`];
}
