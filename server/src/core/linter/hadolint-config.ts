/** `.hadolint.yaml`, so that a project that used hadolint keeps its decisions: https://github.com/hadolint/hadolint#configure */
import type { Problem } from "../syntax/problem.js";
import { readLabelTypes } from "./config-file.js";
import { ConfigReader } from "./config-reader.js";
import type { Settings, Severity } from "./rule.js";
import { splitAlias } from "./rule-names.js";

export const hadolintFileNames: readonly string[] = [".hadolint.yaml", ".hadolint.yml"];

export interface HadolintConfig {
  readonly uri: string;
  readonly text: string;
  /** Codes in upper case. */
  readonly ignored: ReadonlySet<string>;
  readonly override: ReadonlyMap<string, Severity>;
  readonly trustedRegistries?: readonly string[];
  readonly labels?: NonNullable<Settings["labels"]>;
  readonly failOn?: Severity | "none";
  readonly disableIgnorePragma: boolean;
  readonly problems: readonly Problem[];
}

const levels: Readonly<Record<string, Severity>> = { error: "error", warning: "warning", info: "info", style: "hint" };

/** Reads the file. Never fails; like hadolint it says nothing about keys it does not know. */
export function parseHadolintConfig(uri: string, text: string): HadolintConfig {
  const reader = new ConfigReader(uri, text);
  const get = (key: string) => reader.root?.get(key);
  const codes = (key: string) => new Set((get(key) ? reader.strings(get(key)!) : []).map((it) => it.toUpperCase()));
  const registries = get("trustedRegistries");
  const schema = get("label-schema");
  const required = schema && reader.map(schema);
  const strict = get("strict-labels") && reader.boolean(get("strict-labels")!);
  const failOn = failureThreshold(reader);
  const pragma = get("disable-ignore-pragma");
  return {
    uri,
    text,
    ignored: codes("ignored"),
    override: readOverride(reader),
    ...(registries ? { trustedRegistries: reader.strings(registries) } : {}),
    ...(required || strict
      ? { labels: { required: required ? readLabelTypes(reader, required) : {}, strict: strict ?? false } }
      : {}),
    ...(failOn ? { failOn } : {}),
    disableIgnorePragma: pragma !== undefined && reader.boolean(pragma) === true,
    problems: reader.problems,
  };
}

/** A code in several lists: error beats warning beats info beats style. */
function readOverride(reader: ConfigReader): ReadonlyMap<string, Severity> {
  const override = new Map<string, Severity>();
  const entry = reader.root?.get("override");
  const map = entry && reader.map(entry);
  for (const [level, severity] of Object.entries(levels)) {
    const list = map?.get(level);
    for (const code of list ? reader.strings(list) : []) {
      if (!override.has(code.toUpperCase())) override.set(code.toUpperCase(), severity);
    }
  }
  return override;
}

function failureThreshold(reader: ConfigReader): Severity | "none" | undefined {
  const noFail = reader.root?.get("no-fail");
  if (noFail && reader.boolean(noFail)) return "none";
  const entry = reader.root?.get("failure-threshold");
  const word = entry && reader.word(entry, ["error", "warning", "info", "style", "ignore", "none"], "severity of hadolint");
  return word === undefined ? undefined : (levels[word] ?? "none");
}

/** What `override` says about a finding, the loudest of its codes first. */
export function hadolintSeverity({ override }: HadolintConfig, aliases: readonly string[]): Severity | undefined {
  const found = codesOf(aliases).map((code) => override.get(code));
  return Object.values(levels).find((severity) => found.includes(severity));
}

/** True when every code hadolint has for a finding is ignored. */
export function hadolintIgnores({ ignored }: HadolintConfig, aliases: readonly string[]): boolean {
  const codes = codesOf(aliases);
  return codes.length > 0 && codes.every((code) => ignored.has(code));
}

function codesOf(aliases: readonly string[]): string[] {
  return aliases
    .map(splitAlias)
    .filter(([tool]) => tool === "hadolint" || tool === "shellcheck")
    .map(([, id]) => id.toUpperCase());
}
