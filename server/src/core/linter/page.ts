/** The page of a rule as Markdown: for `docs/rules`, for `drydock explain`, and for the editor. */
import { sourcesByPath, takeMarks } from "./examples.js";
import type { Example, Language, Rule, Sources } from "./rule.js";

const fixLevels = {
  safe: "**Safe**: the meaning stays the same. Part of *fix all* and of `drydock fix`.",
  unsafe: "**Unsafe**: it may change behaviour, so it is offered one at a time; `drydock fix --unsafe` applies it too.",
  placeholder: "**Placeholder**: it leaves something for you to fill in, so it is never applied in bulk.",
} as const;

/** The whole page, ending with a line end. */
export function rulePage(rule: Rule): string {
  const sections = [
    `# ${rule.name}`,
    rule.summary,
    factsTable(rule),
    `## Why\n\n${rule.why.join("\n")}`,
    `## Examples\n\n${rule.examples.map((it) => exampleText(rule.language, it)).join("\n\n")}`,
    `## Fix\n\n${rule.fix ? fixLevels[rule.fix] : `None: ${rule.noFix}`}`,
    `## Silence it\n\n${silenceText(rule)}`,
    ...(rule.aliases?.length ? [`## The same check elsewhere\n\n${rule.aliases.map((it) => `- \`${it}\``).join("\n")}`] : []),
    `## References\n\n${rule.references.map((it) => `- <${it}>`).join("\n")}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

/** How the level of a rule's fixes is called in tables and JSON. */
export function fixLevel(rule: Rule): "safe" | "unsafe" | "placeholder" | "none" {
  return rule.fix ?? "none";
}

export const languageNames: Readonly<Record<Language, string>> = { dockerfile: "Dockerfile", compose: "Compose" };

function factsTable(rule: Rule): string {
  const profiles = rule.profiles.map((it) => (rule.severities?.[it] ? `${it} (${rule.severities[it]})` : it));
  return [
    "| language | category | severity | profiles | fix |",
    "|---|---|---|---|---|",
    `| ${languageNames[rule.language]} | ${rule.category} | ${rule.severity} | ${profiles.join(", ") || "none"} | ${fixLevel(rule)} |`,
  ].join("\n");
}

function exampleText(language: Language, { title, bad, good }: Example): string {
  const parts: string[] = [];
  if (title) parts.push(`### ${title[0]!.toUpperCase()}${title.slice(1)}`);
  if (bad) parts.push("Reported:", ...sources(language, bad));
  if (good) parts.push(bad ? "After the fix:" : "Not reported:", ...sources(language, good));
  return parts.join("\n\n");
}

/** The files of an example; findings stay marked below their lines, as comments. */
function sources(language: Language, given: Sources): string[] {
  const files = [...sourcesByPath(language, given)];
  return files.map(([path, marked]) => {
    const text = markedAsComments(marked).replace(/\n*$/, "\n");
    const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`{3,}/g)].map(([it]) => it.length + 1)));
    const block = `${fence}${fenceLanguage(path)}\n${text}${fence}`;
    return files.length > 1 ? `\`${path}\`\n\n${block}` : block;
  });
}

function markedAsComments(marked: string): string {
  if (takeMarks(marked).expected.length === 0) return marked;
  return marked.replace(/^( *)(\^+) (.*)$/gm, (_, indent: string, carets: string, message: string) =>
    indent.length >= 2 ? `# ${indent.slice(2)}${carets} ${message}` : `${indent}#${carets.slice(1)} ${message}`,
  );
}

function fenceLanguage(path: string): string {
  if (/\.ya?ml$/.test(path)) return "yaml";
  if (/\.json$/.test(path)) return "json";
  return /dockerfile(\.\w+)?$/i.test(path) ? "dockerfile" : "text";
}

function silenceText({ language, name }: Rule): string {
  const where =
    language === "dockerfile" ? "above the instruction" : "on or above the line (on a service's key: for the whole service)";
  return `\`# drydock ignore=${name} <reason>\` ${where}, or in \`.drydock.yaml\`:\n\n\`\`\`yaml\nrules:\n  ${name}: off\n\`\`\``;
}
