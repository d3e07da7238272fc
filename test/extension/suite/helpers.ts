/** What the tests share: open a file of the fixtures, wait for findings. The few assertions work in every host. */

import * as vscode from "vscode";

export function uriOf(path: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, path);
}

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** Changes the text in the editor, not on disk. */
export async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  equal(await vscode.workspace.applyEdit(edit), true, "the edit is applied");
}

export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "drydock");
}

export function rule({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

/** The finding of a rule, as soon as it is there. */
export function finding(uri: vscode.Uri, name: string): Promise<vscode.Diagnostic> {
  return until(
    `${name} in ${uri.path}`,
    () => findings(uri).find((diagnostic) => rule(diagnostic) === name),
    () => seen(uri),
  );
}

export function noFinding(uri: vscode.Uri, name: string): Promise<true> {
  const isGone = () => !findings(uri).some((diagnostic) => rule(diagnostic) === name) || undefined;
  return until(`no ${name} in ${uri.path}`, isGone, () => seen(uri));
}

function seen(uri: vscode.Uri): string {
  const messages = findings(uri).map(({ message }) => message);
  return `it has: ${messages.join(" | ") || "no findings"}`;
}

/** Asks again and again, because an editor never says that nothing more is to come. */
export async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, explain = () => ""): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}; ${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Node's `assert` is not there in a browser. */
export function equal(actual: unknown, expected: unknown, what = "value"): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, but it is ${JSON.stringify(actual)}`);
}

export function ok(condition: unknown, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}
