/** All rules as a table or as data: for `drydock rules` and for the documentation. */
import { fixLevel, languageNames } from "./page.js";
import { categories, type Language, type Rule } from "./rule.js";

/** A rule as `drydock rules --format json` lists it; see docs for the keys. */
export interface RuleEntry {
  readonly name: string;
  readonly language: Language;
  readonly category: string;
  readonly severity: string;
  readonly profiles: readonly string[];
  readonly summary: string;
  readonly why: string;
  readonly aliases: readonly string[];
  readonly covers: readonly string[];
  readonly fix: "safe" | "unsafe" | "placeholder" | "none";
  readonly noFix: string | null;
  readonly references: readonly string[];
  readonly crossFile: boolean;
}

export function ruleEntry(rule: Rule): RuleEntry {
  return {
    name: rule.name,
    language: rule.language,
    category: rule.category,
    severity: rule.severity,
    profiles: rule.profiles,
    summary: rule.summary,
    why: rule.why.join(" "),
    aliases: rule.aliases ?? [],
    covers: rule.covers ?? [],
    fix: fixLevel(rule),
    noFix: rule.noFix ?? null,
    references: rule.references,
    crossFile: rule.crossFile ?? false,
  };
}

/**
 * Markdown: a heading per language and category, below it a table of the rules, by name.
 * @param link the target of a rule's name; default: the page beside the table
 */
export function rulesTable(rules: readonly Rule[], link: (rule: Rule) => string = ({ name }) => `${name}.md`): string {
  const sections: string[] = [];
  for (const language of Object.keys(languageNames) as Language[]) {
    const own = rules.filter((it) => it.language === language);
    if (own.length === 0) continue;
    sections.push(`## ${languageNames[language]}\n\n${own.length} ${own.length === 1 ? "rule" : "rules"}.`);
    for (const category of categories) {
      const rows = own.filter((it) => it.category === category).sort((a, b) => (a.name < b.name ? -1 : 1));
      if (rows.length > 0) sections.push(`### ${category[0]!.toUpperCase()}${category.slice(1)}\n\n${table(rows, link)}`);
    }
  }
  return `${sections.join("\n\n")}\n`;
}

function table(rules: readonly Rule[], link: (rule: Rule) => string): string {
  const rows = rules.map((rule) => {
    const summary = rule.summary.replaceAll("|", "\\|");
    return `| [${rule.name}](${link(rule)}) | ${summary} | ${rule.severity} | ${rule.profiles.join(", ")} | ${fixLevel(rule)} |`;
  });
  return ["| rule | what | severity | profiles | fix |", "|---|---|---|---|---|", ...rows].join("\n");
}
