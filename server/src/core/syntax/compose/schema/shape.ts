/** What may stand at each place of a Compose file: the generated table as values, for the check, for hover and for completion. */
import { rootShape, storedShapes } from "./generated.js";

/** The kinds of values; "number" takes whole numbers, too. */
export type Kind = "string" | "integer" | "number" | "boolean" | "null" | "map" | "list";

/** What Compose makes of a string: see the script that writes the table. */
export type Cast = "boolean" | "integer" | "number" | "duration" | "size";

/** What one place takes. Where short and long forms are alternatives, all of them. */
export interface Shape {
  readonly kinds: ReadonlySet<Kind>;
  readonly cast: Cast | undefined;
  /** The only strings allowed. */
  readonly words: readonly string[] | undefined;
  readonly pattern: RegExp | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** Of a list. */
  readonly items: Shape | undefined;
  /** True for a list that may hold nothing twice. */
  readonly unique: boolean;
  /** The known keys of a mapping. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly required: readonly string[];
  /** Names that the author chooses, and what stands below them. */
  readonly names: { readonly pattern: RegExp; readonly shape: Shape } | undefined;
  /** True where keys that begin with `x-` may hold anything. */
  readonly extensions: boolean;
  /** True where a key that is not known may hold anything. */
  readonly open: boolean;
}

export interface Field {
  readonly shape: Shape;
  /** The schema's own words, one or several sentences without the last point; empty where it has none. */
  readonly description: string;
  readonly deprecated: boolean;
}

/** One line of the table. */
interface StoredShape {
  /** Kinds: s, i, n, b, z (null), m, l. */
  readonly t: string;
  readonly c?: Cast;
  readonly e?: readonly string[];
  readonly p?: string;
  readonly min?: number;
  readonly max?: number;
  /** Shapes are numbers of lines; those used by others come before them. */
  readonly i?: number;
  readonly u?: 1;
  readonly k?: Readonly<Record<string, readonly [shape: number, description: string, deprecated?: 1]>>;
  readonly r?: readonly string[];
  readonly n?: readonly [pattern: string, shape: number];
  readonly x?: 1;
  readonly o?: 1;
}

const kinds: Readonly<Record<string, Kind>> = {
  s: "string",
  i: "integer",
  n: "number",
  b: "boolean",
  z: "null",
  m: "map",
  l: "list",
};

let root: Shape | undefined;

/** The shape of a whole file; the table is read on first use. */
export function composeShape(): Shape {
  root ??= readShapes()[rootShape]!;
  return root;
}

function readShapes(): readonly Shape[] {
  const shapes: Shape[] = [];
  for (const line of storedShapes) {
    const stored = JSON.parse(line) as StoredShape;
    const fields = Object.entries(stored.k ?? {}).map(([name, [shape, description, deprecated]]): [string, Field] => [
      name,
      { shape: shapes[shape]!, description, deprecated: deprecated === 1 },
    ]);
    shapes.push({
      kinds: new Set([...stored.t].map((letter) => kinds[letter]!)),
      cast: stored.c,
      words: stored.e,
      pattern: stored.p === undefined ? undefined : new RegExp(stored.p),
      minimum: stored.min,
      maximum: stored.max,
      items: stored.i === undefined ? undefined : shapes[stored.i],
      unique: stored.u === 1,
      fields: new Map(fields),
      required: stored.r ?? [],
      names: stored.n && { pattern: new RegExp(stored.n[0]), shape: shapes[stored.n[1]]! },
      extensions: stored.x === 1,
      open: stored.o === 1,
    });
  }
  return shapes;
}

/**
 * What is known about a place.
 * @param path keys from the root; of list items any text, such as `["services", "web", "ports", "0"]`
 * @returns undefined for unknown keys, and for what stands below `x-…`
 */
export function composeField(path: readonly string[]): Field | undefined {
  let field: Field | undefined = { shape: composeShape(), description: "", deprecated: false };
  for (const [index, key] of path.entries()) {
    field = field && fieldOf(field.shape, key, index > 0 && field.shape.kinds.has("list"));
  }
  return field;
}

function fieldOf(shape: Shape, key: string, mayBeItem: boolean): Field | undefined {
  const known = shape.fields.get(key);
  if (known !== undefined) return known;
  const unnamed = (found: Shape): Field => ({ shape: found, description: "", deprecated: false });
  if (mayBeItem && shape.items !== undefined && (/^\d+$/.test(key) || !shape.names)) return unnamed(shape.items);
  return shape.names?.pattern.test(key) ? unnamed(shape.names.shape) : undefined;
}

/** The words a place takes, as far as they can be listed: for completion. */
export function valuesOf({ words, kinds: allowed, cast }: Shape): readonly string[] {
  return words ?? (allowed.has("boolean") && (cast === "boolean" || allowed.size === 1) ? ["true", "false"] : []);
}
