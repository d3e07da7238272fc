/** "Drydock: Restart Server". */

import type * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

export async function restartServer(client: BaseLanguageClient, log: vscode.LogOutputChannel): Promise<void> {
  // A server that hangs does not stop in time; that is no reason to keep it.
  if (client.needsStop()) await client.stop().catch((error) => log.warn("The language server did not stop.", error));
  await client.start();
  log.info("The language server was restarted.");
}
