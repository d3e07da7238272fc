/** "Drydock: New…": writes the files of a template into a folder, and never over a file without asking. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** An entry of `drydock/templates`. */
interface Template {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

type Files = Record<string, string>;

/** The folder and the template are asked for unless they are given, as from the Explorer or a key binding. */
export async function newFromTemplate(client: BaseLanguageClient, folder?: vscode.Uri, template?: string): Promise<void> {
  const name = template ?? (await pickTemplate(client));
  if (name === undefined) return;
  const target = folder ?? (await pickFolder());
  if (target === undefined) return;
  const { files } = await client.sendRequest<{ files: Files }>("drydock/template", { name });
  const chosen = await confirmReplacements(target, files);
  if (chosen === undefined) return;
  for (const path of chosen) await vscode.workspace.fs.writeFile(at(target, path), new TextEncoder().encode(files[path]));
  const [first] = chosen;
  if (first !== undefined) await vscode.window.showTextDocument(at(target, chosen.find(isDockerfile) ?? first));
}

async function pickTemplate(client: BaseLanguageClient): Promise<string | undefined> {
  const items = client
    .sendRequest<Template[]>("drydock/templates")
    .then((templates) => templates.map(({ name, title, description }) => ({ label: title, detail: description, name })));
  const options = { title: "Drydock: New…", placeHolder: "What is to run in the container?", matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.name;
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const items = folders.map(({ name, uri }) => ({ label: `$(folder) ${name}`, description: uri.path, uri }));
  const other = { label: "$(folder-opened) Another folder…" };
  const choice =
    folders.length === 0
      ? other
      : await vscode.window.showQuickPick([...items, other], { placeHolder: "Write the files where?" });
  if (choice === undefined) return undefined;
  if ("uri" in choice) return choice.uri as vscode.Uri;
  const [uri] =
    (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: "Write here" })) ?? [];
  return uri;
}

/** The paths to write, or undefined to write nothing. Everything is asked before anything is written. */
async function confirmReplacements(folder: vscode.Uri, files: Files): Promise<string[] | undefined> {
  const chosen: string[] = [];
  let forAll: "Replace All" | "Keep All" | undefined;
  for (const path of Object.keys(files)) {
    if (!(await exists(at(folder, path)))) {
      chosen.push(path);
      continue;
    }
    const answer = forAll ?? (await askToReplace(path));
    if (answer === undefined) return undefined;
    if (answer === "Replace All" || answer === "Keep All") forAll = answer;
    if (answer.startsWith("Replace")) chosen.push(path);
  }
  return chosen;
}

function askToReplace(path: string) {
  const options = { modal: true, detail: "Cancel writes nothing at all." };
  return vscode.window.showWarningMessage(`${path} exists already.`, options, "Replace", "Replace All", "Keep", "Keep All");
}

/** What cannot be told counts as there. */
async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    return !(error instanceof vscode.FileSystemError && error.code === "FileNotFound");
  }
}

function at(folder: vscode.Uri, path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder, ...path.split("/"));
}

function isDockerfile(path: string): boolean {
  return /(^|\/)Dockerfile$/.test(path);
}
