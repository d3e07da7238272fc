/** `--format text`: for people at a terminal, grouped by file, with the line and the words that are meant. */
import { createColors } from "picocolors";
import type { Severity } from "../../core/linter/rule.js";
import { visible } from "../io.js";
import type { FindingReport, Range, Summary } from "../report.js";
import type { FormatOptions, Formatter } from "./index.js";

type Colors = ReturnType<typeof createColors>;

export function formatText({ showSuppressed, color }: FormatOptions): Formatter {
  const colors = createColors(color);
  return {
    file({ path, findings }) {
      const shown = findings.filter(({ suppressed }) => showSuppressed || !suppressed);
      if (shown.length === 0) return "";
      return `${[colors.underline(visible(path)), ...shown.map((it) => findingText(it, colors))].join("\n")}\n\n`;
    },
    end: (summary) => `${summaryText(summary, colors)}\n`,
  };
}

function findingText(finding: FindingReport, colors: Colors): string {
  const { range, severity, rule, message, related, suppressed } = finding;
  const place = `${range.start.line + 1}:${range.start.character + 1}`;
  const lines = [`  ${place}  ${severityText(severity, colors)}  ${colors.bold(rule)}  ${visible(message)}`];
  if (suppressed)
    lines.push(colors.dim(`      suppressed by ${suppressed.by}${suppressed.reason ? `: ${visible(suppressed.reason)}` : ""}`));
  lines.push(...sourceLines(finding, colors));
  for (const it of related)
    lines.push(
      colors.dim(`      ${visible(it.path)}:${it.range.start.line + 1}:${it.range.start.character + 1}  `) + visible(it.message),
    );
  const [fix] = finding.fixes;
  if (fix) lines.push(`      ${colors.cyan("fix")} ${colors.dim(`(${fix.applicability})`)} ${visible(fix.title)}`);
  else if (finding.noFix) lines.push(`      ${colors.dim(`no fix: ${visible(finding.noFix)}`)}`);
  return lines.join("\n");
}

/** What fits beside a line number on most terminals. */
const widest = 120;

/** The line of the file with carets under the words; of a very long line the part around them. */
function sourceLines({ range, source }: FindingReport, colors: Colors): string[] {
  if (source.trim() === "") return [];
  const [from, to] = columns(range, source.length);
  const first = source.length <= widest ? 0 : Math.max(0, Math.min(from - 20, source.length - widest));
  const shown = source.slice(first, first + widest);
  const number = String(range.start.line + 1);
  const gutter = " ".repeat(number.length);
  const ahead = source.slice(first, from).replace(/[^\t]/gu, " ");
  const carets = "^".repeat(Math.max(1, Math.min(to, first + widest) - from));
  return [
    `      ${colors.dim(`${number} │`)} ${visible(shown)}`,
    `      ${colors.dim(`${gutter} │`)} ${ahead}${colors.red(carets)}`,
  ];
}

function columns({ start, end }: Range, length: number): readonly [from: number, to: number] {
  return [start.character, end.line === start.line ? end.character : length];
}

function severityText(severity: Severity, colors: Colors): string {
  const paint = { error: colors.red, warning: colors.yellow, info: colors.blue, hint: colors.dim }[severity];
  return paint(severity);
}

function summaryText(summary: Summary, colors: Colors): string {
  const { files, error, warning, info, hint } = summary.counts;
  const total = error + warning + info + hint;
  const aside = summary.suppressed > 0 ? colors.dim(` (${summary.suppressed} suppressed)`) : "";
  if (total === 0) return `No findings in ${plural(files, "file")}${aside}.`;
  const counts = [
    plural(error, "error"),
    plural(warning, "warning"),
    info > 0 ? `${info} info` : "",
    plural(hint, "hint"),
  ].filter((it) => it !== "" && !it.startsWith("0 "));
  const first = `${plural(total, "finding")} in ${summary.places} of ${plural(files, "file")}: ${counts.join(", ")}${aside}.`;
  return [first, fixHint(summary)].filter((it) => it !== "").join(" ");
}

/** How many findings which command would repair. */
function fixHint({ safe, unsafe }: Summary): string {
  if (safe === 0 && unsafe === 0) return "";
  if (unsafe === 0) return `'drydock fix' repairs ${safe}.`;
  return safe === 0
    ? `'drydock fix --unsafe' repairs ${unsafe}.`
    : `'drydock fix' repairs ${safe}, with '--unsafe' ${unsafe} more.`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
