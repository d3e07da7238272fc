/** Tells a Compose file by its name or, where the name says nothing, by what is in it. */
import { parseYaml } from "../yaml/parse.js";

/** Compose's own default names, the patterns of VS Code's `dockercompose`, and `dev.compose.yaml`. */
const names = /^(?:(?:docker-)?compose(?:[._-].*)?|.*docker.*compose.*|.*[._-]compose)\.ya?ml$/i;

/** True for file names (without folders) that people give to Compose files. */
export function isComposeFileName(name: string): boolean {
  return names.test(name);
}

/**
 * True for a file that is a Compose file by its name, or any other YAML file that looks like one.
 * @param name the file's name without folders
 */
export function isComposeFile(name: string, text: string): boolean {
  return isComposeFileName(name) || (/\.ya?ml$/i.test(name) && looksLikeCompose(text));
}

/**
 * True for a YAML text with a root `services` mapping and at least one service that says where its container comes from, unless
 * it is a Kubernetes object.
 */
export function looksLikeCompose(text: string): boolean {
  // Cheap, so that the many YAML files of a project are not all parsed.
  if (!/^services[ \t]*:/m.test(text) || !/\b(?:image|build|extends|provider)\b/.test(text)) return false;
  if (isPlainlyCompose(text)) return true;
  return parseYaml("", text).documents.some(({ root }) => {
    if (root?.kind !== "map" || root.get("apiVersion") !== undefined || root.get("kind") !== undefined) return false;
    const services = root.get("services")?.value;
    if (services?.kind !== "map") return false;
    return services.entries.some(({ value }) => value.kind === "map" && sources.some((key) => value.get(key) !== undefined));
  });
}

/**
 * True where the lines alone tell: under `services:` a name of its own line, and the keys below that with one of `sources` among them.
 * Saves a second parse of most Compose files; what is written otherwise is parsed.
 */
function isPlainlyCompose(text: string): boolean {
  if (/^["']?(?:apiVersion|kind)["']?[ \t]*:|^(?:---|\.\.\.)|\{[{%]|<%/m.test(text)) return false;
  let inServices = false;
  let name: number | undefined;
  let keys: number | undefined;
  for (const [, indent = "", word = "", rest = ""] of text.matchAll(/^([ ]*)([^\s#][^:\r\n]*):([^\r\n]*)$/gm)) {
    const column = indent.length;
    if (column === 0) {
      inServices = word === "services" && /^[ \t]*(?:#.*)?$/.test(rest);
      [name, keys] = [undefined, undefined];
    } else if (inServices) {
      if (/^["'\-?&*!{[|>%@`]/.test(word)) return false;
      name ??= column;
      if (column === name) {
        if (!/^[ \t]*(?:#.*)?$/.test(rest)) return false;
        keys = undefined;
      } else {
        keys ??= column;
        if (column === keys && keys > name && (sources as readonly string[]).includes(word) && rest.trim() !== "") return true;
      }
    }
  }
  return false;
}

const sources = ["image", "build", "extends", "provider"] as const;
