/** The files whose fixes are tried: the real files that DRYDOCK_CORPUS names, or without it the examples of the rules and our own projects. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { lintedPath } from "../../server/src/core/linter/examples.js";
import type { Language } from "../../server/src/core/linter/rule.js";
import { decodeFile, type TextFile } from "../../server/src/core/project/file-system.js";
import { rules } from "../../server/src/core/rules/index.js";
import { decodeUtf8 } from "../../server/src/lsp/client-file-system.js";
import { caseOf } from "../harness.js";
import { languageOf } from "../promises.js";
import type { Files } from "./judge.js";

/** A file among its neighbours. */
export interface Subject {
  /** Names it in what is printed. */
  readonly id: string;
  readonly language: Language;
  readonly linted: string;
  readonly files: Files;
  /** The same as bytes of the disk. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

/** The real files of a language. Their neighbours are not known, so each stands alone in a folder of its own. */
export function corpusSubjects(corpus: string, language: Language): Subject[] {
  const folder = join(corpus, language);
  if (!existsSync(folder)) return [];
  const linted = lintedPath(language);
  return filesBelow(folder).flatMap((path) => {
    return subjectOf(`${language}/${path}`, language, linted, new Map([[linted, readFileSync(join(folder, path))]])) ?? [];
  });
}

/** What the repository itself holds: the examples of all rules of a language, the projects of /examples and the templates. */
export function ownSubjects(language: Language): Subject[] {
  const linted = lintedPath(language);
  const examples = rules
    .filter((it) => it.language === language)
    .flatMap((rule) =>
      rule.examples.flatMap((example, i) => {
        const bytes = new Map([...caseOf(rule, example).files].map(([path, text]) => [path, Buffer.from(text)]));
        return subjectOf(`${rule.name}, example ${i + 1}`, language, linted, bytes) ?? [];
      }),
    );
  const projects = ["examples", "templates"].flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((it) => (it.isDirectory() ? projectOf(join(folder, it.name)) : [])),
  );
  return [...examples, ...projects.filter((it) => it.language === language)];
}

function projectOf(folder: string): Subject[] {
  const bytes = new Map(filesBelow(folder).map((path) => [path, readFileSync(join(folder, path))]));
  return [...bytes.keys()].flatMap((linted) => {
    const language = languageOf(linted);
    return language ? (subjectOf(`${folder}/${linted}`, language, linted, bytes) ?? []) : [];
  });
}

/** Undefined where the linted file is no text. */
function subjectOf(id: string, language: Language, linted: string, bytes: ReadonlyMap<string, Uint8Array>): Subject | undefined {
  const files = new Map<string, TextFile>();
  for (const [path, it] of bytes) {
    const node = decodeFile(it, decodeUtf8);
    if (node.kind === "file") files.set(path, node);
  }
  return files.has(linted) ? { id, language, linted, files, bytes } : undefined;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => relative(folder, join(it.parentPath, it.name)).replaceAll("\\", "/"))
    .sort();
}
