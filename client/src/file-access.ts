/** Reads files for the server where it cannot do so itself: in the browser, in virtual workspaces. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

type ReadResult =
  | { kind: "file"; base64: string }
  | { kind: "directory"; names: string[] }
  | { kind: "absent" }
  | { kind: "unknown"; reason: "unreadable" | "too-large" };

/** The server's own limit: beyond it a file is not worth the way through the connection. */
const maximumFileSize = 5 * 1024 * 1024;

export function answerFileRequests(client: BaseLanguageClient): vscode.Disposable[] {
  return [
    client.onRequest<ReadResult, void>("drydock/read", ({ uri }: { uri: string }) => read(vscode.Uri.parse(uri, true))),
    client.onRequest("drydock/realPath", ({ uri }: { uri: string }) => realPath(vscode.Uri.parse(uri, true))),
  ];
}

async function read(uri: vscode.Uri): Promise<ReadResult> {
  const files = vscode.workspace.fs;
  try {
    const { type, size } = await files.stat(uri);
    if (type & vscode.FileType.Directory) {
      return { kind: "directory", names: (await files.readDirectory(uri)).map(([name]) => name) };
    }
    if (size > maximumFileSize) return { kind: "unknown", reason: "too-large" };
    return { kind: "file", base64: toBase64(await files.readFile(uri)) };
  } catch (error) {
    return isAbsence(error) ? { kind: "absent" } : { kind: "unknown", reason: "unreadable" };
  }
}

/** The editor's file systems do not resolve links; where there is none, the answer is known all the same. */
async function realPath(uri: vscode.Uri): Promise<{ uri?: string }> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return type & vscode.FileType.SymbolicLink ? {} : { uri: uri.toString() };
  } catch {
    return {};
  }
}

/** Below a file there is nothing either. */
function isAbsence(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && ["FileNotFound", "FileNotADirectory"].includes(error.code);
}

/** In slices, because arguments go on the stack. Neither `Buffer` nor `toBase64` is there in every host. */
function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}
