/** What happens when the server dies: it is started again, unless it dies time and again. */

import * as vscode from "vscode";
import { CloseAction, ErrorAction, type ErrorHandler } from "vscode-languageclient";

const maximumRestarts = 4;
const period = 3 * 60 * 1000;
const maximumErrors = 3;

export function errorHandler(log: vscode.LogOutputChannel): ErrorHandler {
  let crashes: number[] = [];
  let asking = false;

  /** One message, however often it dies: the next one waits until this one is answered. */
  async function giveUp(): Promise<void> {
    if (asking) return;
    asking = true;
    const answer = await vscode.window.showErrorMessage(
      "Drydock stopped: its language server crashed again and again.",
      "Restart",
      "Show Log",
    );
    asking = false;
    if (answer === "Restart") {
      crashes = [];
      await vscode.commands.executeCommand("drydock.restartServer");
    }
    if (answer === "Show Log") log.show();
  }

  return {
    error(error, _message, count) {
      log.error("The connection to the language server fails.", error);
      // An error event of a worker comes without a count, and the worker lives on.
      return { action: (count ?? 0) <= maximumErrors ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
    },
    closed() {
      const now = Date.now();
      crashes = [...crashes.filter((time) => now - time < period), now];
      if (crashes.length <= maximumRestarts) {
        const message = `The language server crashed and is started again (${crashes.length} of ${maximumRestarts} times in 3 minutes).`;
        return { action: CloseAction.Restart, message, handled: true };
      }
      void giveUp();
      return {
        action: CloseAction.DoNotRestart,
        message: "The language server crashed too often and stays stopped.",
        handled: true,
      };
    },
  };
}
