/** References to images, `[domain/]path[:tag][@digest]`, by the grammar of https://github.com/distribution/reference. */
import type { Span } from "../text/span.js";
import type { Problem } from "./problem.js";

export interface ReferencePart {
  readonly text: string;
  readonly span: Span;
}

export interface ImageReference {
  /** The reference as written. */
  readonly text: string;
  readonly span: Span;
  /** The registry with its port, as written; undefined when none is written or a variable hides it. */
  readonly domain?: ReferencePart;
  /** What stands between the domain and the tag, as written; may hold variables (see `nameKnown`). */
  readonly path?: ReferencePart;
  /** As written, without `:`; may hold variables (see `tagKnown`). */
  readonly tag?: ReferencePart;
  /** As written, without `@`, such as `sha256:…`; may hold variables. */
  readonly digest?: ReferencePart;
  /** What people call the image: `node`, `bitnami/redis`, `ghcr.io/astral-sh/uv`; undefined when a variable hides it. */
  readonly name?: string;
  /** The same in full: `docker.io/library/node`. */
  readonly repository?: string;
  /** The last component of the path, which often is known when the registry is a variable: `node` in `$REGISTRY/node`. */
  readonly baseName?: string;
  /** False when a variable hides the domain or the path. */
  readonly nameKnown: boolean;
  /** False when a variable may set or change the tag; true also means that a missing tag is really missing. */
  readonly tagKnown: boolean;
  /** True when a variable hides anything of the reference. */
  readonly opaque: boolean;
  /** Why no engine will accept it; its span is empty only where the reference is. Never set for what a variable hides. */
  readonly error?: Problem;
}

/** Stands for each unit of a variable, so that offsets stay; it is in no class of the grammar. */
const hidden = "\uE000";

/**
 * Reads an image reference. Never throws: what is wrong stands in `error`, what a variable (`$NAME`, `${NAME…}`) hides is undefined.
 * @param text the reference alone, without quotes or blanks around it.
 * @param start the offset of `text` in its file, in UTF-16 units, or where a piece of `text` stands in it; all spans are relative to the
 *   same origin.
 */
export function parseImageReference(text: string, start: number | ((from: number, to: number) => Span) = 0): ImageReference {
  const masked = maskVariables(text);
  const spanOf = typeof start === "function" ? start : (from: number, to: number) => ({ start: start + from, end: start + to });
  const part = (from: number, to: number): ReferencePart => ({ text: text.slice(from, to), span: spanOf(from, to) });
  const { nameEnd, tag, digest } = splitReference(masked);
  const maskedName = masked.slice(0, nameEnd);
  const domainEnd = domainLength(maskedName);
  const path = part(domainEnd === 0 ? 0 : domainEnd + 1, nameEnd);
  const nameKnown = !maskedName.includes(hidden);
  // `node$SUFFIX` may end in a tag and a digest; `$REGISTRY/node` cannot.
  const nameMayHoldTag = tag === undefined && maskedName.lastIndexOf(hidden) > maskedName.lastIndexOf("/");
  const tagKnown = !nameMayHoldTag && !(tag !== undefined && masked.slice(...tag).includes(hidden));
  const baseName = maskedName.slice(maskedName.lastIndexOf("/") + 1);
  const error = findError(masked, { nameEnd, domainEnd, tag, digest });
  return {
    text,
    span: spanOf(0, text.length),
    ...(domainEnd > 0 && !masked.slice(0, domainEnd).includes(hidden) ? { domain: part(0, domainEnd) } : {}),
    ...(path.text !== "" ? { path } : {}),
    ...(tag !== undefined ? { tag: part(...tag) } : {}),
    ...(digest !== undefined ? { digest: part(...digest) } : {}),
    ...(nameKnown && maskedName !== "" ? canonicalNames(text.slice(0, domainEnd), path.text) : {}),
    ...(baseName !== "" && !baseName.includes(hidden) ? { baseName } : {}),
    nameKnown,
    tagKnown,
    opaque: masked.includes(hidden),
    ...(error !== undefined ? { error: { message: error.message, span: part(error.from, error.to).span } } : {}),
  };
}

/** Overwrites each variable by as many placeholders. `${…}` may nest and hold `:`, `/` and `@`; an unclosed one reaches to the end. */
function maskVariables(text: string): string {
  let result = "";
  for (let i = 0; i < text.length; ) {
    const end = text[i] === "$" ? variableEnd(text, i) : i;
    result += end > i ? hidden.repeat(end - i) : text[i];
    i = Math.max(end, i + 1);
  }
  return result;
}

/** The offset behind the variable that starts at `start`; `start` itself when that `$` starts none. */
function variableEnd(text: string, start: number): number {
  if (text[start + 1] !== "{") {
    return start + (/^\$[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(start, start + 256))?.[0].length ?? 0);
  }
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text[i] === "$" && text[i + 1] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i + 1;
  }
  return text.length;
}

type Range = [from: number, to: number];

interface Parts {
  nameEnd: number;
  tag: Range | undefined;
  digest: Range | undefined;
}

/** A tag is what follows the last `:` behind the last `/`: before it, `:` introduces a port. */
function splitReference(masked: string): Parts {
  const at = masked.indexOf("@");
  const end = at < 0 ? masked.length : at;
  const colon = masked.indexOf(":", masked.lastIndexOf("/", end - 1) + 1);
  const tagged = colon >= 0 && colon < end;
  return {
    nameEnd: tagged ? colon : end,
    tag: tagged ? [colon + 1, end] : undefined,
    digest: at < 0 ? undefined : [at + 1, masked.length],
  };
}

/** Length of the domain, 0 for none: the first component is one when it has a `.`, a `:` or an upper-case letter, or is `localhost`. */
function domainLength(maskedName: string): number {
  const slash = maskedName.indexOf("/");
  const first = maskedName.slice(0, Math.max(slash, 0));
  return first === "localhost" || /[.:A-Z]/.test(first) ? slash : 0;
}

/** What `ParseNormalizedNamed` and `FamiliarName` give: Docker Hub is `docker.io` (once `index.docker.io`), its official images `library/…`. */
function canonicalNames(domain: string, path: string): { name: string; repository: string } {
  if (domain !== "" && domain !== "docker.io" && domain !== "index.docker.io") {
    return { name: `${domain}/${path}`, repository: `${domain}/${path}` };
  }
  const full = path.includes("/") ? path : `library/${path}`;
  return { name: full.replace(/^library\/(?=[^/]+$)/, ""), repository: `docker.io/${full}` };
}

const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const host =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
/** Lengths in hexadecimal digits of the algorithms that engines know. */
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

interface LocalError {
  message: string;
  from: number;
  to: number;
}

/** The first fault of what no variable hides. */
function findError(masked: string, { nameEnd, domainEnd, tag, digest }: Parts & { domainEnd: number }): LocalError | undefined {
  const fault = (message: string, from: number, to: number): LocalError => ({ message, ...widen(from, to, masked.length) });
  if (masked === "") return fault("The image reference is empty.", 0, 0);
  if (/^[a-f0-9]{64}$/.test(masked)) return fault("64 hexadecimal digits are an image ID, not a name.", 0, nameEnd);
  if (domainEnd > 0 && !matches(host, masked.slice(0, domainEnd))) {
    return fault("The registry is not a valid host name.", 0, domainEnd);
  }
  return pathError(masked, domainEnd, nameEnd, fault) ?? tagError(masked, tag, fault) ?? digestError(masked, digest, fault);
}

type MakeFault = (message: string, from: number, to: number) => LocalError;

function pathError(masked: string, domainEnd: number, nameEnd: number, fault: MakeFault): LocalError | undefined {
  let from = domainEnd === 0 ? 0 : domainEnd + 1;
  if (nameEnd - from > 255) return fault("The name of an image has at most 255 characters.", from, nameEnd);
  for (const text of masked.slice(from, nameEnd).split("/")) {
    const to = from + text.length;
    if (text === "") return fault("A component of the image name is empty.", from, to);
    if (!text.includes(hidden) && !component.test(text)) {
      if (component.test(text.toLowerCase())) return fault("The name of an image must be lower case.", from, to);
      return fault(
        "The name of an image has only lower-case letters, digits and single separators (`.`, `_`, `__`, `-`).",
        from,
        to,
      );
    }
    from = to + 1;
  }
  return undefined;
}

function tagError(masked: string, tag: Range | undefined, fault: MakeFault): LocalError | undefined {
  if (tag === undefined) return undefined;
  const text = masked.slice(...tag);
  if (text === "") return fault("The tag is empty.", tag[0] - 1, tag[1]);
  if (text.length > 128 && !text.includes(hidden)) return fault("A tag has at most 128 characters.", ...tag);
  if (!/^[\w\uE000][\w.\-\uE000]*$/.test(text)) {
    return fault("A tag has only letters, digits, `_`, `.` and `-`, and starts with neither `.` nor `-`.", ...tag);
  }
  return undefined;
}

function digestError(masked: string, digest: Range | undefined, fault: MakeFault): LocalError | undefined {
  if (digest === undefined) return undefined;
  const text = masked.slice(...digest);
  if (text === "") return fault("The digest is empty.", digest[0] - 1, digest[1]);
  if (text.includes(hidden)) return undefined;
  const [algorithm, hex] = text.split(/:(.*)/s);
  const length = digestLengths[algorithm!];
  if (hex === undefined || length === undefined) return fault("A digest is `sha256:` and 64 hexadecimal digits.", ...digest);
  if (!/^[a-f0-9]*$/.test(hex)) return fault("A digest has only lower-case hexadecimal digits.", ...digest);
  if (hex.length !== length)
    return fault(`A ${algorithm} digest has ${length} hexadecimal digits, not ${hex.length}.`, ...digest);
  return undefined;
}

/** True also for what a variable hides. */
function matches(pattern: RegExp, text: string): boolean {
  return text.includes(hidden) || pattern.test(text);
}

/** A span that shows: an empty component is shown by its neighbours. */
function widen(from: number, to: number, length: number): { from: number; to: number } {
  return to > from || length === 0 ? { from, to } : { from: Math.max(0, from - 1), to: Math.min(length, to + 1) };
}
