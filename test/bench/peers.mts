/** How many files a second Drydock and the other linters that run in Node judge: the same files, texts in memory, one process. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Language } from "../../server/src/core/linter/rule.js";
import { decodeFile } from "../../server/src/core/project/file-system.js";
import { decodeUtf8 } from "../../server/src/lsp/client-file-system.js";
import { installPackages } from "../install-packages.mts";
import { CannotRun } from "../vscode-host/outcome.mts";

/** The figures of one linter. */
export interface Speed {
  readonly name: string;
  readonly files: number;
  /** Files a second of the first pass, in which the code is compiled, and of the third. */
  readonly cold: number;
  readonly warm: number;
  /** Those of the third pass for a second of processor time: what counts on a machine that does other things, too. */
  readonly processor: number;
  readonly findings: number;
  /** Files it threw on. */
  readonly thrown: number;
}

interface Source {
  readonly path: string;
  readonly text: string;
}

/** Judges one file. @returns the number of findings */
type Judge = (source: Source) => number | Promise<number>;

/** @param share the slow ones judge one file of so many */
type Linter = readonly [name: string, judge: Judge, share?: number];

const folder = fileURLToPath(new URL("./peers", import.meta.url));

/**
 * Measures each linter of a language on all files of a folder.
 * @throws CannotRun where the peers cannot be installed
 */
async function comparePeers(language: Language, corpus: string): Promise<readonly Speed[]> {
  installPackages(folder);
  const sources = filesBelow(join(corpus, language));
  const linters: readonly Linter[] = [
    ["Drydock, all rules", await drydock(language)],
    ...(language === "dockerfile" ? dockerfilePeers() : composePeers()),
  ];
  const speeds: Speed[] = [];
  for (const [name, judge, share = 1] of linters)
    speeds.push(
      await measure(
        name,
        judge,
        sources.filter((_, i) => i % share === 0),
      ),
    );
  return speeds;
}

async function measure(name: string, judge: Judge, sources: readonly Source[]): Promise<Speed> {
  const cold = await pass(judge, sources);
  // The second pass still compiles: the third is what a server that has run for a minute does.
  await pass(judge, sources);
  const warm = await pass(judge, sources);
  return { name, files: sources.length, ...warm, cold: cold.warm };
}

async function pass(
  judge: Judge,
  sources: readonly Source[],
): Promise<Pick<Speed, "warm" | "processor" | "findings" | "thrown">> {
  let findings = 0;
  let thrown = 0;
  const start = performance.now();
  const before = process.cpuUsage();
  for (const source of sources) {
    const found = await attempt(judge, source);
    if (found === undefined) thrown++;
    else findings += found;
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { warm: sources.length / seconds, processor: (sources.length / (user + system)) * 1e6, findings, thrown };
}

async function attempt(judge: Judge, source: Source): Promise<number | undefined> {
  try {
    return await judge(source);
  } catch {
    return undefined;
  }
}

/** Each file alone, so that nothing is kept from one to the next. */
async function drydock(language: Language): Promise<Judge> {
  const { profileConfiguration, lint, MemoryFileSystem, FileStore, rules } = await bundledCore();
  const uri = `file:///bench/${language === "compose" ? "compose.yaml" : "Dockerfile"}`;
  const configuration = profileConfiguration("all");
  return async ({ text }) => {
    const store = new FileStore(new MemoryFileSystem(new Map([[uri, text]])), ["file:///bench"]);
    const { diagnostics } = await lint({ uri, language, rules, configuration, store });
    return diagnostics.length;
  };
}

/** The options are those of scripts/bundle.mts. */
async function bundledCore(): Promise<typeof import("./core.js")> {
  const temporary = mkdtempSync(join(tmpdir(), "drydock-bench-"));
  try {
    const outfile = join(temporary, "core.cjs");
    const entryPoints = [fileURLToPath(new URL("./core.ts", import.meta.url))];
    const target = { bundle: true, minify: true, platform: "node", format: "cjs", target: "es2022" } as const;
    await build({ ...target, entryPoints, outfile, mainFields: ["module", "main"], conditions: ["node"], logLevel: "warning" });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function dockerfilePeers(): readonly Linter[] {
  const require = createRequire(join(folder, "package.json"));
  const utils = require("dockerfile-utils") as { validate(text: string): readonly unknown[] };
  const dockerfilelint = require("dockerfilelint") as { run(configPath: string, text: string): readonly unknown[] };
  return [
    ["dockerfile-utils", ({ text }) => utils.validate(text).length],
    ["dockerfilelint", ({ text }) => dockerfilelint.run(folder, text).length],
  ];
}

function composePeers(): readonly Linter[] {
  const require = createRequire(join(folder, "package.json"));
  const { DCLinter } = require("dclint") as {
    DCLinter: new (config: object) => { lintFiles(paths: string[], recursive: boolean): { messages: unknown[] }[] };
  };
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  // It takes no text, so its time has the reading in it.
  return [["dclint", ({ path }) => linter.lintFiles([path], false).reduce((sum, { messages }) => sum + messages.length, 0), 10]];
}

function filesBelow(root: string): readonly Source[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .sort()
    .flatMap((path) => {
      const node = decodeFile(readFileSync(path), decodeUtf8);
      return node.kind === "file" ? [{ path, text: node.text }] : [];
    });
}

/** `peers.mts LANGUAGE FOLDER` prints the figures as JSON: a process of its own, whose memory holds nothing of other measurements. */
const [language, corpus] = process.argv.slice(2);
if (corpus !== undefined && process.argv[1]?.endsWith("peers.mts")) {
  const answer = await comparePeers(language as Language, corpus).catch((error: unknown) => {
    if (error instanceof CannotRun) return { left: error.message };
    throw error;
  });
  console.log(JSON.stringify(answer));
}
