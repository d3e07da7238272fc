/** Turns the paths of the command line into the files to judge. */
import { existsSync } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { Language } from "../core/linter/rule.js";
import { pathOf, readPath, uriOf } from "../node/file-system.js";
import { languageByContent, languageByName } from "./detect.js";

export interface Target {
  readonly uri: string;
  /** Relative to the working directory, `/` as separator. */
  readonly path: string;
  /** The workspace folder: what lies outside is not read. */
  readonly root: string;
  /** Undefined where neither name nor content says. */
  readonly language: Language | undefined;
  /** Named on the command line, so no configuration leaves it out. */
  readonly explicit: boolean;
  /** What is wrong with the path itself. */
  readonly error?: string;
}

/** Every file once, in the order of the paths; a link and the file it means are one file. */
export async function findTargets(paths: readonly string[], cwd: string): Promise<readonly Target[]> {
  const targets = new Map<string, Target>();
  for (const path of paths.length === 0 ? ["."] : paths) {
    for await (const target of targetsOf(resolve(cwd, path), cwd)) {
      if (!targets.get(target.uri)?.explicit) targets.set(target.uri, target);
    }
  }
  return withoutLinksToOthers([...targets.values()]);
}

async function* targetsOf(path: string, cwd: string): AsyncGenerator<Target> {
  const node = readPath(path);
  const root = workspaceRoot(path, cwd, node.kind === "directory");
  if (node.kind !== "directory") {
    const name = languageByName(basename(path));
    const sure = name === "unsure" && /\.ya?ml$/i.test(path) ? "compose" : name;
    const language =
      sure === "compose" || sure === "dockerfile"
        ? sure
        : node.kind === "file"
          ? languageByContent(basename(path), node.text)
          : undefined;
    const missing = node.kind === "absent" ? "There is no such file." : undefined;
    const unknown = node.kind === "file" && !language ? "It is neither a Dockerfile nor a Compose file." : undefined;
    yield target(path, cwd, root, language, true, missing ?? unknown);
    return;
  }
  const { walk } = await import("./walk.js");
  const unreadable: string[] = [];
  for await (const file of walk(
    path,
    root,
    (it) => languageByName(it) !== undefined,
    (it) => unreadable.push(it),
  )) {
    const language = await languageInWalk(file);
    if (language) yield target(file, cwd, root, language, false);
  }
  for (const directory of unreadable) yield target(directory, cwd, root, undefined, false, "The directory cannot be read.");
}

async function languageInWalk(file: string): Promise<Language | undefined> {
  const name = basename(file);
  const verdict = languageByName(name);
  // Workflows are often named after what they build.
  const isWorkflow = basename(dirname(file)) === "workflows";
  if (verdict !== "unsure" && !(verdict === "compose" && isWorkflow)) return verdict;
  const node = readPath(file);
  return node.kind === "file" ? languageByContent(name, node.text) : undefined;
}

function target(
  path: string,
  cwd: string,
  root: string,
  language: Language | undefined,
  explicit: boolean,
  error?: string,
): Target {
  return { uri: uriOf(path), path: shownPath(path, cwd), root: uriOf(root), language, explicit, ...(error ? { error } : {}) };
}

/** A path as people see it: relative to the working directory, `/` as separator. */
export function shownPath(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join("/") || ".";
}

/** The nearest folder upwards that holds `.git`, else the working directory if the path lies in it, else the path's own folder. */
export function workspaceRoot(path: string, cwd: string, isDirectory: boolean): string {
  for (let it = path; ; it = dirname(it)) {
    if (existsSync(`${it}${sep}.git`)) return it;
    if (dirname(it) === it) break;
  }
  const fromCwd = relative(cwd, path);
  return fromCwd.startsWith("..") || isAbsolute(fromCwd) ? (isDirectory ? path : dirname(path)) : cwd;
}

async function withoutLinksToOthers(targets: readonly Target[]): Promise<readonly Target[]> {
  const seen = new Set<string>();
  const real = await Promise.all(targets.map((it) => (it.error ? undefined : linkTarget(it.uri))));
  targets.forEach((it, i) => {
    if (real[i] === undefined) seen.add(it.uri);
  });
  return targets.filter((it, i) => {
    const uri = real[i];
    if (uri === undefined || it.explicit) return true;
    if (seen.has(uri)) return false;
    seen.add(uri);
    return true;
  });
}

/** The URI a symbolic link means; undefined for what is none, or leads nowhere. */
async function linkTarget(uri: string): Promise<string | undefined> {
  const path = pathOf(uri)!;
  try {
    return (await lstat(path)).isSymbolicLink() ? uriOf(await realpath(path)) : undefined;
  } catch {
    return undefined;
  }
}
