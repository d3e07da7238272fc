/**
 * Files as a rule may read them: at once, without waiting.
 *
 * A rule is synchronous, yet nobody can say beforehand which files it will want. So a read of a file that has not been loaded
 * throws `Pending`; the linter loads what was asked for and runs just that rule again. A rule never sees "not loaded yet", and a
 * file that no rule asks for is never read.
 */
import { type FileNode, type FileSystem, maximumFileSize, maximumLineLength, type TextFile } from "./file-system.js";
import { keyOfJob, type ShellAnswers, type ShellCheckJob, type ShellComment } from "./shellcheck.js";
import { basename, dirname, isWithin } from "./uri.js";

/** Thrown by a read of what has to be loaded first. Rules let it pass. No `Error`: a stack trace costs more than the read. */
export class Pending {
  constructor(readonly uris: readonly string[]) {}
}

/** What has been loaded so far, shared by all files of a workspace; a host drops entries when they change. */
export class FileStore {
  private readonly nodes = new Map<string, FileNode>();
  /** Reads under way; one that is forgotten meanwhile counts no more. */
  private readonly loading = new Map<string, Promise<FileNode>>();
  private readonly parsed = new WeakMap<TextFile, Map<unknown, unknown>>();

  /** @param roots the workspace folders: nothing outside them is read, also not through symbolic links */
  constructor(
    private readonly fileSystem: FileSystem,
    readonly roots: readonly string[],
  ) {}

  get(uri: string): FileNode | undefined {
    return this.nodes.get(uri);
  }

  /** Puts an editor's unsaved text before what is on the disk. */
  set(uri: string, node: FileNode): void {
    this.invalidate(uri);
    this.nodes.set(uri, withinLimits(node));
  }

  /** Forgets a URI, so that the next read loads it again. */
  invalidate(uri: string): void {
    this.nodes.delete(uri);
    this.loading.delete(uri);
  }

  /**
   * Forgets a URI that came or went: what stood below it, and the directories that list something else now.
   * @returns these directories: its own, and those above that came along with it, of which some watchers do not tell
   */
  invalidateListing(uri: string): string[] {
    for (const known of [...this.nodes.keys(), ...this.loading.keys()]) if (isWithin(uri, known)) this.invalidate(known);
    const listings = [dirname(uri)];
    for (let child = dirname(uri); this.isInside(dirname(child)); child = dirname(child)) {
      const above = this.nodes.get(dirname(child));
      if (this.nodes.get(child)?.kind === "directory" || (above?.kind === "directory" && above.names.includes(basename(child))))
        break;
      if (above !== undefined) listings.push(dirname(child));
      if (above?.kind === "directory") break;
    }
    for (const it of listings) this.invalidate(it);
    return listings;
  }

  isInside(uri: string): boolean {
    return this.roots.some((root) => isWithin(root, uri));
  }

  async load(uri: string): Promise<FileNode> {
    let loading = this.loading.get(uri);
    if (!loading) this.loading.set(uri, (loading = this.readInside(uri)));
    const node = await loading;
    // Where an editor's text arrived meanwhile, or the file changed, what was read counts no more.
    if (this.loading.get(uri) === loading) {
      this.loading.delete(uri);
      this.nodes.set(uri, node);
    }
    return this.nodes.get(uri) ?? node;
  }

  /** The value of a pure function of a file's text, computed once per text. */
  parse<T>(file: TextFile, uri: string, parser: (uri: string, text: string) => T): T {
    let values = this.parsed.get(file);
    if (!values) this.parsed.set(file, (values = new Map()));
    if (!values.has(parser)) values.set(parser, parser(uri, file.text));
    return values.get(parser) as T;
  }

  /** What a parser has made of a file's text, if anyone has asked for it. */
  parsedBy<T>(file: TextFile, parser: (uri: string, text: string) => T): T | undefined {
    return this.parsed.get(file)?.get(parser) as T | undefined;
  }

  private async readInside(uri: string): Promise<FileNode> {
    if (!this.isInside(uri)) return { kind: "unknown", reason: "outside-workspace" };
    // First where it leads to: what lies outside is not even opened.
    const real = await this.fileSystem.realPath(uri);
    if (real !== undefined && real !== uri && !(await this.isReallyInside(real)))
      return { kind: "unknown", reason: "outside-workspace" };
    return withinLimits(await this.fileSystem.read(uri));
  }

  private realRoots: Promise<readonly string[]> | undefined;

  private async isReallyInside(real: string): Promise<boolean> {
    this.realRoots ??= Promise.all(this.roots.map(async (root) => (await this.fileSystem.realPath(root)) ?? root));
    return (await this.realRoots).some((root) => isWithin(root, real));
  }
}

function withinLimits(node: FileNode): FileNode {
  return node.kind === "file" && isTooLarge(node) ? { kind: "unknown", reason: "too-large" } : node;
}

/** Beyond these limits a file is not judged, see docs/architecture.md. */
export function isTooLarge({ text, size }: TextFile): boolean {
  if (size > maximumFileSize) return true;
  if (text.length <= maximumLineLength) return false;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
    if (end - start > maximumLineLength) return true;
    start = end + 1;
  }
  return text.length - start > maximumLineLength;
}

/** The store as one run of the linter sees it: remembers what the answer rests on, absent files included. */
export class Snapshot {
  readonly dependencies = new Set<string>();
  /** Scripts that nobody has asked ShellCheck about yet, by key: the answer rests on what it will say. */
  readonly unanswered = new Map<string, ShellCheckJob>();

  /** @param answers of ShellCheck; undefined where the host does not run it */
  constructor(
    private readonly store: FileStore,
    private readonly answers?: ShellAnswers,
  ) {}

  /** True where ShellCheck can be asked. */
  get hasShellCheck(): boolean {
    return this.answers !== undefined;
  }

  /** What ShellCheck says; undefined as long as there is no answer. */
  shellComments(job: ShellCheckJob): readonly ShellComment[] | undefined {
    if (!this.answers) return undefined;
    const key = keyOfJob(job);
    this.dependencies.add(key);
    const known = this.answers.get(job);
    if (!known) this.unanswered.set(key, job);
    return known;
  }

  /** @throws Pending when the file has to be loaded first */
  read(uri: string): FileNode {
    this.dependencies.add(uri);
    if (!this.store.isInside(uri)) return { kind: "unknown", reason: "outside-workspace" };
    const node = this.store.get(uri);
    if (node === undefined) throw new Pending([uri]);
    return node;
  }

  /** Says that all of these will be read, so that they are loaded together and not one by one. @throws Pending */
  prefetch(uris: readonly string[]): void {
    const missing = uris.filter((uri) => this.store.isInside(uri) && this.store.get(uri) === undefined);
    if (missing.length > 0) throw new Pending(missing);
  }

  /** A file's text parsed once; undefined where there is no readable file. */
  parse<T>(uri: string, parser: (uri: string, text: string) => T): T | undefined {
    const node = this.read(uri);
    return node.kind === "file" ? this.store.parse(node, uri, parser) : undefined;
  }

  get roots(): readonly string[] {
    return this.store.roots;
  }

  load(uri: string): Promise<FileNode> {
    return this.store.load(uri);
  }
}
