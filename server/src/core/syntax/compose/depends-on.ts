/** `depends_on`: a list of services, or a mapping with conditions; and the older `links`. */
import type { Dependency, Link } from "./model.js";
import { booleanAt, entryAt, type Fields, partOf, textAt, textOf, textsAt } from "./values.js";

export function dependenciesAt(fields: Fields): readonly Dependency[] {
  const node = entryAt(fields, "depends_on")?.value;
  if (node?.kind === "map") {
    return node.entries.map((entry) => {
      const { key, value } = entry;
      const options = value.kind === "map" ? value : undefined;
      return {
        service: partOf(key, 0, key.text.length),
        form: "map",
        condition: textAt(options, "condition"),
        required: booleanAt(options, "required"),
        restart: booleanAt(options, "restart"),
        entry,
      };
    });
  }
  if (node?.kind !== "seq") return [];
  return node.items.flatMap(({ value }) => {
    const service = textOf(value);
    if (service === undefined) return [];
    return [{ service, form: "list" as const, condition: undefined, required: undefined, restart: undefined, entry: undefined }];
  });
}

export function linksAt(fields: Fields): readonly Link[] {
  return textsAt(fields, "links").map((link) => {
    const colon = link.text.indexOf(":");
    if (colon === -1) return { service: link, alias: undefined };
    return { service: partOf(link.node, 0, colon), alias: partOf(link.node, colon + 1, link.text.length) };
  });
}
