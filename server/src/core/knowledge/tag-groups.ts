/** The compact form in which the tags of an image are kept: products of heads (`26.7.0`) and tails (`alpine3.24`). */

/**
 * Reads `heads|tails;tails+more heads|…`. Each list of tails gives one group: every head with every tail, and the tags behind `+`.
 * `26.7.0*` is 26.7.0, 26.7 and 26; nothing before or behind `-` is left out; no head and no tail is `latest`.
 */
export function expandTagGroups(text: string): string[][] {
  return text === ""
    ? []
    : text.split(" ").flatMap((block) => {
        const [heads = "", groups = ""] = block.split("|");
        const versions = heads.split(",").flatMap(unfold);
        return groups.split(";").map((group) => {
          const [tails = "", ...more] = group.split("+");
          return [...versions.flatMap((head) => tails.split(",").map((tail) => combine(head, tail))), ...more];
        });
      });
}

/** The tag that a head and a tail make. */
export function combine(head: string, tail: string): string {
  return head === "" || tail === "" ? head + tail || "latest" : `${head}-${tail}`;
}

function unfold(head: string): string[] {
  if (!head.endsWith("*")) return [head];
  const parts = head.slice(0, -1).split(".");
  return parts.map((_, i) => parts.slice(0, i + 1).join("."));
}
