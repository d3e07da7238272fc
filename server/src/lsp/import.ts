/** The request `drydock/import`: what would be taken over from other tools, as an edit for the client to show and apply. */
import type { Range, WorkspaceEdit } from "vscode-languageserver";
import { foreignConfigNames } from "../core/import/configs.js";
import { type ImportedConfig, type ImportedFile, type ImportNote, importSettings } from "../core/import/import.js";
import { configFileNames } from "../core/linter/config-file.js";
import { loadConfiguration } from "../core/linter/find-configuration.js";
import { lint } from "../core/linter/lint.js";
import { basename, canonical, foldersUpwards, join } from "../core/project/uri.js";
import { rules } from "../core/rules/index.js";
import { languageOf } from "../core/service/languages.js";
import { LineIndex } from "../core/text/line-index.js";
import { rangeOf, type Texts, workspaceEdit } from "./convert.js";
import type { Session } from "./session.js";

interface Note {
  readonly uri: string;
  readonly range: Range;
  readonly message: string;
}

interface ImportAnswer {
  /** Null where there is nothing to change. */
  readonly edit: WorkspaceEdit | null;
  readonly taken: readonly Note[];
  readonly left: readonly Note[];
}

/** Its parameter names the files to look at: Dockerfiles, Compose files, configurations of other tools; others are passed over. */
export function registerImport(session: Session): void {
  session.connection.onRequest("drydock/import", ({ uris }: { uris: readonly string[] }) => answer(session, uris));
}

async function answer(session: Session, uris: readonly string[]): Promise<ImportAnswer> {
  const { workspace } = session;
  const files: ImportedFile[] = [];
  const configs: ImportedConfig[] = [];
  const own = new Map<string, string>();
  for (const uri of uris.map(canonical)) {
    const text = await textOf(session, uri);
    if (text === undefined) continue;
    if (foreignConfigNames.includes(basename(uri))) {
      configs.push({ uri, text });
      for (const folder of foldersUpwards(uri, workspace.storeOf(uri).roots)) {
        for (const candidate of configFileNames.map((name) => join(folder, name))) {
          const found = await textOf(session, candidate);
          if (found !== undefined) own.set(candidate, found);
        }
      }
    } else {
      const file = await judged(session, uri, text);
      if (file) files.push(file);
    }
  }
  const result = importSettings({ files, configs, own, rules });
  const indexes = new Map<string, LineIndex>();
  const texts: Texts = {
    indexOf(uri) {
      const node = workspace.storeOf(uri).get(uri);
      if (!indexes.has(uri) && node?.kind === "file") indexes.set(uri, new LineIndex(node.text));
      return indexes.get(uri);
    },
    spellingOf: (uri) => workspace.spellingOf(uri),
    versionOf: (uri) => workspace.file(uri)?.version ?? null,
  };
  const notes = (list: readonly ImportNote[]): Note[] =>
    list.map(({ uri, span, message }) => ({ uri, range: rangeOf(texts.indexOf(uri) ?? new LineIndex(""), span), message }));
  const changes = result.edits.size + result.creates.size > 0;
  return { edit: changes ? (workspaceEdit(result, texts) ?? null) : null, taken: notes(result.taken), left: notes(result.left) };
}

/** Of a file that may be changed: an editor's text, else that of the disk, if it is valid UTF-8. */
async function textOf({ workspace }: Session, uri: string): Promise<string | undefined> {
  const store = workspace.storeOf(uri);
  const node = store.get(uri) ?? (await store.load(uri));
  return node.kind === "file" && node.utf8 ? node.text : undefined;
}

async function judged(
  { workspace, settings, connection }: Session,
  uri: string,
  text: string,
): Promise<ImportedFile | undefined> {
  const language = languageOf(uri, workspace.file(uri)?.languageId, text);
  if (!language) return undefined;
  const store = workspace.storeOf(uri);
  const { configuration } = await settings.configure(uri, store);
  const { found } = await loadConfiguration(uri, store, rules);
  const log = (message: string): void => connection.console.error(message);
  const { file, diagnostics } = await lint({ uri, language, rules, configuration, store, log });
  return file && { file, diagnostics, without: found.hadolint?.disableIgnorePragma ? ["hadolint"] : [] };
}
