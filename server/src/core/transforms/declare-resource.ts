/** Declares a network, volume, secret, config or model at the root of a Compose file. */
import type { Section } from "../project/compose/declarations.js";
import type { ComposeFile } from "../syntax/compose/model.js";
import { yamlMap } from "../syntax/yaml/nodes.js";
import type { TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import { contains, type Span } from "../text/span.js";
import { insertEntry, quoteIfNeeded } from "./yaml-edit.js";

/**
 * @param user a place in the document to which the declaration belongs
 * @param fields YAML of the declaration, two spaces deep: `  file: ./x`; none: all defaults
 * @returns undefined where the name cannot be a key, or the section is written in a way that cannot be extended safely
 */
export function declareResource(
  file: ComposeFile,
  section: Section,
  name: string,
  user: Span,
  fields: readonly string[] = [],
): TextEdit[] | undefined {
  const root = file.roots.find(({ span }) => contains(span, user));
  if (!root || !/^[a-zA-Z0-9._-]+$/.test(name)) return undefined;
  const key = quoteIfNeeded(name);
  const entry = root.get(section);
  if (entry?.merged || entry?.alias || (entry && entry.value.kind === "seq")) return undefined;
  if (entry) {
    const { value } = entry;
    if (value.kind === "scalar" && value.value !== null) return undefined;
    const map = value.kind === "map" ? value : yamlMap(value, []);
    const flow = map.kind === "map" && map.flow;
    if (flow)
      return insertEntry(
        file,
        map,
        fields.length === 0 ? `${key}: {}` : `${key}: { ${fields.map((it) => it.trim()).join(", ")} }`,
      );
    return insertEntry(file, map, [`${key}:`, ...fields].join("\n"));
  }
  const edits = insertEntry(file, root, [`${section}:`, `  ${key}:`, ...fields.map((it) => `  ${it}`)].join("\n"));
  return edits?.map((edit) => (separatesSections(file) ? { ...edit, newText: lineEnd(file.text) + edit.newText } : edit));
}

/** True where an empty line stands between the sections of the root; with one section only, that is how most files go on. */
function separatesSections({ roots, text }: ComposeFile): boolean {
  const entries = roots.flatMap((root) => root.entries);
  if (roots.some(({ flow }) => flow)) return false;
  return entries.length < 2 || entries.some(({ span }) => /\n[ \t]*\r?\n(?:#.*\r?\n)*$/.test(text.slice(0, span.start)));
}
