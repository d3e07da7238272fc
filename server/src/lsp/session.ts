/** What the handlers of a connection share, and what its client can do. */
import type { Connection, InitializeParams, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { canonical } from "../core/project/uri.js";
import type { Workspace } from "../core/service/workspace.js";
import { LineIndex } from "../core/text/line-index.js";
import type { Texts } from "./convert.js";
import type { SettingsStore } from "./settings.js";
import type { ShellChecks } from "./shell-checks.js";

export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  readonly settings: SettingsStore;
  readonly shellChecks: ShellChecks;
  readonly capabilities: ClientCapabilities;
}

export interface ClientCapabilities {
  readonly pull: boolean;
  readonly refresh: boolean;
  readonly configuration: boolean;
  readonly watchFiles: boolean;
  readonly createFiles: boolean;
  readonly disabledActions: boolean;
  /** The client answers `drydock/read` and `drydock/realPath`. */
  readonly fileAccess: boolean;
  /** The user trusts the workspace: programs may be run. A client that knows no trust says so for all, or never. */
  readonly trusted: boolean;
  /** Prefix of the pages of the rules; the client then also has the command `drydock.showRule`. */
  readonly docsUrl: string | undefined;
}

interface InitializationOptions {
  readonly fileAccess?: boolean;
  readonly trusted?: boolean;
  readonly docsUrl?: string;
}

export function readCapabilities({ capabilities, initializationOptions }: InitializeParams): ClientCapabilities {
  const options = (initializationOptions ?? {}) as InitializationOptions;
  const { textDocument, workspace } = capabilities;
  return {
    pull: textDocument?.diagnostic !== undefined,
    refresh: workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    createFiles: workspace?.workspaceEdit?.resourceOperations?.includes("create") === true,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    fileAccess: options.fileAccess === true,
    trusted: options.trusted === true,
    docsUrl: typeof options.docsUrl === "string" ? options.docsUrl : undefined,
  };
}

/** Texts as the answers were computed from: the editor's, else what the workspace has read. */
export function textsOf({ workspace }: Session, from: string): Texts {
  const indexes = new Map<string, LineIndex | undefined>();
  const store = workspace.storeOf(from);
  return {
    indexOf(given) {
      const uri = canonical(given);
      if (!indexes.has(uri)) {
        const node = store.get(uri);
        indexes.set(uri, node?.kind === "file" ? new LineIndex(node.text) : undefined);
      }
      return indexes.get(uri);
    },
    spellingOf: (uri) => workspace.spellingOf(uri),
    versionOf: (uri) => workspace.file(uri)?.version ?? null,
  };
}
