/** What is known of the tags of official images: which to offer instead of a moving one, and which names the same image most exactly. */
import { officialTags, source } from "./data/official-tags.js";
import { expandTagGroups } from "./tag-groups.js";

/** The day the tags were read. They age: a tag that is not known may just be newer. */
export const officialTagsDate: string = source.date;

const groups = new Map<string, readonly (readonly string[])[]>();

/** All tags that name the same image as the one given, itself included; undefined when the image or the tag is not known. */
export function equalTags(name: string, tag: string): readonly string[] | undefined {
  if (!Object.hasOwn(officialTags, name)) return undefined;
  let known = groups.get(name);
  if (known === undefined) {
    known = expandTagGroups(officialTags[name]!);
    groups.set(name, known);
  }
  return known.find((group) => group.includes(tag));
}

/**
 * The release tag to write for a moving one, in the same variant: `latest` → `26.7`, `alpine` → `26.7-alpine`, `lts-slim` → `24.19-slim`.
 * It has two version numbers where the image has such a tag, else what it has.
 * @param name familiar name of an official image.
 * @param movingTag default: `latest`.
 * @returns undefined when the image or the tag is not known, or no tag of that image is a version.
 */
export function currentTag(name: string, movingTag = "latest"): string | undefined {
  const group = equalTags(name, movingTag);
  if (group === undefined) return undefined;
  for (const variant of endings(movingTag)) {
    const versions = group.flatMap((tag) => versionBefore(tag, variant) ?? []);
    const [best] = versions.sort((a, b) => distance(a) - distance(b));
    if (best !== undefined) return variant === "" ? best : `${best}-${variant}`;
  }
  return undefined;
}

/**
 * The most exact tag that named the same image on `officialTagsDate`: `3.14-slim` → `3.14.7-slim-trixie`; a tag with a date comes first.
 * @returns the tag itself when none is more exact; undefined when the image or the tag is not known.
 */
export function precise(name: string, tag: string): string | undefined {
  const group = equalTags(name, tag);
  const isGiven = (it: string): number => Number(it === tag);
  return (
    group &&
    [...group].sort(
      (a, b) => exactness(b) - exactness(a) || isGiven(b) - isGiven(a) || b.length - a.length || (a < b ? -1 : 1),
    )[0]
  );
}

/** `lts-alpine` → `lts-alpine`, `alpine` and the empty one. */
function endings(tag: string): string[] {
  const parts = tag.split("-");
  return [...parts.map((_, i) => parts.slice(i).join("-")), ""];
}

/** The version in `26.7-alpine` before `alpine`; undefined when the tag is not a version and that variant. */
function versionBefore(tag: string, variant: string): string | undefined {
  const version = variant === "" ? tag : tag.endsWith(`-${variant}`) ? tag.slice(0, -variant.length - 1) : "";
  return /^v?\d+(?:\.\d+)*$/.test(version) ? version : undefined;
}

/** Two numbers are best, then one, then more. */
function distance(version: string): number {
  const numbers = version.split(".").length;
  return numbers === 2 ? 0 : numbers;
}

/** Names that go from one release to the next: `latest`, and what Debian calls its releases in turn. */
const roving =
  /^(?:latest|stable|oldstable|oldoldstable|testing|unstable|edge|lts|current|mainline|rolling|devel|rc|nightly)(?:-|$)/;

function exactness(tag: string): number {
  if (roving.test(tag)) return -1;
  const dated = /(?:^|[-.])\d{8}(?:$|[-.])/.test(tag) ? 1 : 0;
  const numbers = /^v?(\d+(?:[.u_+-]b?\d+)*)/.exec(tag)?.[1]?.split(/[.u_+-]/).length ?? 0;
  return dated * 1000 + numbers * 20 + tag.split("-").length;
}
