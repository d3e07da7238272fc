/** `env_file`: a path, a list of paths, or mappings with `required` and `format`. */
import type { EnvFile } from "./model.js";
import { booleanAt, type Fields, nodesAt, textAt, textOf } from "./values.js";

export function envFilesAt(fields: Fields): readonly EnvFile[] {
  return nodesAt(fields, "env_file").flatMap((node): EnvFile[] => {
    const map = node.kind === "map" ? node : undefined;
    const path = map === undefined ? textOf(node) : textAt(map, "path");
    return path === undefined ? [] : [{ path, required: booleanAt(map, "required"), format: textAt(map, "format"), node }];
  });
}
