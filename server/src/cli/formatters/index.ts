/** The formats in which findings are printed; a new one is a file and a line here. */
import type { CliIo } from "../io.js";
import type { FileReport } from "../report.js";
import { formatJson } from "./json.js";
import { formatText } from "./text.js";

export interface FormatOptions {
  readonly showSuppressed: boolean;
  readonly color: boolean;
}

export type Formatter = (files: readonly FileReport[], options: FormatOptions, io: CliIo) => string;

export const formats: Readonly<Record<string, Formatter>> = { text: formatText, json: formatJson };
