/** `.env` files: what Compose makes of quotes, comments and lines that are none. */
import assert from "node:assert/strict";
import { envFileValue, parseEnvFile } from "../../server/src/core/syntax/env-file.js";

describe("env file", () => {
  const values: [line: string, name: string, value: string | undefined][] = [
    ["A=b", "A", "b"],
    ["A = b ", "A", "b"],
    ["A: b", "A", "b"],
    ["A=", "A", ""],
    ["A", "A", undefined],
    ["export A=b", "A", "b"],
    ["export A", "A", undefined],
    ["exporter=1", "exporter", "1"],
    ["  A=b", "A", "b"],
    ["A=b # why", "A", "b"],
    ["A=b#c", "A", "b#c"],
    ["A= # none", "A", "# none"],
    ["A=b\t# c", "A", "b\t# c"],
    ["A='b # c'", "A", "b # c"],
    ["A='it\\'s'", "A", "it's"],
    ['A="b" # c', "A", "b"],
    ['A="x\\ny"', "A", "x\ny"],
    ['A="say \\"hi\\""', "A", 'say "hi"'],
    ["A='x\\ny'", "A", "x\\ny"],
    ['A="one\ntwo"', "A", "one\ntwo"],
    ["A=${B:-c}", "A", "${B:-c}"],
    ['A="$B"', "A", "$B"],
    ['A="\\$B"', "A", "$$B"],
    ['A="a\\tb\\xc\\0101"', "A", "a\tb\\xcA"],
    ["A=postgres://u:p@h/db?x=1#f", "A", "postgres://u:p@h/db?x=1#f"],
    ["A.b-c=1", "A.b-c", "1"],
    ["A=b=c", "A", "b=c"],
  ];
  for (const [line, name, value] of values) {
    it(JSON.stringify(line), () => {
      for (const text of [`${line}\nZ=1\n`, `${line}\r\nZ=1\r\n`, `# before\n\n${line}`]) {
        const { entries, problems } = parseEnvFile(text);
        assert.deepEqual(problems, []);
        assert.deepEqual([entries[0]?.name, entries[0]?.value], [name, value]);
        if (text.includes("Z=1")) assert.deepEqual([entries.length, entries[1]?.name, entries[1]?.value], [2, "Z", "1"]);
      }
    });
  }

  it("gives the places of names and values", () => {
    const text = "\uFEFF# x\r\nexport PASSWORD = 'a b' # y\r\nTOKEN=abc # z\r\nEMPTY=\r\n";
    const { entries } = parseEnvFile(text);
    const cut = (span: { start: number; end: number } | undefined) => span && text.slice(span.start, span.end);
    assert.deepEqual(
      entries.map(({ nameSpan, valueSpan, span, quote }) => [cut(nameSpan), cut(valueSpan), cut(span), quote]),
      [
        ["PASSWORD", "a b", "export PASSWORD = 'a b'", "'"],
        ["TOKEN", "abc", "TOKEN=abc", ""],
        ["EMPTY", "", "EMPTY=", ""],
      ],
    );
  });

  it("takes the last value of a name", () => {
    assert.equal(envFileValue("A=1\nB=2\nA=3\n", "A"), "3");
    assert.equal(envFileValue("A=1\n", "a"), undefined);
  });

  it("names the lines it cannot read, and reads the others", () => {
    const text = 'A=1\nnot a variable\n=x\nB="open\nC=2\n';
    const { entries, problems } = parseEnvFile(text);
    assert.deepEqual(
      entries.map(({ name }) => name),
      ["A", "C"],
    );
    assert.deepEqual(
      problems.map(({ span }) => text.slice(span.start, span.end)),
      ["not a variable", "=x", 'B="open'],
    );
  });

  it("never throws and stays fast", () => {
    for (const text of [
      "",
      "\n",
      "=",
      "#",
      "'",
      "export",
      "export ",
      "A='".repeat(20_000),
      '"'.repeat(50_000),
      "\\\n".repeat(50_000),
      "A=\u0000",
    ]) {
      assert.ok(parseEnvFile(text).entries.length >= 0);
    }
  });
});
