/** The formats in which findings are printed; a new one is a file and a line here. */
import type { CliIo } from "../io.js";
import type { FileReport, Summary } from "../report.js";
import { formatJson } from "./json.js";
import { formatText } from "./text.js";

export interface FormatOptions {
  readonly showSuppressed: boolean;
  readonly color: boolean;
}

/** Prints a run piece by piece: the findings of thousands of files are not kept until its end. */
export interface Formatter {
  /** What to print for one more file. */
  file(report: FileReport): string;
  /** What to print behind the last one. */
  end(summary: Summary): string;
}

export type Format = (options: FormatOptions, io: CliIo) => Formatter;

export const formats: Readonly<Record<string, Format>> = { text: formatText, json: formatJson };
