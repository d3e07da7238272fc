/** Judges a text that stands alone by the strictest set a user would choose. */
import { profileConfiguration } from "../server/src/core/linter/configuration.js";
import { lintedPath } from "../server/src/core/linter/examples.js";
import { lint } from "../server/src/core/linter/lint.js";
import type { Language } from "../server/src/core/linter/rule.js";
import { MemoryFileSystem } from "../server/src/core/project/file-system.js";
import { FileStore } from "../server/src/core/project/snapshot.js";
import { rules } from "../server/src/core/rules/index.js";

/** The findings of the profile `hardened`. */
export async function lintText(language: Language, text: string): Promise<{ rule: string; message: string }[]> {
  const uri = `test:///project/${lintedPath(language)}`;
  const store = new FileStore(new MemoryFileSystem(new Map([[uri, text]])), ["test:///project"]);
  const { diagnostics } = await lint({ uri, language, rules, configuration: profileConfiguration("hardened"), store });
  return diagnostics.map(({ rule, message }) => ({ rule: rule.name, message }));
}
