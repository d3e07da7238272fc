/** The entry in the language status: how many findings the file at hand has, and by which profile. */

import * as vscode from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import { documentSelector } from "../selector.ts";

export function registerStatus(client: BaseLanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem("drydock.status", documentSelector);
  item.name = "Drydock";

  const update = async () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const stopped = client.state === State.Stopped || client.state === State.StartFailed;
    item.busy = client.state === State.Starting;
    item.severity = stopped ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.command = stopped
      ? { title: "Restart", command: "drydock.restartServer" }
      : { title: "Settings", command: "drydock.openSettings" };
    item.text = stopped ? "Drydock is stopped" : countText(uri);
    if (stopped || uri === undefined) item.detail = "";
    else item.detail = `Drydock, profile ${await profile(client, uri)}`;
  };

  const subscriptions = [
    client.onDidChangeState(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("drydock") && update()),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const active = vscode.window.activeTextEditor?.document.uri.toString();
      if (uris.some((uri) => uri.toString() === active)) void update();
    }),
  ];
  void update();
  return vscode.Disposable.from(item, ...subscriptions);
}

function countText(uri: vscode.Uri | undefined): string {
  const findings = uri ? vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "drydock") : [];
  if (findings.length === 0) return "No findings";
  return findings.length === 1 ? "1 finding" : `${findings.length} findings`;
}

/** The server knows best, because `.drydock.yaml` goes before the settings; until it runs, the setting is the best guess. */
async function profile(client: BaseLanguageClient, uri: vscode.Uri): Promise<string> {
  const guess = vscode.workspace.getConfiguration("drydock", uri).get("profile", "recommended");
  if (!client.isRunning()) return guess;
  try {
    return (await client.sendRequest<{ profile?: string }>("drydock/status", { uri: uri.toString() })).profile ?? guess;
  } catch {
    return guess;
  }
}
