/** The extension in a browser: the server runs in a worker. */

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { startClient } from "./client.ts";

let client: ReturnType<typeof startClient> | undefined;
let worker: Worker | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, "server", "dist", "browser.js").toString(true);
  // A worker does not end by itself: a new one takes the place of the old one.
  const createWorker = async () => {
    worker?.terminate();
    worker = new Worker(script);
    return worker;
  };
  client = startClient(context, (id, name, options) => new LanguageClient(id, name, createWorker, options));
}

export async function deactivate(): Promise<void> {
  if (client?.needsStop()) await client.stop();
  worker?.terminate();
}
