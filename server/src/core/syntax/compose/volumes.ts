/** `volumes` of a service: `[source:]target[:options]`, and the long form. */
import { hasVariables } from "../interpolation.js";
import type { YamlMap, YamlScalar } from "../yaml/model.js";
import { contentSpan } from "../yaml/offsets.js";
import type { Mount, TextValue } from "./model.js";
import { booleanAt, type Fields, isOneVariable, mapAt, nodesAt, partOf, splitOutsideVariables, textAt } from "./values.js";

export function mountsAt(fields: Fields): readonly Mount[] {
  return nodesAt(fields, "volumes").flatMap((node) => {
    if (node.kind === "map") return [longMount(node)];
    return node.kind === "scalar" && node.value !== null ? [shortMount(node)] : [];
  });
}

/** True for what Compose takes for a path of the host; everything else is the name of a volume. */
export function isHostPath(source: string): boolean {
  return /^(?:[./~\\]|[a-zA-Z]:)/.test(source);
}

function longMount(map: YamlMap): Mount {
  const source = textAt(map, "source") ?? textAt(map, "src");
  const target = textAt(map, "target") ?? textAt(map, "dst") ?? textAt(map, "destination");
  const readOnly = booleanAt(map, "read_only");
  const type = textAt(map, "type")?.text;
  return {
    form: "long",
    raw: target?.text ?? "",
    span: map.span,
    node: map,
    known: true,
    type: type !== undefined && hasVariables(type) ? undefined : type,
    source: source?.text === "" ? undefined : source,
    target,
    options: [],
    readOnly: readOnly === undefined ? false : readOnly.value,
    get: (key) => map.get(key),
  };
}

/** After ParseVolume of compose-go: https://github.com/compose-spec/compose-go/blob/main/format/volume.go */
function shortMount(node: YamlScalar): Mount {
  const { text } = node;
  const known = !isOneVariable(text);
  const parts = splitVolume(text).map(({ start, end }) => partOf(node, start, end));
  const [first, second, third] = known ? parts : [];
  const source = second === undefined ? undefined : first;
  const options = third === undefined ? [] : splitOptions(node, third);
  return {
    form: "short",
    raw: text,
    span: contentSpan(node),
    node,
    known: known && parts.length <= 3,
    type: known ? typeOf(source) : undefined,
    source: source?.text === "" ? undefined : source,
    target: second ?? first,
    options,
    readOnly: known ? isReadOnly(options) : undefined,
    get: () => undefined,
  };
}

function typeOf(source: TextValue | undefined): string | undefined {
  if (source === undefined) return "volume";
  if (isHostPath(source.text)) return "bind";
  // `${DATA:-./data}` may be either; a variable further right cannot turn a name into a path.
  return source.text.startsWith("$") && hasVariables(source.text) ? typeOfDefault(source.text) : "volume";
}

/** A variable of unknown value can be a path or a name. */
function typeOfDefault(text: string): string | undefined {
  // The part behind the variable tells where it is a path: `$HOME/.ssh`, `${PWD}/x`.
  return /^\$(?:\w+|\{[^{}]*\})[/\\]/.test(text) ? "bind" : undefined;
}

/** Splits on `:` outside `${…}`, but not behind a single drive letter. */
function splitVolume(text: string): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  for (const piece of splitOutsideVariables(text, ":")) {
    const last = parts.at(-1);
    const isDrive = last !== undefined && last.end - last.start === 1 && /[a-zA-Z]/.test(text[last.start]!);
    if (isDrive && /[\\/]/.test(text[piece.start] ?? "")) last.end = piece.end;
    else parts.push({ ...piece });
  }
  return parts;
}

function splitOptions(node: YamlScalar, { text, start }: TextValue): TextValue[] {
  return splitOutsideVariables(text, ",").map((it) => partOf(node, start + it.start, start + it.end));
}

function isReadOnly(options: readonly TextValue[]): boolean | undefined {
  if (options.some(({ text }) => text === "ro")) return true;
  return options.some(({ text }) => hasVariables(text)) ? undefined : false;
}

/** The options of the long form that belong to the mount's type: `bind`, `volume` or `tmpfs`. */
export function mountOptions(mount: Mount): YamlMap | undefined {
  return mount.node.kind === "map" && mount.type !== undefined ? mapAt(mount.node, mount.type) : undefined;
}

/** A path without `.`, `..`, doubled and trailing slashes, as Go's `path.Clean` gives it. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== "." && !(part === ".." && path.startsWith("/"))) parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/") || ".";
}
