/** What keeps the code base in shape: one-way dependencies, pure core, opening sentences, short files, generated files in step. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const core = "server/src/core";

/** Which folders of the core a folder may import; a folder may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  text: [],
  syntax: ["text"],
  knowledge: ["text", "syntax"],
  project: ["text", "syntax", "knowledge"],
  linter: ["text", "syntax", "project", "knowledge"],
  transforms: ["text", "syntax", "project", "knowledge", "linter"],
  rules: ["text", "syntax", "project", "knowledge", "linter", "transforms"],
  refactorings: ["text", "syntax", "project", "knowledge", "linter", "transforms"],
  import: ["text", "syntax", "project", "knowledge", "linter", "transforms"],
  templates: ["text", "syntax", "knowledge"],
  service: ["text", "syntax", "project", "knowledge", "linter", "transforms", "rules", "refactorings", "templates"],
};

const sources = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((it) => /\.m?ts$/.test(it) && !/node_modules|(^|\/)(dist|out)\//.test(it))
        .map((it) => join(folder, it))
    : [];

const imports = (path: string): string[] =>
  [
    ...readFileSync(path, "utf8").matchAll(/^(?:import|export)\b[^"';]*from "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm),
  ].map((it) => (it[1] ?? it[2] ?? it[3])!);

describe("tidy", () => {
  it("keeps the dependencies of the core one-way", () => {
    const wrong: string[] = [];
    for (const path of sources(core)) {
      const from = relative(core, path).split("/")[0]!;
      for (const target of imports(path).filter((it) => it.startsWith("."))) {
        const to = relative(core, normalize(join(dirname(path), target))).split("/")[0]!;
        if (to !== from && !mayImport[from]?.includes(to)) wrong.push(`${path} imports ${target}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it("keeps hosts apart: the core knows none, the client knows only the protocol", () => {
    const packages = new Set(["yaml", "unbash", "dockerfile-ast"]);
    const wrong = sources(core).flatMap((path) =>
      imports(path)
        .filter((it) => !it.startsWith(".") && !packages.has(it))
        .map((it) => `${path}: ${it}`),
    );
    const client = sources("client/src").flatMap((path) =>
      imports(path)
        .filter((it) => /(^|\/)server\//.test(it))
        .map((it) => `${path}: ${it}`),
    );
    assert.deepEqual([...wrong, ...client], []);
  });

  it("opens every file with a sentence", () => {
    const silent = [...sources("server/src"), ...sources("client/src"), ...sources("scripts"), ...sources("test")]
      // A rule opens with its own words.
      .filter((path) => !/core\/rules\/\w+\/|vscode-host\/vsdeps/.test(path))
      .filter((path) => !readFileSync(path, "utf8").startsWith("/**"));
    assert.deepEqual(silent, []);
  });

  it("keeps files to one idea", () => {
    const long = [...sources("server/src"), ...sources("client/src")]
      .filter((path) => !/knowledge\/data\/|templates\/generated/.test(path))
      .map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n").length }))
      .filter(({ lines }) => lines > 400)
      .map(({ path, lines }) => `${path}: ${lines} lines`);
    assert.deepEqual(long, []);
  });

  for (const script of ["rules-index", "docs", "manifest", "templates", "config-schema", "compose-schema"]) {
    it(`has what scripts/${script}.mts generates in step`, () => {
      execFileSync(process.execPath, ["--import", "tsx", `scripts/${script}.mts`, "--check"], {
        stdio: "pipe",
        encoding: "utf8",
      });
    });
  }
});
