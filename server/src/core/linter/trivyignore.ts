/** `.trivyignore`: ids of checks, one a line: https://trivy.dev/latest/docs/configuration/filtering/#trivyignore */
import { hasAlias } from "./rule-names.js";

export const trivyFileName = ".trivyignore";

export interface TrivyIgnore {
  readonly ids: readonly { readonly id: string; readonly until: string | undefined }[];
}

export function parseTrivyIgnore(_uri: string, text: string): TrivyIgnore {
  const ids = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map((line) => ({ id: line.split(/\s/, 1)[0]!, until: /\bexp:(\d{4}-\d{2}-\d{2})/.exec(line)?.[1] }));
  return { ids };
}

/** @param today `yyyy-mm-dd`, for lines that expire */
export function trivyIgnores(
  { ids }: TrivyIgnore,
  aliases: readonly string[],
  today = new Date().toISOString().slice(0, 10),
): boolean {
  return ids.some(({ id, until }) => (until === undefined || until >= today) && hasAlias(id, aliases, ["trivy"]));
}
