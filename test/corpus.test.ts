/** Every file of the folder DRYDOCK_CORPUS names: no crash, no hang, spans inside the text, fixes that leave the rest alone and parse. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { profileConfiguration } from "../server/src/core/linter/configuration.js";
import type { Diagnostic, ResolvedFix } from "../server/src/core/linter/finding.js";
import { lint, parsers } from "../server/src/core/linter/lint.js";
import type { Language } from "../server/src/core/linter/rule.js";
import { decodeFile, MemoryFileSystem } from "../server/src/core/project/file-system.js";
import { FileStore } from "../server/src/core/project/snapshot.js";
import { rules } from "../server/src/core/rules/index.js";
import { applyEdits } from "../server/src/core/text/edits.js";
import { decodeUtf8 } from "../server/src/lsp/client-file-system.js";
import { assertSpan } from "./harness.js";

const corpus = process.env["DRYDOCK_CORPUS"];

describe("corpus", function () {
  this.timeout(600_000);
  if (!corpus) {
    it("is left out: DRYDOCK_CORPUS names no folder of real files", () => assert.equal(corpus ?? "", ""));
    return;
  }
  for (const language of ["dockerfile", "compose"] as const) {
    it(`judges every ${language} file`, async () => {
      const files = filesBelow(join(corpus, language));
      assert.ok(files.length > 0, `no files below ${corpus}/${language}`);
      for (const path of files) await checkFile(language, path);
    });
  }
});

async function checkFile(language: Language, path: string): Promise<void> {
  const node = decodeFile(readFileSync(path), decodeUtf8);
  assert.equal(node.kind, "file", path);
  if (node.kind !== "file") return;
  // The name Compose and Docker would know the file by; the corpus has its own.
  const uri = `test:///corpus/${language === "dockerfile" ? "Dockerfile" : "compose.yaml"}`;
  const failures: string[] = [];
  const { diagnostics } = await lint({
    uri,
    language,
    rules,
    configuration: profileConfiguration("all"),
    store: new FileStore(new MemoryFileSystem(new Map([[uri, node.text]])), ["test:///corpus"]),
    log: (message) => failures.push(message),
  });
  assert.deepEqual(failures, [], pathToFileURL(path).href);
  const problems = problemsOf(language, uri, node.text);
  for (const diagnostic of diagnostics) {
    const where = `${path}: ${diagnostic.rule.name}: ${diagnostic.message}`;
    try {
      assertSpan(node.text, diagnostic.span);
      for (const fix of diagnostic.fixes) checkFix(language, uri, node.text, problems, diagnostic, fix);
    } catch (error) {
      throw new Error(`${where}\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function checkFix(language: Language, uri: string, text: string, problems: number, { rule }: Diagnostic, fix: ResolvedFix): void {
  const edits = fix.edits.get(uri) ?? [];
  for (const { span } of edits)
    assert.ok(
      0 <= span.start && span.start <= span.end && span.end <= text.length,
      `${rule.name}: '${fix.title}' edits outside the text`,
    );
  const after = applyEdits(text, edits);
  const first = Math.min(text.length, ...edits.map(({ span }) => span.start));
  const last = Math.max(first, ...edits.map(({ span }) => span.end));
  assert.equal(after.slice(0, first), text.slice(0, first));
  assert.equal(after.slice(after.length - (text.length - last)), text.slice(last));
  assert.ok(problemsOf(language, uri, after) <= problems, `'${fix.title}' breaks the file:\n${after}`);
}

function problemsOf(language: Language, uri: string, text: string): number {
  const file = parsers[language](uri, text);
  return file.language === "dockerfile" ? file.problems.length : file.errors.length;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .sort();
}
