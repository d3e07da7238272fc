/** The host's files. The editor, a disk and a test each have one; nothing else in the core does I/O. */

/** What stands at a URI. */
export type FileNode = TextFile | Directory | Absent | Unknown;

export interface TextFile {
  readonly kind: "file";
  /** Without a byte order mark. */
  readonly text: string;
  /** A byte order mark stood before the text and must stay there. */
  readonly bom: boolean;
  /** False when bytes had to be replaced to decode it: such a file is judged, but never fixed. */
  readonly utf8: boolean;
  /** In bytes. */
  readonly size: number;
}

export interface Directory {
  readonly kind: "directory";
  readonly names: readonly string[];
}

export interface Absent {
  readonly kind: "absent";
}

/** Something may be there, but it cannot be read: a rule that needs it stays silent. */
export interface Unknown {
  readonly kind: "unknown";
  readonly reason: UnknownReason;
}

export type UnknownReason = "binary" | "too-large" | "unreadable" | "outside-workspace";

export interface FileSystem {
  /** Never rejects: a failure is a node of kind `unknown`. */
  read(uri: string): Promise<FileNode>;
  /** The URI with symbolic links resolved, or undefined where the host cannot tell. */
  realPath(uri: string): Promise<string | undefined>;
}

export const absent: Absent = { kind: "absent" };

/** Limits beyond which a file is said to be too large, see docs/architecture.md. */
export const maximumFileSize = 5 * 1024 * 1024;
export const maximumLineLength = 200_000;

/** A text file node from decoded text; for hosts and tests. */
export function textFile(text: string, options: { bom?: boolean; utf8?: boolean; size?: number } = {}): TextFile {
  return { kind: "file", text, bom: options.bom ?? false, utf8: options.utf8 ?? true, size: options.size ?? text.length };
}

/** Decodes bytes as every host must: byte order mark, UTF-8 with replacement, binary and too large told apart. */
export function decodeFile(bytes: Uint8Array, decode: (bytes: Uint8Array) => { text: string; valid: boolean }): FileNode {
  if (bytes.length > maximumFileSize) return { kind: "unknown", reason: "too-large" };
  if (bytes.subarray(0, 8192).includes(0)) return { kind: "unknown", reason: "binary" };
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const { text, valid } = decode(bom ? bytes.subarray(3) : bytes);
  return { kind: "file", text, bom, utf8: valid, size: bytes.length };
}

/** Files held in memory: tests, rule examples, templates. Directories exist where files are below them. */
export class MemoryFileSystem implements FileSystem {
  constructor(readonly files: ReadonlyMap<string, string>) {}

  read(uri: string): Promise<FileNode> {
    return Promise.resolve(this.node(uri));
  }

  realPath(uri: string): Promise<string | undefined> {
    return Promise.resolve(uri);
  }

  private node(uri: string): FileNode {
    const text = this.files.get(uri);
    if (text !== undefined) return textFile(text);
    const prefix = uri.endsWith("/") ? uri : `${uri}/`;
    const names = new Set<string>();
    for (const file of this.files.keys()) {
      if (file.startsWith(prefix)) names.add(decodeURIComponent(file.slice(prefix.length).split("/")[0]!));
    }
    return names.size === 0 ? absent : { kind: "directory", names: [...names] };
  }
}
