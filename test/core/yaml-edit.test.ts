/** Edits of YAML: after each one the file parses and differs in nothing but what was meant. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { ComposeFile, TextValue } from "../../server/src/core/syntax/compose/model.js";
import { parseCompose } from "../../server/src/core/syntax/compose/parse.js";
import type { YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from "../../server/src/core/syntax/yaml/model.js";
import { applyEdits, type TextEdit } from "../../server/src/core/text/edits.js";
import {
  appendItem,
  insertEntry,
  quoteIfNeeded,
  removeEntry,
  removeItem,
  replaceScalar,
  replaceValue,
} from "../../server/src/core/transforms/yaml-edit.js";

type Data = string | number | boolean | null | Data[] | { [key: string]: Data };

function data(node: YamlNode | undefined): Data {
  if (node === undefined) return null;
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(({ value }) => data(value));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, data(value)]));
}

function parse(text: string): ComposeFile {
  const file = parseCompose("file:///compose.yaml", text);
  assert.deepEqual(file.errors, [], text);
  return file;
}

function entryAt(file: ComposeFile, path: readonly string[]): YamlEntry {
  let found: YamlEntry | undefined;
  let map: YamlMap | undefined = file.roots[0];
  for (const key of path) {
    found = map?.get(key);
    map = found?.value.kind === "map" ? found.value : undefined;
  }
  assert.ok(found, path.join("."));
  return found;
}

function mapAt(file: ComposeFile, path: readonly string[]): YamlMap {
  if (path.length === 0) return file.roots[0]!;
  if (path.length === 2 && path[0] === "services") return file.services.find(({ name }) => name === path[1])!.node;
  const { value } = entryAt(file, path);
  assert.equal(value.kind, "map");
  return value as YamlMap;
}

/** The text after the edits, LF and CRLF checked to give the same; undefined if the edit is refused. */
function edited(text: string, edit: (file: ComposeFile) => TextEdit[] | undefined): string | undefined {
  const edits = edit(parse(text));
  const crlf = text.replace(/\n/g, "\r\n");
  const crlfEdits = edit(parse(crlf));
  assert.equal(crlfEdits === undefined, edits === undefined);
  if (edits === undefined) return undefined;
  const after = applyEdits(text, edits);
  assert.equal(applyEdits(crlf, crlfEdits!), after.replace(/\n/g, "\r\n"), "CRLF");
  parse(after);
  return after;
}

const services = "services:\n  web:\n    image: nginx # tag\n    ports:\n      - 80:80\n\n  # the db\n  db:\n    image: pg\n";

describe("yaml-edit: insertEntry", () => {
  const insert = (text: string, path: string[], entry: string, after?: string) => {
    return edited(text, (file) => insertEntry(file, mapAt(file, path), entry, after === undefined ? {} : { after }));
  };
  it("goes behind the last line of the map, or of the named key with its comment", () => {
    assert.equal(
      insert(services, ["services", "web"], "restart: always"),
      services.replace("80:80\n", "80:80\n    restart: always\n"),
    );
    assert.equal(
      insert(services, ["services", "web"], "init: true", "image"),
      services.replace("# tag\n", "# tag\n    init: true\n"),
    );
    assert.equal(insert(services, ["services", "db"], "init: true"), `${services}    init: true\n`);
    assert.equal(insert(services, ["services"], "c:\n  image: x"), `${services}  c:\n    image: x\n`);
    assert.equal(insert(services, [], "volumes:\n  data:"), `${services}volumes:\n  data:\n`);
  });
  it("gives nested lines the file's indents", () => {
    const wide = "services:\n    web:\n        image: x\n        ports:\n        - 80:80\n";
    const entry = "deploy:\n  labels:\n    - type: a\n      to: b\n  replicas: 2";
    const lines = ["deploy:", "    labels:", "    - type: a", "      to: b", "    replicas: 2"];
    assert.equal(insert(wide, ["services", "web"], entry), wide + lines.map((line) => `        ${line}\n`).join(""));
  });
  it("needs no final line end", () => {
    assert.equal(
      insert("services:\n  a:\n    image: x", ["services", "a"], "init: true"),
      "services:\n  a:\n    image: x\n    init: true",
    );
  });
  it("respects values of several lines", () => {
    const text =
      'services:\n  a:\n    command: |\n      x\n      y\n\n    user: "a\n      b"\n    image: >+\n      z\n\n\n  b: {}\n';
    assert.match(insert(text, ["services", "a"], "k: 1", "command")!, /y\n {4}k: 1\n\n {4}user/);
    assert.match(insert(text, ["services", "a"], "k: 1", "user")!, /b"\n {4}k: 1\n/);
    const end = insert(text, ["services", "a"], "k: 1")!;
    assert.equal(
      data(entryAt(parse(end), ["services", "a", "image"]).value) as string,
      data(entryAt(parse(text), ["services", "a", "image"]).value),
    );
  });
  it("works in flow maps", () => {
    assert.equal(
      insert("services:\n  a: {image: x}\n", ["services", "a"], "init: true"),
      "services:\n  a: {image: x, init: true}\n",
    );
    assert.equal(
      insert("services:\n  a: {image: x, tty: true,}\n", ["services", "a"], "init: true", "image"),
      "services:\n  a: {image: x, init: true, tty: true,}\n",
    );
    assert.equal(insert("services:\n  a: {}\n", ["services", "a"], "init: true"), "services:\n  a: {init: true}\n");
    assert.equal(insert("services:\n  a: {image: x}\n", ["services", "a"], "deploy:\n  replicas: 1"), undefined);
  });
  it("works where nothing stands yet", () => {
    assert.equal(
      insert("services:\n  a: # todo\n  b: {}\n", ["services", "a"], "image: x"),
      "services:\n  a: # todo\n    image: x\n  b: {}\n",
    );
  });
  it("works in maps of lists and behind empty values", () => {
    const text = "services:\n  a:\n    ports:\n      - target: 80 # x\n        mode: host\n    environment:\n";
    const after = edited(text, (file) =>
      insertEntry(file, file.services[0]!.ports[0]!.node as YamlMap, "name: n", { after: "target" }),
    );
    assert.equal(after, text.replace("# x\n", "# x\n        name: n\n"));
    assert.equal(insert(text, ["services", "a"], "init: true"), `${text}    init: true\n`);
  });
  it("refuses shared text, known keys and broken files", () => {
    const shared = "x-a: &a\n  init: true\nservices:\n  b:\n    <<: *a\n  c:\n    <<: *a\n";
    assert.equal(insert(shared, ["x-a"], "tty: true"), undefined);
    assert.equal(insert(shared, ["services", "b"], "tty: true"), shared.replace("*a\n", "*a\n    tty: true\n"));
    assert.equal(insert(services, ["services", "web"], "image: x"), undefined);
    const broken = parseCompose("u", "services:\n  a:\n    image: x\n  b\n");
    assert.equal(insertEntry(broken, broken.services[0]!.node, "init: true"), undefined);
  });
});

describe("yaml-edit: removing", () => {
  const removed = (text: string, path: string[]) => {
    return edited(text, (file) => removeEntry(file, mapAt(file, path.slice(0, -1)), entryAt(file, path)));
  };
  const removedItem = (text: string, path: string[], index: number) => {
    return edited(text, (file) => {
      const seq = entryAt(file, path).value as YamlSeq;
      return removeItem(file, seq, seq.items[index]!);
    });
  };
  it("takes whole lines with their comment", () => {
    assert.equal(removed(services, ["services", "web", "image"]), services.replace("    image: nginx # tag\n", ""));
    assert.equal(removed(services, ["services", "web", "ports"]), services.replace("    ports:\n      - 80:80\n", ""));
    assert.equal(removed(`version: "3"\n${services}`, ["version"]), services);
    assert.equal(removed("a: 1\nb: 2", ["b"]), "a: 1");
  });
  it("takes the comma in flow style", () => {
    assert.equal(removed("a: {b: 1, c: 2, d: 3}\n", ["a", "b"]), "a: {c: 2, d: 3}\n");
    assert.equal(removed("a: {b: 1, c: 2}\n", ["a", "c"]), "a: {b: 1}\n");
    assert.equal(removedItem("a: [x, 'y', z]\n", ["a"], 1), "a: [x, z]\n");
    assert.equal(removedItem("a: [x, y # c\n  , z]\n", ["a"], 1), undefined);
  });
  it("takes items", () => {
    assert.equal(removedItem("a:\n- x # c\n- k: v\n  l: w\n- z\n", ["a"], 1), "a:\n- x # c\n- z\n");
    assert.equal(removedItem("a:\n  - x\n  - y", ["a"], 1), "a:\n  - x");
  });
  it("moves the next key behind the dash", () => {
    const text = "a:\n  - b: 1 # x\n    c: 2\n";
    const after = edited(text, (file) => {
      const map = (entryAt(file, ["a"]).value as YamlSeq).items[0]!.value as YamlMap;
      return removeEntry(file, map, map.get("b")!);
    });
    assert.equal(after, "a:\n  - c: 2\n");
  });
  it("refuses the last entry, merged entries, and anchors in use", () => {
    assert.equal(removed("a:\n  b: 1\n", ["a", "b"]), undefined);
    assert.equal(removedItem("a:\n  - b\n", ["a"], 0), undefined);
    const text = "x: &x\n  a: 1\n  b: 2\ny:\n  <<: *x\n  c: 3\n";
    assert.equal(removed(text, ["y", "a"]), undefined);
    assert.equal(removed(text, ["x"]), undefined);
    assert.equal(removed("x: &x {a: 1}\ny:\n  <<: *x\n  a: 3\n  c: 4\n", ["y", "a"]), undefined);
    assert.equal(removed("services:\n  a: &a {b: 1, c: 2}\n  d: *a\n", ["services", "a", "b"]), undefined);
  });
  it("leaves no line end where there was none, but for one that belongs to a text block", () => {
    const last = (before: string) => removed(`services:\n  a:\n${before}\n\nvolumes:\n  d:`, ["volumes"]);
    assert.equal(last("    image: x  # c "), "services:\n  a:\n    image: x  # c ");
    assert.equal(last("    command: |-\n      x"), "services:\n  a:\n    command: |-\n      x");
    assert.equal(last("    command: |\n      x"), "services:\n  a:\n    command: |\n      x\n\n");
  });
  it("leaves no comment inside a text block", () => {
    assert.equal(removed("a: |\n  x\nb: 1\n  # deep\nc: 2\n", ["b"]), undefined);
    assert.equal(removed("a: |\n  x\nb: 1\n# flat\nc: 2\n", ["b"]), "a: |\n  x\n# flat\nc: 2\n");
  });
});

describe("yaml-edit: replacing", () => {
  const replaced = (text: string, path: string[], newText: string) => {
    return edited(text, (file) => replaceScalar(file, entryAt(file, path).value as YamlScalar, newText));
  };
  it("keeps the quotes", () => {
    assert.equal(replaced("a: x # c\n", ["a"], "y z"), "a: y z # c\n");
    assert.equal(replaced("a: 'x'\n", ["a"], "it's"), "a: 'it''s'\n");
    assert.equal(replaced('a: "x"\n', ["a"], 'say "\\"'), 'a: "say \\"\\\\\\""\n');
  });
  it("adds quotes only where they are needed, in the file's style", () => {
    assert.equal(replaced("a: x\n", ["a"], "yes"), 'a: "yes"\n');
    assert.equal(replaced("a: x\nb: 'y'\n", ["a"], "1.0"), "a: '1.0'\nb: 'y'\n");
    assert.equal(replaced("a: x\n", ["a"], "${A:-b}/c:1"), "a: ${A:-b}/c:1\n");
    assert.equal(replaced("a: [x]\nb: {c: x}\n", ["b", "c"], "${A}"), 'a: [x]\nb: {c: "${A}"}\n');
    assert.equal(replaced("a: true\n", ["a"], "false"), "a: false\n");
    assert.equal(replaced("a: 'x'\n", ["a"], "l1\nl2"), 'a: "l1\\nl2"\n');
  });
  it("refuses blocks, nothing, and shared text", () => {
    assert.equal(replaced("a: |\n  x\n", ["a"], "y"), undefined);
    assert.equal(replaced("a:\n", ["a"], "y"), undefined);
    assert.equal(replaced("services: {a: {image: &i x}, b: {image: *i}}\n", ["services", "b", "image"], "y"), undefined);
  });
  it("changes only a part of a scalar", () => {
    const part = (text: string, choose: (file: ComposeFile) => TextValue | undefined, newText: string) => {
      return edited(text, (file) => replaceValue(file, choose(file)!, newText));
    };
    const host = (file: ComposeFile) => file.services[0]?.ports[0]?.published;
    assert.equal(
      part('services: {a: {ports: ["80:81"]}}\n', host, "127.0.0.1:80"),
      'services: {a: {ports: ["127.0.0.1:80:81"]}}\n',
    );
    assert.equal(part("services: {a: {ports: [80:81]}}\n", host, "90"), "services: {a: {ports: [90:81]}}\n");
    // A number of base 60 to readers of YAML 1.1.
    assert.equal(part("services: {a: {ports: [80:41]}}\n", host, "90"), 'services: {a: {ports: ["90:41"]}}\n');
    const value = (file: ComposeFile) => file.services[0]?.environment[0]?.value;
    assert.equal(
      part("services:\n  a:\n    environment:\n      - A=b # c\n", value, "d"),
      "services:\n  a:\n    environment:\n      - A=d # c\n",
    );
    assert.equal(
      part("services:\n  a:\n    environment:\n      - A=b # c\n", value, "d: e"),
      'services:\n  a:\n    environment:\n      - "A=d: e" # c\n',
    );
    const word = (file: ComposeFile) => file.services[0]?.command?.words?.[1];
    assert.equal(part('services:\n  a:\n    command: x "y z"\n', word, "w"), undefined);
  });
});

describe("yaml-edit: appendItem", () => {
  const appended = (text: string, path: string[], item: string) => {
    return edited(text, (file) => appendItem(file, entryAt(file, path).value as YamlSeq, item));
  };
  it("follows the list's own style", () => {
    assert.equal(appended("a:\n- x # c\nb: 1\n", ["a"], "y"), "a:\n- x # c\n- y\nb: 1\n");
    assert.equal(appended("a:\n    - k: v\n      l: w", ["a"], "y"), "a:\n    - k: v\n      l: w\n    - y");
    assert.equal(appended("a:\n  - x\n", ["a"], "k: v\nl:\n  m: 1"), "a:\n  - x\n  - k: v\n    l:\n      m: 1\n");
    assert.equal(appended("a: [x]\n", ["a"], "y"), "a: [x, y]\n");
    assert.equal(appended("a: []\n", ["a"], "y"), "a: [y]\n");
  });
});

describe("yaml-edit: any text", () => {
  it("quotes strings so that they stay what they are", () => {
    const check = (text: string, flow: boolean) => {
      for (const quote of ['"', "'"] as const) {
        const source = quoteIfNeeded(text, { flow, quote });
        const file = parse(flow ? `a: [${source}, ${source}]\n` : `a: ${source} # c\nb: 1\n`);
        assert.deepEqual(data(file.roots[0]), flow ? { a: [text, text] } : { a: text, b: 1 });
      }
    };
    const hard = [
      "",
      " ",
      "-",
      "- a",
      "a: b",
      "a #b",
      "a:",
      "#a",
      "&a",
      "*a",
      "!a",
      "|",
      ">",
      "'",
      '"',
      "%",
      "@",
      "`",
      "{",
      "}",
      "[a]",
      ",",
      "null",
      "~",
      "true",
      "1",
      "0x1",
      "1e3",
      ".inf",
      "<<",
      "---",
      "... x",
      "a\nb",
      "\t",
      "a\tb",
      "é😀",
      "\u0000",
      "\u2028",
      "?",
      "? a",
      "a, b",
      "-a",
      ":a",
      "a:b",
      "$${A}",
      "\\",
      "\ufeffx",
      "yes",
      "2001-01-01",
    ];
    for (const text of hard) for (const flow of [false, true]) check(text, flow);
    fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.boolean(), check), { numRuns: 1000 });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...hard), { maxLength: 4 }), fc.boolean(), (parts, flow) =>
        check(parts.join(""), flow),
      ),
      { numRuns: 2000 },
    );
  });

  /** Values for a key at column 4, each in its own style; the comment behind some has a tab. */
  const values = [
    " x",
    " x # c",
    ' "q # no"\t# tab\tc',
    " 'it''s'",
    "",
    " # nothing",
    " [a, b]",
    " [a,\n      b ] # c",
    " {c: 1, d: [x]}",
    " |\n      t1\n\n      t2",
    " |+\n      t\n\n",
    " >-\n      f\n      g",
    "\n      - i # c\n      - j",
    "\n    - i\n    -\n      k: v",
    "\n      n: 1 # c\n      m:\n        o: 2",
    " plain\n      folded",
    ' "two\n      lines"',
    " !reset null",
    " &anc y",
  ];
  const file = fc
    .tuple(
      fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 5 }),
      fc.constantFrom("\n", "", "\n\n", "\n# end"),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([list, end, crlf, blank]) => {
      let anchors = 0;
      const entries = list.map((value, i) => `    k${i}:${value.replace("&anc", () => `&anc${anchors++}`)}`);
      const text = `# head\nservices:\n  web: # w\n${entries.join(blank ? "\n\n    # about\n" : "\n")}${end}`;
      return crlf ? text.replace(/\n/g, "\r\n") : text;
    });

  /** What was meant, on plain data. */
  const expectSame = (before: string, edits: TextEdit[] | undefined, change: (web: { [key: string]: Data }) => void) => {
    if (edits === undefined) return;
    const wanted = data(parse(before).roots[0]) as { services: { web: { [key: string]: Data } } };
    change(wanted.services.web);
    const after = applyEdits(before, edits);
    assert.deepEqual(data(parse(after).roots[0]), wanted, `${JSON.stringify(before)}\n${JSON.stringify(after)}`);
    assert.equal(parse(after).comments.length + 1 >= parse(before).comments.length, true, "lost comments");
    if (before.includes("\r\n")) assert.ok(!/[^\r]\n/.test(after), `mixed line ends in ${JSON.stringify(after)}`);
  };

  it("inserts, removes, replaces and appends nothing but what was meant", () => {
    let done = 0;
    const count = (edits: TextEdit[] | undefined) => {
      if (edits !== undefined) done++;
      return edits;
    };
    fc.assert(
      fc.property(file, (text) => {
        const compose = parse(text);
        const web = compose.services[0]!.node;
        expectSame(text, count(insertEntry(compose, web, "new:\n  a:\n    - 1")), (it) => Object.assign(it, { new: { a: [1] } }));
        for (const entry of web.entries) {
          const key = entry.key.text;
          expectSame(text, count(insertEntry(compose, web, "new: 1", { after: key })), (it) => Object.assign(it, { new: 1 }));
          expectSame(text, count(removeEntry(compose, web, entry)), (it) => delete it[key]);
          const { value } = entry;
          if (value.kind === "scalar") {
            expectSame(text, count(replaceScalar(compose, value, "new: #")), (it) => Object.assign(it, { [key]: "new: #" }));
          }
          if (value.kind === "seq") {
            expectSame(text, count(appendItem(compose, value, "z")), (it) => (it[key] as Data[]).push("z"));
            for (const [i, item] of value.items.entries()) {
              expectSame(text, count(removeItem(compose, value, item)), (it) => (it[key] as Data[]).splice(i, 1));
            }
          }
          if (value.kind === "map") {
            expectSame(text, count(insertEntry(compose, value, "z: 1")), (it) => Object.assign(it[key] as object, { z: 1 }));
            for (const inner of value.entries) {
              expectSame(
                text,
                count(removeEntry(compose, value, inner)),
                (it) => delete (it[key] as { [key: string]: Data })[inner.key.text],
              );
            }
          }
        }
      }),
      { numRuns: 400 },
    );
    assert.ok(done > 2000, `only ${done} edits were made`);
  });
});
