/** `networks` of a service: a list of names, or a mapping with options. */
import type { NetworkAttachment } from "./model.js";
import { entryAt, type Fields, partOf, textOf, textsAt } from "./values.js";

export function attachmentsAt(fields: Fields): readonly NetworkAttachment[] {
  const node = entryAt(fields, "networks")?.value;
  if (node?.kind === "map") {
    return node.entries.map((entry) => {
      const options = entry.value.kind === "map" ? entry.value : undefined;
      const network = partOf(entry.key, 0, entry.key.text.length);
      return { network, form: "map", options, aliases: textsAt(options, "aliases"), entry };
    });
  }
  if (node?.kind !== "seq") return [];
  return node.items.flatMap(({ value }) => {
    const network = textOf(value);
    return network === undefined ? [] : [{ network, form: "list" as const, options: undefined, aliases: [], entry: undefined }];
  });
}
