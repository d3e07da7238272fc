/** Writes the sorted list of all rules from the files in the rule folders; `--check` only says whether it is stale. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = "server/src/core/rules";
const target = `${folder}/index.ts`;

export function rulesIndex(): string {
  const languages = ["dockerfile", "compose"] as const;
  const names = Object.fromEntries(
    languages.map((language) => [
      language,
      readdirSync(`${folder}/${language}`)
        .filter((it) => it.endsWith(".ts"))
        .map((it) => it.slice(0, -3))
        .sort(),
    ]),
  );
  const imports = Object.entries(names)
    .flatMap(([language, list]) => list.map((name) => `import ${identifier(language, name)} from "./${language}/${name}.js";`))
    .sort((a, b) => (a.split('"')[1]! < b.split('"')[1]! ? -1 : 1));
  const lists = languages.map(
    (language) => `  ${language}: [${(names[language] ?? []).map((name) => identifier(language, name)).join(", ")}],`,
  );
  return [
    "/** Every rule, by language, in alphabetical order. Written by `npm run new-rule` (scripts/rules-index.mts) from the folders. */",
    'import type { Language, Rule } from "../linter/rule.js";',
    ...imports,
    "",
    "// biome-ignore format: one line per language",
    "export const rulesByLanguage: { readonly [L in Language]: readonly Rule<L>[] } = {",
    ...lists,
    "};",
    "",
    "export const rules: readonly Rule[] = [...rulesByLanguage.dockerfile, ...rulesByLanguage.compose];",
    "",
  ].join("\n");
}

function identifier(language: string, name: string): string {
  return `${language}-${name}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

if (process.argv[1]?.endsWith("rules-index.mts")) {
  const wanted = rulesIndex();
  const stale = !existsSync(target) || readFileSync(target, "utf8") !== wanted;
  if (!process.argv.includes("--check")) writeFileSync(target, wanted);
  else if (stale) {
    console.error(`${target} is stale: run npx tsx scripts/rules-index.mts`);
    process.exitCode = 1;
  }
}
