/** Writes what stands in brackets one entry a line. */
import type { ComposeFile } from "../syntax/compose/model.js";
import type { YamlMap, YamlNode, YamlSeq } from "../syntax/yaml/model.js";
import { remove, replace, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import { spanOf } from "../text/span.js";
import type { Child } from "./yaml-edit.js";
import { columnOf, type Layout, layoutOf, lineEndOf, lineStart } from "./yaml-layout.js";

/**
 * @param parent in block style, the child among its entries or items
 * @param child its value is in brackets
 * @returns undefined for what is empty, holds comments or texts of several lines, or stands in a line with something else
 */
export function toBlockStyle(file: ComposeFile, parent: YamlMap | YamlSeq, child: Child): TextEdit[] | undefined {
  const { text } = file;
  const { value, alias } = child;
  const isItem = parent.kind === "seq";
  if (value.kind === "scalar" || !value.flow || alias !== undefined || parent.uri !== file.uri) return undefined;
  if (file.errors.some(({ code }) => code === "syntax")) return undefined;
  const { start, end } = value.span;
  const behind = text.slice(end, lineEndOf(text, end));
  if (!/^[ \t]*(?:#.*)?$/.test(behind) || text.slice(start, end).includes("#")) return undefined;
  const own = spanOf(child.span.start, start);
  const line = lineStart(text, child.span.start);
  if (!/^ *(?:- +)*$/.test(text.slice(line, child.span.start)) || /[\r\n]/.test(text.slice(own.start, own.end))) return undefined;
  const layout = layoutOf(file);
  const eol = lineEnd(text);
  if (isItem) {
    if (value.anchor !== undefined || value.tag !== undefined || !/^-[ \t]+$/.test(text.slice(own.start, own.end)))
      return undefined;
    const column = columnOf(text, start);
    const lines = linesOf(file, value, layout);
    return lines && [replace(value.span, lines.join(`${eol}${" ".repeat(column)}`))];
  }
  const column = columnOf(text, child.span.start) + (value.kind === "seq" ? layout.listWidth : layout.width);
  const lines = linesOf(file, value, layout);
  if (lines === undefined) return undefined;
  const below = lines.map((it) => `${eol}${" ".repeat(column)}${it}`).join("");
  const from = start - /[ \t]*$/.exec(text.slice(own.start, own.end))![0].length;
  if (behind.trim() === "") return [replace(spanOf(from, end), below)];
  return [remove(spanOf(from, end)), { span: spanOf(end + behind.length, end + behind.length), newText: below }];
}

/** Without the indentation of the first level. */
function linesOf(file: ComposeFile, node: YamlMap | YamlSeq, layout: Layout): string[] | undefined {
  const lines: string[] = [];
  if (node.kind === "seq") {
    for (const { value, alias, span } of node.items) {
      const inner = alias === undefined ? nested(file, value, layout) : "as written";
      if (inner === undefined) return undefined;
      if (inner === "as written") {
        const source = file.text.slice(span.start, span.end);
        if (source === "" || /[\r\n]/.test(source)) return undefined;
        lines.push(`- ${source}`);
      } else {
        lines.push(...inner.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)));
      }
    }
  } else {
    for (const { key, value, alias, span } of [...node.entries.filter(({ merged }) => merged === undefined), ...node.merges]) {
      const name = file.text.slice(span.start, key.span.end);
      const inner = alias === undefined ? nested(file, value, layout) : "as written";
      if (inner === undefined || /[\r\n]/.test(name)) return undefined;
      if (inner === "as written") {
        const source = file.text.slice(key.span.end, span.end).replace(/^\s*:?\s*/, "");
        if (/[\r\n]/.test(source)) return undefined;
        lines.push(source === "" ? `${name}:` : `${name}: ${source}`);
      } else {
        const indent = " ".repeat(value.kind === "seq" ? layout.listWidth : layout.width);
        lines.push(`${name}:`, ...inner.map((line) => indent + line));
      }
    }
  }
  return lines.length === 0 ? undefined : lines;
}

function nested(file: ComposeFile, node: YamlNode, layout: Layout): string[] | "as written" | undefined {
  if (node.kind === "scalar") return "as written";
  if (node.kind === "seq" ? node.items.length === 0 : node.entries.length + node.merges.length === 0) return "as written";
  if (node.anchor !== undefined || node.tag !== undefined) return undefined;
  return linesOf(file, node, layout);
}
