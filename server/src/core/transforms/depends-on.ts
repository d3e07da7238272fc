/** Gives a dependency a condition; a list of `depends_on` becomes the mapping that conditions need. */
import type { ComposeFile, Dependency, Service } from "../syntax/compose/model.js";
import { hasVariables } from "../syntax/interpolation.js";
import type { YamlSeq } from "../syntax/yaml/model.js";
import { insertAt, remove, replace, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import { insertEntry, replaceValue } from "./yaml-edit.js";
import { columnOf, isInFlow, layoutOf, lineEndOf, lineStart } from "./yaml-layout.js";

/** What Compose may wait for. */
export type Condition = "service_started" | "service_healthy" | "service_completed_successfully";

/** @returns undefined where the text is shared by an anchor, or laid out in a way that cannot be rewritten safely */
export function setCondition(
  file: ComposeFile,
  service: Service,
  dependency: Dependency,
  condition: Condition,
): TextEdit[] | undefined {
  if (dependency.condition) return replaceValue(file, dependency.condition, condition);
  return asMapping(file, service, dependency, [`condition: ${condition}`]);
}

/** Lets a service start also where its dependency does not exist. @returns undefined as for `setCondition` */
export function setOptional(file: ComposeFile, service: Service, dependency: Dependency): TextEdit[] | undefined {
  const { entry, required, form } = dependency;
  if (required) return replaceValue(file, { ...required, text: required.node.text, start: 0 }, "false");
  if (form === "list") return asMapping(file, service, dependency, ["condition: service_started", "required: false"]);
  if (entry?.value.kind !== "map" || entry.merged || entry.alias) return undefined;
  return insertEntry(file, entry.value, "required: false", { after: "condition" });
}

/** The list as a mapping, with some options for one of its services. */
function asMapping(
  file: ComposeFile,
  service: Service,
  dependency: Dependency,
  options: readonly string[],
): TextEdit[] | undefined {
  const entry = service.get("depends_on");
  if (dependency.form === "map" || !entry || entry.merged || entry.alias || entry.value.kind !== "seq") return undefined;
  const list = entry.value;
  if (list.anchor || list.tag || file.sharedBy(list.span).length > 0 || file.errors.some(({ code }) => code === "syntax"))
    return undefined;
  if (list.items.some(({ value, alias }) => alias || value.kind !== "scalar" || value.anchor || value.tag || value.source === ""))
    return undefined;
  const names = list.items.map(({ value }) => (value.kind === "scalar" ? value.text : ""));
  // Compose puts values in for variables of a list, but not for those of a key.
  if (new Set(names).size !== names.length || names.some(hasVariables)) return undefined;
  const started = ["condition: service_started"];
  const conditions = names.map((name) => (name === dependency.service.text ? options : started));
  return list.flow
    ? fromFlow(file, entry.key.span.start, list, conditions)
    : fromBlock(file, entry.key.span.start, list, conditions);
}

/** Lines below each service of the list. */
type Options = readonly (readonly string[])[];

/** `- db # main` becomes `db: # main` with the condition below. */
function fromBlock(file: ComposeFile, keyStart: number, list: YamlSeq, options: Options): TextEdit[] | undefined {
  const { text } = file;
  const eol = lineEnd(text);
  const { width } = layoutOf(file);
  const keyColumn = columnOf(text, keyStart);
  const edits: TextEdit[] = [];
  for (const [index, { value, span }] of list.items.entries()) {
    const column = columnOf(text, span.start);
    const end = lineEndOf(text, span.end);
    if (!/^ *$/.test(text.slice(lineStart(text, span.start), span.start))) return undefined;
    if (!/^[ \t]*(?:#.*)?$/.test(text.slice(span.end, end)) || !/^-[ \t]+$/.test(text.slice(span.start, value.span.start)))
      return undefined;
    // A list may stand in the column of its key, a mapping may not.
    const target = column > keyColumn ? column : keyColumn + width;
    const line = options[index]!.map((option) => `${eol}${" ".repeat(target + width)}${option}`).join("");
    edits.push(replace({ start: span.start, end: value.span.start }, " ".repeat(target - column)));
    if (end === span.end) edits.push(insertAt(span.end, `:${line}`));
    else edits.push(insertAt(span.end, ":"), insertAt(end, line));
  }
  return edits;
}

/** `[db, cache]` becomes lines; within `{…}` it stays one line. */
function fromFlow(file: ComposeFile, keyStart: number, list: YamlSeq, options: Options): TextEdit[] | undefined {
  const { text } = file;
  const written = text.slice(list.span.start, list.span.end);
  if (/#/.test(written)) return undefined;
  const names = list.items.map(({ value }) => (value.kind === "scalar" ? value.source : ""));
  if (isInFlow(file, { start: keyStart, end: keyStart })) {
    return [replace(list.span, `{ ${names.map((name, i) => `${name}: { ${options[i]!.join(", ")} }`).join(", ")} }`)];
  }
  const eol = lineEnd(text);
  const { width } = layoutOf(file);
  const column = columnOf(text, keyStart);
  if (!/^ *$/.test(text.slice(lineStart(text, keyStart), keyStart))) return undefined;
  const end = lineEndOf(text, list.span.end);
  if (!/^[ \t]*(?:#.*)?$/.test(text.slice(list.span.end, end))) return undefined;
  const colon = text.lastIndexOf(":", list.span.start) + 1;
  if (!/^\s*$/.test(text.slice(colon, list.span.start))) return undefined;
  const lines = names.flatMap((name, i) => [
    `${" ".repeat(column + width)}${name}:`,
    ...options[i]!.map((option) => " ".repeat(column + 2 * width) + option),
  ]);
  const below = lines.map((line) => eol + line).join("");
  if (end === list.span.end) return [replace({ start: colon, end }, below)];
  return [remove({ start: colon, end: list.span.end }), insertAt(end, below)];
}
