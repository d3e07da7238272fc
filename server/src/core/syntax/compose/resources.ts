/** What stands at the root besides services: networks, volumes, secrets, configs, includes. */
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/model.js";
import type { BooleanValue, Include, Resource } from "./model.js";
import { booleanAt, type Fields, mapAt, nodesAt, textAt, textOf, textsAt } from "./values.js";

/** @param entry an entry of a root mapping such as `volumes` */
export function readResource(entry: YamlEntry): Resource {
  const { key, value } = entry;
  const node = value.kind === "map" ? value : undefined;
  return {
    name: key.text,
    key,
    entry,
    node,
    external: externalOf(node),
    externalName: textAt(mapAt(node, "external"), "name") ?? textAt(node, "name"),
    driver: textAt(node, "driver"),
    file: textAt(node, "file"),
    environment: textAt(node, "environment"),
    content: textAt(node, "content"),
    get: (name) => node?.get(name),
  };
}

/** `external: { name: x }` is the old form of `external: true` with `name: x`. */
function externalOf(node: YamlMap | undefined): BooleanValue | undefined {
  const entry = node?.get("external");
  if (entry?.value.kind !== "map") return booleanAt(node, "external");
  return { value: true, span: entry.key.span, node: entry.key };
}

/** The items of `include`. */
export function includesAt(root: Fields): readonly Include[] {
  return nodesAt(root, "include").flatMap((node) => readInclude(node) ?? []);
}

function readInclude(node: YamlNode): Include | undefined {
  if (node.kind === "map") {
    const paths = textsAt(node, "path");
    return { paths, projectDirectory: textAt(node, "project_directory"), envFiles: textsAt(node, "env_file"), node };
  }
  const path = textOf(node);
  return path && { paths: [path], projectDirectory: undefined, envFiles: [], node };
}
