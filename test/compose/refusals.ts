/** What Docker Compose says when it refuses a project, read for the place it means. */
import { interpolate } from "../../server/src/core/syntax/interpolation.js";
import type { YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import { parseYaml } from "../../server/src/core/syntax/yaml/parse.js";

/** The place in the form of a case's verdict; undefined where it names none. */
export function placeOf(reason: string, text: string): string | undefined {
  const path = /\b((?:services|networks|volumes|secrets|configs)(?:\.[\w-]+|\[\w+\]|\.\[\d*\])+)/.exec(reason)?.[1];
  if (path !== undefined) return path.replace(/\.?\[(\w*)\]/g, (_, index) => (index === "" ? "" : `.${index}`));
  const service = /\bservice "?([\w.-]+)"? (?:refers|depends|declares|has neither)/.exec(reason)?.[1];
  if (service !== undefined) return `services.${service}`;
  if (reason.startsWith("project name must not be empty")) return "name";
  const key = /: {2}additional properties '([^']+)'/.exec(reason)?.[1];
  if (key !== undefined) return key;
  const spec =
    /invalid spec: (.*): (?:empty section|too many)/.exec(reason)?.[1] ?? /No port specified: (.*)<empty>/.exec(reason)?.[1];
  return spec === undefined ? undefined : [...scalars(text)].find((it) => it.value === spec)?.path;
}

/** True where the value that is refused holds a variable without a value: it may be set elsewhere. */
export function hangsOnVariable(reason: string, text: string): boolean {
  const place = placeOf(reason, text);
  const found = [...scalars(text)].find(({ path }) => path === place);
  return (
    found?.unset === true &&
    /invalid spec|No port specified|failed to cast|invalid size|invalid duration|project name/.test(reason)
  );
}

/** All scalars with their paths and their values where no variable is set. */
function* scalars(text: string): Generator<{ readonly path: string; readonly value: string; readonly unset: boolean }> {
  for (const { root } of parseYaml("", text).documents) if (root) yield* below(root, "");
}

function* below(node: YamlNode, path: string): ReturnType<typeof scalars> {
  const child = (key: string | number): string => (path === "" ? `${key}` : `${path}.${key}`);
  if (node.kind === "map") for (const { key, value } of node.entries) yield* below(value, child(key.text));
  else if (node.kind === "seq") for (const [index, { value }] of node.items.entries()) yield* below(value, child(index));
  else {
    const { text: value, unset } = interpolate(node.text, () => undefined);
    yield { path, value, unset: unset.length > 0 };
  }
}
