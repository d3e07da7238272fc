/** Dockerfiles inside a Compose file: judged by the Dockerfile rules, with places and edits in the Compose file. */
import assert from "node:assert/strict";
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import type { Diagnostic } from "../../server/src/core/linter/finding.js";
import { changedText, joinFixes } from "../../server/src/core/linter/fix-all.js";
import { lint } from "../../server/src/core/linter/lint.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";
import { inlineDockerfiles } from "../../server/src/core/syntax/compose/inline-dockerfile.js";
import { parseCompose } from "../../server/src/core/syntax/compose/parse.js";
import type { Span } from "../../server/src/core/text/span.js";
import { at, RecordingFileSystem, root } from "./recording.js";

const block = (lines: readonly string[], eol = "\n") =>
  [
    "services:",
    "  web:",
    "    build:",
    "      context: .",
    "      dockerfile_inline: |",
    ...lines.map((it) => `        ${it}`),
    "",
  ].join(eol);

/** The findings of one rule, and the text after their first fixes. */
async function judged(rule: string, text: string, files: Readonly<Record<string, string>> = {}) {
  const store = new FileStore(new RecordingFileSystem({ "compose.yaml": text, ...files }), [root]);
  const configuration = profileConfiguration("all");
  const result = await lint({ uri: at("compose.yaml"), language: "compose", rules, configuration, store });
  assert.deepEqual(result.errors, []);
  const found = result.diagnostics.filter((it) => it.rule.name === rule);
  const chosen = found.flatMap((diagnostic: Diagnostic) => diagnostic.fixes.slice(0, 1).map((fix) => ({ diagnostic, fix })));
  return {
    words: found.map(({ span, suppressed }) => (suppressed ? "silenced " : "") + text.slice(span.start, span.end)),
    fixed: changedText(joinFixes(chosen), at("compose.yaml"), text),
  };
}

describe("a Dockerfile inside a Compose file", () => {
  for (const eol of ["\n", "\r\n"]) {
    const name = eol === "\n" ? "LF" : "CRLF";
    it(`gets the findings and fixes of Dockerfiles at its places (${name})`, async () => {
      const text = block(["FROM alpine:3.22", "LABEL a=$$A", "ADD x \\", "  /srv/", "# kept", "CMD run $$B"], eol);
      const add = await judged("add-instead-of-copy", text);
      assert.deepEqual(add.words, ["ADD"]);
      assert.equal(add.fixed, text.replace("ADD", "COPY"));
      const command = await judged("shell-form-command", text.replace(" $$B", ""));
      assert.equal(command.fixed, text.replace("CMD run $$B", 'CMD ["run"]'));
    });
    it(`gets new lines with the indentation of the block (${name})`, async () => {
      const before = ["FROM python:3.14-slim", "WORKDIR /app"];
      const after = ['CMD ["python", "app.py"]'];
      const { fixed } = await judged("root-user", block([...before, ...after], eol));
      const added = fixed.split(eol).slice(before.length + 5, -after.length - 1);
      assert.ok(added.length >= 2 && added.every((line) => line.startsWith("        ")), fixed);
      const lines = added.map((line) => line.slice(8));
      assert.equal(fixed, block([...before, ...lines, ...after], eol));
      assert.equal(lines.at(-1), "USER app");
    });
  }
  it("counts the dollar that Compose takes away", () => {
    const text = block(["FROM a", "RUN echo $$A$$B $$C", "USER x"]);
    const [inline] = inlineDockerfiles(parseCompose(at("compose.yaml"), text));
    assert.equal(inline!.text, "FROM a\nRUN echo $A$B $C\nUSER x\n");
    for (const word of ["FROM", "RUN", "echo", "USER", "x"]) {
      const start: number = inline!.text.indexOf(word);
      const span: Span = inline!.spanOf({ start, end: start + word.length })!;
      assert.equal(text.slice(span.start, span.end), word);
    }
    const start = inline!.text.indexOf("$C");
    const span = inline!.spanOf({ start, end: start + 2 })!;
    assert.equal(text.slice(span.start, span.end), "$$C");
    assert.equal(inline!.editOf({ span: { start: 0, end: 0 }, newText: "ARG A=$B\n" })!.newText, "ARG A=$$B\n        ");
    const end = inline!.text.length;
    const last = inline!.editOf({ span: { start: end, end }, newText: "USER app\n" })!;
    assert.equal(text.slice(0, last.span.start) + last.newText, `${text.trimEnd()}\n        USER app`);
  });
  it("obeys the comments in it", async () => {
    const { words } = await judged(
      "add-instead-of-copy",
      block(["FROM a:1", "# drydock ignore=add-instead-of-copy", "ADD x /x", "ADD y /y"]),
    );
    assert.deepEqual(words, ["silenced ADD", "ADD"]);
  });
  it("is built from the context beside it", async () => {
    const text = block(["FROM python:3.14", "COPY gone.txt /x/", "COPY here.txt /y/"]);
    const { words } = await judged("copy-ignored-file", text, { "here.txt": "", "gone.txt": "", ".dockerignore": "gone*\n" });
    assert.deepEqual(words, ["gone.txt"]);
  });
  it("is left alone where its text or its places are not known", () => {
    const count = (body: string) =>
      inlineDockerfiles(parseCompose(at("compose.yaml"), `services: \n  web:\n    build:\n      dockerfile_inline: ${body}\n`))
        .length;
    assert.equal(count("|\n        FROM a"), 1);
    assert.equal(count("|\n        FROM $A"), 0);
    assert.equal(count(">\n        FROM a"), 0);
    assert.equal(count('"FROM a"'), 0);
  });
});
