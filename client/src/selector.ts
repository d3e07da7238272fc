/** Which documents the server is told of. */

import * as vscode from "vscode";

/** Any scheme: files, unsaved documents and virtual workspaces alike. The server decides in doubt, by the content. */
export const documentSelector = [
  { language: "dockerfile" },
  { language: "dockercompose" },
  { language: "yaml", pattern: "**/{compose*,*compose,docker-compose*,*.compose}.{yml,yaml}" },
  { pattern: "**/.drydock.{yaml,yml}" },
];

/** Says whether a document is an old version that nobody can repair, like the left side of a diff: findings there are noise. */
export function isSnapshot(document: vscode.TextDocument | vscode.Uri): boolean {
  const { scheme } = "uri" in document ? document.uri : document;
  if (vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === scheme)) return false;
  return vscode.workspace.fs.isWritableFileSystem(scheme) === false;
}
