/** Merge keys: `<<: *base`, `<<: [*first, *second]`. Own keys win, then the earlier mapping. */
import type { YamlEntry, YamlError, YamlMap } from "./model.js";

/**
 * The entries that `<<` brings into a map.
 * @param own entries of the map itself
 * @param merges its `<<` entries, whose values are already resolved
 * @param report takes the errors: two `<<` keys, or a value that is no mapping (as in compose-go)
 */
export function mergedEntries(
  own: readonly YamlEntry[],
  merges: readonly YamlEntry[],
  report: (error: YamlError) => void,
): YamlEntry[] {
  const seen = new Set(own.map((entry) => entry.key.text));
  const result: YamlEntry[] = [];
  for (const [index, merge] of merges.entries()) {
    if (index > 0) report(twoMerges(merges[0]!, merge));
    for (const source of sources(merge, report)) {
      for (const entry of source.entries) {
        if (seen.has(entry.key.text)) continue;
        seen.add(entry.key.text);
        result.push({ ...entry, merged: merge });
      }
    }
  }
  return result;
}

function* sources(merge: YamlEntry, report: (error: YamlError) => void): Generator<YamlMap> {
  const { value } = merge;
  const parts: readonly Pick<YamlEntry, "value" | "alias">[] = value.kind === "seq" ? value.items : [merge];
  for (const { value: node, alias } of parts) {
    // An alias that leads nowhere has been reported as such.
    const unresolved = alias !== undefined && node.span === alias.span;
    if (node.kind === "map") yield node;
    else if (!unresolved && node.tag?.name !== "!reset") {
      report({
        code: "merge-key",
        span: merge.key.span,
        message: "`<<` takes a mapping or a list of mappings, such as `<<: *base` or `<<: [*first, *second]`.",
      });
    }
  }
}

function twoMerges(first: YamlEntry, second: YamlEntry): YamlError {
  const names = [first, second].map((it) => `*${it.alias?.name ?? "…"}`);
  return {
    code: "duplicate-key",
    span: second.key.span,
    related: first.key.span,
    message: `A mapping can have one \`<<\` only: write \`<<: [${names.join(", ")}]\`.`,
  };
}
