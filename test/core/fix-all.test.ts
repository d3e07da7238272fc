/** Many fixes at once: which may be applied in bulk, and which have to wait for the next round. */
import assert from "node:assert/strict";
import type { Diagnostic, ResolvedFix } from "../../server/src/core/linter/finding.js";
import { bulkFix, type Changes, changedText, joinFixes } from "../../server/src/core/linter/fix-all.js";
import type { Applicability } from "../../server/src/core/linter/rule.js";
import { rules } from "../../server/src/core/rules/index.js";
import { insertAt, remove, replace, type TextEdit } from "../../server/src/core/text/edits.js";
import { spanOf } from "../../server/src/core/text/span.js";

const a = "test:///a";
const b = "test:///b";

function fix(edits: Readonly<Record<string, readonly TextEdit[]>>, creates: Readonly<Record<string, string>> = {}): ResolvedFix {
  return {
    title: "Fix it",
    applicability: "safe",
    edits: new Map(Object.entries(edits)),
    creates: new Map(Object.entries(creates)),
  };
}

function diagnostic(fixes: readonly ResolvedFix[], suppressed = false): Diagnostic {
  return {
    rule: rules[0]!,
    span: spanOf(0, 1),
    message: "",
    severity: "warning",
    aliases: [],
    related: [],
    fixes,
    noFix: undefined,
    suppressed: suppressed ? { by: "comment", reason: undefined } : undefined,
  };
}

function join(...fixes: readonly ResolvedFix[]): Changes & { readonly indexes: number[] } {
  const changes = joinFixes(fixes.map((it) => ({ diagnostic: diagnostic([it]), fix: it })));
  return { ...changes, indexes: changes.applied.map((it) => fixes.indexOf(it.fix)) };
}

describe("fix all: what may be applied in bulk", () => {
  const levels = (...given: Applicability[]): Diagnostic =>
    diagnostic(given.map((applicability) => ({ ...fix({ [a]: [insertAt(0, applicability)] }), applicability })));
  const chosen = (of: Diagnostic, level: "safe" | "unsafe"): string | undefined => bulkFix(of, level)?.applicability;

  it("is the first fix of a sufficient level", () => {
    assert.equal(chosen(levels("safe"), "safe"), "safe");
    assert.equal(chosen(levels("unsafe"), "safe"), undefined);
    assert.equal(chosen(levels("unsafe", "safe"), "safe"), "safe");
    assert.equal(chosen(levels("unsafe", "safe"), "unsafe"), "unsafe");
    assert.equal(chosen(levels("safe", "unsafe"), "unsafe"), "safe");
  });

  it("is never a placeholder, nor anything of a suppressed finding", () => {
    assert.equal(chosen(levels("placeholder"), "unsafe"), undefined);
    assert.equal(chosen(levels("placeholder", "unsafe"), "unsafe"), "unsafe");
    assert.equal(bulkFix(diagnostic([fix({})], true), "unsafe"), undefined);
    assert.equal(bulkFix(diagnostic([]), "unsafe"), undefined);
  });
});

describe("fix all: joining", () => {
  it("takes fixes that are apart", () => {
    const changes = join(fix({ [a]: [replace(spanOf(5, 8), "x")] }), fix({ [a]: [insertAt(3, "y")], [b]: [insertAt(0, "z")] }));
    assert.deepEqual(changes.indexes, [0, 1]);
    assert.equal(changes.postponed, false);
    assert.equal(changedText(changes, a, "0123456789"), "012y34x89");
    assert.equal(changedText(changes, b, ""), "z");
    assert.equal(changedText(changes, "test:///c", "as it was"), "as it was");
  });

  it("lets a fix that goes alone have its files for itself, before all others", () => {
    const whole = { ...fix({ [a]: [insertAt(0, "x"), insertAt(9, "y")] }), alone: true };
    const word = fix({ [a]: [replace(spanOf(4, 6), "z")] });
    const elsewhere = fix({ [b]: [insertAt(0, "w")] });
    assert.deepEqual(join(whole, word, elsewhere).indexes, [0, 2]);
    assert.deepEqual(join(word, whole, elsewhere).indexes, [1, 2]);
    assert.equal(join(whole, word).postponed, true);
  });

  it("lets a later one wait that overlaps or touches, and goes on behind it", () => {
    const word = fix({ [a]: [replace(spanOf(4, 8), "x")] });
    for (const other of [
      remove(spanOf(6, 9)),
      insertAt(8, "y"),
      insertAt(4, "y"),
      remove(spanOf(0, 20)),
      replace(spanOf(4, 8), "x"),
    ]) {
      const changes = join(word, fix({ [a]: [other] }), fix({ [a]: [insertAt(30, "z")] }));
      assert.deepEqual(changes.indexes, [0, 2]);
      assert.equal(changes.postponed, true);
    }
  });

  it("takes a fix whole or not at all", () => {
    const changes = join(
      fix({ [a]: [insertAt(0, "x")] }),
      fix({ [b]: [insertAt(5, "y")], [a]: [insertAt(9, "y"), insertAt(0, "y")] }, { "test:///new": "" }),
    );
    assert.deepEqual(changes.indexes, [0]);
    assert.equal(changes.edits.has(b), false);
    assert.equal(changes.creates.size, 0);
  });

  it("is not bothered by the same place in another file", () => {
    assert.deepEqual(join(fix({ [a]: [insertAt(0, "x")] }), fix({ [b]: [insertAt(0, "x")] })).indexes, [0, 1]);
  });

  it("lets the edits of one fix touch", () => {
    const changes = join(fix({ [a]: [replace(spanOf(0, 1), "x"), insertAt(1, "y")] }));
    assert.equal(changedText(changes, a, "ab"), "xyb");
  });

  it("creates a file once, and not with two texts", () => {
    const one = fix({}, { "test:///new": "1" });
    assert.deepEqual(join(one, fix({}, { "test:///new": "1" })).indexes, [0, 1]);
    const clash = join(one, fix({ [a]: [insertAt(0, "x")] }, { "test:///new": "2" }));
    assert.deepEqual(clash.indexes, [0]);
    assert.equal(clash.postponed, true);
    assert.equal(clash.creates.get("test:///new"), "1");
    assert.equal(clash.edits.size, 0);
  });

  it("is nothing for no fixes", () => {
    const { edits, creates, applied, postponed } = join();
    assert.deepEqual([edits.size, creates.size, applied.length, postponed], [0, 0, 0, false]);
  });
});
