/** `drydock rules`: lists the rules. */
import { ruleEntry, rulesTable } from "../../core/linter/catalogue.js";
import { fixLevel } from "../../core/linter/page.js";
import { rules } from "../../core/rules/index.js";
import { type CliIo, exitCodes } from "../io.js";

/** @returns the exit code */
export function rulesCommand(format: "text" | "json" | "markdown", io: CliIo): number {
  io.stdout.write(printers[format]());
  return exitCodes.clean;
}

const printers = {
  json: () => `${JSON.stringify(rules.map(ruleEntry), undefined, 1)}\n`,
  markdown: () => rulesTable(rules, ({ name }) => `docs/rules/${name}.md`),
  text: () => {
    const rows = rules.map((rule) => [rule.name, rule.language, rule.severity, fixLevel(rule), rule.summary]);
    const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
    return rows.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}\n`).join("");
  },
};
