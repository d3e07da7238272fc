/** Tags of official images that are plainly misspelt. */
import { officialTags } from "./data/official-tags.js";
import { expandTagGroups } from "./tag-groups.js";
import { equalTags } from "./tags.js";

const words = new Map<string, ReadonlySet<string>>();

/** The words in the tags of an image: `slim`, `alpine`, `trixie`. */
function wordsOf(name: string): ReadonlySet<string> | undefined {
  if (!Object.hasOwn(officialTags, name)) return undefined;
  let known = words.get(name);
  if (!known) {
    const all = expandTagGroups(officialTags[name]!).flat();
    known = new Set(all.flatMap((tag) => tag.match(/[a-z]{3,}/g) ?? []));
    words.set(name, known);
  }
  return known;
}

/** Words that tags had before, or have for other systems: never a slip of the pen. */
const earlier =
  /^(?:wheezy|jessie|stretch|buster|bullseye|bookworm|sid|trusty|xenial|bionic|focal|jammy|noble|kinetic|lunar|mantic|onbuild|nanoserver|windowsservercore|ltsc|alpine|slim|latest|stable|mainline|edge|lts|current|nightly|beta|alpha|preview|builder|runtime|minimal|full|standard|community|enterprise|oss|dev|devel|debug|test|rootless|dind|git|server|client)$/;

/** The tag that was meant, where one word of it is one slip away from a word of the image, or its parts stand in another order; undefined otherwise. */
export function meantTag(name: string, tag: string): string | undefined {
  const known = wordsOf(name);
  if (!known || equalTags(name, tag)) return undefined;
  const parts = tag.split("-");
  if (parts.length > 1 && parts.length < 4) {
    const other = permutations(parts).find((it) => equalTags(name, it.join("-")));
    if (other) return other.join("-");
  }
  for (const [i, part] of parts.entries()) {
    const word = /^[a-z]{3,}/.exec(part)?.[0];
    if (word === undefined || known.has(word) || earlier.test(word)) continue;
    const close = [...known].filter((it) => it.length >= 4 && isSlip(word, it));
    if (close.length !== 1) continue;
    return parts.with(i, close[0]! + part.slice(word.length)).join("-");
  }
  return undefined;
}

function permutations(parts: readonly string[]): string[][] {
  if (parts.length < 2) return [[...parts]];
  return parts.flatMap((part, i) => permutations(parts.toSpliced(i, 1)).map((rest) => [part, ...rest]));
}

/** One letter too many, missing or wrong, or two next to each other swapped. */
function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return (x.length <= 1 && y.length <= 1) || (x.length === 2 && y.length === 2 && x[0] === y[1] && x[1] === y[0]);
}
