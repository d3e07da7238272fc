/** Every rule, by language, in alphabetical order. Written by `npm run new-rule` (scripts/rules-index.mts) from the folders. */
import type { Language, Rule } from "../linter/rule.js";
import dockerfileMaintainerDeprecated from "./dockerfile/maintainer-deprecated.js";

// biome-ignore format: one line per language
export const rulesByLanguage: { readonly [L in Language]: readonly Rule<L>[] } = {
  dockerfile: [dockerfileMaintainerDeprecated],
  compose: [],
};

export const rules: readonly Rule[] = [...rulesByLanguage.dockerfile, ...rulesByLanguage.compose];
