/** The extension in a browser: the server runs in a worker. */

import * as vscode from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { startClient } from "./client.ts";

let client: ReturnType<typeof startClient> | undefined;
let worker: Worker | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, "server", "dist", "browser.js").toString(true);
  // Transports and not the worker itself, because the editor's workers are no instances of its class `Worker`.
  const connect = async () => {
    // A worker does not end by itself: a new one takes the place of the old one.
    worker?.terminate();
    worker = new Worker(script);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  client = startClient(context, (id, name, options) => new LanguageClient(id, name, connect, options));
}

export async function deactivate(): Promise<void> {
  if (client?.needsStop()) await client.stop();
  worker?.terminate();
}
