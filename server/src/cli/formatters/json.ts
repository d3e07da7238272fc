/** `--format json`: stable, see docs of the command line. */
import type { FileReport } from "../report.js";
import type { FormatOptions, Formatter } from "./index.js";

export function formatJson({ showSuppressed }: FormatOptions): Formatter {
  let isFirst = true;
  const open = (): string => (isFirst ? '{\n "version": 1,\n "files": [' : "");
  return {
    file(report) {
      const before = isFirst ? open() : ",";
      isFirst = false;
      return `${before}\n${indented(listed(report, showSuppressed), 2)}`;
    },
    end: ({ counts }) => `${open()}${isFirst ? "" : "\n "}],\n "summary": ${indented(counts, 1).trimStart()}\n}\n`,
  };
}

function listed({ path, language, findings, errors }: FileReport, showSuppressed: boolean): unknown {
  return {
    path,
    language,
    findings: findings
      .filter(({ suppressed }) => showSuppressed || !suppressed)
      .map(({ rule, severity, message, category, range, aliases, related, fixes, noFix, suppressed }) => ({
        ...{ rule, severity, message, category, range, aliases, related, fixes, noFix: noFix ?? null, suppressed },
      })),
    errors,
  };
}

/** As `JSON.stringify` would print the value at that depth of a larger one. Strings hold no line ends: they are escaped. */
function indented(value: unknown, depth: number): string {
  return JSON.stringify(value, undefined, 1).replace(/^/gm, " ".repeat(depth));
}
