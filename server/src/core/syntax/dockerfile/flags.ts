/** The flags of each instruction and what their values have to be. https://docs.docker.com/reference/dockerfile/ */
import type { Keyword } from "./model.js";

export type FlagKind = "text" | "list" | "boolean" | "duration" | "count" | "mode" | "network" | "security";

/** Those of experimental frontends included. */
const flags: Readonly<Partial<Record<Keyword, Readonly<Record<string, FlagKind>>>>> = {
  FROM: { platform: "text" },
  RUN: { mount: "list", network: "network", security: "security", device: "list" },
  COPY: { from: "text", chown: "text", chmod: "mode", link: "boolean", parents: "boolean", exclude: "list" },
  ADD: {
    chown: "text",
    chmod: "mode",
    link: "boolean",
    checksum: "text",
    "keep-git-dir": "boolean",
    unpack: "boolean",
    exclude: "list",
  },
  HEALTHCHECK: {
    interval: "duration",
    timeout: "duration",
    "start-period": "duration",
    "start-interval": "duration",
    retries: "count",
  },
};

/** The flags that an instruction takes, by name. */
export function flagsOf(keyword: Keyword): Readonly<Record<string, FlagKind>> {
  return flags[keyword] ?? {};
}

/** Instructions whose flags the builder does not even look at. */
export function ignoresFlags(keyword: Keyword): boolean {
  return keyword === "ARG" || keyword === "STOPSIGNAL" || keyword === "UNKNOWN";
}

/** What is wrong with a value, as the end of a sentence; undefined where it is fine. Values with variables are not judged where the builder takes them. */
export function flagFault(kind: FlagKind, value: string): string | undefined {
  switch (kind) {
    case "boolean":
      return /^(true|false)$/i.test(value) ? undefined : "is 'true' or 'false'";
    case "duration": {
      if (value === "" || /^[-+]?0$/.test(value)) return undefined;
      if (!/^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(value))
        return "is a time with its unit, such as '30s' or '1m30s'";
      return value.startsWith("-") || isBelowMillisecond(value) ? "is 0 or at least 1ms" : undefined;
    }
    case "count":
      return value === "" || /^\+?\d{1,9}$/.test(value) ? undefined : "is a whole number, 0 or more";
    case "mode":
      if (value.includes("$") || !/^\d/.test(value)) return undefined;
      return /^0*[0-7]{1,4}$/.test(value) ? undefined : "is an octal mode between 0 and 07777";
    case "network":
      return /^(default|none|host)$/.test(value) ? undefined : "is 'default', 'none' or 'host'";
    case "security":
      return /^(sandbox|insecure)$/.test(value) ? undefined : "is 'sandbox' or 'insecure'";
    default:
      return undefined;
  }
}

function isBelowMillisecond(value: string): boolean {
  const units: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 };
  let sum = 0;
  for (const [, number, unit] of value.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    sum += Number(number) * units[unit!]!;
  return sum > 0 && sum < 1;
}

const mountKeys: readonly string[] = [
  ...["type", "from", "source", "src", "target", "dst", "destination", "readonly", "ro", "readwrite", "rw"],
  ...["required", "id", "sharing", "mode", "uid", "gid", "size", "env", "optional"],
];
const bare: ReadonlySet<string> = new Set(["readonly", "ro", "readwrite", "rw", "required", "optional"]);

/** Names of fields, for suggestions. */
export const mountFieldNames = mountKeys;

/** What is wrong with one field of a mount, as a whole sentence. */
export function mountFieldFault(type: string, key: string, value: string | undefined): string | undefined {
  if (value === undefined) {
    if (bare.has(key)) return undefined;
    return mountKeys.includes(key) ? `'${key}' of a mount needs a value.` : `'${key}' is no field of a mount.`;
  }
  if (!mountKeys.includes(key)) return `A mount has no field '${key}'.`;
  if (key === "from") return value.includes("$") ? "The builder takes no variables in 'from' of a mount." : undefined;
  if (value.includes("$")) return undefined;
  switch (key) {
    case "type":
      return /^(bind|cache|tmpfs|secret|ssh)$/i.test(value) ? undefined : `There is no mount of type '${value}'.`;
    case "sharing":
      if (!/^(shared|private|locked)$/i.test(value))
        return `'sharing' of a mount is 'shared', 'private' or 'locked', not '${value}'.`;
      return type === "cache" ? undefined : `Only a cache has 'sharing', not a mount of type '${type}'.`;
    case "mode":
      return /^[0-7]+$/.test(value) ? undefined : `'mode' of a mount is an octal number, not '${value}'.`;
    case "uid":
    case "gid":
      return /^\d+$/.test(value) ? undefined : `'${key}' of a mount is a number, not '${value}'.`;
    case "readonly":
    case "ro":
    case "readwrite":
    case "rw":
    case "required":
      return /^(1|t|true|0|f|false)$/i.test(value) ? undefined : `'${key}' of a mount is 'true' or 'false', not '${value}'.`;
    default:
      return undefined;
  }
}
