/** `healthcheck`: a string is a script for the shell; a list says CMD, CMD-SHELL or NONE first. */
import type { YamlEntry } from "../yaml/model.js";
import type { Healthcheck, HealthcheckTest } from "./model.js";
import { booleanAt, entryAt, type Fields, numberAt, textAt, textOf } from "./values.js";

export function healthcheckAt(fields: Fields): Healthcheck | undefined {
  const entry = entryAt(fields, "healthcheck");
  if (entry?.value.kind !== "map") return undefined;
  const map = entry.value;
  const testEntry = map.get("test");
  const test = testEntry && readTest(testEntry);
  const disable = booleanAt(map, "disable");
  return {
    entry,
    disabled: disable?.value === true || test?.kind === "NONE",
    disable,
    test,
    interval: textAt(map, "interval"),
    timeout: textAt(map, "timeout"),
    startPeriod: textAt(map, "start_period"),
    startInterval: textAt(map, "start_interval"),
    retries: numberAt(map, "retries"),
    get: (key) => map.get(key),
  };
}

function readTest(entry: YamlEntry): HealthcheckTest | undefined {
  const node = entry.value;
  if (node.kind === "map") return undefined;
  if (node.kind === "scalar") {
    const text = textOf(node);
    return text && { kind: "CMD-SHELL", form: "string", words: [text], span: text.span, entry, node };
  }
  const words = node.items.flatMap(({ value }) => textOf(value) ?? []);
  const [first, ...rest] = words;
  const kind = first?.text;
  const known = kind === "CMD" || kind === "CMD-SHELL" || kind === "NONE";
  return { kind: known ? kind : "unknown", form: "list", words: known ? rest : words, span: node.span, entry, node };
}
