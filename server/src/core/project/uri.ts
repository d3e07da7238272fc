/** URIs as text: joined and compared without a host's path functions, so that the disk, the browser and a test agree. */

/** Joins a `/`-separated path to a directory URI; `.` and `..` are resolved, an absolute path replaces the path of the URI. */
export function join(base: string, path: string): string {
  const [, root = "", rest = base] = /^([a-z][\w+.-]*:\/\/[^/]*)(.*)$/i.exec(base) ?? [];
  const encoded = path.split("/").map(encodeSegment).join("/");
  return root + resolved(`${path.startsWith("/") ? "" : rest}/${encoded}`);
}

/**
 * The one spelling of a URI by which Drydock knows a file, as `join` writes it: editors encode more or less of a name (`%40scope`,
 * `@scope`) and write drives as `C:`, `c:` or `c%3A`. What has no `//`, such as `untitled:Untitled-1`, stays as it is.
 */
export function canonical(uri: string): string {
  const [, root, path = "", rest = ""] = /^([a-z][\w+.-]*:\/\/[^/?#]*)([^?#]*)(.*)$/is.exec(uri) ?? [];
  if (root === undefined) return uri;
  const encoded = path
    .split("/")
    .map((it) => encodeSegment(decode(it)))
    .join("/");
  const drive = /^file:/i.test(root) ? /^\/[A-Z]:(?=\/|$)/.exec(encoded)?.[0] : undefined;
  const written = drive ? drive.toLowerCase() + encoded.slice(drive.length) : encoded;
  return root + (/\/\.\.?(?:\/|$)/.test(written) ? resolved(written) : written) + rest;
}

/** A path without `.`, `..` and empty segments. */
function resolved(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

export function dirname(uri: string): string {
  const end = uri.lastIndexOf("/");
  return uri.slice(0, Math.max(end, uri.indexOf("://") + 3));
}

/** The last segment, decoded. */
export function basename(uri: string): string {
  return decode(uri.slice(uri.lastIndexOf("/") + 1));
}

/** True for the directory itself and everything below it. */
export function isWithin(directory: string, uri: string): boolean {
  const prefix = directory.endsWith("/") ? directory : `${directory}/`;
  return uri === directory || `${uri}/` === prefix || uri.startsWith(prefix);
}

/** The folder of a URI and those above it, up to the outermost root it lies in; none for a URI outside. */
export function foldersUpwards(uri: string, roots: readonly string[]): string[] {
  const root = roots.filter((it) => isWithin(it, uri)).sort((a, b) => a.length - b.length)[0];
  const folders: string[] = [];
  for (let folder = dirname(uri); root !== undefined && isWithin(root, folder); folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder) break;
  }
  return folders;
}

/** The decoded path from a directory to a URI, with `..` where needed: `relative("file:///a/b", "file:///a/c/d")` is `../c/d`. */
export function relative(from: string, to: string): string {
  const a = from.replace(/\/$/, "").split("/");
  const b = to.split("/");
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => ".."), ...b.slice(common).map(decode)].join("/") || ".";
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Encodes like VS Code and Node do for file URIs, except that what is already a plain path character stays. */
function encodeSegment(segment: string): string {
  // Half a surrogate pair has no encoding.
  const whole = segment.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
  return encodeURIComponent(whole).replace(/%(40|3A|2B|24|26|2C|3B|3D)/g, (it) => decodeURIComponent(it));
}
