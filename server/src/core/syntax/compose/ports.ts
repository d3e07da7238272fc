/** `ports`: `[[ip:]published:]target[/protocol]`, and the long form. */
import { hasVariables } from "../interpolation.js";
import type { YamlMap, YamlScalar } from "../yaml/model.js";
import { contentSpan } from "../yaml/offsets.js";
import type { Port, PortRange, TextValue } from "./model.js";
import { type Fields, nodesAt, partOf, splitOutsideVariables, textAt } from "./values.js";

export function portsAt(fields: Fields): readonly Port[] {
  return nodesAt(fields, "ports").flatMap((node) => {
    if (node.kind === "map") return [longPort(node)];
    return node.kind === "scalar" && node.value !== null ? [shortPort(node)] : [];
  });
}

/**
 * The ports of `80` or `8000-8010`.
 * @returns undefined for a variable and everything else that is no port or range
 */
export function portRange(text: string | undefined): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text ?? "");
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}

function longPort(map: YamlMap): Port {
  const target = textAt(map, "target");
  const published = textAt(map, "published");
  const hostIp = textAt(map, "host_ip");
  return {
    form: "long",
    raw: target?.text ?? "",
    span: map.span,
    node: map,
    known: true,
    hostIp: hostIp?.text === "" ? undefined : hostIp,
    published: published?.text === "" ? undefined : published,
    target,
    protocol: textAt(map, "protocol"),
    publishedRange: portRange(published?.text),
    targetRange: portRange(target?.text),
    mode: textAt(map, "mode"),
    name: textAt(map, "name"),
    appProtocol: textAt(map, "app_protocol"),
  };
}

interface Parts {
  readonly hostIp?: TextValue | undefined;
  readonly published?: TextValue | undefined;
  readonly target?: TextValue | undefined;
  readonly protocol?: TextValue | undefined;
}

/**
 * Splits as docker/go-connections does: from the right, so that a bare IPv6 address (`::1:6000:6000`) keeps its colons.
 * https://github.com/docker/go-connections/blob/main/nat/parse.go
 */
function shortPort(node: YamlScalar): Port {
  const { text } = node;
  const slash = splitOutsideVariables(text, "/");
  const last = slash.at(-1)!;
  const protocol = slash.length > 1 ? partOf(node, last.start, last.end) : undefined;
  const addressEnd = protocol === undefined ? text.length : last.start - 1;
  const parts = { ...splitAddress(node, addressEnd), protocol };
  const known = isKnown(parts, text);
  return {
    form: "short",
    raw: text,
    span: contentSpan(node),
    node,
    known,
    hostIp: parts.hostIp,
    published: parts.published,
    target: parts.target,
    protocol,
    publishedRange: portRange(parts.published?.text),
    targetRange: portRange(parts.target?.text),
    mode: undefined,
    name: undefined,
    appProtocol: undefined,
  };
}

function splitAddress(node: YamlScalar, end: number): Parts {
  const pieces = splitOutsideVariables(node.text.slice(0, end), ":");
  const part = (index: number) => partOf(node, pieces[index]!.start, pieces[index]!.end);
  const count = pieces.length;
  // `${PORTS:-8080:80}` may become any number of parts.
  if (count === 1) return mayHoldSeparator(part(0).text) ? {} : { target: part(0) };
  if (count === 2) return { published: nonEmpty(part(0)), target: part(1) };
  const ipEnd = pieces[count - 3]!.end;
  return { hostIp: nonEmpty(bareIp(node, ipEnd)), published: nonEmpty(part(count - 2)), target: part(count - 1) };
}

/** The address without the brackets of IPv6. */
function bareIp(node: YamlScalar, end: number): TextValue {
  const bracketed = node.text[0] === "[" && node.text[end - 1] === "]";
  return bracketed ? partOf(node, 1, end - 1) : partOf(node, 0, end);
}

function nonEmpty(value: TextValue): TextValue | undefined {
  return value.text === "" ? undefined : value;
}

/** A default with a colon in it, or a variable with no default that is the whole item. */
function mayHoldSeparator(text: string): boolean {
  return hasVariables(text) && !/^\$\{\w+:?-[^:$]*\}$/.test(text);
}

function isKnown({ published, target, hostIp }: Parts, text: string): boolean {
  if (target === undefined) return false;
  if (![published, target].every((it) => it === undefined || hasVariables(it.text) || portRange(it.text) !== undefined))
    return false;
  // A variable in the first part may bring an address along: `${BIND}:80` with BIND=127.0.0.1:8080.
  const first = hostIp ?? published;
  return (
    first === undefined ||
    hostIp !== undefined ||
    !hasVariables(first.text) ||
    !hasVariables(text) ||
    !mayHoldSeparator(first.text)
  );
}
