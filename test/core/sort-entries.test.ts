/** Sorting entries: the same data with the same comments in another order, or no edits at all. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { ComposeFile } from "../../server/src/core/syntax/compose/model.js";
import { parseCompose } from "../../server/src/core/syntax/compose/parse.js";
import type { YamlMap, YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import { applyEdits } from "../../server/src/core/text/edits.js";
import { compareTexts, disorderAmong, mapDisorder } from "../../server/src/core/transforms/sort-entries.js";

type Data = string | number | boolean | null | Data[] | { [key: string]: Data };

function data(node: YamlNode | undefined): Data {
  if (node === undefined) return null;
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(({ value }) => data(value));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, data(value)]));
}

function mapIn(file: ComposeFile, key: string): YamlMap {
  const value = file.roots[0]?.get(key)?.value;
  assert.ok(value?.kind === "map");
  return value;
}

/** The text with the mapping below a key sorted by name; undefined where that is refused. */
function sorted(text: string, key: string): string | undefined {
  const file = parseCompose("file:///compose.yaml", text);
  assert.deepEqual(file.errors, [], text);
  const found = mapDisorder(file, mapIn(file, key), (a, b) => compareTexts(a.key.text, b.key.text));
  return found === undefined ? text : found.edits && applyEdits(text, found.edits);
}

const lines = (...parts: string[]): string => `${parts.join("\n")}\n`;

describe("sorting entries", () => {
  it("takes along what is above an entry, behind it and switched off in it", () => {
    assert.equal(
      sorted(
        lines("m:", "  # of c", "  # more", "  c: 1 # behind", "    # inside", "", "  # apart", "", "  a: 2", "  # last", "n: 1"),
        "m",
      ),
      lines("m:", "  # apart", "", "  a: 2", "", "  # of c", "  # more", "  c: 1 # behind", "    # inside", "  # last", "n: 1"),
    );
  });

  it("leaves the head of the file and of a document where it is", () => {
    const text = "# head\nb: 1\na: 2\n";
    const file = parseCompose("file:///compose.yaml", text);
    const found = mapDisorder(file, file.roots[0]!, (a, b) => compareTexts(a.key.text, b.key.text));
    assert.equal(applyEdits(text, found!.edits!), "# head\na: 2\nb: 1\n");
  });

  it("refuses to bring an alias before its anchor, or another anchor of its name before it", () => {
    assert.equal(sorted(lines("m:", "  b: &x 1", "  a: *x"), "m"), undefined);
    assert.equal(sorted(lines("x: &x 0", "m:", "  b: *x", "  a: &x 1"), "m"), undefined);
    assert.equal(sorted(lines("m:", "  c: &x 1", "  b: &x 2", "n: *x"), "m"), undefined);
    assert.equal(sorted(lines("m:", "  c: &x 1", "  a: 2", "n: *x"), "m"), lines("m:", "  a: 2", "  c: &x 1", "n: *x"));
  });

  it("refuses where the text of a value depends on what stands behind it", () => {
    assert.equal(sorted(lines("m:", "  b: |+", "    text", "", "  a: 1"), "m"), undefined);
    assert.equal(sorted("m:\n  b: |\n    text\n  a: 1", "m"), undefined);
    assert.equal(sorted("m:\n  b: |-\n    text\n  a: 1", "m"), "m:\n  a: 1\n  b: |-\n    text");
    assert.equal(sorted("m:\n  b: 1\n  a: |\n    text", "m"), undefined);
  });

  it("refuses entries that share a line with something else", () => {
    assert.equal(sorted("m: {b: 1, # one\n  a: 2}\n", "m"), undefined);
    const file = parseCompose("file:///compose.yaml", "m:\n  - b: 1\n    a: 2\n");
    const list = file.roots[0]?.get("m")?.value;
    const map = list?.kind === "seq" ? list.items[0]?.value : undefined;
    assert.ok(map?.kind === "map");
    const found = mapDisorder(file, map, (a, b) => compareTexts(a.key.text, b.key.text));
    assert.equal(found?.edits, undefined);
  });

  it("sorts some neighbours only", () => {
    const text = lines("m:", "  # head", "  c: 1", "  b: 2", "  a: 3");
    const file = parseCompose("file:///compose.yaml", text);
    const map = mapIn(file, "m");
    const compare = (x: (typeof map.entries)[number], y: (typeof map.entries)[number]) => compareTexts(x.key.text, y.key.text);
    const found = disorderAmong(file, map, map.entries.slice(0, 2), compare, { heading: true });
    assert.equal(applyEdits(text, found!.edits!), lines("m:", "  # head", "  b: 2", "  c: 1", "  a: 3"));
  });

  it("says which entry stands too late, and behind which", () => {
    const file = parseCompose("file:///compose.yaml", lines("m:", "  a: 1", "  d: 1", "  e: 1", "  b: 1"));
    const found = mapDisorder(file, mapIn(file, "m"), (a, b) => compareTexts(a.key.text, b.key.text));
    assert.deepEqual([found?.child.key.text, found?.behind.key.text], ["b", "d"]);
  });

  it("keeps the data, the comments and whose they are, whatever the entries", () => {
    const value = fc.constantFrom(
      ...[" 1", " 'x' # behind KEY", " [1, 2]", "\n    k: 1\n    # inside KEY", " |\n    text\n\n    more", " >-\n    text"],
      ...[" &x 1", " *x", " &y\n    k: *x", "\n  - 1\n  - 2", ""],
    );
    const entry = fc.record({
      key: fc.constantFrom(..."abcdefgh"),
      above: fc.constantFrom("", "", "\n", "  # above KEY\n", "\n  # above KEY\n  # too KEY\n", "    # deep\n  # above KEY\n"),
      value,
    });
    const file = fc.record({
      entries: fc.uniqueArray(entry, { selector: ({ key }) => key, minLength: 2, maxLength: 6 }),
      crlf: fc.boolean(),
      ending: fc.constantFrom("", "\n", "\n# end\n", "\nz: *x\n"),
    });
    let moved = 0;
    fc.assert(
      fc.property(file, ({ entries, crlf, ending }) => {
        const body = entries.map((it) => `${it.above}  ${it.key}:${it.value}`.replaceAll("KEY", it.key)).join("\n");
        const lf = `x: &x 0\nm:\n${body}${ending}`;
        const text = crlf ? lf.replaceAll("\n", "\r\n") : lf;
        const after = sorted(text, "m");
        if (after === undefined || after === text) return;
        moved++;
        const [old, fresh] = [parseCompose("file:///a", text), parseCompose("file:///a", after)];
        assert.deepEqual(fresh.errors, []);
        assert.deepEqual(data(fresh.roots[0]), data(old.roots[0]));
        const keys = mapIn(fresh, "m").entries.map(({ key }) => key.text);
        assert.deepEqual(keys, [...keys].sort());
        const texts = (it: ComposeFile) => it.comments.map((comment) => comment.text).sort();
        assert.deepEqual(texts(fresh), texts(old));
        assert.equal(after.length, text.length);
        assert.equal(after.replaceAll("\r\n", "").includes("\n"), !crlf);
        const plain = after.replaceAll("\r", "");
        for (const [, key] of plain.matchAll(/# above (\w)/g))
          assert.match(plain, new RegExp(`# above ${key}\\n(?:\\s*#.*\\n|\\s*\\n)*  ${key}:`));
        for (const [, key] of plain.matchAll(/# inside (\w)/g))
          assert.match(plain, new RegExp(`${key}:\\n    k: 1\\n    # inside ${key}`));
      }),
      { numRuns: 700, seed: 7 },
    );
    assert.ok(moved > 100, `${moved} texts were sorted`);
  });
});
