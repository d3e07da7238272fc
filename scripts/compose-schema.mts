/**
 * Turns the JSON schema of Compose files into the table that the core checks by: `npx tsx scripts/compose-schema.mts` writes it, `--check`
 * exits with 1 when it is stale. Alternatives (`oneOf`) become one shape, which works because Compose's differ in the kind of YAML node;
 * the script fails where a newer schema should break that.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { addNewerKeys, casts, madeUnique, notBoolean, type Schema } from "./compose-schema/additions.mjs";

const source = "scripts/compose-schema/compose-spec.json";
const target = "server/src/core/syntax/compose/schema/generated.ts";

/** As `StoredShape` in shape.ts. */
interface Shape {
  t: string;
  c?: string;
  e?: string[];
  p?: string;
  min?: number;
  max?: number;
  i?: number;
  u?: 1;
  k?: Record<string, [number, string, 1?]>;
  r?: string[];
  n?: [string, number];
  x?: 1;
  o?: 1;
}

const letters: Readonly<Record<string, string>> = {
  string: "s",
  integer: "i",
  number: "n",
  boolean: "b",
  null: "z",
  object: "m",
  array: "l",
};
const known = new Set(
  "type description deprecated default title $schema $id properties patternProperties additionalProperties required items uniqueItems oneOf enum pattern minimum maximum $ref definitions".split(
    " ",
  ),
);

const schema = JSON.parse(readFileSync(source, "utf8")) as Schema;
addNewerKeys(schema);
const shapes: string[] = [];
const used = new Set<string>();
const root = store(schema, "");
const unused = [...Object.keys(casts), ...madeUnique, ...notBoolean].filter((it) => !used.has(it));
if (unused.length > 0) throw new Error(`no such paths in the schema: ${unused.join(", ")}`);

/** The number of the shape; equal ones are stored once. */
function store(schema: Schema, path: string): number {
  const text = JSON.stringify(shapeOf(schema, path));
  const index = shapes.indexOf(text);
  return index === -1 ? shapes.push(text) - 1 : index;
}

function shapeOf(schema: Schema, path: string): Shape {
  const parts = alternatives(schema);
  const shape: Shape = { t: "" };
  for (const part of parts) {
    const types = typesOf(part, path);
    for (const letter of types) if (shape.t.includes(letter)) throw new Error(`${path}: two alternatives of the kind ${letter}`);
    shape.t += types;
    if (part.enum) shape.e = part.enum;
    if (part.pattern) shape.p = part.pattern;
    if (part.minimum !== undefined) shape.min = part.minimum;
    if (part.maximum !== undefined) shape.max = part.maximum;
    if (part.items) shape.i = store(part.items, `${path}.[]`);
    if (part.uniqueItems && !isListed(madeUnique, path)) shape.u = 1;
    if (types.includes("m")) addKeys(shape, part, path);
  }
  if (shape.t.includes("n") && shape.t.includes("i")) throw new Error(`${path}: integer beside number`);
  shape.t = [...shape.t].sort().join("");
  const cast = castOf(shape.t, path);
  if (cast) shape.c = cast;
  return shape;
}

function addKeys(
  shape: Shape,
  { properties, patternProperties = {}, additionalProperties, required }: Schema,
  path: string,
): void {
  for (const [name, value] of Object.entries(properties ?? {})) {
    const place = path === "" ? name : `${path}.${name}`;
    const field: [number, string, 1?] = [store(value, place), describe(value)];
    if (resolve(value).deprecated) field.push(1);
    (shape.k ??= {})[name] = field;
  }
  if (required) shape.r = required;
  for (const [pattern, value] of Object.entries(patternProperties)) {
    if (pattern === "^x-") shape.x = 1;
    else if (shape.n) throw new Error(`${path}: two patterns of names`);
    else shape.n = [pattern, store(value, `${path}.*`)];
  }
  if (additionalProperties !== false) shape.o = 1;
}

function alternatives(schema: Schema): Schema[] {
  const resolved = resolve(schema);
  const strange = Object.keys(resolved).filter((key) => !known.has(key));
  if (strange.length > 0) throw new Error(`unknown keywords: ${strange.join(", ")}`);
  return resolved.oneOf ? resolved.oneOf.flatMap(alternatives) : [resolved];
}

function resolve(schema: Schema): Schema {
  const name = /^#\/definitions\/(\w+)$/.exec(schema.$ref ?? "")?.[1];
  if (schema.$ref === undefined) return schema;
  const target = name === undefined ? undefined : definitions()[name];
  if (!target) throw new Error(`no definition ${schema.$ref}`);
  return resolve(target);
}

function definitions(): Readonly<Record<string, Schema>> {
  return schema.definitions ?? {};
}

function typesOf({ type, enum: words }: Schema, path: string): string {
  const types = type === undefined ? (words ? ["string"] : []) : [type].flat();
  if (types.length === 0) throw new Error(`${path}: any type`);
  return types.map((it) => letters[it]!).join("");
}

function describe(schema: Schema): string {
  return (schema.description ?? resolve(schema).description ?? "").replace(/\.$/, "");
}

function castOf(types: string, path: string): string | undefined {
  if (isListed(notBoolean, path)) return undefined;
  if (/^bm?s$/.test(types)) return "boolean";
  const pattern = isListed(Object.keys(casts), path);
  return pattern ? casts[pattern] : undefined;
}

/** The pattern of the list that is this path. */
function isListed(list: readonly string[], path: string): string | undefined {
  if (!list.includes(path)) return undefined;
  used.add(path);
  return path;
}

const wanted = `/**
 * Generated by scripts/compose-schema.mts from the schema of compose-go (Apache License 2.0, see scripts/compose-schema/NOTICE.md); do not
 * change it here. One line for each shape; \`shape.ts\` says what the letters mean.
 */

export const rootShape = ${root};

export const storedShapes: readonly string[] = [
${shapes.map((it) => `  ${quoted(it)},`).join("\n")}
];
`;

/** As the formatter would write it: in the quotes that need fewer escapes. */
function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\");
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  return doubles > singles ? `'${escaped.replaceAll("'", "\\'")}'` : `"${escaped.replaceAll('"', '\\"')}"`;
}

if (!process.argv.includes("--check")) writeFileSync(target, wanted);
else if (readFileSync(target, "utf8") !== wanted) {
  console.error(`${target} is stale: run npx tsx scripts/compose-schema.mts`);
  process.exitCode = 1;
}
