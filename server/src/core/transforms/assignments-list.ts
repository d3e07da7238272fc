/** Rewrites a mapping of variables or labels as the list of `KEY=value` that means the same. */
import type { ComposeFile } from "../syntax/compose/model.js";
import type { YamlMap } from "../syntax/yaml/model.js";
import { replace, type TextEdit } from "../text/edits.js";
import { spanOf } from "../text/span.js";
import { isInFlow, lineEndOf, lineStart, preferredQuote } from "./yaml-layout.js";
import { quoteIfNeeded } from "./yaml-quotes.js";

/** @returns undefined for flow mappings, shared text, `<<`, and values of several lines */
export function assignmentsAsList(file: ComposeFile, map: YamlMap): TextEdit[] | undefined {
  const { text } = file;
  if (map.flow || map.merges.length > 0 || map.anchor || map.tag || file.errors.length > 0) return undefined;
  if (file.sharedBy(map.span).length > 0 || isInFlow(file, map.span)) return undefined;
  const quote = preferredQuote(text);
  const edits: TextEdit[] = [];
  for (const { key, value, alias, span } of map.entries) {
    if (
      alias ||
      value.kind !== "scalar" ||
      value.anchor ||
      value.tag ||
      key.anchor ||
      /[\r\n]/.test(text.slice(span.start, span.end))
    )
      return undefined;
    if (!/^ *$/.test(text.slice(lineStart(text, span.start), span.start))) return undefined;
    if (!/^[ \t]*(?:#.*)?$/.test(text.slice(span.end, lineEndOf(text, span.end))) || key.text.includes("=")) return undefined;
    const item = value.value === null ? key.text : `${key.text}=${value.text}`;
    edits.push(replace(spanOf(span.start, span.end), `- ${quoteIfNeeded(item, { quote })}`));
  }
  return edits;
}
