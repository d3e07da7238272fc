/** Files of the disk. Never blocks on pipes and devices, never reads more than the core wants. */
import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { absent, decodeFile, type FileNode, type FileSystem, maximumFileSize } from "../core/project/file-system.js";
import { canonical, join } from "../core/project/uri.js";

/** For a server, which must go on answering while a slow disk is read. */
export const nodeFileSystem: FileSystem = {
  async read(uri) {
    const path = pathOf(uri);
    if (path === undefined) return unreadable;
    try {
      const stats = await stat(path);
      if (stats.isDirectory()) return { kind: "directory", names: await readdir(path) };
      return refusal(stats) ?? decodeFile(await readFile(path), decodeUtf8);
    } catch (error) {
      return nodeOfError(error);
    }
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

/** For the command line: waiting for the disk without the detour over threads takes a third of the time. */
export const blockingFileSystem: FileSystem = {
  read(uri) {
    const path = pathOf(uri);
    return Promise.resolve(path === undefined ? unreadable : readPath(path));
  },

  realPath(uri) {
    const path = pathOf(uri);
    try {
      return Promise.resolve(path === undefined ? undefined : uriOf(realpathSync.native(path)));
    } catch {
      return Promise.resolve(undefined);
    }
  },
};

/** What stands at an absolute path of the disk. */
export function readPath(path: string): FileNode {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return absent;
    if (stats.isDirectory()) return { kind: "directory", names: readdirSync(path) };
    return refusal(stats) ?? decodeFile(readFileSync(path), decodeUtf8);
  } catch (error) {
    return nodeOfError(error);
  }
}

const unreadable: FileNode = { kind: "unknown", reason: "unreadable" };

/** What must not be opened: a pipe would wait for a writer, a device may never end. */
function refusal(stats: Stats): FileNode | undefined {
  if (!stats.isFile()) return unreadable;
  return stats.size > maximumFileSize ? { kind: "unknown", reason: "too-large" } : undefined;
}

function nodeOfError(error: unknown): FileNode {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" ? absent : unreadable;
}

/** The URI of an absolute path, in the core's one spelling. */
export function uriOf(path: string): string {
  const slashed = process.platform === "win32" ? `/${path.replaceAll("\\", "/")}` : path;
  return canonical(join("file://", slashed));
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
