/** Facts about images that a configuration adds to Drydock's own. */
import { type ImageFacts, imageFactsOf } from "../knowledge/images.js";
import type { ImageLookup } from "../project/stage-facts.js";
import type { ImageReference } from "../syntax/image-reference.js";
import type { YamlMap } from "../syntax/yaml/model.js";
import { glob } from "../text/glob.js";
import type { ConfigReader } from "./config-reader.js";

/** What can be said of an image in `.drydock.yaml`. What is left out is taken from Drydock's own facts, if it knows the image. */
export interface ImageFields {
  /** USER of the image's config. */
  readonly user?: string;
  /** The user its entrypoint switches to when it is started as root. */
  readonly dropsTo?: string;
  readonly shell?: (typeof shells)[number];
  readonly family?: (typeof families)[number];
  /** Programs that are there; with a leading `!`: that are not. */
  readonly tools?: readonly string[];
  readonly ports?: readonly number[];
  readonly dataDirectories?: readonly string[];
  readonly writable?: readonly string[];
}

export const shells = ["bash", "sh", "none", "powershell", "cmd"] as const;
export const families = ["debian", "alpine", "rhel", "suse", "arch", "busybox", "distroless", "scratch", "windows"] as const;
export const imageKeys = ["user", "dropsTo", "shell", "family", "tools", "ports", "dataDirectories", "writable"] as const;

export function readImage(reader: ConfigReader, map: YamlMap): ImageFields {
  const known = reader.entries(map, imageKeys, "an image");
  const user = known.user && reader.string(known.user);
  const dropsTo = known.dropsTo && reader.string(known.dropsTo);
  const shell = known.shell && reader.word(known.shell, shells, "shell");
  const family = known.family && reader.word(known.family, families, "family of images");
  return {
    ...(user === undefined ? {} : { user }),
    ...(dropsTo === undefined ? {} : { dropsTo }),
    ...(shell ? { shell } : {}),
    ...(family ? { family } : {}),
    ...(known.tools ? { tools: reader.strings(known.tools) } : {}),
    ...(known.ports ? { ports: reader.strings(known.ports).map(Number).filter(Number.isInteger) } : {}),
    ...(known.dataDirectories ? { dataDirectories: reader.strings(known.dataDirectories) } : {}),
    ...(known.writable ? { writable: reader.strings(known.writable) } : {}),
  };
}

/**
 * Looks up the user's own facts before Drydock's.
 * @param images by name (`registry.example.com/base`, with `*` for any part) or by name and tag; the last that matches counts
 */
export function imageLookup(images: Readonly<Record<string, ImageFields>> = {}): ImageLookup {
  const own = Object.entries(images).map(([name, fields]) => ({ name, matches: glob(`/${name}`), fields }));
  if (own.length === 0) return imageFactsOf;
  return (reference) => {
    const known = imageFactsOf(reference);
    const names = namesOf(reference);
    const found = own.findLast(({ name, matches }) => names.some((it) => it === name || matches(it)));
    return found ? joined(reference.name ?? found.name, found.fields, known) : known;
  };
}

function namesOf({ name, repository, tag }: ImageReference): string[] {
  const names = [name, repository].filter((it) => it !== undefined);
  return tag ? [...names, ...names.map((it) => `${it}:${tag.text}`)] : names;
}

function joined(name: string, fields: ImageFields, known: ImageFacts | undefined): ImageFacts {
  const tools = new Map((fields.tools ?? []).map((it) => [it.replace(/^!/, ""), !it.startsWith("!")]));
  const user = fields.user ?? known?.user;
  const users = user === undefined || user === "root" || user === "0" ? [] : [{ name: user.split(":")[0]! }];
  return {
    name,
    kind: known?.kind ?? "os",
    family: fields.family ?? known?.family,
    user,
    dropsTo: fields.dropsTo ?? known?.dropsTo,
    users: [...users, ...(known?.users ?? [])],
    shell: fields.shell ?? known?.shell,
    hasTool: (tool) => tools.get(tool.slice(tool.lastIndexOf("/") + 1)) ?? known?.hasTool(tool),
    ports: fields.ports ?? known?.ports ?? [],
    dataDirectories: fields.dataDirectories ?? known?.dataDirectories ?? [],
    writable: fields.writable ?? known?.writable ?? [],
    healthcheck: known?.healthcheck,
    longRunning: known?.longRunning,
    fileVariables: known?.fileVariables ?? [],
    capabilities: known?.capabilities,
    readOnlyTmpfs: known?.readOnlyTmpfs,
  };
}
