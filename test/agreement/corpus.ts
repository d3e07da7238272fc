/** Real Dockerfiles, what another tool found in them, and what Drydock finds: the folder DRYDOCK_CORPUS names holds both. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Configuration } from "../../server/src/core/linter/configuration.js";
import type { Diagnostic } from "../../server/src/core/linter/finding.js";
import { lint } from "../../server/src/core/linter/lint.js";
import type { Rule } from "../../server/src/core/linter/rule.js";
import { decodeFile, MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import type { Dockerfile, Instruction } from "../../server/src/core/syntax/dockerfile/model.js";
import { LineIndex } from "../../server/src/core/text/line-index.js";
import { decodeUtf8 } from "../../server/src/lsp/client-file-system.js";

/** A finding of another tool. */
export interface Recorded {
  /** 1-based. */
  readonly line: number;
  readonly code: string;
}

/** A file as Drydock judges it. */
export interface Judged {
  readonly file: Dockerfile;
  readonly index: LineIndex;
  readonly diagnostics: readonly Diagnostic[];
}

/** The instruction on whose lines something is said. */
export interface Place {
  readonly file: Dockerfile;
  /** Undefined on a line between instructions. */
  readonly instruction: Instruction | undefined;
  /** As written, continuation lines and heredocs included. */
  readonly text: string;
}

/** Rules one by one and not through the index, so that a rule that is being written does not keep the others from being compared. */
export async function loadRules(): Promise<Rule[]> {
  const folder = "server/src/core/rules/dockerfile";
  const loaded: Rule[] = [];
  for (const name of readdirSync(folder).filter((it) => it.endsWith(".ts"))) {
    try {
      const { default: rule } = (await import(pathToFileURL(join(folder, name)).href)) as { default: Rule };
      loaded.push(rule);
    } catch (error) {
      console.error(`${name} cannot be loaded: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    }
  }
  return loaded;
}

/**
 * Every Dockerfile of the corpus with the tool's findings on it, none for a clean one.
 * @param tool `findings/<tool>-*.tsv`: file, line, code
 */
export function recordedFindings(root: string, tool: string): ReadonlyMap<string, readonly Recorded[]> {
  const findings = new Map<string, Recorded[]>();
  const files = readdirSync(join(root, "dockerfile"), { recursive: true, withFileTypes: true });
  for (const it of files.filter((it) => it.isFile()))
    findings.set(relative(root, join(it.parentPath, it.name)).replaceAll(sep, "/"), []);
  for (const name of readdirSync(join(root, "findings")).filter((it) => it.startsWith(`${tool}-`) && it.endsWith(".tsv"))) {
    for (const row of readFileSync(join(root, "findings", name), "utf8")
      .split("\n")
      .slice(1)) {
      const [file, line, code] = row.split("\t");
      if (file && line && code) findings.get(file)?.push({ line: Number(line), code });
    }
  }
  return findings;
}

/** Judges a file of the corpus; undefined where it cannot be read as text. */
export async function judge(
  root: string,
  name: string,
  rules: readonly Rule[],
  configuration: Configuration,
): Promise<Judged | undefined> {
  const node = decodeFile(readFileSync(join(root, name)), decodeUtf8);
  return node.kind === "file" ? judgeText(node.text, rules, configuration, name) : undefined;
}

/** Judges a text that stands alone. @param name for what a rule that throws says */
export async function judgeText(
  text: string,
  rules: readonly Rule[],
  configuration: Configuration,
  name = "Dockerfile",
): Promise<Judged | undefined> {
  const uri = "test:///corpus/Dockerfile";
  const { file, diagnostics } = await lint({
    uri,
    language: "dockerfile",
    rules,
    configuration,
    store: new FileStore(new MemoryFileSystem(new Map([[uri, text]])), ["test:///corpus"]),
    log: (message) => console.error(`${name}: ${message}`),
  });
  return file?.language === "dockerfile" ? { file, diagnostics, index: new LineIndex(text) } : undefined;
}

/** The instruction on whose lines an offset lies. */
export function placeOf(file: Dockerfile, offset: number): Place {
  const { text } = file;
  const lineEnd = text.indexOf("\n", offset);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const instruction = file.instructions.find(({ span }) => span.start <= end && offset < Math.max(span.end, span.start + 1));
  return { file, instruction, text: instruction ? text.slice(instruction.span.start, instruction.span.end) : "" };
}

/** The line, 1-based, by which findings on the same instruction are the same: that of its first word. */
export function lineOf({ index }: Judged, { instruction }: Place, offset: number): number {
  return index.lineOf(instruction?.span.start ?? offset) + 1;
}
