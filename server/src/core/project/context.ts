/** A build context: the files a builder gets, and what `.dockerignore` keeps from it. */
import { type Dockerignore, isIgnored, parseDockerignore } from "../syntax/dockerignore.js";
import type { FileNode } from "./file-system.js";
import type { Snapshot } from "./snapshot.js";
import { join } from "./uri.js";

export interface BuildContext {
  /** Of the directory. */
  readonly uri: string;
  /** What stands at a path of the context, with or without a leading `/`; `..` leads out of it and is not known. */
  read(path: string): FileNode;
  /** Says that all of these paths will be read, so that they are loaded together. */
  prefetch(paths: readonly string[]): void;
  /** The text of a file, or undefined where there is none that can be read. */
  text(path: string): string | undefined;
  /** True or false where it is known whether a path exists. */
  has(path: string): boolean | undefined;
  /** The names in a directory of the context; undefined where not known. */
  names(path?: string): readonly string[] | undefined;
  /** The ignore file in force: `<Dockerfile>.dockerignore` before `.dockerignore`; undefined where there is none. */
  readonly ignore: { readonly uri: string; readonly file: Dockerignore } | undefined;
  /** True when the ignore file keeps a path from the builder. */
  isIgnored(path: string): boolean;
}

export function createContext(uri: string, dockerfileUri: string | undefined, snapshot: Snapshot): BuildContext {
  const leadsOut = (path: string): boolean => path.split("/").includes("..");
  const uriOf = (path: string): string => join(uri, `./${path}`);
  const read = (path: string): FileNode =>
    leadsOut(path) ? { kind: "unknown", reason: "outside-workspace" } : snapshot.read(uriOf(path));
  const context: BuildContext = {
    uri,
    read,
    prefetch: (paths) => snapshot.prefetch(paths.filter((path) => !leadsOut(path)).map(uriOf)),
    text(path) {
      const node = read(path);
      return node.kind === "file" ? node.text : undefined;
    },
    has(path) {
      const node = read(path);
      return node.kind === "absent" ? false : node.kind === "unknown" && node.reason === "outside-workspace" ? undefined : true;
    },
    names(path = ".") {
      const node = read(path);
      return node.kind === "directory" ? node.names : undefined;
    },
    get ignore() {
      const own = dockerfileUri === undefined ? undefined : `${dockerfileUri}.dockerignore`;
      for (const candidate of [own, join(uri, ".dockerignore")]) {
        const file = candidate && snapshot.parse(candidate, parseIgnoreFile);
        if (file) return { uri: candidate, file };
      }
      return undefined;
    },
    isIgnored(path) {
      const { ignore } = context;
      return ignore !== undefined && isIgnored(ignore.file, path);
    },
  };
  return context;
}

function parseIgnoreFile(_uri: string, text: string): Dockerignore {
  return parseDockerignore(text);
}
