/** The variables a Compose file can use: the shell's, then those of `.env` files. */
import { type EnvEntry, parseEnvFile } from "../../syntax/env-file.js";
import { interpolate } from "../../syntax/interpolation.js";
import { join } from "../uri.js";
import type { Reader } from "./model.js";

export type Variables = ReadonlyMap<string, string>;

/**
 * The variables after reading some `.env` files: what is set already stays, of two files the later one counts.
 * https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 */
export function withEnvFiles(variables: Variables, uris: readonly string[], reader: Reader): Variables {
  const fromFiles = new Map<string, string>();
  for (const uri of uris) {
    const node = reader.read(uri);
    if (node.kind !== "file") continue;
    for (const entry of parseEnvFile(node.text).entries) {
      const value = valueOf(entry, (name) => variables.get(name) ?? fromFiles.get(name));
      if (value !== undefined) fromFiles.set(entry.name, value);
    }
  }
  return fromFiles.size === 0 ? variables : new Map([...fromFiles, ...variables]);
}

/** `.env` in a folder. */
export function envFileIn(folder: string): string {
  return join(folder, ".env");
}

/** A name alone takes its value from the shell. */
function valueOf(entry: EnvEntry, lookup: (name: string) => string | undefined): string | undefined {
  if (entry.value === undefined) return lookup(entry.name);
  if (entry.quote === "'" || !entry.value.includes("$")) return entry.value;
  return interpolate(entry.value, lookup).text;
}
