/** "Drydock: Import Ignores and Configuration of Other Tools": looks for them, shows what would change, and says what stays. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

interface Note {
  readonly uri: string;
  readonly range: { readonly start: { readonly line: number } };
  readonly message: string;
}

/** The answer to `drydock/import`. */
interface Answer {
  readonly edit: Parameters<BaseLanguageClient["protocol2CodeConverter"]["asWorkspaceEdit"]>[0];
  readonly taken: readonly Note[];
  readonly left: readonly Note[];
}

const candidates =
  "**/{[Dd]ockerfile*,*.[Dd]ockerfile,[Cc]ontainerfile*,*.containerfile,*compose*.yml,*compose*.yaml,.hadolint.yaml,.hadolint.yml,.trivyignore,.trivyignore.yaml,.trivyignore.yml,.checkov.yaml,.checkov.yml,.dclintrc,.dclintrc.json,.dclintrc.yaml,.dclintrc.yml,.dclintrc.js,.dclintrc.cjs}";

/** More files than that are hardly one project. */
const mostFiles = 2000;

/** @param folder where to look; the whole workspace without it */
export async function importSettings(client: BaseLanguageClient, folder?: vscode.Uri): Promise<void> {
  const pattern = folder ? new vscode.RelativePattern(folder, candidates) : candidates;
  const files = await vscode.workspace.findFiles(pattern, "**/node_modules/**", mostFiles);
  const uris = files.map((it) => client.code2ProtocolConverter.asUri(it)).sort();
  const { edit, taken, left } = await client.sendRequest<Answer>("drydock/import", { uris });
  const changes = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  if (changes) await vscode.workspace.applyEdit(changes, { isRefactoring: true });
  const stays =
    left.length === 0
      ? ""
      : ` ${left.length} stay${left.length === 1 ? "s" : ""} as ${left.length === 1 ? "it is" : "they are"}.`;
  const message = changes
    ? `Drydock took over ${taken.length} ${taken.length === 1 ? "setting" : "settings"} of other tools.${stays}`
    : `There is nothing to take over from other tools.${stays}`;
  const show = "Show Details";
  // Whoever does not answer has nothing to wait for.
  void vscode.window.showInformationMessage(message, ...(taken.length + left.length > 0 ? [show] : [])).then(async (choice) => {
    if (choice === show) await showDetails(taken, left);
  });
}

async function showDetails(taken: readonly Note[], left: readonly Note[]): Promise<void> {
  const line = ({ uri, range, message }: Note): string =>
    `- ${vscode.workspace.asRelativePath(vscode.Uri.parse(uri, true))}:${range.start.line + 1}: ${message}`;
  const section = (title: string, notes: readonly Note[]): string[] =>
    notes.length === 0 ? [] : [`## ${title}`, "", ...notes.map(line), ""];
  const content = ["# Import", "", ...section("Taken over", taken), ...section("Stays as it is", left)].join("\n");
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "markdown", content }));
}
