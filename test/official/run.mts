/**
 * Holds the profile `recommended` to silence on Docker's official images: half a warning a file at most, and every finding has a reason
 * in accepted.ts. DRYDOCK_CORPUS names the folder with the files and index.tsv (file, repository, path there); LIST=1 lists the findings.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { rules } from "../../server/src/core/rules/index.js";
import { judge } from "../agreement/corpus.js";
import { type Accepted, accepted } from "./accepted.js";

/** Who makes official images: all of an organisation, or one repository. */
const official = /^(?:docker-library\/|nodejs\/docker-node$)/;
const warningsPerFile = 0.5;

interface Found {
  readonly repository: string;
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly severity: string;
}

const corpus = process.env["DRYDOCK_CORPUS"];
const index = corpus && join(corpus, "index.tsv");
if (!index || !existsSync(index)) {
  console.log("official images: left out, DRYDOCK_CORPUS names no folder with index.tsv");
  console.log("0 passed, 0 failed");
} else {
  const { files, found } = await judgeOfficialImages(corpus, index);
  report(files, found);
}

async function judgeOfficialImages(corpus: string, index: string): Promise<{ files: number; found: Found[] }> {
  const found: Found[] = [];
  let files = 0;
  const rows = readFileSync(index, "utf8")
    .split("\n")
    .slice(1)
    .map((row) => row.split("\t"));
  for (const [file = "", repository = "", path = ""] of rows) {
    if (!file.startsWith("dockerfile/") || !official.test(repository)) continue;
    const judged = await judge(corpus, file, rules, profileConfiguration("recommended"));
    if (!judged) continue;
    files++;
    for (const { rule, severity, span, suppressed } of judged.diagnostics) {
      const line = judged.index.lineOf(span.start) + 1;
      if (!suppressed) found.push({ repository, path, line, rule: rule.name, severity });
    }
  }
  return { files, found };
}

function report(files: number, found: readonly Found[]): void {
  const covers = (it: Accepted, { repository, path, rule, severity }: Found): boolean =>
    it.repository === repository && it.rule === rule && it.severity === severity && (it.files?.test(path) ?? true);
  if (process.env["LIST"]) for (const it of found) console.log(nameOf(it));
  const failures: string[] = [];
  for (const it of accepted) {
    const count = found.filter((finding) => covers(it, finding)).length;
    if (count === it.count) continue;
    const name = `${it.repository}: ${it.rule} (${it.severity})`;
    failures.push(
      count === 0 ? `stale: ${name} is not reported any more` : `${name}: ${count} findings, the reason is for ${it.count}`,
    );
  }
  const unjustified = found.filter((finding) => !accepted.some((it) => covers(it, finding)));
  for (const it of unjustified) failures.push(`no reason: ${nameOf(it)}`);
  const warnings = found.filter(({ severity }) => severity === "warning" || severity === "error").length;
  const perFile = files === 0 ? 0 : warnings / files;
  const figures = `${files} official images: ${warnings} warnings, ${perFile.toFixed(2)} a file; ${found.length} findings in all`;
  console.log(figures);
  if (files === 0) failures.push("the corpus has no official image");
  if (perFile > warningsPerFile) failures.push(`more than ${warningsPerFile} warnings a file`);
  for (const failure of failures) console.log(failure);
  // Each reason is a check, so are the two about all files: none without a reason, and not too many.
  const checks = accepted.length + 2;
  const failed = Math.min(checks, failures.length);
  console.log(`${checks - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function nameOf({ repository, path, line, rule, severity }: Found): string {
  return `${repository} ${path}:${line} ${rule} (${severity})`;
}
