/** Patterns of configuration files. */
import assert from "node:assert/strict";
import { glob, globs } from "../../server/src/core/text/glob.js";

const cases: readonly [pattern: string, matching: readonly string[], other: readonly string[]][] = [
  ["vendor/**", ["vendor/a", "vendor/a/Dockerfile", "vendor/.x"], ["vendor", "a/vendor/b", "vendors/a"]],
  ["**/Dockerfile.dev", ["Dockerfile.dev", "a/Dockerfile.dev", "a/b/Dockerfile.dev"], ["Dockerfile_dev", "a/xDockerfile.dev"]],
  ["dev/**", ["dev/x"], ["a/dev/x", "devs/x"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "x/a/b", "a/xb"]],
  ["*.yml", ["a.yml", "x/a.yml", ".yml"], ["a.yaml", "a.ymlx"]],
  ["vendor", ["vendor", "vendor/a", "x/vendor/a"], ["vendor2"]],
  ["/vendor", ["vendor/a"], ["x/vendor/a"]],
  ["./a/b", ["a/b", "a/b/c"], ["x/a/b"]],
  ["a/", ["a/b", "x/a/b"], ["ab"]],
  ["a/*.{dev,test}", ["a/x.dev", "a/x.test"], ["a/x.prod", "a/b/x.dev"]],
  ["{a/**,b/*}", ["a/x/y", "b/x"], ["c/x"]],
  ["Dockerfile.?", ["Dockerfile.a"], ["Dockerfile.", "Dockerfile.ab"]],
  ["x/?", ["x/a"], ["x/ab"]],
  ["v[0-9].yml", ["v1.yml"], ["va.yml"]],
  ["v[!0-9].yml", ["va.yml"], ["v1.yml"]],
  ["a+b(c).yml", ["a+b(c).yml"], ["aab.yml"]],
  ["\\*.yml", ["*.yml"], ["a.yml"]],
  ["{a", ["{a"], ["a"]],
  ["[z-a]x", [], ["zx"]],
  ["{a,{b}", ["{a,b"], ["a"]],
  ["a{b,{c,d}}", ["ab", "ac", "ad"], ["a", "abc"]],
];

describe("glob", () => {
  for (const [pattern, matching, other] of cases) {
    it(pattern, () => {
      const matches = glob(pattern);
      for (const path of matching) assert.equal(matches(path), true, path);
      for (const path of other) assert.equal(matches(path), false, path);
    });
  }

  it("is not slow on hostile patterns", () => {
    const start = Date.now();
    glob(`${"*a".repeat(12)}b`)("a".repeat(60));
    glob(`${"**/".repeat(8)}b`)("a/".repeat(30));
    assert.ok(Date.now() - start < 2000);
  });
});

describe("globs", () => {
  it("the last pattern that matches decides", () => {
    const matches = globs(["vendor/**", "!vendor/own/**", "**/*.bak"]);
    assert.deepEqual(["vendor/a", "vendor/own/a", "vendor/own/a.bak", "src/a"].map(matches), [true, false, true, false]);
  });

  it("nothing matches no pattern", () => assert.equal(globs([])("a"), false));
});
