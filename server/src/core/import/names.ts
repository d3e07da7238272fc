/** What ids of other tools are called in Drydock. */
import type { IgnoreTool } from "../linter/comments.js";
import type { Language, Rule } from "../linter/rule.js";
import { hasAlias, isShellCheckCode, splitAlias } from "../linter/rule-names.js";
import { prefixesOf } from "../linter/suppressions.js";

/** Codes of ShellCheck that no rule of Drydock stands for: the rule that asks ShellCheck reports them. */
const shellCheckRule = "shellcheck";

/**
 * The names for a comment that silences what a tool's id silences and no more: the rule's own where nothing else of that tool is
 * behind it, else the id with its tool. Empty for an id that means nothing here.
 */
export function namesFor(id: string, tool: IgnoreTool, language: Language, rules: readonly Rule[]): readonly string[] {
  const prefixes = prefixesOf[tool] ?? [];
  const own = rules.filter((rule) => rule.language === language);
  const found = own.filter(({ aliases = [] }) => hasAlias(id, aliases, prefixes));
  const [first] = found;
  if (first === undefined) return reportsCode(id, prefixes, own) ? [`shellcheck:${bare(id).toUpperCase()}`] : [];
  if (found.length === 1 && idsOf(first, prefixes).length === 1) return [first.name];
  const alias = idsOf(first, prefixes).find((it) => hasAlias(id, [it]));
  // A comment is cut at blanks.
  return alias === undefined || /\s/.test(alias) ? found.map(({ name }) => name) : [alias];
}

function reportsCode(id: string, prefixes: readonly string[], rules: readonly Rule[]): boolean {
  return prefixes.includes("shellcheck") && isShellCheckCode(id) && rules.some(({ name }) => name === shellCheckRule);
}

function bare(id: string): string {
  return id.replace(/^(?:hadolint|shellcheck)[:/]/i, "");
}

function idsOf({ aliases = [] }: Rule, prefixes: readonly string[]): readonly string[] {
  return aliases.filter((alias) => prefixes.includes(splitAlias(alias)[0]));
}

export interface Covered {
  /** Rules of which the tool knows nothing but these ids. */
  readonly rules: readonly { readonly rule: Rule; readonly ids: readonly string[] }[];
  /** Ids that are only a part of what a rule reports, each with its tool, as `.drydock.yaml` takes them too. */
  readonly aliases: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * What a list of ids in a configuration means: rules where all ids they have of that tool are in the list, single ids else.
 * @param ids may end in `*`
 */
export function coveredBy(ids: readonly string[], tools: readonly string[], rules: readonly Rule[]): Covered {
  const known = new Set(rules.flatMap((rule) => idsOf(rule, tools)));
  const listed = new Set<string>();
  const codes: string[] = [];
  const unknown: string[] = [];
  for (const id of ids) {
    const found = [...known].filter((alias) =>
      id.endsWith("*") ? beginsWith(alias, id.slice(0, -1)) : hasAlias(id, [alias], tools),
    );
    for (const alias of found) listed.add(alias);
    if (found.length > 0) continue;
    if (reportsCode(id, tools, rules)) codes.push(`shellcheck:${bare(id).toUpperCase()}`);
    else unknown.push(id);
  }
  // An id of a rule that is not covered has to stand for itself, and then no other rule needs to for it.
  let covered = rules.filter((rule) => idsOf(rule, tools).length > 0 && idsOf(rule, tools).every((alias) => listed.has(alias)));
  const isWhole = (alias: string): boolean =>
    rules.every((rule) => !idsOf(rule, tools).includes(alias) || covered.includes(rule));
  for (let before = -1; before !== covered.length; ) {
    before = covered.length;
    covered = covered.filter((rule) => idsOf(rule, tools).every(isWhole));
  }
  return {
    rules: covered.map((rule) => ({ rule, ids: idsOf(rule, tools).map((alias) => splitAlias(alias)[1]) })),
    aliases: [...[...listed].filter((alias) => !isWhole(alias)), ...codes],
    unknown,
  };
}

function beginsWith(alias: string, start: string): boolean {
  return splitAlias(alias)[1].toLowerCase().startsWith(start.toLowerCase());
}
