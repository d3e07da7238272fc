/** A light reader of TOML: enough for the tables of manifests, forgiving about everything else. https://toml.io/en/v1.0.0 */

/** A string, or `{ … }` as a table; numbers, dates and booleans as they are written. */
export type TomlValue = string | readonly TomlValue[] | TomlTable;
export interface TomlTable {
  readonly [key: string]: TomlValue;
}

/**
 * All tables by their full name (`tool.poetry.dependencies`), the top as "". Those of an array (`[[bin]]`) stand under one name, in order.
 * Never throws; what it cannot read it passes over.
 */
export function parseToml(text: string): ReadonlyMap<string, readonly TomlTable[]> {
  const reader = { text: text.replace(/^\uFEFF/, ""), at: 0 };
  let table: Record<string, TomlValue> = {};
  const tables = new Map<string, Record<string, TomlValue>[]>([["", [table]]]);
  while (skipBlank(reader)) {
    const header = match(reader, /\[\[?[ \t]*((?:"[^"\n]*"|'[^'\n]*'|[^\]\n"'])*?)[ \t]*\]\]?/y);
    if (header !== undefined) {
      table = {};
      const name = splitKey(header[1]!).join(".");
      tables.set(name, [...(tables.get(name) ?? []), table]);
    } else readPair(reader, table);
    match(reader, /[^\n]*/y);
  }
  return tables;
}

/** The first table of that name; an inline table or dotted keys of the table above count too. */
export function tomlTable(tables: ReadonlyMap<string, readonly TomlTable[]>, name: string): TomlTable | undefined {
  const own = tables.get(name)?.[0];
  if (own !== undefined || name === "") return own;
  const dot = name.lastIndexOf(".");
  const inline = tomlTable(tables, name.slice(0, Math.max(dot, 0)))?.[name.slice(dot + 1)];
  return isTable(inline) ? inline : undefined;
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value);
}

/** The strings of an array; none for any other value. */
export function tomlStrings(value: TomlValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly TomlValue[]).filter((item) => typeof item === "string") : [];
}

export function tomlString(value: TomlValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
}

const deepest = 50;

function readPair(reader: Reader, table: Record<string, TomlValue>, depth = 0): boolean {
  const key = match(reader, /((?:"[^"\n]*"|'[^'\n]*'|[\w-]+)(?:[ \t]*\.[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[\w-]+))*)[ \t]*=[ \t]*/y);
  if (key === undefined) return false;
  const value = readValue(reader, depth);
  const parts = splitKey(key[1]!);
  const last = parts.pop();
  let target = table;
  for (const part of parts) {
    const inner = Object.hasOwn(target, part) ? target[part] : undefined;
    const next: Record<string, TomlValue> = isTable(inner) ? { ...inner } : {};
    define(target, part, next);
    target = next;
  }
  if (last !== undefined && value !== undefined) define(target, last, value);
  return true;
}

function readValue(reader: Reader, depth: number): TomlValue | undefined {
  if (depth > deepest) return undefined;
  const long = match(reader, /"""\r?\n?((?:[^\\]|\\[\s\S])*?)"""|'''\r?\n?([\s\S]*?)'''/y);
  if (long !== undefined) return long[2] ?? unescapeBasic(long[1]!);
  const short = match(reader, /"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/y);
  if (short !== undefined) return short[2] ?? unescapeBasic(short[1]!);
  if (match(reader, /\[/y)) return readArray(reader, depth);
  if (match(reader, /\{/y)) return readInline(reader, depth);
  return match(reader, /[^\s,\]}#][^,\]}#\n]*/y)?.[0].trim();
}

function readArray(reader: Reader, depth: number): TomlValue[] {
  const items: TomlValue[] = [];
  while (skipBlank(reader) && match(reader, /\]/y) === undefined) {
    const before = reader.at;
    const item = readValue(reader, depth + 1);
    if (item !== undefined) items.push(item);
    skipBlank(reader);
    match(reader, /,/y);
    if (reader.at === before) break;
  }
  return items;
}

function readInline(reader: Reader, depth: number): TomlTable {
  const table: Record<string, TomlValue> = {};
  while (skipBlank(reader) && match(reader, /\}/y) === undefined) {
    if (!readPair(reader, table, depth + 1)) break;
    skipBlank(reader);
    match(reader, /,/y);
  }
  return table;
}

/** Passes over blanks, line ends and comments; false at the end of the text. */
function skipBlank(reader: Reader): boolean {
  match(reader, /(?:\s+|#[^\n]*)*/y);
  return reader.at < reader.text.length;
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found === null) return undefined;
  reader.at = pattern.lastIndex;
  return found;
}

function splitKey(key: string): string[] {
  return [...key.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map((part) => part[1] ?? part[2] ?? part[3]!);
}

function unescapeBasic(text: string): string {
  const named: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", '"': '"', "\\": "\\" };
  return text.replace(/\\(?:\r?\n\s*|(.))/g, (whole, character: string | undefined) =>
    character === undefined ? "" : (named[character] ?? whole),
  );
}

/** Also right for a key named `__proto__`. */
function define(target: Record<string, TomlValue>, key: string, value: TomlValue): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
