/** Applies fixes in memory, round after round, until nothing is left to apply. */

import type { Diagnostic, ResolvedFix } from "../core/linter/finding.js";
import { bulkFix, changedText, joinSoundFixes } from "../core/linter/fix-all.js";
import { harm, originalOf } from "../core/linter/harm.js";
import { parsers } from "../core/linter/parsers.js";
import type { Language } from "../core/linter/rule.js";
import { type FileNode, type TextFile, textFile } from "../core/project/file-system.js";
import { LineIndex } from "../core/text/line-index.js";
import type { CliIo } from "./io.js";
import { Judge, type Judged, type JudgeOptions } from "./judge.js";
import type { FileReport } from "./report.js";
import type { Target } from "./targets.js";

export interface Repair {
  /** What is left, in the order of the targets. */
  readonly reports: readonly FileReport[];
  /** Files that change, by URI. */
  readonly changes: ReadonlyMap<string, FileChange>;
  readonly applied: readonly AppliedFix[];
  /** Why nothing of this may be written. */
  readonly refused: readonly string[];
  /** True when a configuration file has a problem. */
  readonly failed: boolean;
}

export interface FileChange {
  /** Undefined: the file is new. */
  readonly before: TextFile | undefined;
  readonly after: TextFile;
}

export interface AppliedFix {
  readonly path: string;
  /** 0-based, at the time it was applied. */
  readonly line: number;
  readonly rule: string;
  readonly title: string;
}

const mostRounds = 10;

/**
 * Repairs the files of one workspace folder together, since a fix may change several.
 * @param level which fixes are taken; placeholders never are
 */
export async function repair(
  targets: readonly Target[],
  level: "safe" | "unsafe",
  options: JudgeOptions,
  io: CliIo,
): Promise<Repair> {
  const changes = new Map<string, FileChange>();
  const texts = new Map<string, FileNode>();
  const judge = new Judge(options, io, texts);
  const judged = new Map<Target, Judged | undefined>();
  const applied: AppliedFix[] = [];
  let pending: readonly Target[] = targets;
  for (let round = 0; ; round++) {
    for (const target of pending) judged.set(target, await judge.judge(target));
    if (round === mostRounds) break;
    const chosen = await chooseFixes(
      pending.flatMap((it) => judged.get(it) ?? []),
      level,
      judge,
    );
    if (chosen.length === 0) break;
    const changed = await applyRound(chosen, targets, judge, changes, texts, applied);
    judge.forget();
    pending = targets.filter((it) => [...changed].some((uri) => it.uri === uri || judged.get(it)?.dependencies.has(uri)));
  }
  const reports = targets.flatMap((it) => judged.get(it)?.report ?? []);
  return { reports, changes, applied, refused: brokenFiles(changes, targets), failed: judge.failed };
}

interface Chosen {
  readonly diagnostic: Diagnostic;
  readonly fix: ResolvedFix;
  readonly target: Target;
}

/** The fixes to apply, without those that touch a file that must not be changed. */
async function chooseFixes(judged: readonly Judged[], level: "safe" | "unsafe", judge: Judge): Promise<Chosen[]> {
  const chosen: Chosen[] = [];
  for (const { target, diagnostics } of judged) {
    for (const diagnostic of diagnostics) {
      const fix = bulkFix(diagnostic, level);
      if (fix && (await isApplicable(fix, target, judge))) chosen.push({ diagnostic, fix, target });
    }
  }
  return chosen;
}

async function isApplicable({ edits, creates }: ResolvedFix, { root }: Target, judge: Judge): Promise<boolean> {
  for (const uri of edits.keys()) {
    const node = await judge.read(uri, root);
    if (node.kind !== "file" || !node.utf8) return false;
  }
  for (const uri of creates.keys()) if ((await judge.read(uri, root)).kind !== "absent") return false;
  return true;
}

async function applyRound(
  chosen: readonly Chosen[],
  all: readonly Target[],
  judge: Judge,
  changes: Map<string, FileChange>,
  texts: Map<string, FileNode>,
  applied: AppliedFix[],
): Promise<Set<string>> {
  const targets = new Map<Diagnostic, Target>(chosen.map(({ diagnostic, target }) => [diagnostic, target]));
  const root = chosen[0]!.target.root;
  const before = new Map<string, TextFile>();
  for (const uri of chosen.flatMap(({ fix, target }) => [target.uri, ...fix.edits.keys()])) {
    const node = await judge.read(uri, root);
    if (node.kind === "file") before.set(uri, node);
  }
  const languages = new Map<string, Language | undefined>(all.map(({ uri, language }) => [uri, language]));
  const joined = joinSoundFixes(chosen, (uri) => {
    const language = languages.get(uri);
    return language && originalOf(parsers[language](uri, before.get(uri)!.text));
  });
  for (const { diagnostic, fix } of joined.applied) {
    const { path, uri } = targets.get(diagnostic)!;
    const line = new LineIndex(before.get(uri)!.text).lineOf(diagnostic.span.start);
    applied.push({ path, line, rule: diagnostic.rule.name, title: fix.title });
  }
  const put = (uri: string, old: TextFile | undefined, after: TextFile): void => {
    const known = changes.get(uri);
    changes.set(uri, { before: known ? known.before : old, after });
    texts.set(uri, after);
  };
  for (const uri of joined.edits.keys()) {
    const node = before.get(uri)!;
    put(uri, node, { ...node, text: changedText(joined, uri, node.text) });
  }
  for (const [uri, text] of joined.creates) put(uri, undefined, textFile(text));
  return new Set([...joined.edits.keys(), ...joined.creates.keys()]);
}

/** Files that would have a problem they did not have: the sign of a wrong fix, which must not reach the disk. */
export function brokenFiles(changes: ReadonlyMap<string, FileChange>, targets: readonly Target[]): string[] {
  return targets.flatMap(({ uri, path, language }) => {
    const change = changes.get(uri);
    if (!change || !language) return [];
    const added = harm(originalOf(parsers[language](uri, change.before?.text ?? "")), change.after.text, true);
    return added ? [`${path}: the fixes would break it (${added.message}), so nothing is written.`] : [];
  });
}
