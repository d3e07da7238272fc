/** Spans, edits, lines and source tags: the ground everything else stands on. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { applyEdits, conflicts, insertAt, remove, replace, type TextEdit } from "../../server/src/core/text/edits.js";
import { LineIndex, lineEnd } from "../../server/src/core/text/line-index.js";
import { contains, type Span, spanOf, touches, withinLine } from "../../server/src/core/text/span.js";
import { dockerfile, text as plain, yaml } from "../../server/src/core/text/tags.js";

/** The span of the first occurrence of some words. */
const at = (text: string, words: string): Span => {
  const start = text.indexOf(words);
  assert.ok(start >= 0, `no '${words}'`);
  return spanOf(start, start + words.length);
};

describe("spans", () => {
  it("contain what lies inside, themselves included", () => {
    assert.equal(contains(spanOf(2, 5), spanOf(2, 5)), true);
    assert.equal(contains(spanOf(2, 5), spanOf(3, 3)), true);
    assert.equal(contains(spanOf(2, 5), spanOf(1, 3)), false);
    assert.equal(contains(spanOf(2, 5), spanOf(4, 6)), false);
  });

  it("touch where they share text or an end", () => {
    assert.equal(touches(spanOf(0, 2), spanOf(2, 4)), true);
    assert.equal(touches(spanOf(2, 4), spanOf(0, 2)), true);
    assert.equal(touches(spanOf(0, 4), spanOf(1, 2)), true);
    assert.equal(touches(spanOf(0, 2), spanOf(3, 4)), false);
    assert.equal(touches(spanOf(3, 3), spanOf(3, 3)), true);
  });

  it("are cut to a line that can be shown", () => {
    const cut = (text: string, start: number, end: number): string => {
      const span = withinLine(text, spanOf(start, end));
      return text.slice(span.start, span.end);
    };
    assert.equal(cut("one two\nthree", 4, 13), "two");
    assert.equal(cut("one two\r\nthree", 4, 14), "two");
    assert.equal(cut("one\rtwo", 0, 7), "one");
    assert.equal(cut("one\n\ntwo", 3, 8), "two", "line ends in front do not count");
    assert.equal(cut("one\n\n", 3, 5), "e", "nothing but line ends: the unit before them");
    assert.equal(cut("\r\ntwo", 0, 2), "t", "nothing before either: the unit behind");
    assert.equal(cut("abc", 1, 1), "a", "an empty span takes in a unit");
  });
});

describe("edits", () => {
  it("insert, replace and remove in any order", () => {
    const text = "FROM node\nRUN x\n";
    const edits = [remove(at(text, "RUN x\n")), insertAt(text.indexOf("\n"), ":22"), replace(at(text, "node"), "python")];
    for (const order of [edits, [...edits].reverse(), [edits[1]!, edits[0]!, edits[2]!]])
      assert.equal(applyEdits(text, order), "FROM python:22\n");
  });

  it("leave a text without edits as it is", () => {
    assert.equal(applyEdits("a\r\nb", []), "a\r\nb");
  });

  it("apply at both ends of a text", () => {
    assert.equal(applyEdits("b", [insertAt(1, "c"), insertAt(0, "a")]), "abc");
    assert.equal(applyEdits("", [insertAt(0, "a")]), "a");
  });

  it("of one fix may touch, and insertions at one place stay in their order", () => {
    assert.equal(applyEdits("abc", [replace(spanOf(0, 1), "x"), replace(spanOf(1, 2), "y")]), "xyc");
    assert.equal(applyEdits("ab", [insertAt(1, "1"), insertAt(1, "2")]), "a12b");
    assert.equal(applyEdits("ab", [replace(spanOf(1, 2), "x"), insertAt(1, "1")]), "a1x");
  });

  it("refuse to overlap", () => {
    const wrong: TextEdit[][] = [
      [replace(spanOf(0, 2), "x"), replace(spanOf(1, 3), "y")],
      [replace(spanOf(0, 3), "x"), insertAt(1, "y")],
      [replace(spanOf(0, 2), "x"), replace(spanOf(0, 2), "x")],
    ];
    for (const edits of wrong) {
      assert.throws(() => applyEdits("abcd", edits), /overlapping/);
      assert.throws(() => applyEdits("abcd", [...edits].reverse()), /overlapping/);
    }
  });

  it("of two fixes are in conflict where they overlap or touch", () => {
    const word = [replace(spanOf(4, 8), "x")];
    assert.equal(conflicts(word, [insertAt(8, "y")]), true, "touches its end");
    assert.equal(conflicts(word, [insertAt(4, "y")]), true, "touches its start");
    assert.equal(conflicts(word, [remove(spanOf(0, 5))]), true);
    assert.equal(conflicts(word, [insertAt(9, "y"), remove(spanOf(0, 3))]), false);
    assert.equal(conflicts([insertAt(3, "a")], [insertAt(3, "a")]), true, "the same insertion twice");
    assert.equal(conflicts([], word), false);
  });

  it("that are apart give the same text one by one from the end", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.nat(60), { maxLength: 8 }), (text, cuts) => {
        const places = [...new Set(cuts.filter((it) => it <= text.length))].sort((a, b) => a - b);
        const edits: TextEdit[] = [];
        for (let i = 0; i + 1 < places.length; i += 2) edits.push(replace(spanOf(places[i]!, places[i + 1]!), `<${i}>`));
        const oneByOne = edits.reduceRight(
          (it, { span, newText }) => it.slice(0, span.start) + newText + it.slice(span.end),
          text,
        );
        assert.equal(applyEdits(text, edits), oneByOne);
      }),
    );
  });
});

describe("lines", () => {
  it("end at LF, CRLF and a lone CR", () => {
    const index = new LineIndex("a\nb\r\nc\rd\r\r\ne");
    assert.deepEqual(index.starts, [0, 2, 5, 7, 9, 11]);
    assert.deepEqual(
      index.starts.map((_, line) => index.line(line)).map(({ start, end }) => index.text.slice(start, end)),
      ["a", "b", "c", "d", "", "e"],
    );
  });

  it("hold at least one, also in an empty text, and one behind the last line end", () => {
    assert.deepEqual(new LineIndex("").starts, [0]);
    assert.deepEqual(new LineIndex("").line(0), spanOf(0, 0));
    assert.deepEqual(new LineIndex("a\n").position(2), { line: 1, character: 0 });
  });

  it("count UTF-16 units: an astral character is two columns", () => {
    const text = "😀 = 1\nx😀y";
    const index = new LineIndex(text);
    assert.deepEqual(index.position(text.indexOf("=")), { line: 0, character: 3 });
    assert.deepEqual(index.position(text.indexOf("y")), { line: 1, character: 3 });
    assert.equal(index.offset({ line: 1, character: 3 }), text.indexOf("y"));
  });

  it("take a column behind the end for the end, and a line behind the text for its end", () => {
    const index = new LineIndex("ab\r\ncd");
    assert.equal(index.offset({ line: 0, character: 99 }), 2, "before the CR");
    assert.equal(index.offset({ line: 9, character: 0 }), 6);
    assert.equal(index.lineOf(999), 1);
  });

  it("give an offset back for every position", () => {
    const units = fc.constantFrom("a", "\n", "\r", "\r\n", "😀", "\u2028", "é");
    fc.assert(
      fc.property(fc.array(units), (parts) => {
        const text = parts.join("");
        const index = new LineIndex(text);
        assert.equal(index.starts.length, text.split(/\r\n|\r|\n/).length);
        for (let offset = 0; offset <= text.length; offset++) {
          const position = index.position(offset);
          const { end } = index.line(position.line);
          // Between CR and LF there is no place for a cursor.
          assert.equal(index.offset(position), Math.min(offset, end));
        }
      }),
    );
  });

  it("say how a file ends its lines: as the first one does", () => {
    assert.equal(lineEnd("a\r\nb\n"), "\r\n");
    assert.equal(lineEnd("a\nb\r\n"), "\n");
    assert.equal(lineEnd("\na\r\n"), "\n");
    assert.equal(lineEnd("a"), "\n");
  });
});

describe("source tags", () => {
  it("take off the indentation that all lines share", () => {
    const source = dockerfile`
      FROM a

        RUN b
    `;
    assert.equal(source, "FROM a\n\n  RUN b\n");
  });

  it("keep backslashes, and \\${ for ${", () => {
    assert.equal(
      dockerfile`
      RUN a \
       && echo "\${B}" \n
    `,
      'RUN a \\\n && echo "${B}" \\n\n',
    );
  });

  it("keep a text of one line without a line end, and tabs inside lines", () => {
    assert.equal(yaml`services: {}`, "services: {}");
    assert.equal(
      plain`
      a
      	b
    `,
      "a\n\tb\n",
    );
  });

  it("refuse a value put in: it would hide a missing backslash", () => {
    // @ts-expect-error: the types say so already.
    assert.throws(() => dockerfile`FROM ${"node"}`, /literal/);
  });
});
