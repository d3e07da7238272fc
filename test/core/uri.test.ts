/** URIs as text: the same on a disk, in a browser and on Windows. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { basename, canonical, dirname, isWithin, join, relative } from "../../server/src/core/project/uri.js";

describe("URIs: join", () => {
  for (const [base, path, expected] of [
    ["file:///project", "Dockerfile", "file:///project/Dockerfile"],
    ["file:///project/", "Dockerfile", "file:///project/Dockerfile"],
    ["file:///project", ".", "file:///project"],
    ["file:///project", "./a//b/", "file:///project/a/b"],
    ["file:///project/app", "../api/./Dockerfile", "file:///project/api/Dockerfile"],
    ["file:///project/app", "/etc/passwd", "file:///etc/passwd"],
    ["file:///project/app", "../../../../etc", "file:///etc"],
    ["file:///project", "a b/c#d/e?f", "file:///project/a%20b/c%23d/e%3Ff"],
    ["file:///project", "100%/x%20y", "file:///project/100%25/x%2520y"],
    ["file:///my%20project", "a", "file:///my%20project/a"],
    ["file:///project", "ä/😀", "file:///project/%C3%A4/%F0%9F%98%80"],
    ["file:///project", "@scope/a+b,c;d=e&f$g:h", "file:///project/@scope/a+b,c;d=e&f$g:h"],
    ["file:///c%3A/project", "../other", "file:///c%3A/other"],
    ["file:///C:/project", "app/Dockerfile", "file:///C:/project/app/Dockerfile"],
    ["file://server/share/project", "../x", "file://server/share/x"],
    ["file://server/share", "../../../x", "file://server/x"],
    ["vscode-vfs://github/owner/repository", "app/Dockerfile", "vscode-vfs://github/owner/repository/app/Dockerfile"],
    ["vscode-vfs://github/owner", "/x", "vscode-vfs://github/x"],
    ["test:///a", "", "test:///a"],
  ] as const) {
    it(`${base} + ${path || "nothing"}`, () => assert.equal(join(base, path), expected));
  }

  it("never throws, whatever the name", () => {
    assert.equal(join("file:///a", "x\ud800y"), "file:///a/x%EF%BF%BDy");
    assert.equal(join("file:///a", "\udc00"), "file:///a/%EF%BF%BD");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (path) => {
        assert.match(join("file:///a/b", path), /^file:\/\/\/(?!.*\/\.\.?(\/|$))/);
      }),
    );
  });
});

describe("URIs: the one spelling", () => {
  for (const [given, expected] of [
    ["file:///p/%40scope/a%2Bb", "file:///p/@scope/a+b"],
    ["file:///p/@scope/a+b", "file:///p/@scope/a+b"],
    ["file:///c%3A/p/Dockerfile", "file:///c:/p/Dockerfile"],
    ["file:///C%3A/p/Dockerfile", "file:///c:/p/Dockerfile"],
    ["file:///C:/p/Dockerfile", "file:///c:/p/Dockerfile"],
    ["file:///C:", "file:///c:"],
    ["file:///P/C:/x", "file:///P/C:/x"],
    ["file:///p/my file", "file:///p/my%20file"],
    ["file:///p/%c3%a4", "file:///p/%C3%A4"],
    ["file:///p/ä", "file:///p/%C3%A4"],
    ["file:///p/(a)!", "file:///p/(a)!"],
    ["file:///p/%28a%29%21", "file:///p/(a)!"],
    ["file:///p/a%2Fb", "file:///p/a%2Fb"],
    ["file:///p/%2e%2e/etc", "file:///etc"],
    ["file:///p/a%23b%3Fc", "file:///p/a%23b%3Fc"],
    ["file:///p/100%", "file:///p/100%25"],
    ["file:///p/", "file:///p/"],
    ["file://server/share/%40x", "file://server/share/@x"],
    ["vscode-remote://wsl%2Bubuntu/home/%40x", "vscode-remote://wsl%2Bubuntu/home/@x"],
    ["gitfs://host/%40x?ref=%40main#%40y", "gitfs://host/@x?ref=%40main#%40y"],
    ["untitled:Untitled-1", "untitled:Untitled-1"],
    ["", ""],
  ] as const) {
    it(`${given || "nothing"} → ${expected || "nothing"}`, () => assert.equal(canonical(given), expected));
  }

  it("is that of join, and stays", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (path) => {
        const uri = join("file:///p", path);
        assert.equal(canonical(uri), uri);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (path) => {
        const once = canonical(`file:///${path}`);
        assert.equal(canonical(once), once);
      }),
    );
  });
});

describe("URIs: parts", () => {
  it("have a directory, never above the root", () => {
    assert.equal(dirname("file:///project/app/Dockerfile"), "file:///project/app");
    assert.equal(dirname("file:///project"), "file://");
    assert.equal(dirname("file://"), "file://");
    assert.equal(dirname("vscode-vfs://github/owner"), "vscode-vfs://github");
    assert.equal(dirname("file:///c%3A/project"), "file:///c%3A");
  });

  it("have a name, decoded where that is possible", () => {
    assert.equal(basename("file:///a/my%20file"), "my file");
    assert.equal(basename("file:///a/c%23.yaml"), "c#.yaml");
    assert.equal(basename("file:///a/100%"), "100%");
    assert.equal(basename("file:///a/"), "");
  });

  it("give back what join made of a name", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        fc.pre(name !== "" && name !== "." && name !== ".." && !name.includes("/"));
        assert.equal(basename(join("file:///a", name)), name);
        assert.equal(dirname(join("file:///a", name)), "file:///a");
      }),
    );
  });
});

describe("URIs: isWithin", () => {
  for (const [directory, uri, expected] of [
    ["file:///project", "file:///project", true],
    ["file:///project", "file:///project/", true],
    ["file:///project/", "file:///project", true],
    ["file:///project/", "file:///project/a", true],
    ["file:///project", "file:///project/a/b", true],
    ["file:///project", "file:///project-2/a", false],
    ["file:///project", "file:///", false],
    ["file:///project/app", "file:///project", false],
    ["file:///", "file:///etc/passwd", true],
    ["file:///c%3A/project", "file:///c%3A/project/app", true],
    ["vscode-vfs://github/a", "vscode-vfs://gitlab/a/b", false],
    ["file:///project", "vscode-vfs:///project/a", false],
  ] as const) {
    it(`${uri} is ${expected ? "" : "not "}within ${directory}`, () => assert.equal(isWithin(directory, uri), expected));
  }
});

describe("URIs: relative", () => {
  for (const [from, to, expected] of [
    ["file:///a/b", "file:///a/c/d", "../c/d"],
    ["file:///a/b", "file:///a/b/c", "c"],
    ["file:///a/b/", "file:///a/b/c", "c"],
    ["file:///a/b", "file:///a/b", "."],
    ["file:///a/b/c", "file:///a", "../.."],
    ["file:///a", "file:///a/my%20app/c%23", "my app/c#"],
    ["file:///c%3A/p", "file:///c%3A/p/deploy/compose.yaml", "deploy/compose.yaml"],
  ] as const) {
    it(`${from} → ${to}`, () => assert.equal(relative(from, to), expected));
  }

  it("leads back by join", () => {
    const names = fc.array(fc.constantFrom("a", "b", "c d", "e#"), { maxLength: 4 });
    fc.assert(
      fc.property(names, names, (a, b) => {
        const [from, to] = [join("file:///r", a.join("/")), join("file:///r", b.join("/"))];
        assert.equal(join(from, relative(from, to)), to);
      }),
    );
  });
});
