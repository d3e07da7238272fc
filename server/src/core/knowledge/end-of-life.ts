/** Which release lines of images are no longer supported, and which to take instead. */
import { endOfLife, source } from "./data/end-of-life.js";
import { equalTags } from "./tags.js";

/** The day the facts were read: what ended later counts as supported, so that the answer is the same every day. */
export const endOfLifeDate: string = source.date;

interface Line {
  readonly cycle: string;
  /** Undefined: no end is known. */
  readonly end: string | undefined;
  readonly lts: boolean;
}

export interface EndedLine {
  /** `Debian 10 (buster)`, `node 16`. */
  readonly name: string;
  readonly date: string;
  /** Where it stands in the tag. */
  readonly start: number;
  readonly length: number;
  /** Tags of the same image and variant that are supported for a year at least, the nearest first, then the newest. */
  readonly better: readonly string[];
}

let table: ReadonlyMap<string, readonly Line[]> | undefined;

function linesOf(image: string): readonly Line[] | undefined {
  table ??= new Map(
    Object.entries(endOfLife).flatMap(([names, text]) => {
      const lines = text.split(",").map((it): Line => {
        const [cycle = "", end = "-"] = it.split(" ");
        const plain = end.replace("*", "");
        return { cycle, end: plain === "-" ? undefined : plain, lts: end.endsWith("*") };
      });
      return names.split(" ").map((name) => [name, lines] as const);
    }),
  );
  return table.get(image);
}

/** Names that distributions give to their releases. */
const codenames: Readonly<Record<string, readonly [image: string, cycle: string]>> = {
  ...named("debian", "wheezy 7 jessie 8 stretch 9 buster 10 bullseye 11 bookworm 12 trixie 13"),
  ...named("ubuntu", "trusty 14.04 xenial 16.04 bionic 18.04 focal 20.04 jammy 22.04 noble 24.04"),
};

function named(image: string, text: string): Record<string, readonly [string, string]> {
  const words = text.split(" ");
  return Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word, [image, words[i + 1]!] as const]] : [])));
}

/** The release line in a tag that ended before the facts were read; undefined where none did, or none can be told. */
export function endedLine(image: string, tag: string): EndedLine | undefined {
  const key = `${image}:${tag}`;
  if (!ended.has(key)) {
    // Names come from files people edit: what was half-typed once must not stay for ever.
    if (ended.size >= 500) ended.clear();
    ended.set(key, ownLine(image, tag) ?? distribution(image, tag));
  }
  return ended.get(key);
}

/** Files of a project are built on the same few images. */
const ended = new Map<string, EndedLine | undefined>();

function ownLine(image: string, tag: string): EndedLine | undefined {
  const lines = linesOf(image);
  const version = /^v?(\d+(?:\.\d+)*)(?=$|[-_])/.exec(tag)?.[1];
  if (!lines || version === undefined) return undefined;
  const line = lineOf(lines, version);
  if (!line?.end || !hasEnded(line)) return undefined;
  const start = tag.indexOf(version);
  const rest = tag.slice(start + version.length);
  const depth = line.cycle.split(".").length;
  const better = candidates(lines, line, true).flatMap((cycle) => {
    for (const tail of tails(rest)) {
      const wanted = `${tag.slice(0, start)}${withDepth(cycle, version, depth)}${tail}`;
      if (equalTags(image, wanted) || (isDotnet(image) && /^(?:-alpine)?$/.test(tail))) return [wanted];
    }
    return [];
  });
  return { name: `${isDotnet(image) ? ".NET" : image} ${line.cycle}`, date: line.end, start, length: version.length, better };
}

/** Every line of these has the plain tag and the one of Alpine. */
function isDotnet(image: string): boolean {
  return image.startsWith("mcr.microsoft.com/dotnet/");
}

/** mcr.microsoft.com writes 8.0 for the line 8. */
function withDepth(cycle: string, version: string, depth: number): string {
  return depth === 1 && /^\d+\.0$/.test(version) ? `${cycle}.0` : cycle;
}

/** The variant without and with the distribution: `-slim-buster` → `-slim`. */
function tails(rest: string): string[] {
  const parts = rest.split("-").filter((part) => part !== "");
  const plain = parts.flatMap((part) => (Object.hasOwn(codenames, part) ? [] : [part.replace(/^alpine[\d.]+$/, "alpine")]));
  const join = (list: readonly string[]): string => list.map((part) => `-${part}`).join("");
  return [...new Set([rest, join(plain)])];
}

/** `python:3.12-slim-buster`, `node:22-alpine3.16`: what the image is built on. */
function distribution(image: string, tag: string): EndedLine | undefined {
  for (const part of tag.matchAll(/[a-z]+(?:[\d.]*\d)?/g)) {
    const text = part[0];
    const before = tag[part.index - 1];
    if (before !== undefined && before !== "-") continue;
    const alpine = /^alpine(\d+\.\d+)$/.exec(text)?.[1];
    const [base, cycle] = alpine ? ["alpine", alpine] : Object.hasOwn(codenames, text) ? codenames[text]! : [];
    if (base === undefined || cycle === undefined) continue;
    const lines = linesOf(base)!;
    const line = lines.find((it) => it.cycle === cycle);
    if (!line?.end || !hasEnded(line)) continue;
    const end = part.index + text.length;
    // Of `buster-20200422` the date means nothing any more.
    const rest = tag.slice(end).replace(/^-\d{8}(?:\.\d+)?/, "");
    const better = candidates(lines, line, image === base).flatMap((it) => {
      const name = alpine
        ? `alpine${it}`
        : Object.keys(codenames).find((key) => codenames[key]![0] === base && codenames[key]![1] === it);
      const wanted = name === undefined ? undefined : `${tag.slice(0, part.index)}${name}${rest}`;
      return wanted !== undefined && equalTags(image, wanted) ? [wanted] : [];
    });
    const label = alpine ? `Alpine ${cycle}` : `${base === "debian" ? "Debian" : "Ubuntu"} ${cycle} (${text})`;
    return { name: label, date: line.end, start: part.index, length: text.length, better: [...new Set(better)] };
  }
  return undefined;
}

/** The line whose numbers a version begins with; the longest, as `8.5` and `8` may both be lines. */
function lineOf(lines: readonly Line[], version: string): Line | undefined {
  return lines
    .filter(({ cycle }) => version === cycle || version.startsWith(`${cycle}.`))
    .sort((a, b) => b.cycle.length - a.cycle.length)[0];
}

function hasEnded({ end }: Line): boolean {
  return end !== undefined && /^\d/.test(end) && end <= endOfLifeDate;
}

/** Later lines with at least a year to go, the nearest first; those with long support before the others where there are such. */
function candidates(lines: readonly Line[], from: Line, own: boolean): string[] {
  const inAYear = `${Number(endOfLifeDate.slice(0, 4)) + 1}${endOfLifeDate.slice(4)}`;
  const later = lines
    .filter((it) => compare(it.cycle, from.cycle) > 0 && (it.end === undefined || it.end >= inAYear))
    .sort((a, b) => compare(a.cycle, b.cycle));
  const preferred = own && later.some(({ lts }) => lts) ? later.filter(({ lts }) => lts) : later;
  if (!own) return later.map(({ cycle }) => cycle);
  return [...new Set([preferred[0], preferred.at(-1)].flatMap((it) => (it ? [it.cycle] : [])))];
}

function compare(a: string, b: string): number {
  const [x, y] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
