/** The messages about a Compose file that does not fit its schema: what is wrong, in the author's words, and what to write instead. */
import { didYouMean } from "../../../text/did-you-mean.js";
import type { Place } from "./model.js";
import type { ScalarKind, TypedScalar } from "./scalars.js";
import type { Field, Kind, Shape } from "./shape.js";
import type { MeantKey } from "./unknown-key.js";

type Path = readonly string[];

export function unknownKey(key: string, meant: MeantKey | undefined, path: Path): string {
  const where = inPlace(path.slice(0, -1));
  if (meant?.key?.startsWith("x-")) return `'${key}' is no extension: those begin with 'x-', as in '${meant.key}'.`;
  if (meant?.key !== undefined) return `Compose knows no '${key}' ${where}. Did you mean '${meant.key}'?`;
  if (meant?.elsewhere !== undefined) return `'${key}' does not belong ${where} but ${inPlace(meant.elsewhere)}.`;
  return `Compose knows no '${key}' ${where} and refuses the file.`;
}

export function badName(name: string, path: Path): string {
  return `'${name}' is no name that Compose takes ${inPlace(path.slice(0, -1))}: only letters, digits, '.', '_' and '-'.`;
}

export function nonStringKey(key: string, kind: ScalarKind): string {
  if (key === "" || kind === "null") return `The key '${key}' is empty for YAML, and Compose takes only texts as keys.`;
  return `The key ${key} is ${article(kind)} for YAML, and Compose takes only texts as keys: put it in quotes.`;
}

export function empty({ shape, item, field }: Place, path: Path): string {
  if (item !== undefined) return `This item of ${nameOf(path.slice(0, -1))} is empty: Compose wants ${kindsOf(shape)} here.`;
  const [section, name] = path;
  if (section === "services" && path.length === 2)
    return `The service '${name}' is empty, which Compose refuses: it needs an image or a build.`;
  const advice = field === undefined && path.length === 2 ? "say where it comes from" : "fill it, or remove the key";
  return `${nameOf(path)} is empty, and Compose wants ${kindsOf(shape)} there: ${advice}.`;
}

export function wrongType(place: Place, found: TypedScalar | "map" | "list", path: Path): string {
  const { shape, item, field } = place;
  if (path.length === 0) return "A Compose file is a mapping with keys such as `services`; this is something else.";
  const name = nameOf(path);
  if (found === "map") {
    if (item !== undefined && !shape.kinds.has("list")) return mapItem(place, path);
    return `${name} takes ${kindsOf(shape)}, not a mapping${shape.kinds.has("list") ? ": begin its lines with a dash" : ""}.`;
  }
  if (found === "list") return `${name} takes ${kindsOf(shape)}, not a list.`;
  const text = found.text;
  if (shape.kinds.has("string")) {
    if (shape.cast === "duration")
      return `${name} needs a unit, such as '${/^\d+$/.test(text) ? text : 30}s': ${text} alone is refused.`;
    if (shape.cast === "boolean") return `${name} is true or false, not ${text}.`;
    if (shape.cast === "integer" || shape.kinds.has("integer")) return `${name} takes a whole number, not ${text}.`;
    const isRestart = path.at(-1) === "restart" && typeof found.value === "boolean";
    const advice = !isRestart ? "put it in quotes" : found.value === true ? "write always" : 'write "no"';
    return `${name} takes a text, and ${text} is ${article(found.kind)} for YAML: ${advice}.`;
  }
  const quoted = found.kind === "string" ? `'${shorten(text)}'` : text;
  if (shape.kinds.has("list") && !shape.kinds.has("map"))
    return `${name} takes a list: write ${quoted} behind a dash, in a line of its own.`;
  return `${name} takes ${kindsOf(shape)}, not ${quoted}.${explanation(field)}`;
}

/** `- KEY: value`. */
function mapItem({ node, shape }: Place, path: Path): string {
  const list = nameOf(path.slice(0, -1));
  const entry = node.kind === "map" ? node.entries[0] : undefined;
  if (node.kind !== "map" || entry === undefined || node.entries.length > 1 || entry.value.kind !== "scalar") {
    return `An item of ${list} is ${kindsOf(shape)}, not a mapping.`;
  }
  const written = shorten(`${entry.key.text}: ${entry.value.text}`);
  const reason = entry.value.value === null ? "its colon" : "the space behind its colon";
  return `'${written}' is a mapping, because of ${reason}; an item of ${list} is ${kindsOf(shape)}.`;
}

export function missingKey(field: Field | undefined, key: string, path: Path): string {
  const words = field?.shape.words;
  const values = words ? `: ${list(words.map((it) => `'${it}'`))}` : "";
  return `The key '${key}' is missing ${inPlace(path)}, and Compose refuses the file without it${values}.`;
}

export function duplicateItem(text: string, path: Path): string {
  return `'${shorten(text)}' stands twice in ${nameOf(path.slice(0, -1))}, which Compose refuses: remove one.`;
}

export function failedCast({ field }: Place, typed: TypedScalar, path: Path): string {
  const wanted = typed.failed === "boolean" ? "true or false" : typed.failed === "integer" ? "a whole number" : "a number";
  return `${nameOf(path)} is ${wanted}, not ${given(typed)}.${typed.failed === "boolean" ? "" : explanation(field)}`;
}

export function oldBoolean(text: string, meant: string): string {
  return `'${text}' is a boolean of YAML 1.1: Compose takes it for ${meant} and warns; write ${meant}.`;
}

/** Of a string that is none of the allowed ones. */
export function badWord({ shape, field }: Place, typed: TypedScalar, path: Path): { message: string; suggestion?: string } {
  const name = nameOf(path);
  if (shape.words === undefined) return { message: `${name} cannot be ${given(typed)}.${explanation(field)}` };
  const near = typed.substituted ? undefined : didYouMean(typed.text, shape.words);
  const allowed = `It is ${list(shape.words.map((it) => `'${it}'`))}.`;
  const message = `${name} cannot be ${given(typed)}. ${near !== undefined ? `Did you mean '${near}'?` : allowed}`;
  return near === undefined ? { message } : { message, suggestion: near };
}

export function outOfRange({ shape: { minimum, maximum } }: Place, typed: TypedScalar, path: Path): string {
  const range = maximum === undefined ? `${minimum ?? 0} or more` : `between ${minimum ?? 0} and ${maximum}`;
  return `${nameOf(path)} is a number ${range}, not ${typed.text}.`;
}

function given({ text, substituted }: TypedScalar): string {
  const shown = text === "" ? "empty" : `'${shorten(text)}'`;
  return substituted ? `${shown}, to which its variables come` : shown;
}

/** The key a place is known by; items by their list. */
function nameOf(path: Path): string {
  const last = path.at(-1) ?? "";
  if (isItem(path)) return `An item of ${nameOf(path.slice(0, -1))}`.replace("of An item", "of an item");
  return path.length === 2 && path[0] === "services" ? `The service '${last}'` : `'${last}'`;
}

function inPlace(path: Path): string {
  return path.length === 0 ? "at the root of the file" : `in ${placeOf(path)}`;
}

function placeOf(path: Path): string {
  const [section, name] = path;
  if (path.length === 2 && name !== undefined && /^(?:service|network|volume|secret|config|model)s$/.test(section!)) {
    const kind = section!.slice(0, -1);
    return name === "*" ? `a ${kind}` : `the ${kind} '${name}'`;
  }
  if (isItem(path)) return `an item of '${path.at(-2) ?? ""}'`;
  const known = path.slice(2).filter((it) => it !== "*");
  return `'${section === "services" && known.length > 0 ? known.join(".") : path.join(".")}'`;
}

function isItem(path: Path): boolean {
  return path.length > 2 && /^\d+$/.test(path.at(-1)!);
}

const kindWords: Readonly<Record<Kind, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  null: "nothing",
  list: "a list",
  map: "a mapping",
};

/** "a list or a mapping"; strings that are cast count for what they become. */
function kindsOf({ kinds, cast }: Shape): string {
  const isCast = cast === "boolean" || cast === "integer" || cast === "number";
  const shown = (Object.keys(kindWords) as Kind[]).filter(
    (kind) => kinds.has(kind) && kind !== "null" && !(isCast && kind === "string" && kinds.size > 1),
  );
  return list(shown.map((kind) => kindWords[kind]));
}

function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function article(kind: ScalarKind): string {
  return kind === "date" ? "a date" : kind === "boolean" ? "a boolean" : kind === "null" ? "nothing" : "a number";
}

/** The first sentence of the schema's explanation, where it is short. */
function explanation(field: Field | undefined): string {
  const sentence = /^.*?[^.](?=\.(?:\s|$)|$)/.exec(field?.description ?? "")?.[0] ?? "";
  return sentence === "" || sentence.length > 110 ? "" : ` ${sentence}.`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
