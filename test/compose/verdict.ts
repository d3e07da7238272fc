/** Drydock's verdict on a project: whether the linter says that Docker Compose refuses it, and where. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { everyRule } from "../../server/src/core/linter/configuration.js";
import { lint } from "../../server/src/core/linter/lint.js";
import type { Rule } from "../../server/src/core/linter/rule.js";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import type { YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import { parseYaml } from "../../server/src/core/syntax/yaml/parse.js";
import { LineIndex } from "../../server/src/core/text/line-index.js";
import type { Span } from "../../server/src/core/text/span.js";
import type { Question } from "./binary.js";
import { folderUri } from "./drydock.js";

/** Errors of these rules come later than `config`: when something is built or started. */
const later: ReadonlySet<string> = new Set([
  ...["build-target-missing", "depends-on-no-healthcheck", "dockerfile-missing", "duplicate-published-port"],
  ...["capability-unknown", "image-reference-invalid", "restart-invalid"],
]);

/** Rules that say of some values that Compose refuses them, and of others that the engine does, or that only warn of a missing file. */
const mixed: ReadonlySet<string> = new Set([
  ...["container-name-invalid", "extra-hosts-invalid", "referenced-file-missing", "volume-invalid", "required-variable-unset"],
]);

export interface Reason {
  /** From the project's folder. */
  readonly file: string;
  readonly rule: string;
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  /** False where it counts as a reason if Compose refuses, and as no false alarm if it does not. */
  readonly certain: boolean;
}

/** Rules one by one and not through the index, so that a rule that is being written does not keep the others from being compared. */
export async function composeRules(): Promise<Rule[]> {
  const folder = "server/src/core/rules/compose";
  const rules: Rule[] = [];
  for (const name of readdirSync(folder).filter((it) => it.endsWith(".ts"))) {
    try {
      rules.push(((await import(pathToFileURL(join(folder, name)).href)) as { default: Rule }).default);
    } catch (error) {
      console.error(`${name} cannot be loaded: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    }
  }
  return rules.filter(({ severity, name }) => (severity === "error" && !later.has(name)) || mixed.has(name));
}

/**
 * Why Drydock says that Compose refuses the project.
 * @param isJudged by default all YAML files are, whatever their names
 */
export async function reasons(
  { files, variables = {} }: Question,
  rules: readonly Rule[],
  isJudged = (file: string): boolean => /\.ya?ml$/.test(file),
): Promise<Reason[]> {
  const texts = new Map([...files].map(([path, text]) => [`${folderUri}/${path}`, text.replace(/^\uFEFF/, "")]));
  // An editor knows nothing of a shell, but it reads `.env`.
  const shell = Object.entries(variables).map(([name, value]) => `${name}="${value}"\n`);
  if (shell.length > 0) texts.set(`${folderUri}/.env`, (texts.get(`${folderUri}/.env`) ?? "") + shell.join(""));
  const store = new FileStore(new MemoryFileSystem(texts), [folderUri]);
  const found: Reason[] = [];
  for (const [file, text] of files) {
    if (!isJudged(file)) continue;
    const uri = `${folderUri}/${file}`;
    const log = (message: string): void => console.error(`${file}: ${message}`);
    const { diagnostics } = await lint({ uri, language: "compose", rules, configuration: everyRule, store, log });
    const index = new LineIndex(text.replace(/^\uFEFF/, ""));
    for (const { rule, span, severity, message } of diagnostics) {
      const certain = severity === "error" && !mixed.has(rule.name);
      if (certain || mixed.has(rule.name))
        found.push({ file, rule: rule.name, span, line: index.lineOf(span.start) + 1, message, certain });
    }
  }
  return found;
}

/**
 * True where something is said at a key: on it or in its value.
 * @param path names and indices, joined by dots; several, of which one will do, by ` | `; or `line N`
 */
export function isAt(reason: Reason, text: string, path: string): boolean {
  return path.split(" | ").some((it) => {
    const line = /^line (\d+)$/.exec(it)?.[1];
    if (line !== undefined) return reason.line === Number(line);
    const span = spanOf(text, it);
    return span !== undefined && reason.span.start >= span.start && reason.span.start <= span.end;
  });
}

/** The span of the entry at a path, or of the nearest one above it where indices end the path. */
function spanOf(text: string, path: string): Span | undefined {
  for (const { root } of parseYaml("", text).documents) {
    const span = root && walk(root, path);
    if (span) return span;
  }
  return undefined;
}

function walk(root: YamlNode, path: string): Span | undefined {
  let node: YamlNode = root;
  let span: Span | undefined;
  let rest = path;
  while (rest !== "") {
    if (node.kind === "map") {
      // Names may hold dots: the longest that fits.
      const entry = [...node.entries]
        .sort((a, b) => b.key.text.length - a.key.text.length)
        .find(({ key }) => `${rest}.`.startsWith(`${key.text}.`));
      if (!entry) return undefined;
      span = entry.span;
      node = entry.value;
      rest = rest.slice(entry.key.text.length + 1);
    } else if (node.kind === "seq") {
      const [index = ""] = rest.split(".");
      const item = node.items[Number(index)];
      if (!item) return span;
      node = item.value;
      rest = rest.slice(index.length + 1);
    } else return span;
  }
  return span;
}
