/** `Cargo.toml`: what a Rust package is called and which programs it makes. https://doc.rust-lang.org/cargo/reference/manifest.html */
import { parseToml, tomlString, tomlStrings, tomlTable } from "./toml.js";

export interface CargoToml {
  /** Undefined for a workspace without a package of its own. */
  readonly name: string | undefined;
  readonly edition: string | undefined;
  readonly rustVersion: string | undefined;
  /** Names of `[[bin]]`; where there are none and `src/main.rs` exists, the program has the name of the package. */
  readonly bins: readonly string[];
  readonly dependencies: readonly string[];
  readonly workspaceMembers: readonly string[];
}

/** Undefined when it has neither a package nor a workspace. */
export function parseCargoToml(text: string): CargoToml | undefined {
  const tables = parseToml(text);
  const project = tomlTable(tables, "package");
  const workspace = tomlTable(tables, "workspace");
  if (project === undefined && workspace === undefined) return undefined;
  const named = [...tables.keys()].flatMap((key) =>
    /^dependencies\.[^.]+$/.test(key) ? [key.slice("dependencies.".length)] : [],
  );
  return {
    name: tomlString(project?.["name"]),
    edition: tomlString(project?.["edition"]),
    rustVersion: tomlString(project?.["rust-version"]),
    bins: (tables.get("bin") ?? []).flatMap((bin) => tomlString(bin["name"]) ?? []),
    dependencies: [...Object.keys(tomlTable(tables, "dependencies") ?? {}), ...named],
    workspaceMembers: tomlStrings(workspace?.["members"]),
  };
}
