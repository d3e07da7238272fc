/** `.drydock.yaml`: read with a problem for all that is not understood; the rest of the file still counts. */
import type { Problem } from "../syntax/problem.js";
import type { YamlEntry, YamlMap } from "../syntax/yaml/model.js";
import { globs, type PathMatcher } from "../text/glob.js";
import { ConfigReader, plain, unknownWord } from "./config-reader.js";
import type { RuleSetting, RuleSettings } from "./configuration.js";
import { type ImageFields, imageKeys, readImage } from "./own-images.js";
import {
  type LabelType,
  labelTypes,
  type Profile,
  profiles,
  type Rule,
  type Settings,
  type Severity,
  severities,
} from "./rule.js";
import { findRules, isShellCheckCode } from "./rule-names.js";
import type { SuppressionOptions } from "./suppressions.js";

export const configFileNames: readonly string[] = [".drydock.yaml", ".drydock.yml"];

export interface ConfigFile {
  /** Patterns are relative to its folder. */
  readonly uri: string;
  readonly text: string;
  readonly extends?: Profile;
  readonly rules: RuleSettings;
  /** True for paths of the list `ignore`. */
  readonly ignores: PathMatcher;
  /** Later ones are stronger. */
  readonly overrides: readonly Override[];
  readonly trustedRegistries?: readonly string[];
  readonly images?: Readonly<Record<string, ImageFields>>;
  readonly suppressions?: Pick<SuppressionOptions, "requireReason" | "allowInline">;
  readonly labels?: NonNullable<Settings["labels"]>;
  /** The severity from which a run of the command line fails. */
  readonly failOn?: Severity | "none";
  /** False where another extension checks Compose files by their schema. */
  readonly composeSchema?: boolean;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

export interface Override {
  readonly matches: PathMatcher;
  readonly rules: RuleSettings;
}

/** The keys of each mapping, as the JSON schema lists them too. */
export const configKeys = {
  root: ["extends", "rules", "ignore", "overrides", "trustedRegistries", "images", "suppressions", "labels", "failOn", "compose"],
  rule: ["severity", "options"],
  override: ["files", "rules"],
  image: imageKeys,
  suppressions: ["requireReason", "allowInline"],
  labels: ["required", "strict"],
  compose: ["schema"],
} as const;

/**
 * Reads a configuration file. Never fails.
 * @param rules whose names may be set
 */
export function parseConfigFile(uri: string, text: string, rules: readonly Rule[]): ConfigFile {
  const reader = new ConfigReader(uri, text);
  const root = reader.root ? reader.entries(reader.root, configKeys.root, "a configuration") : {};
  const profile = root.extends && reader.word(root.extends, profiles, "profile");
  const suppressions = root.suppressions && readSuppressions(reader, root.suppressions);
  const labels = root.labels && readLabels(reader, root.labels);
  const composeSchema = root.compose && readCompose(reader, root.compose);
  const images = root.images && readImages(reader, root.images);
  const failOn = root.failOn && reader.word(root.failOn, [...severities, "none"] as const, "severity");
  const trustedRegistries = root.trustedRegistries && reader.strings(root.trustedRegistries);
  return {
    uri,
    text,
    ...(profile ? { extends: profile } : {}),
    rules: root.rules ? readRules(reader, root.rules, rules) : new Map(),
    ignores: globs(root.ignore ? reader.strings(root.ignore) : []),
    overrides: root.overrides ? readOverrides(reader, root.overrides, rules) : [],
    ...(trustedRegistries ? { trustedRegistries } : {}),
    ...(images ? { images } : {}),
    ...(suppressions ? { suppressions } : {}),
    ...(labels ? { labels } : {}),
    ...(failOn ? { failOn } : {}),
    ...(composeSchema === undefined ? {} : { composeSchema }),
    problems: reader.problems.sort((a, b) => a.span.start - b.span.start),
  };
}

function readRules(reader: ConfigReader, entry: YamlEntry, rules: readonly Rule[]): RuleSettings {
  const settings = new Map<string, RuleSetting>();
  for (const it of reader.map(entry)?.entries ?? []) {
    const name = it.key.text;
    if (!rules.some((rule) => rule.name === name) && !isKnownAlias(name, rules)) {
      reader.report(it.key.span, unknownRule(name, rules));
      continue;
    }
    const setting = readRule(reader, it);
    if (setting) settings.set(name.toLowerCase(), setting);
  }
  return settings;
}

/** A single check of another tool, with its tool, as a rule's aliases have it; ShellCheck's are too many to list. */
function isKnownAlias(name: string, rules: readonly Rule[]): boolean {
  const wanted = name.toLowerCase();
  return (
    (wanted.startsWith("shellcheck:") && isShellCheckCode(wanted)) ||
    rules.some(({ aliases }) => aliases?.some((alias) => alias.toLowerCase() === wanted))
  );
}

function readRule(reader: ConfigReader, entry: YamlEntry): RuleSetting | undefined {
  const words = ["off", ...severities] as const;
  if (entry.value.kind !== "map") {
    const severity = reader.word(entry, words, "severity");
    return severity && { severity };
  }
  const known = reader.entries(entry.value, configKeys.rule, "a rule's setting");
  const severity = known.severity && reader.word(known.severity, words, "severity");
  const options = known.options && reader.map(known.options);
  return { ...(severity ? { severity } : {}), ...(options ? { options: plain(options) as Record<string, unknown> } : {}) };
}

/** The message for a name that is no rule's, with the name that is probably meant. */
export function unknownRule(name: string, rules: readonly Rule[]): string {
  const aliased = findRules(name, rules).map((rule) => `'${rule.name}'`);
  if (aliased.length > 0) return `'${name}' is another tool's name; Drydock's is ${aliased.join(" or ")}.`;
  return unknownWord(
    name,
    "rule",
    rules.map((rule) => rule.name),
  );
}

function readOverrides(reader: ConfigReader, entry: YamlEntry, rules: readonly Rule[]): Override[] {
  const { key, value } = entry;
  if (value.kind !== "seq") {
    reader.report(
      value.span.end > value.span.start ? value.span : key.span,
      "'overrides' is a list of mappings with 'files' and 'rules'.",
    );
    return [];
  }
  return value.items.flatMap(({ value: item }) => {
    if (item.kind !== "map") {
      reader.report(item.span.end > item.span.start ? item.span : key.span, "An override is a mapping with 'files' and 'rules'.");
      return [];
    }
    const known = reader.entries(item, configKeys.override, "an override");
    if (!known.files) reader.report(item.entries[0]?.key.span ?? item.span, "An override without 'files' concerns no file.");
    return [
      {
        matches: globs(known.files ? reader.strings(known.files) : []),
        rules: known.rules ? readRules(reader, known.rules, rules) : new Map(),
      },
    ];
  });
}

function readCompose(reader: ConfigReader, entry: YamlEntry): boolean | undefined {
  const map = reader.map(entry);
  const { schema } = map ? reader.entries(map, configKeys.compose, "compose") : {};
  return schema && reader.boolean(schema);
}

function readSuppressions(reader: ConfigReader, entry: YamlEntry): NonNullable<ConfigFile["suppressions"]> {
  const map = reader.map(entry);
  const known = map ? reader.entries(map, configKeys.suppressions, "suppressions") : {};
  const requireReason = known.requireReason && reader.boolean(known.requireReason);
  const allowInline = known.allowInline && reader.boolean(known.allowInline);
  return { ...(requireReason === undefined ? {} : { requireReason }), ...(allowInline === undefined ? {} : { allowInline }) };
}

function readLabels(reader: ConfigReader, entry: YamlEntry): NonNullable<Settings["labels"]> {
  const map = reader.map(entry);
  const known = map ? reader.entries(map, configKeys.labels, "labels") : {};
  const required = known.required && reader.map(known.required);
  const strict = known.strict && reader.boolean(known.strict);
  return { required: required ? readLabelTypes(reader, required) : {}, ...(strict === undefined ? {} : { strict }) };
}

/** `name: type`; shared with `.hadolint.yaml`. */
export function readLabelTypes(reader: ConfigReader, map: YamlMap): Readonly<Record<string, LabelType>> {
  const types: Record<string, LabelType> = {};
  for (const entry of map.entries) {
    const type =
      entry.value.kind === "scalar" && entry.value.text === "" ? "text" : reader.word(entry, labelTypes, "kind of label");
    if (type) types[entry.key.text] = type;
  }
  return types;
}

function readImages(reader: ConfigReader, entry: YamlEntry): Readonly<Record<string, ImageFields>> {
  const images: Record<string, ImageFields> = {};
  for (const it of reader.map(entry)?.entries ?? []) {
    const map = reader.map(it);
    if (map) images[it.key.text] = readImage(reader, map);
  }
  return images;
}
