/** The language server on any connection: Node, a worker or two streams in a test. */
import {
  CodeActionKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { FileSystem } from "../core/project/file-system.js";
import { rules } from "../core/rules/index.js";
import { Workspace } from "../core/service/workspace.js";
import { version } from "../version.js";
import { clientFileSystem, combinedFileSystem } from "./client-file-system.js";
import { registerCodeActions } from "./code-actions.js";
import { registerCustomRequests } from "./custom-requests.js";
import { registerDiagnostics } from "./diagnostics.js";
import { registerHover } from "./hover.js";
import { registerImport } from "./import.js";
import { readCapabilities, type Session } from "./session.js";
import { SettingsStore } from "./settings.js";
import { type FindShellCheck, ShellChecks } from "./shell-checks.js";

export interface ServerHost {
  /** Reads `file:` URIs; undefined in a browser, where the client reads everything. */
  readonly fileSystem: FileSystem | undefined;
  /** Undefined where no program can be run. */
  readonly findShellCheck?: (path: string, log: (message: string) => void) => ReturnType<FindShellCheck>;
}

/** Answers `initialize` and serves until the client says `exit`. */
export function startServer(connection: Connection, host: ServerHost): void {
  const documents = new TextDocuments(TextDocument);
  const log = (message: string): void => connection.console.error(message);

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const capabilities = readCapabilities(params);
    const files = combinedFileSystem(host.fileSystem, capabilities.fileAccess ? clientFileSystem(connection) : undefined);
    const settings = new SettingsStore(connection, capabilities);
    const workspace = new Workspace({
      fileSystem: files,
      roots: rootsOf(params),
      rules,
      configure: (uri, store) => settings.configure(uri, store),
      shellAnswers: () => shellChecks.answers,
      log,
    });
    const { findShellCheck } = host;
    const shellChecks = new ShellChecks({
      find: findShellCheck && ((path) => findShellCheck(path, log)),
      path: () => settings.shellCheckPath(),
    });
    const session: Session = { connection, documents, workspace, settings, shellChecks, capabilities };
    registerDiagnostics(session);
    registerCodeActions(session);
    registerHover(session);
    registerCustomRequests(session);
    registerImport(session);
    return {
      serverInfo: { name: "drydock", version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        ...(capabilities.pull
          ? { diagnosticProvider: { identifier: "drydock", interFileDependencies: true, workspaceDiagnostics: false } }
          : {}),
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, `${CodeActionKind.SourceFixAll}.drydock`],
        },
        hoverProvider: true,
      },
    };
  });

  documents.listen(connection);
  connection.listen();
}

function rootsOf(params: InitializeParams): string[] {
  const folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
  return folders.map((uri) => uri.replace(/\/$/, ""));
}
