/** What decides whether a rule runs and how loud it is: the one place where profiles, rules and options meet. */
import type { Profile, Rule, Settings, Severity } from "./rule.js";

export interface Configuration {
  readonly profile: Profile;
  /** The severity of a rule's findings in a file, or "off". */
  severityOf(rule: Rule, uri: string): Severity | "off";
  optionsOf(rule: Rule): Readonly<Record<string, unknown>>;
  readonly settings: Settings;
}

/** True where a profile turns a rule on by itself. */
export function isInProfile(rule: Rule, profile: Profile): boolean {
  if (profile === "hadolint") return rule.profiles.includes("hadolint");
  const order: readonly Profile[] = ["recommended", "hardened", "all"];
  const asked = order.indexOf(profile);
  return rule.profiles.some((it) => it === "all" || order.slice(0, asked + 1).includes(it)) || profile === "all";
}

/** The configuration of a profile and nothing else. */
export function profileConfiguration(profile: Profile): Configuration {
  return {
    profile,
    severityOf: (rule) => (isInProfile(rule, profile) ? (rule.severities?.[profile] ?? rule.severity) : "off"),
    optionsOf: () => ({}),
    settings: {},
  };
}

/** Every given rule at its own severity; for tests of single rules. */
export const everyRule: Configuration = {
  profile: "all",
  severityOf: (rule) => rule.severity,
  optionsOf: () => ({}),
  settings: {},
};
