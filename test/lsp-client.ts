/** A language client for tests: the real server on two streams, no process, no editor. */
import { PassThrough } from "node:stream";
import {
  type CodeAction,
  type Connection,
  createConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { MemoryFileSystem } from "../server/src/core/project/file-system.js";
import { applyEdits } from "../server/src/core/text/edits.js";
import { LineIndex } from "../server/src/core/text/line-index.js";
import { startServer } from "../server/src/lsp/server.js";

export const root = "file:///project";

export interface TestClient {
  readonly connection: Connection;
  readonly initialized: InitializeResult;
  /** Files of the disk; change them and call `created`. */
  readonly disk: Map<string, string>;
  /** The settings of the section `drydock`. */
  settings: Record<string, unknown>;
  /** How often the server asked the client to pull again. */
  refreshes: number;
  /** The last pushed diagnostics by URI. */
  readonly pushed: Map<string, Diagnostic[]>;
  open(path: string, text: string, languageId?: string): Promise<void>;
  change(path: string, text: string): Promise<void>;
  /** Tells the server that files appeared on the disk. */
  created(...paths: string[]): Promise<void>;
  pull(path: string): Promise<Diagnostic[]>;
  actions(path: string, diagnostic: Diagnostic, only?: string[]): Promise<CodeAction[]>;
  stop(): void;
}

export interface TestClientOptions {
  readonly files?: Record<string, string>;
  /** False: a client that waits for pushed diagnostics. */
  readonly pull?: boolean;
  readonly docsUrl?: string;
  /** True: a host without a disk, whose client reads all files. */
  readonly browser?: boolean;
  /** Whether the user trusts the workspace; undefined: the client says nothing of it. */
  readonly trusted?: boolean;
  /** ShellCheck by path. */
  readonly findShellCheck?: NonNullable<Parameters<typeof startServer>[1]["findShellCheck"]>;
}

export async function startTestClient(options: TestClientOptions = {}): Promise<TestClient> {
  const disk = new Map(Object.entries(options.files ?? {}).map(([path, text]) => [`${root}/${path}`, text]));
  const [up, down] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(up, down), {
    fileSystem: options.browser ? undefined : new MemoryFileSystem(disk),
    ...(options.findShellCheck ? { findShellCheck: options.findShellCheck } : {}),
  });
  const connection = createConnection(down, up);
  const texts = new Map<string, { text: string; version: number }>();
  const client: TestClient = {
    connection,
    initialized: { capabilities: {} },
    disk,
    settings: {},
    refreshes: 0,
    pushed: new Map(),
    async open(path, text, languageId = /ya?ml$/.test(path) ? "dockercompose" : "dockerfile") {
      texts.set(path, { text, version: 1 });
      await connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: `${root}/${path}`, languageId, version: 1, text },
      });
    },
    async change(path, text) {
      const version = (texts.get(path)?.version ?? 0) + 1;
      texts.set(path, { text, version });
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: `${root}/${path}`, version },
        contentChanges: [{ text }],
      });
    },
    created: (...paths) =>
      connection.sendNotification("workspace/didChangeWatchedFiles", {
        changes: paths.map((path) => ({ uri: `${root}/${path}`, type: 1 })),
      }),
    async pull(path) {
      const report = await connection.sendRequest<{ items: Diagnostic[] }>("textDocument/diagnostic", {
        textDocument: { uri: `${root}/${path}` },
      });
      return report.items;
    },
    actions: (path, diagnostic, only) =>
      connection.sendRequest("textDocument/codeAction", {
        textDocument: { uri: `${root}/${path}` },
        range: diagnostic.range,
        context: { diagnostics: [diagnostic], ...(only ? { only } : {}) },
      }),
    // The streams stay open: a server whose input ends leaves the process, which is the test's own here.
    stop: () => connection.dispose(),
  };
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => client.settings));
  connection.onRequest("workspace/diagnostic/refresh", () => {
    client.refreshes++;
    return null;
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) => {
      client.pushed.set(uri, diagnostics);
    },
  );
  const memory = new MemoryFileSystem(disk);
  connection.onRequest("drydock/read", async ({ uri }: { uri: string }): Promise<unknown> => {
    const node = await memory.read(uri);
    return node.kind === "file" ? { kind: "file", base64: Buffer.from(node.text).toString("base64") } : node;
  });
  connection.onRequest("drydock/realPath", ({ uri }: { uri: string }) => ({ uri }));
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>("initialize", parameters(options));
  await connection.sendNotification("initialized", {});
  return Object.assign(client, { initialized });
}

function parameters(options: TestClientOptions): InitializeParams {
  return {
    processId: null,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: "project" }],
    initializationOptions: {
      fileAccess: options.browser === true,
      ...(options.docsUrl ? { docsUrl: options.docsUrl } : {}),
      ...(options.trusted === undefined ? {} : { trusted: options.trusted }),
    },
    capabilities: {
      textDocument: {
        ...(options.pull === false ? {} : { diagnostic: { dynamicRegistration: false } }),
        codeAction: { disabledSupport: true },
      },
      workspace: {
        configuration: true,
        diagnostics: { refreshSupport: true },
        workspaceEdit: { documentChanges: true, resourceOperations: ["create"] },
        didChangeWatchedFiles: { dynamicRegistration: true },
      },
    },
  };
}

/** The text of a file after a workspace edit. */
export function applied(edit: WorkspaceEdit | undefined, path: string, text: string): string {
  const index = new LineIndex(text);
  const changes = (edit?.documentChanges ?? []).filter(
    (it): it is TextDocumentEdit => "edits" in it && it.textDocument.uri === `${root}/${path}`,
  );
  return applyEdits(
    text,
    changes
      .flatMap(({ edits }) => edits)
      .map((it) => ({
        span: {
          start: index.offset((it as { range: Diagnostic["range"] }).range.start),
          end: index.offset((it as { range: Diagnostic["range"] }).range.end),
        },
        newText: (it as { newText: string }).newText,
      })),
  );
}

/** Waits until something holds; fails with the last value after two seconds. */
export async function eventually<T>(value: () => T, holds: (value: T) => boolean): Promise<T> {
  for (let i = 0; ; i++) {
    const now = value();
    if (holds(now)) return now;
    if (i === 200) throw new Error(`still ${JSON.stringify(now)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
