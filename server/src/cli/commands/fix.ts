/** `drydock fix`: applies fixes, writes the files or prints a patch, and says what is left. */

import { printPatch, writeChanges } from "../changes.js";
import { formatText } from "../formatters/text.js";
import { type CliIo, complain, exitCodes, visible, wantsColor } from "../io.js";
import { conclude, readOptions, type SharedOptions, takePaths } from "../options.js";
import { type AppliedFix, repair } from "../repair.js";
import { Summary } from "../report.js";
import { findTargets, type Target } from "../targets.js";

export interface FixOptions extends SharedOptions {
  readonly unsafe: boolean;
  readonly diff: boolean;
}

/** @returns the exit code: that of a lint of what is left */
export async function fixCommand(words: readonly string[], given: FixOptions, io: CliIo): Promise<number> {
  const [paths, options] = takePaths(words, given, io);
  const judgeOptions = await readOptions(options, io);
  const summary = new Summary();
  const formatter = formatText({ showSuppressed: false, color: wantsColor(io) });
  const left: string[] = [];
  const applied: AppliedFix[] = [];
  let failed = false;
  for (const targets of byRoot(await findTargets(paths, io.cwd))) {
    const result = await repair(targets, options.unsafe ? "unsafe" : "safe", judgeOptions, io);
    for (const message of result.refused) complain(io, message);
    const errors =
      result.refused.length > 0
        ? result.refused
        : options.diff
          ? printPatch(result.changes, io)
          : await writeChanges(result.changes, io);
    failed ||= result.failed || errors.length > 0;
    for (const report of result.reports) {
      summary.add(report);
      left.push(formatter.file(report));
    }
    if (result.refused.length === 0) applied.push(...result.applied);
  }
  if (!options.diff) io.stdout.write(`${appliedText(applied)}${left.join("")}${formatter.end(summary)}`);
  const code = conclude(summary, failed, io);
  return failed ? exitCodes.failure : code;
}

function byRoot(targets: readonly Target[]): readonly Target[][] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) groups.set(target.root, [...(groups.get(target.root) ?? []), target]);
  return [...groups.values()];
}

function appliedText(applied: readonly AppliedFix[]): string {
  if (applied.length === 0) return "";
  const files = new Map<string, AppliedFix[]>();
  for (const it of applied) files.set(it.path, [...(files.get(it.path) ?? []), it]);
  const blocks = [...files].map(([path, list]) => {
    const lines = list.map(({ line, rule, title }) => `  ${line + 1}  ${rule}  ${title}`);
    return `Fixed ${path}\n${lines.join("\n")}\n`;
  });
  return `${visible(blocks.join("\n"))}\n`;
}
