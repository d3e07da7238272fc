/** Whether the comments of a Compose file are all still there; one goes only together with the entry or item it is about. */
import type { YamlComment, YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import { parseYaml } from "../../server/src/core/syntax/yaml/parse.js";
import { LineIndex } from "../../server/src/core/text/line-index.js";
import type { Span } from "../../server/src/core/text/span.js";

/** Why not; undefined also where a text cannot be read, so that its comments are not known. */
export function commentsWrong(before: string, after: string): string | undefined {
  const [old, now] = [parseYaml("", before), parseYaml("", after)];
  if (old.errors.length > 0 || now.errors.length > 0) return undefined;
  const rest = now.comments.map(({ text }) => text);
  const lines = new LineIndex(before);
  const left = nodesOf(now.documents.map(({ root }) => root));
  for (const comment of old.comments) {
    const at = rest.indexOf(comment.text);
    if (at >= 0) rest.splice(at, 1);
    else if (!aboutNothing(comment)) return `the comment '# ${comment.text}' is gone`;
  }
  return undefined;

  /** True where what a comment stands in or behind is gone as well. */
  function aboutNothing({ span }: YamlComment): boolean {
    const line = lines.lineOf(span.start);
    const owners = [...nodesOf(old.documents.map(({ root }) => root))].flatMap(([path, spans]) =>
      spans.filter((it) => lines.lineOf(it.start) <= line && line <= lines.lineOf(it.end)).map((it) => ({ path, ...it })),
    );
    const innermost = owners.sort((a, b) => b.start - a.start || a.end - b.end)[0];
    return innermost !== undefined && !left.has(innermost.path);
  }
}

/**
 * Entries and items by their paths. An item stands for all of its list, and a list for all shorter ones: what a list has lost is one of
 * its items, whichever.
 */
function nodesOf(roots: readonly (YamlNode | undefined)[]): Map<string, readonly Span[]> {
  const found = new Map<string, Span[]>();
  const note = (path: string, span: Span): void => void found.set(path, [...(found.get(path) ?? []), span]);
  const walk = (node: YamlNode | undefined, path: string): void => {
    if (node === undefined || node.kind === "scalar") return;
    if (node.kind === "seq") {
      const { length } = node.items;
      for (let shorter = 1; shorter < length; shorter++) found.set(`${path}\n#${shorter}`, []);
      for (const { span, alias, value } of node.items) {
        note(`${path}\n#${length}`, span);
        if (alias === undefined) walk(value, `${path}\n#${length}`);
      }
      return;
    }
    for (const { key, span, alias, merged, value } of [...node.entries, ...node.merges]) {
      if (merged !== undefined) continue;
      note(`${path}\n${key.text}`, span);
      if (alias === undefined) walk(value, `${path}\n${key.text}`);
    }
  };
  for (const [i, root] of roots.entries()) walk(root, `${i}`);
  return found;
}
