/** `.dockerignore`: the documented rules, and those that only the builder's source tells. */
import assert from "node:assert/strict";
import { ignoringPattern, isIgnored, parseDockerignore } from "../../server/src/core/syntax/dockerignore.js";

describe("dockerignore", () => {
  const cases: [patterns: string[], ignored: string[], kept: string[]][] = [
    [
      ["node_modules"],
      ["node_modules", "node_modules/a/b.js", "./node_modules/", "/node_modules"],
      ["src/node_modules", "node_modules2"],
    ],
    [["**/node_modules"], ["node_modules", "a/node_modules/x", "a/b/node_modules"], ["node_modules2", "xnode_modules"]],
    [["/dist/"], ["dist", "dist/a"], ["a/dist"]],
    [["*.md", "!README.md"], ["CHANGELOG.md"], ["README.md", "docs/a.md", "a.mdx"]],
    [
      ["*.md", "!README*.md", "README-secret.md"],
      ["README-secret.md", "x.md"],
      ["README.md", "README-a.md"],
    ],
    [["*.md", "README-secret.md", "!README*.md"], ["x.md"], ["README-secret.md"]],
    [["*/temp*"], ["a/temp", "a/temporary.txt", "a/tempdir/x"], ["temp", "a/b/temp"]],
    [["*/*/temp*"], ["a/b/temp"], ["a/temp"]],
    [["temp?"], ["tempa"], ["temp", "tempab", "temp/"]],
    [["**/*.go"], ["a.go", "x/y/a.go"], ["a.gox"]],
    [["*"], ["a", ".env", "a/b"], ["."]],
    [
      ["*", "!src"],
      ["a", "package.json"],
      ["src", "src/a.ts"],
    ],
    [["*", "!src/**"], ["a"], ["src/a.ts"]],
    [["**"], ["a", "a/b/c"], ["."]],
    [["foo/**"], ["foo/a", "foo/a/b"], ["foo", "foobar"]],
    [["a/**/b"], ["a/b", "a/x/b", "a/x/y/b/z"], ["ab", "a/xb", "b"]],
    [["**foo"], ["foo", "xfoo", "a/xfoo"], ["foox"]],
    [["**/.git"], [".git", "a/.git", "a/.git/config"], ["agit", ".github"]],
    [["**/a/**"], ["a/x", "b/a/x"], ["a", "ba/x"]],
    [["./a//b/../c"], ["a/c"], ["a/b", "a"]],
    [["../x", "/../y"], ["y"], ["x", "../x"]],
    [["# comment", " # not one"], ["# not one"], ["# comment"]],
    [["  spaced  ", "!  spaced/in"], ["spaced/x"], ["spaced/in"]],
    [
      ["[a-c]x", "[^a-z]y"],
      ["ax", "cx", "1y"],
      ["dx", "ay"],
    ],
    [["a[]]x"], [], ["a]x"]],
    [
      ["\\*a", "\\!b"],
      ["*a", "!b"],
      ["xa", "b"],
    ],
    [["a.b", "(c)|$+{}"], ["a.b", "(c)|$+{}"], ["axb"]],
    [["Node"], ["Node"], ["node"]],
    [["?"], ["é", "😀"], ["ab"]],
    // A `!` above, which could change nothing for the directory, does not hold for what is in it.
    [
      ["a/b", "!a"],
      ["a/b", "a/b/c"],
      ["a", "a/x"],
    ],
    [
      ["a", "!a/b"],
      ["a", "a/c"],
      ["a/b", "a/b/c"],
    ],
    [["a", "!a/b", "a/b/c"], ["a/b/c", "a/b/c/d"], ["a/b/x"]],
    [["."], [], ["a", "."]],
    [[], [], ["a"]],
  ];
  for (const [patterns, ignored, kept] of cases) {
    it(patterns.join(" · ") || "(empty)", () => {
      for (const end of ["\n", "\r\n"]) {
        const file = parseDockerignore(patterns.join(end) + end);
        for (const path of ignored) assert.equal(isIgnored(file, path), true, `${path} should be ignored`);
        for (const path of kept) assert.equal(isIgnored(file, path), false, `${path} should be kept`);
      }
    });
  }

  it("gives spans, through CRLF, comments and a byte order mark", () => {
    const text = "\uFEFF# all\r\n\r\n  *.log \r\n!keep.log\r\n";
    const { patterns, problems } = parseDockerignore(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      patterns.map(({ span, negated, pattern }) => [text.slice(span.start, span.end), negated, pattern]),
      [
        ["*.log", false, "*.log"],
        ["!keep.log", true, "keep.log"],
      ],
    );
  });

  it("names the pattern that ignores", () => {
    const file = parseDockerignore("*.md\n!README.md\ndocs\n");
    assert.equal(ignoringPattern(file, "docs/a/b")?.text, "docs");
    assert.equal(ignoringPattern(file, "README.md"), undefined);
  });

  for (const bad of ["!", "[", "[]", "a[b", "[a-]", "[-a]", "a\\", "[\\", "[^]"]) {
    it(`reports ${bad}`, () => {
      const text = `ok\n${bad}\n`;
      const { patterns, problems } = parseDockerignore(text);
      assert.equal(patterns.length, 1);
      assert.deepEqual(
        problems.map(({ span }) => text.slice(span.start, span.end)),
        [bad],
      );
    });
  }

  it("takes a hostile pattern in bounded time", () => {
    const file = parseDockerignore(`${"**/a*".repeat(60)}b\n${"*a".repeat(200)}b\n${"[a-".repeat(20_000)}\n`);
    const begun = Date.now();
    assert.equal(isIgnored(file, `${"a".repeat(200)}/${"a".repeat(200)}`), false);
    assert.ok(Date.now() - begun < 2000);
  });
});
