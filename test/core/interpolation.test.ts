/** Compose's variables. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  closingBrace,
  hasVariables,
  interpolate,
  parseInterpolation,
  variablesOf,
} from "../../server/src/core/syntax/interpolation.js";

const values: Readonly<Record<string, string>> = { SET: "set", EMPTY: "", a1: "lower" };
const lookup = (name: string) => values[name];

describe("interpolation", () => {
  const cases: [string, string][] = [
    ["plain", "plain"],
    ["$SET", "set"],
    ["${SET}", "set"],
    ["$SET-x", "set-x"],
    ["${a1}/x", "lower/x"],
    ["${NONE-d}|${EMPTY-d}|${SET-d}", "d||set"],
    ["${NONE:-d}|${EMPTY:-d}|${SET:-d}", "d|d|set"],
    ["${NONE+r}|${EMPTY+r}|${SET+r}", "|r|r"],
    ["${NONE:+r}|${EMPTY:+r}|${SET:+r}", "||r"],
    ["${SET?e}|${EMPTY?e}|${SET:?e}", "set||set"],
    ["${NONE:-${OTHER:-deep}}!", "deep!"],
    ["${NONE:-$SET}", "set"],
    ["${NONE:-a:-b?c}", "a:-b?c"],
    ["${NONE-}", ""],
    ["$$SET $${SET} $$$SET", "$SET ${SET} $set"],
    ["a $ b $1 5$ $.x", "a $ b $1 5$ $.x"],
    ["${NONE:-http://x:80/}", "http://x:80/"],
  ];
  for (const [text, expected] of cases) {
    it(text, () => {
      const result = interpolate(text, lookup);
      assert.equal(result.text, expected);
      assert.deepEqual(result.errors, []);
    });
  }
  it("names variables that have no value", () => {
    assert.deepEqual(interpolate("$A ${B} ${A} ${C:-x} ${EMPTY} ${D:-$E}", lookup).unset, ["A", "B", "E"]);
  });
  it("does not look at a default that is not needed", () => {
    assert.deepEqual(interpolate("${SET:-$A}", lookup).unset, []);
  });
  for (const text of ["${", "${}", "${ a}", "${a }", "${a!}", "${VAR/x/y}", "${1}", "${A:-${}}", "x ${A"]) {
    it(`refuses ${text}`, () => {
      const { errors } = parseInterpolation(text);
      assert.equal(errors.length, 1);
      assert.ok(errors[0]!.span.start < errors[0]!.span.end);
      assert.equal(interpolate(text, lookup).errors.length, 1);
    });
  }
  it("reports required variables with the author's reason", () => {
    const { errors } = interpolate("${NONE:?give me $SET}", lookup);
    assert.deepEqual(errors, [{ span: { start: 0, end: 21 }, message: "The variable NONE must be set: give me set." }]);
    assert.equal(interpolate("${EMPTY:?}", lookup).errors.length, 1);
    assert.equal(interpolate("${EMPTY?}", lookup).errors.length, 0);
  });
  it("gives the places of names and arguments", () => {
    const text = "a ${B:-${C}} $D";
    const [outer, inner, last] = variablesOf(text);
    const slice = (span: { start: number; end: number } | undefined) => span && text.slice(span.start, span.end);
    assert.deepEqual(
      [outer, inner, last].map((it) => slice(it?.nameSpan)),
      ["B", "C", "D"],
    );
    assert.equal(slice(outer?.span), "${B:-${C}}");
    assert.equal(slice(outer?.argumentSpan), "${C}");
    assert.equal(outer?.operator, ":-");
  });
  it("tells variables from dollars", () => {
    for (const text of ["$A", "x${A}", "$$$A", "${", "$_"]) assert.equal(hasVariables(text), true, text);
    for (const text of ["", "$", "$$A", "$${A}", "5$", "$1", "$ A"]) assert.equal(hasVariables(text), false, text);
  });
  it("finds the closing brace by depth", () => {
    assert.equal(closingBrace("${A:-${B}}:80", 2), 9);
    assert.equal(closingBrace("${A", 2), undefined);
  });
  it("covers every text without gaps, and is fast on hostile ones", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("$", "{", "}", "A", ":-", "?", "+", " ", "$$", "${A"), { maxLength: 20 }), (parts) => {
        const text = parts.join("");
        let at = 0;
        for (const { span } of parseInterpolation(text).segments) {
          assert.equal(span.start, at);
          at = span.end;
        }
        assert.equal(at, text.length);
        interpolate(text, lookup);
      }),
      { numRuns: 2000 },
    );
    const start = performance.now();
    for (const text of [
      "${".repeat(200_000),
      "${A:-".repeat(50_000) + "}".repeat(50_000),
      "${a ".repeat(50_000),
      "$".repeat(400_001),
    ])
      interpolate(text, lookup);
    assert.ok(performance.now() - start < 2000);
  });
});
