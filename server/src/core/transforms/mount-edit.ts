/** Changes mounts of a service in the form they are written in. */
import type { ComposeFile, Mount } from "../syntax/compose/model.js";
import type { TextEdit } from "../text/edits.js";
import { insertEntry, replaceScalar } from "./yaml-edit.js";

/** Makes a mount read-only: `:ro` behind the short form, `read_only: true` in the long one. Undefined where the text is shared or cannot be told apart. */
export function readOnlyMount(file: ComposeFile, mount: Mount): TextEdit[] | undefined {
  const { node, options, target, known } = mount;
  if (!known || target === undefined || mount.readOnly !== false) return undefined;
  if (node.kind === "map")
    return node.get("read_only") ? undefined : insertEntry(file, node, "read_only: true", { after: "target" });
  if (node.kind !== "scalar") return undefined;
  const rest = options.filter(({ text }) => text !== "" && text !== "rw").map(({ text }) => text);
  const end = options.length > 0 ? options[0]!.start - 1 : node.text.length;
  return replaceScalar(file, node, `${node.text.slice(0, end)}:${[...rest, "ro"].join(",")}`);
}
