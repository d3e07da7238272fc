/** `drydock import`: takes over what a project tells other tools. */
import { dirname as folderOf, resolve } from "node:path";
import { foreignConfigNames } from "../../core/import/configs.js";
import { type ImportedConfig, type ImportedFile, type ImportNote, importSettings } from "../../core/import/import.js";
import { configFileNames } from "../../core/linter/config-file.js";
import { loadConfiguration } from "../../core/linter/find-configuration.js";
import { parsers } from "../../core/linter/parsers.js";
import { type TextFile, textFile } from "../../core/project/file-system.js";
import { FileStore } from "../../core/project/snapshot.js";
import { basename, foldersUpwards, join } from "../../core/project/uri.js";
import { rules } from "../../core/rules/index.js";
import { applyEdits } from "../../core/text/edits.js";
import { LineIndex } from "../../core/text/line-index.js";
import { blockingFileSystem, pathOf, readPath, uriOf } from "../../node/file-system.js";
import { printPatch, writeChanges } from "../changes.js";
import { type CliIo, complain, exitCodes, visible } from "../io.js";
import { Judge } from "../judge.js";
import { brokenFiles, type FileChange } from "../repair.js";
import { findTargets, shownPath, type Target, workspaceRoot } from "../targets.js";
import { walk } from "../walk.js";

export interface ImportOptions {
  readonly diff: boolean;
  readonly keep: boolean;
}

/** @returns the exit code: 0 when all was taken over, 1 when something stays as it was, 2 when something could not be read or written */
export async function importCommand(paths: readonly string[], { diff, keep }: ImportOptions, io: CliIo): Promise<number> {
  const given = paths.length === 0 ? ["."] : paths;
  const isConfig = (path: string): boolean => foreignConfigNames.includes(basename(path.replaceAll("\\", "/")));
  const errors: string[] = [];
  const others = given.filter((it) => !isConfig(it));
  const targets = others.length === 0 ? [] : await findTargets(others, io.cwd);
  const configs = await findConfigs(given, isConfig, io, errors);
  const texts = new Map<string, TextFile>();
  const files = await readTargets(targets, texts, io, errors);
  const own = ownConfigs(configs, io, texts);
  for (const { uri, node } of configs) texts.set(uri, node);
  const foreign = configs.map(({ uri, node }): ImportedConfig => ({ uri, text: node.text }));
  const result = importSettings({ files, configs: foreign, own, rules, keep });
  const changes = changesOf(result, texts);
  const broken = brokenFiles(changes, targets);
  errors.push(...broken);
  for (const message of errors) complain(io, message);
  if (broken.length > 0) return exitCodes.failure;
  const unwritten = diff ? printPatch(changes, io) : await writeChanges(changes, io);
  if (!diff) io.stdout.write(summary(result, changes, texts, io));
  if (errors.length > 0 || unwritten.length > 0) return exitCodes.failure;
  return result.left.length > 0 ? exitCodes.findings : exitCodes.clean;
}

interface FoundConfig {
  readonly uri: string;
  readonly node: TextFile;
}

async function findConfigs(
  paths: readonly string[],
  isConfig: (path: string) => boolean,
  io: CliIo,
  errors: string[],
): Promise<readonly FoundConfig[]> {
  const found = new Map<string, FoundConfig>();
  const add = (path: string): void => {
    const node = readPath(path);
    if (node.kind === "file") found.set(uriOf(path), { uri: uriOf(path), node });
    else errors.push(`${shownPath(path, io.cwd)}: ${node.kind === "absent" ? "There is no such file." : "It cannot be read."}`);
  };
  for (const path of paths.map((it) => resolve(io.cwd, it))) {
    if (isConfig(path)) add(path);
    else if (readPath(path).kind === "directory") {
      const root = workspaceRoot(path, io.cwd, true);
      for await (const file of walk(path, root, isConfig, () => undefined)) add(file);
    }
  }
  return [...found.values()];
}

async function readTargets(
  targets: readonly Target[],
  texts: Map<string, TextFile>,
  io: CliIo,
  errors: string[],
): Promise<readonly ImportedFile[]> {
  const judge = new Judge({}, io);
  const files: ImportedFile[] = [];
  for (const target of targets) {
    const { uri, root, path, language } = target;
    const node = await judge.read(uri, root);
    const judged = await judge.judge({ ...target, explicit: true });
    for (const { message } of judged?.report.errors ?? []) errors.push(`${path}: ${message}`);
    if (node.kind !== "file" || !language || !judged || judged.report.errors.length > 0) continue;
    if (!node.utf8) {
      errors.push(`${path}: It is not valid UTF-8, so it is never changed.`);
      continue;
    }
    texts.set(uri, node);
    const { found } = await loadConfiguration(uri, new FileStore(blockingFileSystem, [root]), rules);
    const without = found.hadolint?.disableIgnorePragma ? (["hadolint"] as const) : [];
    files.push({ file: parsers[language](uri, node.text), diagnostics: judged.diagnostics, without });
  }
  if (judge.failed) errors.push("a configuration file has a mistake");
  return files;
}

/** The `.drydock.yaml` files that count for the folders of the others. */
function ownConfigs(configs: readonly FoundConfig[], io: CliIo, texts: Map<string, TextFile>): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const { uri } of configs) {
    const path = pathOf(uri)!;
    const root = uriOf(workspaceRoot(path, io.cwd, false));
    for (const folder of foldersUpwards(uri, [root, uriOf(folderOf(path))])) {
      for (const candidate of configFileNames.map((name) => join(folder, name))) {
        const node = readPath(pathOf(candidate)!);
        if (node.kind !== "file") continue;
        own.set(candidate, node.text);
        texts.set(candidate, node);
      }
    }
  }
  return own;
}

function changesOf(
  { edits, creates }: ReturnType<typeof importSettings>,
  texts: ReadonlyMap<string, TextFile>,
): ReadonlyMap<string, FileChange> {
  const changes = new Map<string, FileChange>();
  for (const [uri, list] of edits) {
    const before = texts.get(uri)!;
    changes.set(uri, { before, after: { ...before, text: applyEdits(before.text, list) } });
  }
  for (const [uri, text] of creates) changes.set(uri, { before: undefined, after: textFile(text) });
  return changes;
}

function summary(
  { taken, left }: ReturnType<typeof importSettings>,
  changes: ReadonlyMap<string, FileChange>,
  texts: ReadonlyMap<string, TextFile>,
  { cwd }: CliIo,
): string {
  const place = ({ uri, span }: ImportNote): string => {
    const line = new LineIndex(texts.get(uri)?.text ?? "").lineOf(span.start) + 1;
    return `${shownPath(pathOf(uri)!, cwd)}${span.end > span.start ? `:${line}` : ""}`;
  };
  const lines = (notes: readonly ImportNote[]): string => notes.map((it) => `  ${place(it)}  ${it.message}\n`).join("");
  const parts = [
    ...(taken.length > 0 ? [`Taken over\n${lines(taken)}`] : []),
    ...(left.length > 0 ? [`Stays as it is\n${lines(left)}`] : []),
    changes.size === 0
      ? "Nothing to change.\n"
      : `Changed ${[...changes.keys()].map((it) => shownPath(pathOf(it)!, cwd)).join(", ")}.\n`,
  ];
  return visible(parts.join("\n"));
}
