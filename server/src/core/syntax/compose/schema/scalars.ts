/** A scalar as Compose sees it when it validates: variables put in, strings cast where a place asks for another type. */
import { hasVariables, interpolate } from "../../interpolation.js";
import type { YamlScalar } from "../../yaml/model.js";
import type { Kind, Shape } from "./shape.js";

/** The value of a variable; undefined for one that nothing sets. */
export type Lookup = (name: string) => string | undefined;

/** "date" is a type of go-yaml that no place of a Compose file takes. */
export type ScalarKind = Exclude<Kind, "map" | "list"> | "date";

export interface TypedScalar {
  readonly kind: ScalarKind;
  readonly value: string | number | boolean | null;
  /** The string, variables put in; for other kinds as written. */
  readonly text: string;
  /** True where a variable brought the text. */
  readonly substituted: boolean;
  /** Set where a cast fails. */
  readonly failed?: "boolean" | "integer" | "number";
  /** The boolean that a word of YAML 1.1 is taken for, with a warning. */
  readonly oldBoolean?: boolean;
}

/** Dates and times that go-yaml takes for such: https://github.com/yaml/go-yaml/blob/v3/resolve.go, `allowedTimestampFormats`. */
const dates = /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d(?::?\d\d)?)| \d\d?:\d\d?:\d\d?(?:\.\d+)?))?$/;

const booleans: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);
const oldBooleans: ReadonlyMap<string, boolean> = new Map([
  ...["y", "yes", "on"].map((word) => [word, true] as const),
  ...["n", "no", "off"].map((word) => [word, false] as const),
]);

/** True for unquoted text that the parser takes for something other than a string. */
export function plainKind({ style, value, text, tag }: YamlScalar): ScalarKind {
  if (typeof value === "boolean") return "boolean";
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return style === "plain" && tag === undefined && dates.test(text) ? "date" : "string";
}

/**
 * The type of a scalar at a place.
 * @returns undefined where a variable leaves it open
 */
export function typedScalar(node: YamlScalar, { cast, kinds }: Shape, lookup: Lookup): TypedScalar | undefined {
  const kind = plainKind(node);
  if (kind !== "string") return { kind, value: node.value, text: node.text, substituted: false };
  const substituted = hasVariables(node.text);
  const text = node.text.includes("$") ? expand(node.text, lookup) : node.text;
  // Where the schema takes no strings at all, versions differ in whether they cast what a variable brings.
  if (text === undefined || (substituted && kinds.size === 1 && kinds.has("boolean"))) return undefined;
  const string: TypedScalar = { kind, value: text, text, substituted };
  if (cast === "boolean") return { ...string, ...toBoolean(text) };
  if (cast === "integer") return { ...string, ...toNumber(text, /^[-+]?[0-9]+$/, "integer") };
  if (cast === "number")
    return { ...string, ...toNumber(text, /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/i, "number") };
  return string;
}

/** Undefined where a variable has no value, or where Compose refuses the text: another rule says so. */
function expand(text: string, lookup: Lookup): string | undefined {
  const result = interpolate(text, lookup);
  return result.unset.length > 0 || result.errors.length > 0 ? undefined : result.text;
}

function toBoolean(text: string): Partial<TypedScalar> {
  const word = text.toLowerCase();
  const value = booleans.get(word);
  if (value !== undefined) return { kind: "boolean", value };
  const oldBoolean = oldBooleans.get(word);
  return oldBoolean === undefined ? { failed: "boolean" } : { kind: "boolean", value: oldBoolean, oldBoolean };
}

function toNumber(text: string, form: RegExp, failed: "integer" | "number"): Partial<TypedScalar> {
  if (!form.test(text)) return { failed };
  const value = Number(text);
  return { kind: Number.isInteger(value) ? "integer" : "number", value };
}

/** True where a place takes a kind; whole numbers are numbers, too. */
export function takes({ kinds }: Shape, kind: ScalarKind): boolean {
  return kind !== "date" && (kinds.has(kind) || (kind === "integer" && kinds.has("number")));
}
