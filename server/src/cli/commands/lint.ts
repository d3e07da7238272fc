/** `drydock lint`: judges files and prints what it finds. */
import { resolve } from "node:path";
import { decodeFile, type FileNode } from "../../core/project/file-system.js";
import { decodeUtf8, uriOf } from "../../node/file-system.js";
import { languageByContent, languageByName } from "../detect.js";
import { formats } from "../formatters/index.js";
import { type CliIo, UsageError, wantsColor } from "../io.js";
import { Judge } from "../judge.js";
import { conclude, readOptions, type SharedOptions, takePaths } from "../options.js";
import { Summary } from "../report.js";
import { findTargets, type Target, workspaceRoot } from "../targets.js";

export interface LintOptions extends SharedOptions {
  readonly format: string;
  readonly stdinFilename?: string;
  readonly showSuppressed: boolean;
}

/** @returns the exit code */
export async function lintCommand(words: readonly string[], given: LintOptions, io: CliIo): Promise<number> {
  const [paths, options] = takePaths(words, given, io);
  const judgeOptions = await readOptions(options, io);
  const texts = new Map<string, FileNode>();
  const targets = [...(paths.includes("-") ? [await stdinTarget(options.stdinFilename, texts, io)] : [])];
  const others = paths.filter((it) => it !== "-");
  if (paths.length === 0 || others.length > 0) targets.push(...(await findTargets(others, io.cwd)));
  const judge = new Judge(judgeOptions, io, texts);
  const formatter = formats[options.format]!({ showSuppressed: options.showSuppressed, color: wantsColor(io) }, io);
  const summary = new Summary();
  for (const target of targets) {
    const judged = await judge.judge(target);
    if (!judged) continue;
    summary.add(judged.report);
    io.stdout.write(formatter.file(judged.report));
  }
  io.stdout.write(formatter.end(summary));
  return conclude(summary, judge.failed, io);
}

/** The text on standard input, under the name it would have on the disk. */
async function stdinTarget(name: string | undefined, texts: Map<string, FileNode>, io: CliIo): Promise<Target> {
  const node = decodeFile(await io.readStdin(), decodeUtf8);
  const path = resolve(io.cwd, name ?? "stdin");
  const uri = uriOf(path);
  texts.set(uri, node);
  const text = node.kind === "file" ? node.text : "";
  const verdict = name === undefined ? "unsure" : languageByName(name.split("/").at(-1)!);
  const language =
    verdict === "dockerfile" || verdict === "compose"
      ? verdict
      : name?.match(/\.ya?ml$/i)
        ? "compose"
        : languageByContent(name ?? "", text);
  if (language === undefined && node.kind === "file") {
    throw new UsageError("the text on standard input is neither a Dockerfile nor a Compose file; name it with --stdin-filename.");
  }
  return {
    uri,
    path: name?.replace(/^\.\//, "") ?? "-",
    root: uriOf(workspaceRoot(path, io.cwd, false)),
    language: language ?? "dockerfile",
    explicit: true,
  };
}
