/** `requirements.txt`: what pip installs. Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/ */

export interface Requirement {
  /** Normalized as PyPI does: lower case, `-` for `_` and `.`. */
  readonly name: string;
  readonly extras: readonly string[];
  /** Such as `==1.2` or `>=1,<2`; empty for any version. */
  readonly specifier: string;
  /** After `@`. */
  readonly url: string | undefined;
  /** After `;`. */
  readonly marker: string | undefined;
  readonly hashed: boolean;
}

export interface Requirements {
  readonly requirements: readonly Requirement[];
  /** Files of `-r`. */
  readonly includes: readonly string[];
  /** Files of `-c`. */
  readonly constraints: readonly string[];
  /** Paths and URLs of `-e`, and local paths and URLs on a line of their own. */
  readonly locations: readonly string[];
  /** True when each requirement has a hash, as `--require-hashes` demands. */
  readonly hashed: boolean;
}

/** Never fails: a line that is none of these is passed over. */
export function parseRequirements(text: string): Requirements {
  const requirements: Requirement[] = [];
  const includes: string[] = [];
  const constraints: string[] = [];
  const locations: string[] = [];
  for (const line of logicalLines(text)) {
    const option = /^(-r|--requirement|-c|--constraint|-e|--editable)(?:\s+|=|(?=[^-\s]))(.+)$/.exec(line);
    if (option !== null) {
      const list = /^-(?:r|-r)/.test(option[1]!) ? includes : /^-(?:c|-c)/.test(option[1]!) ? constraints : locations;
      list.push(unquote(option[2]!.trim()));
    } else if (/^(?:\.{0,2}\/|\.$|\.\[|[a-z+]+:\/\/)/i.test(line)) locations.push(line);
    else {
      const requirement = parseRequirement(line);
      if (requirement !== undefined) requirements.push(requirement);
    }
  }
  return {
    requirements,
    includes,
    constraints,
    locations,
    hashed: requirements.length > 0 && requirements.every(({ hashed }) => hashed),
  };
}

/** One requirement by PEP 508, with pip's options behind it; undefined when it is none. */
export function parseRequirement(line: string): Requirement | undefined {
  const hashed = /\s--hash[=\s]/.test(line);
  const [head = "", marker] = line.replace(/\s--\S.*$/s, "").split(/;(.*)/s);
  const match = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(?:@\s*(\S+)|\(?((?:[=<>!~][^()]*)?)\)?)\s*$/.exec(
    head.trim(),
  );
  if (match === null) return undefined;
  return {
    name: match[1]!.toLowerCase().replace(/[-_.]+/g, "-"),
    extras: (match[2] ?? "")
      .split(",")
      .map((extra) => extra.trim())
      .filter((extra) => extra !== ""),
    specifier: (match[4] ?? "").replace(/\s+/g, ""),
    url: match[3],
    marker: marker?.trim(),
    hashed,
  };
}

/** Lines joined over `\`, without comments and empty ones. */
function logicalLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, "")
    .replace(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}
