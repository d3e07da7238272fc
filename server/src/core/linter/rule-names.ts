/** Names by which a rule can be meant: its own, and what other tools call the same check. */
import type { Rule } from "./rule.js";

export { didYouMean } from "../text/did-you-mean.js";

/** True when a name means a rule or one of the given aliases: `latest-tag`, `hadolint:DL3007`, `DL3007`, in any case. */
export function isMeant(name: string, rule: Rule, aliases: readonly string[]): boolean {
  const wanted = name.toLowerCase();
  return wanted === rule.name || wanted === `drydock:${rule.name}` || hasAlias(name, aliases);
}

/**
 * True when a name is one of the aliases, with or without its tool: `hadolint:DL3007`, `hadolint/DL3007`, `DL3007`.
 * @param tools whose ids count; default: all
 */
export function hasAlias(name: string, aliases: readonly string[], tools?: readonly string[]): boolean {
  const wanted = normalize(name);
  return aliases.some((alias) => {
    const [tool, written] = splitAlias(alias);
    if (tools && !tools.includes(tool)) return false;
    const id = normalize(written);
    return wanted === id || wanted === `${tool}:${id}` || wanted === `${tool}/${id}`;
  });
}

/** The rules that a name or an alias means. */
export function findRules(name: string, rules: readonly Rule[]): readonly Rule[] {
  const own = rules.filter((rule) => rule.name === name.toLowerCase());
  if (own.length > 0) return own;
  const meant = rules.filter((rule) => isMeant(name, rule, rule.aliases ?? []));
  // ShellCheck's codes are too many to list: what no rule stands for is reported by the one that asks ShellCheck.
  return meant.length === 0 && isShellCheckCode(name) ? rules.filter((rule) => rule.name === "shellcheck") : meant;
}

/** `SC2034`, with or without its tool. */
export function isShellCheckCode(name: string): boolean {
  return /^(?:(?:shellcheck|hadolint)[:/])?SC\d{4}$/i.test(name);
}

/** `hadolint:DL3007` → the tool and its id. */
export function splitAlias(alias: string): readonly [tool: string, id: string] {
  const colon = alias.indexOf(":");
  return [alias.slice(0, colon), alias.slice(colon + 1)];
}

/** Trivy writes DS002, DS-0002, AVD-DS-0002 for the same check. */
function normalize(id: string): string {
  return id
    .toLowerCase()
    .replace(/^(trivy:|trivy\/)?avd-/, "$1")
    .replace(/\bds-?0*(\d+)$/, "ds-$1");
}
