/** `build`: a string is the context; and the mapping. */

import { grantsAt } from "./grants.js";
import type { Build } from "./model.js";
import { assignmentsAt, booleanAt, entryAt, type Fields, mapAt, textAt, textOf, textsAt } from "./values.js";

export function buildAt(fields: Fields): Build | undefined {
  const entry = entryAt(fields, "build");
  if (entry === undefined) return undefined;
  const node = entry.value;
  if (node.kind === "seq" || (node.kind === "scalar" && node.value === null)) return undefined;
  const map = mapAt(fields, "build");
  const inline = map?.get("dockerfile_inline")?.value;
  return {
    form: map === undefined ? "short" : "long",
    span: node.span,
    entry,
    node,
    context: map === undefined ? textOf(node) : textAt(map, "context"),
    dockerfile: textAt(map, "dockerfile"),
    inline: inline?.kind === "scalar" && inline.value !== null ? inline : undefined,
    target: textAt(map, "target"),
    args: assignmentsAt(map, "args"),
    labels: assignmentsAt(map, "labels"),
    additionalContexts: assignmentsAt(map, "additional_contexts"),
    cacheFrom: textsAt(map, "cache_from"),
    cacheTo: textsAt(map, "cache_to"),
    platforms: textsAt(map, "platforms"),
    secrets: grantsAt(map, "secrets"),
    ssh: assignmentsAt(map, "ssh"),
    network: textAt(map, "network"),
    privileged: booleanAt(map, "privileged"),
    get: (key) => map?.get(key),
  };
}
