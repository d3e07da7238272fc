/**
 * Which files make up the project a Compose file belongs to when nobody says otherwise on the command line.
 * https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/ and the file names of compose-go's cli package.
 */
import { parseCompose } from "../../syntax/compose/parse.js";
import { basename, dirname, join } from "../uri.js";
import { envFileIn, withEnvFiles } from "./environment.js";
import type { Reader } from "./model.js";

/** The names Compose looks for, best first; further ones in the same folder are ignored with a warning. */
export const defaultNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"] as const;
export const overrideNames = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
] as const;

/**
 * The files, in merging order, of the project in which a Compose file is run:
 * those of `COMPOSE_FILE` in `.env`, the default pair, or a base and the variant that builds on it (`compose.prod.yaml`); else the file alone.
 * @returns URIs; the given one is always among them
 */
export function projectFiles(uri: string, reader: Reader): readonly string[] {
  const folder = dirname(uri);
  const listed = composeFileVariable(folder, reader);
  const whole = listed?.includes(uri) ? listed : listedAbove(uri, reader);
  if (whole !== undefined) return whole;
  const directory = reader.read(folder);
  const names = directory.kind === "directory" ? new Set(directory.names) : new Set<string>();
  const base = defaultNames.find((it) => names.has(it));
  const override = overrideNames.find((it) => names.has(it));
  const name = basename(uri);
  if (name === base) return listed === undefined && override !== undefined ? [uri, join(folder, override)] : [uri];
  if (base === undefined) return [uri];
  const isOverride = name === override || (isVariantOf(name, base) && buildsOnAnother(uri, join(folder, base), reader));
  return isOverride ? [join(folder, base), uri] : [uri];
}

/** `COMPOSE_FILE` of a folder above may name files of its subfolders: `compose.yaml:docker/compose.dev.yaml`. */
function listedAbove(uri: string, reader: Reader): readonly string[] | undefined {
  let folder = dirname(uri);
  for (let level = 0; level < maximumLevels && dirname(folder) !== folder; level++) {
    folder = dirname(folder);
    // Outside the workspace nothing is read.
    if (reader.read(envFileIn(folder)).kind === "unknown") return undefined;
    const listed = composeFileVariable(folder, reader);
    if (listed?.includes(uri)) return listed;
  }
  return undefined;
}

const maximumLevels = 3;

/** `COMPOSE_FILE` of the folder's `.env`; its separator is `:`, on Windows `;`, or what `COMPOSE_PATH_SEPARATOR` says. */
function composeFileVariable(folder: string, reader: Reader): readonly string[] | undefined {
  const variables = withEnvFiles(new Map(), [envFileIn(folder)], reader);
  const value = variables.get("COMPOSE_FILE");
  if (value === undefined || value === "") return undefined;
  const separator = variables.get("COMPOSE_PATH_SEPARATOR") ?? (value.includes(";") ? ";" : ":");
  return value.split(separator).flatMap((path) => (path === "" ? [] : [join(folder, path)]));
}

/** `compose.prod.yaml` beside `compose.yaml`, in either spelling of the first word. */
function isVariantOf(name: string, base: string): boolean {
  const stem = (it: string) => it.replace(/^docker-/, "").replace(/\.ya?ml$/, "");
  return stem(name) !== stem(base) && /^compose[.-]/.test(stem(name));
}

/** True for a file that cannot stand alone: a service of it has neither image nor build, or it uses what only the base has. */
function buildsOnAnother(uri: string, base: string, reader: Reader): boolean {
  const [own, other] = [reader.parse(uri, parseCompose), reader.parse(base, parseCompose)];
  if (own === undefined || other === undefined) return false;
  const onlyThere = (section: "services" | "networks" | "volumes") => {
    const here = new Set(own[section].map(({ name }) => name));
    return new Set(other[section].flatMap(({ name }) => (here.has(name) ? [] : [name])));
  };
  const [services, networks, volumes] = [onlyThere("services"), onlyThere("networks"), onlyThere("volumes")];
  const known = new Set(other.services.map(({ name }) => name));
  return own.services.some(
    (it) =>
      (!it.image && !it.build && !it.provider && !it.extends && known.has(it.name)) ||
      it.dependsOn.some(({ service }) => services.has(service.text)) ||
      it.networks.some(({ network }) => networks.has(network.text)) ||
      it.volumes.some(({ type, source }) => type === "volume" && source !== undefined && volumes.has(source.text)),
  );
}
