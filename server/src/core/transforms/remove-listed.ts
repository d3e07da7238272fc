/** Takes one thing out of a list or mapping of a service; with the last one goes the whole key. */
import type { ComposeFile } from "../syntax/compose/model.js";
import type { YamlMap, YamlNode } from "../syntax/yaml/model.js";
import type { TextEdit } from "../text/edits.js";
import { removeEntry, removeItem } from "./yaml-edit.js";

/**
 * @param owner the mapping that has the key
 * @param node the item, or the key scalar of an entry, as it stands in the file
 * @returns undefined where the text is shared or its layout does not allow it
 */
export function removeListed(file: ComposeFile, owner: YamlMap, key: string, node: YamlNode): TextEdit[] | undefined {
  const entry = owner.get(key);
  if (!entry || entry.merged || entry.alias || entry.value.kind === "scalar") return undefined;
  const { value } = entry;
  if (value.kind === "seq") {
    const item = value.items.find((it) => it.value === node);
    if (!item) return undefined;
    return value.items.length === 1 ? removeEntry(file, owner, entry) : removeItem(file, value, item);
  }
  const listed = value.entries.find((it) => it.key === node);
  if (!listed) return undefined;
  return value.entries.length === 1 && value.merges.length === 0
    ? removeEntry(file, owner, entry)
    : removeEntry(file, value, listed);
}
