/** The extension where there is Node: a desktop window or a remote machine. The server is a process of its own. */

import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { startClient } from "./client.ts";

let client: ReturnType<typeof startClient> | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const module = vscode.Uri.joinPath(context.extensionUri, "server", "dist", "node.js").fsPath;
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } };
  client = startClient(context, (id, name, options) => new LanguageClient(id, name, { run, debug }, options));
}

export function deactivate(): Promise<void> | undefined {
  return client?.needsStop() ? client.stop() : undefined;
}
