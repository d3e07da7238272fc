/** Edits of whole instructions, also where a file is not finished: what comes in stands for itself, and all else stays. */
import assert from "node:assert/strict";
import type { Dockerfile } from "../../server/src/core/syntax/dockerfile/model.js";
import { parseDockerfile } from "../../server/src/core/syntax/dockerfile/parse.js";
import { applyEdits, type TextEdit } from "../../server/src/core/text/edits.js";
import {
  insertAfter,
  insertBefore,
  lineStart,
  removeFlag,
  removeInstruction,
  wholeSpan,
} from "../../server/src/core/transforms/dockerfile-edit.js";

function edited(text: string, edit: (file: Dockerfile) => TextEdit): string {
  return applyEdits(text, [edit(parseDockerfile("test:///Dockerfile", text))]);
}

describe("Dockerfile edits: behind an instruction", () => {
  for (const [text, expected] of [
    ["FROM a\n", "FROM a\nUSER b\n"],
    ["FROM a", "FROM a\nUSER b"],
    ["FROM a\r\n", "FROM a\r\nUSER b\r\n"],
    ["FROM a \\", "FROM a\nUSER b"],
    ["FROM a\\\n", "FROM a\nUSER b\n"],
    ["FROM a \\ \r\n", "FROM a\r\nUSER b\r\n"],
    ["FROM a \\\n# why\n\n", "FROM a\nUSER b\n# why\n\n"],
    ["# escape=`\nFROM a `\n", "# escape=`\nFROM a\nUSER b\n"],
    ["FROM a\nRUN <<E\nx\nE\n", "FROM a\nRUN <<E\nx\nE\nUSER b\n"],
    ["FROM a\r", "FROM a\r\nUSER b"],
  ] as const) {
    it(JSON.stringify(text), () => {
      const after = edited(text, (file) => insertAfter(file, file.instructions.at(-1)!, ["USER b"]));
      assert.equal(after, expected);
      assert.equal(parseDockerfile("test:///Dockerfile", after).instructions.at(-1)?.keyword, "USER");
    });
  }
});

describe("Dockerfile edits: the rest", () => {
  it("a flag goes with the blanks behind it, never with a line end or a continuation", () => {
    const without = (text: string): string => edited(text, (file) => removeFlag(file, file.stages[0]!.from.platform!));
    assert.equal(without("FROM --platform=x  a\n"), "FROM a\n");
    assert.equal(without("FROM --platform=x"), "FROM ");
    assert.equal(without("FROM --platform=x \\\n  a\n"), "FROM \\\n  a\n");
    assert.equal(without("FROM --platform=x\\\n  a\n"), "FROM \\\n  a\n");
  });

  it("the last line takes in what continues nothing", () => {
    const words = (text: string): string => {
      const file = parseDockerfile("test:///Dockerfile", text);
      const { start, end } = wholeSpan(file, file.instructions.at(-1)!);
      return text.slice(start, end);
    };
    assert.equal(words("FROM a \\\n  b  \r\n"), "FROM a \\\n  b  ");
    assert.equal(words("FROM a \\\n# why"), "FROM a \\");
  });

  it("a byte order mark stays before everything", () => {
    assert.equal(lineStart("\ufeffFROM a\nRUN x", 3), 1);
    assert.equal(lineStart("\ufeffFROM a\nRUN x", 12), 8);
    assert.equal(lineStart("FROM a", 3), 0);
    const text = "\ufeffFROM a\nRUN x\n";
    assert.equal(
      edited(text, (file) => insertBefore(file, file.stages[0]!.from, ["ARG A"])),
      "\ufeffARG A\nFROM a\nRUN x\n",
    );
    assert.equal(
      edited(text, (file) => removeInstruction(file, file.stages[0]!.from)),
      "\ufeffRUN x\n",
    );
  });
});
