/** Values that move into a `.env` file. */

import { parseEnvFile } from "../syntax/env-file.js";
import { hasVariables } from "../syntax/interpolation.js";
import { insertAt, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";

/** What the variables of a `.env` file are in the end, as far as no other variable is in them; the last line of a name counts. */
export function literalEnvValues(text: string): ReadonlyMap<string, string | undefined> {
  return new Map(
    parseEnvFile(text).entries.map(({ name, value, quote }) => {
      if (value === undefined || quote === "'") return [name, value];
      const escaped = /\\\$/.test(value);
      return [name, hasVariables(value.replaceAll("\\$", "")) ? undefined : escaped ? value.replace(/\\\$/g, () => "$") : value];
    }),
  );
}

/** A line that gives a variable a literal value; undefined for values of several lines. */
export function envFileLine(name: string, value: string): string | undefined {
  if (/[\r\n]/.test(value)) return undefined;
  if (/^[\w.+/=:@%^&*!,~?-]*$/.test(value)) return `${name}=${value}`;
  if (!/['\\]/.test(value)) return `${name}='${value}'`;
  return `${name}="${value.replace(/[\\"$]/g, "\\$&")}"`;
}

/** Puts a line at the end. */
export function appendToEnvFile(text: string, line: string): TextEdit {
  const end = lineEnd(text);
  const gap = text === "" || text.endsWith("\n") ? "" : end;
  return insertAt(text.length, gap + line + end);
}
