/** What decides whether a rule runs and how loud it is: the one place where profiles, rules and options meet. */
import { dirname, relative } from "../project/uri.js";
import type { ConfigFile } from "./config-file.js";
import type { Diagnostic, Suppressed } from "./finding.js";
import { type HadolintConfig, hadolintIgnores, hadolintSeverity } from "./hadolint-config.js";
import { type Finding, type Profile, profiles, type Rule, type Settings, type Severity, severities } from "./rule.js";
import { splitAlias } from "./rule-names.js";
import type { SuppressionOptions } from "./suppressions.js";
import { type TrivyIgnore, trivyIgnores } from "./trivyignore.js";

export interface Configuration {
  readonly profile: Profile;
  /**
   * The severity of a rule's findings in a file, or "off".
   * @param finding for its own: a finding may narrow what its rule says, unless the user has set a severity
   */
  severityOf(rule: Rule, uri: string, finding?: Narrowing): Severity | "off";
  /** @param uri the file, since an override may set options for some files */
  optionsOf(rule: Rule, uri?: string): Readonly<Record<string, unknown>>;
  readonly settings: Settings;
  /** How the comments of a file count. */
  readonly suppressions: SuppressionOptions;
  /** True for a file that the configuration leaves out of a walk, and of the editor. */
  isIgnored(uri: string): boolean;
  /** What a configuration file of another tool silences. */
  suppressionOf(diagnostic: Diagnostic): Suppressed | undefined;
  /** The severity from which a run fails, where a configuration file says so. */
  readonly failOn?: Severity | "none";
}

/** What a configuration says about one rule; what is undefined is left to the layer below. */
export interface RuleSetting {
  readonly severity?: Severity | "off";
  readonly options?: Readonly<Record<string, unknown>>;
}

/** By the name of a rule, or by another tool's id with its tool, in lower case: `hadolint:dl3008`. */
export type RuleSettings = ReadonlyMap<string, RuleSetting>;

/** Where settings come from, the strongest first. */
export interface ConfigurationLayers {
  readonly commandLine?: { readonly profile?: Profile /** Only these run. */; readonly only?: readonly Rule[] };
  /** `.drydock.yaml`. */
  readonly project?: ConfigFile | undefined;
  /** `.hadolint.yaml`. */
  readonly hadolint?: HadolintConfig | undefined;
  /** `.trivyignore`. */
  readonly trivy?: TrivyIgnore | undefined;
  /** The settings of the editor. */
  readonly editor?: { readonly profile?: Profile; readonly rules?: RuleSettings; readonly composeSchema?: boolean };
}

/** Joins the layers: command line > overrides of `.drydock.yaml` > its rules > `.hadolint.yaml` > editor > profile. */
export function createConfiguration({
  commandLine = {},
  project,
  hadolint,
  trivy,
  editor = {},
}: ConfigurationLayers): Configuration {
  const profile = commandLine.profile ?? project?.extends ?? editor.profile ?? "recommended";
  const base = project && dirname(project.uri);
  const only = commandLine.only && new Set(commandLine.only);

  /** The settings of a rule in `.drydock.yaml`, the strongest first. */
  const projectSettings = (rule: Rule, uri: string | undefined): readonly RuleSetting[] => {
    if (!project || base === undefined) return [];
    const overrides =
      uri === undefined ? [] : project.overrides.filter(({ matches }) => matches(relative(base, uri))).toReversed();
    return [...overrides.map((it) => it.rules), project.rules].flatMap((rules) => rules.get(rule.name) ?? []);
  };
  const projectSeverity = (rule: Rule, uri: string, finding: Narrowing | undefined): Severity | "off" | undefined => {
    if (!project || base === undefined) return undefined;
    const overrides = project.overrides.filter(({ matches }) => matches(relative(base, uri))).toReversed();
    for (const { rules } of [...overrides, project])
      for (const severity of [aliasSeverity(rules, rule, finding), rules.get(rule.name)?.severity])
        if (severity !== undefined) return severity;
    return undefined;
  };

  return {
    profile,
    severityOf(rule, uri, finding) {
      if (only && !only.has(rule)) return "off";
      const aliases = finding?.aliases ?? rule.aliases ?? [];
      const explicit =
        projectSeverity(rule, uri, finding) ??
        (hadolint && hadolintSeverity(hadolint, aliases)) ??
        (editor.rules && aliasSeverity(editor.rules, rule, finding)) ??
        editor.rules?.get(rule.name)?.severity;
      if (explicit !== undefined && !(only && explicit === "off")) return explicit;
      // A rule that is asked for by name runs in any profile.
      const inForce = only && !isInProfile(rule, profile) ? "all" : profile;
      return profileSeverity(rule, inForce, finding);
    },
    optionsOf(rule, uri) {
      if (!project && !editor.rules?.has(rule.name)) return noOptions;
      const layers = [...projectSettings(rule, uri), editor.rules?.get(rule.name) ?? {}];
      return Object.assign({}, ...layers.toReversed().map(({ options }) => options));
    },
    settings: settingsOf(project, hadolint, editor.composeSchema),
    suppressions: {
      ...project?.suppressions,
      ...(hadolint?.disableIgnorePragma ? { without: ["hadolint"] } : {}),
    },
    isIgnored: (uri) => base !== undefined && project!.ignores(relative(base, uri)),
    suppressionOf({ rule, aliases }) {
      if (only || projectSettings(rule, undefined).some(({ severity }) => severity !== undefined)) return undefined;
      const file =
        hadolint && hadolintIgnores(hadolint, aliases)
          ? ".hadolint.yaml"
          : trivy && trivyIgnores(trivy, aliases)
            ? ".trivyignore"
            : undefined;
      return file === undefined ? undefined : { by: "config", reason: `Ignored in ${file}` };
    },
    ...failOnOf(project, hadolint),
  };
}

/**
 * What settings say about single checks of other tools, such as `hadolint:DL3008`: the loudest of a finding's ids; "off" where all
 * ids that the finding has of that tool are off.
 * @param finding undefined: whether the rule has to run at all
 */
function aliasSeverity(rules: RuleSettings, rule: Rule, finding: Narrowing | undefined): Severity | "off" | undefined {
  const said = new Map<string, Severity | "off" | undefined>();
  for (const alias of finding?.aliases ?? rule.aliases ?? []) said.set(alias, rules.get(alias.toLowerCase())?.severity);
  const loudest = severities.find((it) => [...said.values()].includes(it));
  if (loudest !== undefined || finding === undefined) return loudest;
  const off = [...said].find(([, severity]) => severity === "off")?.[0];
  if (off === undefined) return undefined;
  const [tool] = splitAlias(off);
  return [...said].every(([alias, severity]) => severity === "off" || splitAlias(alias)[0] !== tool) ? "off" : undefined;
}

function failOnOf(project: ConfigFile | undefined, hadolint: HadolintConfig | undefined): Pick<Configuration, "failOn"> {
  const failOn = project?.failOn ?? hadolint?.failOn;
  return failOn === undefined ? {} : { failOn };
}

function settingsOf(
  project: ConfigFile | undefined,
  hadolint: HadolintConfig | undefined,
  editorSchema: boolean | undefined,
): Settings {
  const trustedRegistries = project?.trustedRegistries ?? hadolint?.trustedRegistries;
  const labels = project?.labels ?? hadolint?.labels;
  const composeSchema = project?.composeSchema ?? editorSchema;
  return {
    ...(trustedRegistries ? { trustedRegistries } : {}),
    ...(project?.images ? { images: project.images } : {}),
    ...(labels ? { labels } : {}),
    ...(composeSchema === undefined ? {} : { composeSchema }),
  };
}

const strictness: readonly Profile[] = ["recommended", "hardened", "all"];

/** True where a profile turns a rule on by itself. */
export function isInProfile({ profiles: on }: Pick<Rule, "profiles">, profile: Profile): boolean {
  return profile === "all" || includes(on, profile);
}

/** `recommended` ⊂ `hardened` ⊂ `all`; `hadolint` stands apart. */
function includes(listed: readonly Profile[], profile: Profile): boolean {
  if (profile === "hadolint") return listed.includes("hadolint");
  return listed.some((it) => strictness.slice(0, strictness.indexOf(profile) + 1).includes(it));
}

const noOptions: Readonly<Record<string, unknown>> = {};

type Narrowing = Pick<Finding, "severity" | "aliases" | "profiles">;

function profileSeverity(rule: Rule, profile: Profile, finding?: Narrowing): Severity | "off" {
  if (!isInProfile(rule, profile)) return "off";
  if (finding?.profiles && !includes(finding.profiles, profile)) return "off";
  const own = rule.severities?.[profile];
  if (profile !== "hadolint") return finding?.severity ?? own ?? rule.severity;
  // Parity means that tool's findings and no others, also of rules that see more, at that tool's severities.
  if (finding && !(finding.aliases ?? rule.aliases ?? []).some(isHadolintCode)) return "off";
  return own ?? finding?.severity ?? rule.severity;
}

function isHadolintCode(alias: string): boolean {
  return alias.startsWith("hadolint:") || alias.startsWith("shellcheck:");
}

/** The configuration of a profile and nothing else. */
export function profileConfiguration(profile: Profile): Configuration {
  return createConfiguration({ commandLine: { profile } });
}

/** Every given rule at its own severity; for tests of single rules. */
export const everyRule: Configuration = {
  profile: "all",
  severityOf: (rule, _uri, finding) => finding?.severity ?? rule.severity,
  optionsOf: () => ({}),
  settings: {},
  suppressions: {},
  isIgnored: () => false,
  suppressionOf: () => undefined,
};

/**
 * Rule settings from plain data, such as the editor's `drydock.rules`: `{ "latest-tag": "off", "x": { "severity": "error" } }`.
 * Tolerant, since an editor checks its settings itself: what is not understood is left out.
 */
export function ruleSettingsOf(values: unknown): RuleSettings {
  const settings = new Map<string, RuleSetting>();
  if (typeof values !== "object" || values === null) return settings;
  for (const [name, value] of Object.entries(values)) {
    const { severity, options } =
      typeof value === "object" && value !== null ? (value as { severity?: unknown; options?: unknown }) : { severity: value };
    settings.set(name.toLowerCase(), {
      ...(isSeverityOrOff(severity) ? { severity } : {}),
      ...(typeof options === "object" && options !== null ? { options: options as Record<string, unknown> } : {}),
    });
  }
  return settings;
}

export function isSeverityOrOff(value: unknown): value is Severity | "off" {
  return value === "off" || severities.some((it) => it === value);
}

export function isProfile(value: unknown): value is Profile {
  return profiles.some((it) => it === value);
}
