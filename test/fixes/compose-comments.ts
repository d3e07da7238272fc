/** Whether the comments of a Compose file are all still there; one goes only together with the entry or item it is about. */
import type { YamlComment, YamlFile, YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import { parseYaml } from "../../server/src/core/syntax/yaml/parse.js";
import { LineIndex } from "../../server/src/core/text/line-index.js";
import type { Span } from "../../server/src/core/text/span.js";

/** Why not; undefined also where a text cannot be read, so that its comments are not known. */
export function commentsWrong(before: string, after: string): string | undefined {
  const [old, now] = [parseYaml("", before), parseYaml("", after)];
  if (old.errors.length > 0 || now.errors.length > 0) return undefined;
  const lines = new LineIndex(before);
  const [had, has] = [nodesOf(old), nodesOf(now)];
  for (const text of new Set(old.comments.map((it) => it.text))) {
    const [comments, kept] = [old, now].map((it) => it.comments.filter((comment) => comment.text === text));
    const lost = comments!.length - kept!.length;
    if (lost > 0 && comments!.filter(isAboutNothing).length < lost) return `the comment '# ${text}' is gone`;
  }
  return undefined;

  /** True where what a comment stands in or behind is gone as well. */
  function isAboutNothing({ span }: YamlComment): boolean {
    const line = lines.lineOf(span.start);
    const owner = [...had]
      .flatMap(([path, places]) => places.map((it) => ({ path, ...it })))
      .filter((it) => lines.lineOf(it.span.start) <= line && line <= lines.lineOf(it.span.end))
      .sort((a, b) => b.span.start - a.span.start || a.span.end - b.span.end)[0];
    if (owner === undefined) return false;
    const [before, after] = [had.get(owner.path)!, has.get(owner.path) ?? []];
    if (after.length < before.length) return true;
    if (owner.item === undefined) return false;
    const fresh = after.filter(({ item }) => !before.some((it) => it.item === item));
    return !after.some(({ item }) => item === owner.item) && !fresh.some(({ item = "" }) => isLike(owner.item!, item));
  }
}

/** True where one item may be what an edit has made of another: they share a word. */
function isLike(before: string, after: string): boolean {
  const words = (text: string): string[] => text.match(/[^\s:=,"']+/g)?.filter((it) => it !== "-") ?? [];
  const now = new Set(words(after));
  return words(before).some((it) => now.has(it));
}

interface Place {
  readonly span: Span;
  /** The text of a list's item. */
  readonly item?: string;
}

/** Entries and items by their paths, in which an item stands for all of its list. */
function nodesOf({ text, documents }: YamlFile): Map<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  const note = (path: string, place: Place): void => void found.set(path, [...(found.get(path) ?? []), place]);
  const walk = (node: YamlNode | undefined, path: string): void => {
    for (const { span, alias, value } of node?.kind === "seq" ? node.items : []) {
      note(`${path}\n-`, { span, item: text.slice(span.start, span.end) });
      if (alias === undefined) walk(value, `${path}\n-`);
    }
    for (const { key, span, alias, merged, value } of node?.kind === "map" ? [...node.entries, ...node.merges] : []) {
      if (merged !== undefined) continue;
      note(`${path}\n${key.text}`, { span });
      if (alias === undefined) walk(value, `${path}\n${key.text}`);
    }
  };
  for (const [i, { root }] of documents.entries()) walk(root, `${i}`);
  return found;
}
