/** Two parsers that know nothing of each other agree: ours and dockerfile-ast, wherever that one reads files as BuildKit does. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import { parseDockerfile } from "../../server/src/core/syntax/dockerfile/parse.js";
import { LineIndex } from "../../server/src/core/text/line-index.js";

/** Heredocs are left out: dockerfile-ast takes `echo 'a <<EOF'` for one and misses `3<<EOF`. */
function comparable(text: string): boolean {
  return !text.includes("<<");
}

function theirs(text: string): string[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((it) => `${it.getRange().start.line}: ${it.getKeyword()} ${it.getArguments().length}`);
}

function ours(text: string): string[] {
  const index = new LineIndex(text);
  return parseDockerfile("test:///Dockerfile", text).instructions.map((it) => {
    const words = it.argumentsText.split(/\s+/).filter((word) => word !== "").length;
    return `${index.lineOf(it.span.start)}: ${it.name} ${words}`;
  });
}

/** Keyword and line of every instruction; the count of words only where no quote or bracket makes it a matter of taste. */
function assertSame(text: string, where: string): void {
  const plain = /["'[\]#`]/.test(text) ? (list: string[]) => list.map((it) => it.replace(/ \d+$/, "")) : (list: string[]) => list;
  assert.deepEqual(plain(ours(text)), plain(theirs(text)), where);
}

describe("Dockerfile, against a peer", () => {
  const texts = {
    continuation: "FROM alpine:3.22\nRUN one \\\n  # comment\n  two \\\n\n  three\nUSER app\n",
    flags: "FROM --platform=linux/amd64 alpine AS build\nCOPY --from=build --chown=a:b /x /y\n",
    escape: "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY a c:\\\nRUN dir `\n  c:\\\n",
    crlf: "FROM alpine\r\nRUN one \\\r\n  two\r\nCMD run\r\n",
    onbuild: "FROM alpine\nONBUILD RUN make\nonbuild copy . /app\n",
    unfinished: "FROM alpine\nRUN one \\",
  };
  for (const [name, text] of Object.entries(texts)) it(`reads ${name} alike`, () => assertSame(text, name));

  it("reads the Dockerfiles of examples and templates alike", () => {
    const paths = ["examples", "templates"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((it) => /(^|\/)Dockerfile$/.test(it))
        .map((it) => join(folder, it)),
    );
    assert.ok(paths.length >= 4, paths.join());
    for (const path of paths) {
      const text = readFileSync(path, "utf8");
      if (comparable(text)) assertSame(text, path);
    }
  });

  const corpus = process.env["DRYDOCK_CORPUS"];
  if (corpus) {
    it("reads nearly all real Dockerfiles alike", () => {
      const files = readdirSync(join(corpus, "dockerfile"), { recursive: true, encoding: "utf8" }).filter((it) =>
        it.endsWith("Dockerfile"),
      );
      const texts = files.map((it) => readFileSync(join(corpus, "dockerfile", it), "utf8")).filter(comparable);
      const same = texts.filter((text) => {
        const strip = (list: string[]) => list.map((it) => it.replace(/ \d+$/, "")).join("\n");
        return strip(ours(text)) === strip(theirs(text));
      });
      assert.ok(same.length / texts.length > 0.99, `${same.length} of ${texts.length}`);
    });
  }
});
