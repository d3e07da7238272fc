/** Files of the disk. Never blocks on pipes and devices, never reads more than the core wants. */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { absent, decodeFile, type FileNode, type FileSystem, maximumFileSize } from "../core/project/file-system.js";
import { join } from "../core/project/uri.js";

export const nodeFileSystem: FileSystem = {
  async read(uri) {
    const path = pathOf(uri);
    return path === undefined ? { kind: "unknown", reason: "unreadable" } : readPath(path);
  },

  async realPath(uri) {
    const path = pathOf(uri);
    if (path === undefined) return undefined;
    try {
      return uriOf(await realpath(path));
    } catch {
      return undefined;
    }
  },
};

/** What stands at an absolute path of the disk. */
export async function readPath(path: string): Promise<FileNode> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return { kind: "directory", names: await readdir(path) };
    // Opening a pipe would wait for a writer, and a device may never end.
    if (!stats.isFile()) return { kind: "unknown", reason: "unreadable" };
    if (stats.size > maximumFileSize) return { kind: "unknown", reason: "too-large" };
    return decodeFile(await readFile(path), decodeUtf8);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? absent : { kind: "unknown", reason: "unreadable" };
  }
}

/** The URI of an absolute path, written as the core's `join` writes it. */
export function uriOf(path: string): string {
  const slashed = process.platform === "win32" ? `/${path.replaceAll("\\", "/")}` : path;
  return join("file://", slashed);
}

/** The path of a `file:` URI; undefined for any other. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

export function decodeUtf8(bytes: Uint8Array): { text: string; valid: boolean } {
  try {
    return { text: strict.decode(bytes), valid: true };
  } catch {
    return { text: lenient.decode(bytes), valid: false };
  }
}
