/** Finds the anchor, tag or dash that stands before a node, among the marks of the scan. */
import type { YamlName } from "./model.js";

/** The last anchor or tag before an offset, if the node has one: the nearest with its name, else the nearest. */
export function nameBefore(names: readonly YamlName[], offset: number, wanted: string | undefined): YamlName | undefined {
  if (wanted === undefined) return undefined;
  const last = lastAtOrBefore(names.length, offset, (index) => names[index]!.span.end);
  for (let i = last; i >= 0 && i > last - 8; i--) if (names[i]!.name === wanted) return names[i];
  return names[last];
}

/** The dash of the item that begins at an offset. */
export function dashBefore(dashes: readonly number[], offset: number): number {
  // An empty item stands directly behind its dash.
  const index = lastAtOrBefore(dashes.length, offset, (it) => dashes[it]! + 1);
  return dashes[index] ?? offset;
}

/** Index of the last element whose position is not behind `offset`, -1 if there is none. */
function lastAtOrBefore(length: number, offset: number, position: (index: number) => number): number {
  let low = -1;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (position(middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
