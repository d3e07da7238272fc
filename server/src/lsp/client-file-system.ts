/** Files the host cannot read itself, asked of the client: virtual workspaces and the browser. */
import type { Connection } from "vscode-languageserver";
import { decodeFile, type FileNode, type FileSystem } from "../core/project/file-system.js";

type Answer =
  | { readonly kind: "file"; readonly base64: string }
  | { readonly kind: "directory"; readonly names: readonly string[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" };

/** Sends `drydock/read` and `drydock/realPath`. A client that fails to answer makes a file unknown, never absent. */
export function clientFileSystem(connection: Connection): FileSystem {
  return {
    async read(uri): Promise<FileNode> {
      try {
        const answer = await connection.sendRequest<Answer>("drydock/read", { uri });
        if (answer.kind === "file") return decodeFile(fromBase64(answer.base64), decodeUtf8);
        if (answer.kind === "unknown") return { kind: "unknown", reason: "unreadable" };
        return answer;
      } catch {
        return { kind: "unknown", reason: "unreadable" };
      }
    },
    async realPath(uri) {
      try {
        return (await connection.sendRequest<{ readonly uri?: string }>("drydock/realPath", { uri })).uri;
      } catch {
        return undefined;
      }
    },
  };
}

/** Reads `file:` through the host where there is one, everything else through the client where it offers that. */
export function combinedFileSystem(host: FileSystem | undefined, client: FileSystem | undefined): FileSystem {
  const unknown: FileNode = { kind: "unknown", reason: "unreadable" };
  const choose = (uri: string): FileSystem | undefined => (host && uri.startsWith("file:") ? host : client);
  return {
    read: async (uri) => (await choose(uri)?.read(uri)) ?? unknown,
    realPath: async (uri) => choose(uri)?.realPath(uri),
  };
}

/** UTF-8, with replacement characters where it is not. */
export function decodeUtf8(bytes: Uint8Array): { text: string; valid: boolean } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), valid: true };
  } catch {
    return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), valid: false };
  }
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
