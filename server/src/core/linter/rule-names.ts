/** Names by which a rule can be meant: its own, and what other tools call the same check. */
import type { Rule } from "./rule.js";

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
  return own.length > 0 ? own : rules.filter((rule) => isMeant(name, rule, rule.aliases ?? []));
}

/** `hadolint:DL3007` → the tool and its id. */
export function splitAlias(alias: string): readonly [tool: string, id: string] {
  const colon = alias.indexOf(":");
  return [alias.slice(0, colon), alias.slice(colon + 1)];
}

/** The candidate that a mistyped word most likely stands for; undefined where none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? beginning(word, candidates);
}

/** `unpinned` for `apt-unpinned`: a part of a name that only one candidate has. */
function beginning(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 4) return undefined;
  const found = [...candidates].filter((it) => it.includes(word.toLowerCase()));
  return found.length === 1 ? found[0] : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours; gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** Trivy writes DS002, DS-0002, AVD-DS-0002 for the same check. */
function normalize(id: string): string {
  return id
    .toLowerCase()
    .replace(/^(trivy:|trivy\/)?avd-/, "$1")
    .replace(/\bds-?0*(\d+)$/, "ds-$1");
}
