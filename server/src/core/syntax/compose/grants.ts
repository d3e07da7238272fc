/** `secrets` and `configs` of a service or a build: a name, or a mapping with source and target. */
import type { Grant } from "./model.js";
import { type Fields, nodesAt, textAt, textOf } from "./values.js";

export function grantsAt(fields: Fields, key: "secrets" | "configs"): readonly Grant[] {
  return nodesAt(fields, key).flatMap((node): Grant[] => {
    if (node.kind === "map") {
      const source = textAt(node, "source");
      return [{ form: "long", source, target: textAt(node, "target"), mode: textAt(node, "mode"), span: node.span, node }];
    }
    const source = textOf(node);
    return source === undefined ? [] : [{ form: "short", source, target: undefined, mode: undefined, span: source.span, node }];
  });
}
