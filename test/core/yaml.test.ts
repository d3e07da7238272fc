/** The YAML tree: spans, aliases, merge keys, errors, and that nothing makes the parser throw or hang. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar } from "../../server/src/core/syntax/yaml/model.js";
import { literalLines, spanWithin } from "../../server/src/core/syntax/yaml/offsets.js";
import { parseYaml } from "../../server/src/core/syntax/yaml/parse.js";
import { resolvePlain } from "../../server/src/core/syntax/yaml/scalars.js";

const uri = "file:///compose.yaml";

function parse(text: string): YamlFile {
  return parseYaml(uri, text);
}

function root(text: string): YamlMap {
  const node = parse(text).documents[0]?.root;
  assert.equal(node?.kind, "map");
  return node as YamlMap;
}

function entry(text: string, ...path: string[]): YamlEntry {
  let map = root(text);
  let found: YamlEntry | undefined;
  for (const key of path) {
    found = map.get(key);
    assert.ok(found, `no ${key}`);
    if (found.value.kind === "map") map = found.value;
  }
  return found!;
}

function scalar(text: string, ...path: string[]): YamlScalar {
  const { value } = entry(text, ...path);
  assert.equal(value.kind, "scalar");
  return value as YamlScalar;
}

function slice(text: string, { start, end }: { start: number; end: number }): string {
  return text.slice(start, end);
}

/** The tree as plain data; shared nodes are repeated. */
function data(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(({ value }) => data(value));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, data(value)]));
}

function errors(text: string): string[] {
  return parse(text).errors.map(({ code, span }) => `${code}: ${slice(text, span)}`);
}

describe("yaml: spans", () => {
  const text = 'a: &x   !t "q\\n" # c\nb:\n  - one # two\n  - k: v\n    l:\nc: |  # h\n  x\n  y\n\nd: {e: 1, f}   \n';
  it("leave out anchor, tag, comment and line end", () => {
    const value = scalar(text, "a");
    assert.equal(slice(text, value.span), '"q\\n"');
    assert.equal(value.text, "q\n");
    assert.equal(slice(text, value.anchor!.span), "&x");
    assert.equal(slice(text, value.tag!.span), "!t");
    assert.equal(slice(text, entry(text, "a").span), 'a: &x   !t "q\\n"');
  });
  it("of lists begin and end with their items", () => {
    const { value } = entry(text, "b");
    assert.equal(slice(text, value.span), "- one # two\n  - k: v\n    l:");
    assert.deepEqual(value.kind === "seq" && value.items.map(({ span }) => slice(text, span)), ["- one", "- k: v\n    l:"]);
  });
  it("of block scalars end with their last line", () => {
    assert.equal(slice(text, scalar(text, "c").span), "|  # h\n  x\n  y");
    assert.equal(scalar(text, "c").text, "x\ny\n");
  });
  it("of flow mappings include the braces", () => {
    const { value } = entry(text, "d");
    assert.equal(slice(text, value.span), "{e: 1, f}");
    assert.equal(value.kind === "map" && value.flow, true);
    assert.deepEqual(data(value), { e: 1, f: null });
  });
  it("of absent values are empty, directly behind the colon", () => {
    const source = "a:   # none\nb: 1\n";
    assert.deepEqual(scalar(source, "a").span, { start: 2, end: 2 });
    assert.equal(slice(source, entry(source, "a").span), "a:");
  });
  it("of comments, also inside and behind blocks, but not inside texts", () => {
    const source = '# one\r\na: "# no" # two\r\nb: |  # three\r\n  # no\r\n#four';
    assert.deepEqual(
      parse(source).comments.map((it) => [it.text, slice(source, it.span)]),
      [
        ["one", "# one"],
        ["two", "# two"],
        ["three", "# three"],
        ["four", "#four"],
      ],
    );
  });
});

describe("yaml: scalars", () => {
  it("have the types of Compose's parser", () => {
    const values: [string, unknown][] = [
      ["0440", 288],
      ["0o17", 15],
      ["0x1F", 31],
      ["08", 8],
      ["1_000", 1000],
      ["22:22", "22:22"],
      ["yes", "yes"],
      ["True", true],
      ["~", null],
      ["-1.5e3", -1500],
      [".5", 0.5],
      ["1.2.3", "1.2.3"],
      ["0755a", "0755a"],
      ["-", "-"],
    ];
    for (const [text, value] of values) assert.equal(resolvePlain(text), value, text);
  });
  it("in quotes are strings", () => {
    assert.deepEqual(data(root("a: '1'\nb: \"true\"\nc: !!str 1\nd: ''\ne: !override 010\nf: !own null\ng: !own")), {
      ...{ a: "1", b: "true", c: "1", d: "", e: "010", f: "null", g: "" },
    });
  });
  it("with Compose's tags parse without complaint", () => {
    const text = "a: !reset null\nb: !override\n  - x\nc: !override {d: 1}\ne: !reset []\nf: !reset\n";
    assert.deepEqual(errors(text), []);
    assert.deepEqual(data(root(text)), { a: null, b: ["x"], c: { d: 1 }, e: [], f: null });
    assert.deepEqual(
      root(text).entries.map(({ value }) => value.tag?.name),
      ["!reset", "!override", "!override", "!reset", "!reset"],
    );
  });
  it("map parts of their text to the file", () => {
    const text = "a: 'it''s here'\nb: \"x\\ty z\"\nc: |\n    one\n      two\nd: plain words\ne: >\n  a\n  b\n";
    const at = (key: string, part: string) => {
      const value = scalar(text, key);
      const start = value.text.indexOf(part);
      const span = spanWithin(value, start, start + part.length);
      return span && slice(text, span);
    };
    assert.equal(at("a", "here"), "here");
    assert.equal(at("a", "it's"), "it''s");
    assert.equal(at("b", "z"), "z");
    assert.equal(at("b", "\ty"), "\\ty");
    assert.equal(at("c", "two"), "two");
    assert.equal(at("c", "one\n"), undefined);
    assert.equal(at("d", "words"), "words");
    assert.equal(at("e", "b"), undefined);
  });
  it("give the lines of literal blocks, with CRLF too", () => {
    for (const eol of ["\n", "\r\n"]) {
      const text = ["a:", "  b: |-", "     x", "", "       y", "c: 1", ""].join(eol);
      const lines = literalLines(scalar(text, "a", "b"));
      assert.deepEqual(
        lines.map(({ fileStart, length }) => text.slice(fileStart, fileStart + length)),
        ["x", "", "  y"],
      );
    }
  });
});

describe("yaml: anchors and merge keys", () => {
  it("resolve aliases to the anchor's own node", () => {
    const map = root("a: &x {k: 1}\nb: *x\nc: [*x]\n");
    assert.equal(map.get("a")!.value, map.get("b")!.value);
    assert.equal(map.get("b")!.alias?.name, "x");
    assert.deepEqual(data(map.get("c")!.value), [{ k: 1 }]);
  });
  it("belong to one document, and may be redefined", () => {
    assert.deepEqual(errors("a: &x 1\n---\nb: *x\n"), ["alias: *x"]);
    assert.deepEqual(data(root("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")), { a: 1, b: 1, c: 2, d: 2 });
  });
  it("record who uses an anchor", () => {
    const [document] = parse("a: &x 1\nb: *x\nc: &y 2\n").documents;
    assert.deepEqual(
      document?.anchors.map(({ name, aliases }) => [name, aliases.length]),
      [
        ["x", 1],
        ["y", 0],
      ],
    );
  });
  it("merge: own keys win, then the earlier mapping", () => {
    const text =
      "a: &a {k: a, l: a}\nb: &b {k: b, m: b}\nc: &c [*a, *b]\nd:\n  <<: [*b, *a]\n  m: own\ne:\n  <<: *c\nf: {<<: {n: 1}, o: 2}\n";
    assert.deepEqual(errors(text), []);
    const map = root(text);
    assert.deepEqual(data(map.get("d")!.value), { m: "own", k: "b", l: "a" });
    assert.deepEqual(data(map.get("e")!.value), { k: "a", l: "a", m: "b" });
    assert.deepEqual(data(map.get("f")!.value), { o: 2, n: 1 });
    const merged = (map.get("d")!.value as YamlMap).get("k")!;
    assert.equal(merged.merged?.key.text, "<<");
    assert.equal((map.get("d")!.value as YamlMap).get("m")!.merged, undefined);
  });
  it("merge with the tag written out", () => {
    const text = "a: &a {k: 1}\nb:\n  !!merge <<: *a\n  l: 2\n";
    assert.deepEqual(errors(text), []);
    assert.deepEqual(data(root(text).get("b")!.value), { l: 2, k: 1 });
    assert.equal(slice(text, (root(text).get("b")!.value as YamlMap).merges[0]!.span), "!!merge <<: *a");
  });
  it("refuse two merge keys and merging what is no mapping", () => {
    assert.deepEqual(errors("a: &a {k: 1}\nb:\n  <<: *a\n  <<: *a\n"), ["duplicate-key: <<"]);
    assert.deepEqual(errors("a: &a x\nb:\n  <<: *a\n"), ["merge-key: <<"]);
    assert.deepEqual(errors("b:\n  <<: [{a: 1}, x]\n"), ["merge-key: <<"]);
    assert.deepEqual(errors('b:\n  "<<": x\n'), []);
  });
  it("end at self-references", () => {
    assert.deepEqual(errors("a: &a [*a]\n"), ["alias: *a"]);
    assert.deepEqual(errors("a: &a\n  b: *a\n"), ["alias: *a"]);
    assert.deepEqual(errors("a: &a\n  <<: *a\n  b: 1\n"), ["alias: *a"]);
  });
  it("refuse alias bombs fast", () => {
    let bomb = "a0: &a0 x\n";
    for (let i = 1; i < 40; i++)
      bomb += `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(", ")}]\n`;
    parse("a: 1");
    const start = performance.now();
    const { errors: found } = parse(bomb);
    assert.ok(performance.now() - start < 100);
    assert.equal(found.length, 1);
    assert.match(found[0]!.message, /multiply/);
  });
  it("refuse chains of aliases that get too deep to walk", () => {
    let chain = "a0: &a0 [x]\n";
    for (let i = 1; i < 1000; i++) chain += `a${i}: &a${i} [*a${i - 1}]\n`;
    const file = parse(chain);
    assert.ok(file.errors.some(({ message }) => /deeper/.test(message)));
    const depth = (node: YamlNode): number =>
      node.kind === "seq" ? 1 + Math.max(0, ...node.items.map((it) => depth(it.value))) : 0;
    for (const { value } of (file.documents[0]!.root as YamlMap).entries) assert.ok(depth(value) <= 201);
  });
});

describe("yaml: errors", () => {
  const cases: [string, string[]][] = [
    ["a: 1\nb: 2\na: 3\n", ["duplicate-key: a"]],
    ["a: {b: 1, b: 2}\n", ["duplicate-key: b"]],
    ["a:\n\tb: 1\n", ["syntax: \t"]],
    ["a:\n  b: 1\n c: 2\n", ["syntax: c"]],
    ['a: "x\nb: 1\n', ['syntax: "x']],
    ["a: 'x\n", ["syntax: 'x"]],
    ["a: b: c\n", ["syntax: b"]],
    ["web\nb: 1\n", ["syntax: web"]],
    ["a: 1\nb\n", ["syntax: b"]],
    ["a: @x\n", ["syntax: @"]],
    ['a: "\\d"\n', ["syntax: \\d"]],
    ["a: [1, 2\nb: 3\n", ["syntax: b"]],
    ["a: {{ x }}\n", ["template: {{"]],
    ["{% if x %}\na: 1\n{% endif %}\n", ["template: {%"]],
    ["a: '{{ x }}'\nb\n", ["syntax: b"]],
    ["a: *nope\n", ["alias: *nope"]],
    ["a: 1\n", []],
    ["", []],
    ["# only\n", []],
    ["---\n...\n", []],
    ["a: [::1]:80\n", ["syntax: :80"]],
  ];
  for (const [text, expected] of cases) it(JSON.stringify(text), () => assert.deepEqual(errors(text), expected));

  it("name the first of two equal keys", () => {
    const text = "a: 1\na: 2\n";
    assert.deepEqual(parse(text).errors[0]!.related, { start: 0, end: 1 });
  });
  it("keep what can be read of half-typed text", () => {
    const map = root("services:\n  web:\n    image: nginx\n    ports\n  db:\n    image: x\n");
    assert.deepEqual(Object.keys(data(map.get("services")!.value) as object), ["web", "db"]);
  });
  it("refuse deep nesting instead of running out of stack", () => {
    for (const text of [
      "[".repeat(10_000),
      "- ".repeat(10_000),
      "{a: ".repeat(10_000),
      "[".repeat(10_000) + "]".repeat(10_000),
    ]) {
      assert.deepEqual(
        parse(text).errors.map(({ code }) => code),
        ["too-deep"],
      );
    }
    assert.deepEqual(parse(`${"[".repeat(150)}${"]".repeat(150)}`).errors, []);
  });
});

describe("yaml: any text", () => {
  /** Every span lies in the text, one inside the other, and every error shows something on one line. */
  function checkAll(text: string): void {
    const file = parse(text);
    for (const { span } of file.errors) {
      assert.ok(text === "" || span.start < span.end, `empty error in ${JSON.stringify(text)}`);
      assert.ok(span.end <= text.length && !/[\r\n]/.test(slice(text, span).trimEnd()), `error span in ${JSON.stringify(text)}`);
    }
    for (const { span } of file.comments) assert.equal(text[span.start], "#");
    const visit = (node: YamlNode): void => {
      assert.ok(0 <= node.span.start && node.span.start <= node.span.end && node.span.end <= text.length, JSON.stringify(text));
      if (node.kind === "seq") for (const item of node.items) if (item.alias === undefined) visit(item.value);
      if (node.kind !== "map") return;
      for (const it of node.entries) {
        assert.ok(it.span.start <= it.key.span.start && it.key.span.end <= it.span.end, JSON.stringify(text));
        if (it.merged === undefined && it.alias === undefined) visit(it.value);
      }
    };
    for (const { root: node } of file.documents) if (node !== undefined) visit(node);
  }
  const pieces = [
    "a",
    "b: ",
    "- ",
    "\n",
    "\r\n",
    "  ",
    "    ",
    "\t",
    "|",
    ">",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    "&x ",
    "*x",
    "!t ",
    "<<: ",
    "#",
    "? ",
    ": ",
    "---\n",
    "...",
    "%",
    "\u0000",
    "\\",
    "é",
    "😀",
    "\u001f",
    "\ufeff",
    "${X}",
  ];
  it("never throws, and keeps its spans inside the text", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => checkAll(parts.join(""))),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.string({ maxLength: 60, unit: "binary" }), checkAll), { numRuns: 1000 });
  });
  it("survives every prefix of a file", () => {
    const text =
      'x-a: &a\n  k: "v"\nservices:\n  web:\n    <<: *a\n    ports: ["80:80", {target: 1}]\n    command: |\n      a\n    env:\n      - A=1 # c\n';
    for (let end = 0; end <= text.length; end++) checkAll(text.slice(0, end));
  });
  it("reads 3,000 services of 2 MB in linear time", function () {
    this.timeout(20_000);
    const lines = Array.from({ length: 20 }, (_, i) => `      KEY_${i}: some value that is long\n`).join("");
    const text = `services:\n${Array.from({ length: 3000 }, (_, i) => `  s${i}:\n    image: a\n    environment:\n${lines}`).join("")}`;
    const start = performance.now();
    const file = parse(text);
    assert.equal(file.errors.length, 0);
    assert.ok(performance.now() - start < 6000, `${performance.now() - start} ms`);
  });
  it("survives long monotonous texts", function () {
    this.timeout(30_000);
    for (const text of [
      "&a ".repeat(20_000),
      "a: 1\n".repeat(20_000),
      "? \n".repeat(20_000),
      '"\n'.repeat(20_000),
      "*a\n".repeat(20_000),
    ]) {
      const start = performance.now();
      parse(text);
      assert.ok(performance.now() - start < 3000, text.slice(0, 5));
    }
  });
});
