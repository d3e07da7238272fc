/** `--format json`: stable, see docs of the command line. */
import { type FileReport, summarize } from "../report.js";
import type { FormatOptions } from "./index.js";

export function formatJson(files: readonly FileReport[], { showSuppressed }: FormatOptions): string {
  const listed = files.map(({ path, language, findings, errors }) => ({
    path,
    language,
    findings: findings
      .filter(({ suppressed }) => showSuppressed || !suppressed)
      .map(({ rule, severity, message, category, range, aliases, related, fixes, noFix, suppressed }) => ({
        ...{ rule, severity, message, category, range, aliases, related, fixes, noFix: noFix ?? null, suppressed },
      })),
    errors,
  }));
  return `${JSON.stringify({ version: 1, files: listed, summary: summarize(files) }, undefined, 1)}\n`;
}
