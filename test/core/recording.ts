/** A file system of texts that writes down what is opened, for tests about what is read, and when. */
import { absent, type FileNode, type FileSystem, MemoryFileSystem } from "../../server/src/core/project/file-system.js";

export const root = "test:///project";

/** The URI of a path of the project. */
export function at(path: string): string {
  return `${root}/${path}`;
}

export class RecordingFileSystem implements FileSystem {
  /** What was opened, in order. */
  readonly opened: string[] = [];
  /** Texts by URI; a test changes them as a program beside the editor would. */
  readonly texts = new Map<string, string>();
  /** Where symbolic links lead to, by URI. */
  readonly links = new Map<string, string>();
  /** What stands at a URI and is no text. */
  readonly others = new Map<string, FileNode>();
  /** A test sets it to hold back answers. */
  pause: Promise<void> | undefined;
  private readonly memory = new MemoryFileSystem(this.texts);

  /** @param files texts by path of the project, or by URI */
  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.texts.set(path.includes("://") ? path : at(path), text);
  }

  /** Paths of the project that were opened, others by URI. */
  get paths(): string[] {
    return this.opened.map((uri) => (uri.startsWith(`${root}/`) ? uri.slice(root.length + 1) : uri));
  }

  async read(uri: string): Promise<FileNode> {
    this.opened.push(uri);
    const real = this.follow(uri);
    const node = real === undefined ? absent : (this.others.get(real) ?? (await this.memory.read(real)));
    await this.pause;
    return node;
  }

  async realPath(uri: string): Promise<string | undefined> {
    return this.follow(uri);
  }

  /** Undefined for links that lead to one another, as on a disk. */
  private follow(uri: string, hops = 0): string | undefined {
    for (const [from, to] of this.links) {
      if (uri === from || uri.startsWith(`${from}/`))
        return hops > 40 ? undefined : this.follow(to + uri.slice(from.length), hops + 1);
    }
    return uri;
  }
}
