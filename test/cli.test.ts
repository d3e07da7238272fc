/** The command line, in this process: exit codes, output, what it writes and what it never touches. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unifiedPatch } from "../server/src/cli/patch.js";
import { runCli } from "../server/src/cli/run.js";
import { rules } from "../server/src/core/rules/index.js";

// One rule that will stay as it is: MAINTAINER is an old friend. All others are left out where a test counts findings.
const only = ["--rule", "maintainer-deprecated"];
const bad = "FROM alpine:3.22\nMAINTAINER Jane\n";
const good = 'FROM alpine:3.22\nLABEL org.opencontainers.image.authors="Jane"\n';

describe("drydock", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drydock-"));
    mkdirSync(join(folder, ".git"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function put(files: Record<string, string | Uint8Array>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }
  const text = (path: string): string => readFileSync(join(folder, path), "utf8");

  async function run(
    argv: readonly string[],
    options: { stdin?: string | Uint8Array; env?: Record<string, string>; tty?: boolean; cwd?: string } = {},
  ) {
    let stdout = "";
    let stderr = "";
    const code = await runCli(argv, {
      cwd: options.cwd ?? folder,
      env: options.env ?? {},
      stdout: { write: (it) => (stdout += it), isTTY: options.tty ?? false },
      stderr: { write: (it) => (stderr += it) },
      readStdin: async () => Buffer.from(options.stdin ?? ""),
    });
    return { code, stdout, stderr };
  }
  async function json(argv: readonly string[], options?: Parameters<typeof run>[1]) {
    const result = await run(["lint", "--format", "json", ...argv], options);
    return { ...result, report: JSON.parse(result.stdout) };
  }
  const paths = (report: { files: { path: string }[] }): string[] => report.files.map(({ path }) => path);

  describe("lint", () => {
    it("exits with 0, 1 or 2", async () => {
      put({ Dockerfile: bad, "ok/Dockerfile": good });
      assert.equal((await run(["lint", "ok", ...only])).code, 0);
      assert.equal((await run(["lint", ...only])).code, 1);
      assert.equal((await run(["lint", "nowhere", ...only])).code, 2);
      assert.equal((await run(["lint", ".", "nowhere", ...only])).code, 2, "2 wins over 1");
      assert.equal((await run(["lint", "--fail-on", "error", ...only])).code, 0);
      assert.equal((await run(["lint", "--fail-on", "none", ...only])).code, 0);
    });

    it("prints each finding with its severity, rule, line and carets", async () => {
      put({ "a/Dockerfile": bad });
      const { stdout, stderr } = await run(["lint", ...only]);
      assert.equal(
        stdout,
        [
          "a/Dockerfile",
          "  2:1  warning  maintainer-deprecated  MAINTAINER is deprecated; use the label 'org.opencontainers.image.authors'.",
          "      2 │ MAINTAINER Jane",
          "        │ ^^^^^^^^^^",
          "      fix (safe) Use LABEL org.opencontainers.image.authors",
          "",
          "1 finding in 1 of 1 file: 1 warning. 'drydock fix' repairs 1.",
          "",
        ].join("\n"),
      );
      assert.equal(stderr, "");
    });

    it("keeps carets below the words behind tabs, and cuts very long lines", async () => {
      put({ Dockerfile: `FROM alpine:3.22\n\tMAINTAINER ${"x".repeat(5000)}\n` });
      const lines = (await run(["lint", ...only])).stdout.split("\n");
      assert.ok(lines[2]!.startsWith("      2 │ \tMAINTAINER xxx") && lines[2]!.length < 200, lines[2]);
      assert.equal(lines[3], "        │ \t^^^^^^^^^^");
    });

    it("colours a terminal only", async () => {
      put({ Dockerfile: bad });
      const hasColor = async (options: Parameters<typeof run>[1]) => (await run(["lint"], options)).stdout.includes("\u001b[");
      assert.equal(await hasColor({}), false);
      assert.equal(await hasColor({ tty: true }), true);
      assert.equal(await hasColor({ tty: true, env: { NO_COLOR: "1" } }), false);
      assert.equal(await hasColor({ env: { FORCE_COLOR: "1" } }), true);
    });

    it("shows no control characters of a file to the terminal", async () => {
      put({ Dockerfile: "FROM alpine:3.22\nMAINTAINER \u001b[2J\u202e\n" });
      assert.equal(/[\u001b\u202e]/.test((await run(["lint", ...only])).stdout), false);
    });

    it("gives the documented JSON", async () => {
      put({ "api/Dockerfile": bad, "ok.Dockerfile": good });
      const { report } = await json(only);
      assert.deepEqual(report, {
        version: 1,
        files: [
          {
            path: "api/Dockerfile",
            language: "dockerfile",
            findings: [
              {
                rule: "maintainer-deprecated",
                severity: "warning",
                message: "MAINTAINER is deprecated; use the label 'org.opencontainers.image.authors'.",
                category: "maintainability",
                range: { start: { line: 1, character: 0 }, end: { line: 1, character: 10 } },
                aliases: rules.find(({ name }) => name === "maintainer-deprecated")!.aliases,
                related: [],
                fixes: [
                  {
                    title: "Use LABEL org.opencontainers.image.authors",
                    applicability: "safe",
                    changes: {
                      "api/Dockerfile": [
                        { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 10 } }, newText: "LABEL" },
                        {
                          range: { start: { line: 1, character: 11 }, end: { line: 1, character: 15 } },
                          newText: 'org.opencontainers.image.authors="Jane"',
                        },
                      ],
                    },
                    creates: {},
                  },
                ],
                noFix: null,
                suppressed: null,
              },
            ],
            errors: [],
          },
          { path: "ok.Dockerfile", language: "dockerfile", findings: [], errors: [] },
        ],
        summary: { files: 2, error: 0, warning: 1, info: 0, hint: 0, fixable: 1 },
      });
    });

    it("takes rules and paths in any order", async () => {
      put({ "a/Dockerfile": bad, "b/Dockerfile": bad });
      for (const argv of [
        ["a", "--rule", "DL4000"],
        ["--rule", "DL4000", "a"],
        ["--rule", "latest-tag,DL4000", "--", "a"],
      ]) {
        const { report } = await json(argv);
        assert.deepEqual([paths(report), report.summary.warning], [["a/Dockerfile"], 1], argv.join(" "));
      }
    });

    it("lists suppressed findings only when asked, and never counts them", async () => {
      put({ Dockerfile: "FROM alpine:3.22\n# drydock ignore=DL4000 an old friend\nMAINTAINER Jane\n" });
      const plain = await json(only);
      assert.deepEqual([plain.code, plain.report.files[0].findings, plain.report.summary.warning], [0, [], 0]);
      const all = await json([...only, "--show-suppressed"]);
      assert.deepEqual([all.code, all.report.files[0].findings[0].suppressed], [0, { by: "comment", reason: "an old friend" }]);
      assert.match((await run(["lint", ...only])).stdout, /^No findings in 1 file \(1 suppressed\)\.$/m);
      assert.match((await run(["lint", "--show-suppressed", ...only])).stdout, /suppressed by comment: an old friend/);
    });

    it("finds files by name and content", async () => {
      const compose = "services:\n  web:\n    image: nginx:1.29\n";
      put({
        Dockerfile: good,
        "Dockerfile.dev": good,
        "b.dockerfile": good,
        Containerfile: good,
        "Dockerfile-old": good,
        "Dockerfile.go": "package main\n",
        "Dockerfile.cs": "class Dockerfile {}\n",
        "Dockerfile.j2": "FROM {{ base }}\n",
        "Dockerfile.ejs": "FROM <%= base %>\n",
        "Dockerfile.dockerignore": "FROM\n",
        "dockerfile_parser.py": "import x\n",
        "compose.yaml": compose,
        "docker-compose.prod.yml": compose,
        "stack.yml": compose,
        "other.yml": "a: 1\n",
        ".github/workflows/docker-compose.yml": "on: push\njobs: {}\n",
      });
      const { report } = await json([]);
      const expected = [
        "Containerfile",
        "Dockerfile",
        "Dockerfile-old",
        "Dockerfile.dev",
        "b.dockerfile",
        "compose.yaml",
        "docker-compose.prod.yml",
        "stack.yml",
      ];
      assert.deepEqual(paths(report).sort(), expected);
    });

    it("honours .gitignore at all levels and skips node_modules", async () => {
      put({
        ".gitignore": "/build/\n*.bak.dockerfile\n",
        "a/.gitignore": "tmp\n!keep.bak.dockerfile\n",
        "build/Dockerfile": bad,
        "a/build/Dockerfile": bad,
        "a/tmp/Dockerfile": bad,
        "x.bak.dockerfile": bad,
        "a/keep.bak.dockerfile": bad,
        "node_modules/p/Dockerfile": bad,
      });
      assert.deepEqual(paths((await json([])).report), ["a/build/Dockerfile", "a/keep.bak.dockerfile"]);
      assert.deepEqual(paths((await json(["a"])).report), ["a/build/Dockerfile", "a/keep.bak.dockerfile"], "from below");
      assert.deepEqual(paths((await json(["build"])).report), ["build/Dockerfile"], "named");
      assert.deepEqual(paths((await json(["x.bak.dockerfile"])).report), ["x.bak.dockerfile"], "named");
    });

    it("judges a named file by extension, then content", async () => {
      put({ "my.image": bad, "odd.yml": "services: {}\n", "notes.txt": "Dear reader\n", "Dockerfile.go": bad });
      const { report, code, stderr } = await json(["my.image", "odd.yml", "notes.txt", "Dockerfile.go", ...only]);
      assert.deepEqual(
        report.files.map((it: { language: string; findings: unknown[]; errors: unknown[] }) => [
          it.language,
          it.findings.length,
          it.errors.length,
        ]),
        [
          ["dockerfile", 1, 0],
          ["compose", 0, 0],
          [null, 0, 1],
          ["dockerfile", 1, 0],
        ],
      );
      assert.equal(code, 2);
      assert.equal(stderr, "drydock: notes.txt: It is neither a Dockerfile nor a Compose file.\n");
    });

    it("says in one line what cannot be judged, and judges the rest", async () => {
      put({
        "good/Dockerfile": bad,
        "bin/Dockerfile": new Uint8Array([70, 0, 1]),
        "big/Dockerfile": "x".repeat(10_000_000),
        "long/Dockerfile": `FROM a\nRUN ${"x".repeat(300_000)}\n`,
        "Dockerfile/x": "",
      });
      execFileSync("mkfifo", [join(folder, "Dockerfile.pipe")]);
      symlinkSync("nowhere", join(folder, "Dockerfile.link"));
      symlinkSync("..", join(folder, "good/loop"));
      symlinkSync("Dockerfile.self", join(folder, "Dockerfile.self"));
      const { report, code, stderr } = await json(only);
      assert.equal(code, 2);
      assert.deepEqual(
        report.files.map((it: { path: string; errors: { message: string }[] }) => [it.path, it.errors[0]?.message.slice(0, 12)]),
        [
          ["Dockerfile.link", "There is no "],
          ["Dockerfile.pipe", "It cannot be"],
          ["Dockerfile.self", "It cannot be"],
          ["big/Dockerfile", "It is too la"],
          ["bin/Dockerfile", "It is not a "],
          ["good/Dockerfile", undefined],
          ["long/Dockerfile", "It is too la"],
        ],
      );
      assert.equal(report.summary.warning, 1);
      assert.equal(stderr.split("\n").length, 7);
    });

    it("reads an empty file, a BOM and what is not UTF-8", async () => {
      put({
        "e/Dockerfile": "",
        "b/Dockerfile": `\ufeff${bad}`,
        "l/Dockerfile": Buffer.from("FROM alpine:3.22\nMAINTAINER J\xf6rg\n", "latin1"),
      });
      const { report, code } = await json(only);
      assert.equal(code, 1);
      const byPath = new Map<string, { findings: { range: unknown; fixes: unknown[] }[] }>(
        report.files.map((it: { path: string }) => [it.path, it]),
      );
      assert.deepEqual(byPath.get("b/Dockerfile")!.findings[0]!.range, {
        start: { line: 1, character: 0 },
        end: { line: 1, character: 10 },
      });
      assert.deepEqual(byPath.get("l/Dockerfile")!.findings[0]!.fixes, [], "nothing that is not UTF-8 is changed");
    });

    it("judges a link and its target once", async () => {
      put({ "real/Dockerfile": bad });
      symlinkSync("real/Dockerfile", join(folder, "Dockerfile"));
      assert.deepEqual(paths((await json(only)).report), ["real/Dockerfile"]);
    });

    it("takes standard input under a name", async () => {
      put({ ".drydock.yaml": "overrides: [ { files: [quiet/**], rules: { maintainer-deprecated: off } } ]\n" });
      const loud = await json(["-", "--stdin-filename", "api/Dockerfile"], { stdin: bad });
      assert.deepEqual(
        [paths(loud.report), loud.report.files[0].findings.some((it: { rule: string }) => it.rule === "maintainer-deprecated")],
        [["api/Dockerfile"], true],
      );
      const quiet = await json(["-", "--stdin-filename", "quiet/Dockerfile"], { stdin: bad });
      assert.equal(
        quiet.report.files[0].findings.some((it: { rule: string }) => it.rule === "maintainer-deprecated"),
        false,
      );
      assert.equal((await run(["lint", "-", ...only], { stdin: bad })).code, 1, "known by its content");
      assert.equal((await run(["lint", "-"], { stdin: "hello" })).code, 2);
    });

    it("names wrong usage in one line", async () => {
      for (const [argv, words] of [
        [["lint", "--format", "xml"], "text, json"],
        [["lint", "--profile", "strict"], "recommended, hardened, all, hadolint"],
        [["lint", "--rule", "maintainer-deprcated"], "Did you mean 'maintainer-deprecated'?"],
        [["lint", "--config", "none.yaml"], "none.yaml does not exist"],
        [["lint", "--nonsense"], "unknown option"],
        [["nonsense"], "unknown command"],
      ] as const) {
        const { code, stdout, stderr } = await run(argv);
        assert.deepEqual([code, stdout], [2, ""], argv.join(" "));
        assert.ok(stderr.startsWith("drydock: ") && stderr.includes(words) && !stderr.includes("\n    at "), stderr);
      }
    });
  });

  describe("configuration", () => {
    it("turns rules off, leaves files out of a walk, and yields to the command line", async () => {
      put({
        ".drydock.yaml": "rules: { maintainer-deprecated: off }\nignore: [vendor/**]\n",
        Dockerfile: bad,
        "vendor/Dockerfile": bad,
      });
      const plain = await json([]);
      assert.deepEqual(paths(plain.report), ["Dockerfile"]);
      assert.equal(
        plain.report.files[0].findings.some((it: { rule: string }) => it.rule === "maintainer-deprecated"),
        false,
      );
      assert.deepEqual(paths((await json(["vendor/Dockerfile"])).report), ["vendor/Dockerfile"], "named");
      assert.equal((await json(only)).report.summary.warning, 1);
      put({ "other.yaml": "rules: { maintainer-deprecated: error }\n" });
      assert.ok((await json(["--config", "other.yaml"])).report.summary.error >= 1);
    });

    it("with a mistake ends with 2, names the place once, and still counts", async () => {
      put({
        ".drydock.yaml": "extends: recommended\nruls: {}\nrules: { maintainer-deprecated: off }\n",
        "a/Dockerfile": bad,
        "b/Dockerfile": bad,
      });
      const { code, stderr, report } = await json([]);
      assert.equal(code, 2);
      assert.equal(stderr, "drydock: .drydock.yaml:2:1: 'ruls' is no key of a configuration. Did you mean 'rules'?\n");
      assert.equal(
        report.files[0].findings.some((it: { rule: string }) => it.rule === "maintainer-deprecated"),
        false,
      );
    });

    it("of hadolint counts, with its threshold", async () => {
      put({ ".hadolint.yaml": "ignored: [DL4000]\n", Dockerfile: bad });
      const { report } = await json(["--show-suppressed"]);
      const found = report.files[0].findings.find((it: { rule: string }) => it.rule === "maintainer-deprecated");
      assert.deepEqual(found.suppressed, { by: "config", reason: "Ignored in .hadolint.yaml" });
      put({ ".hadolint.yaml": "failure-threshold: error\n" });
      assert.equal((await run(["lint", ...only])).code, 0);
    });
  });

  describe("fix", () => {
    it("applies safe fixes and says what it did and what is left", async () => {
      put({ "a/Dockerfile": bad, "b/Dockerfile": good });
      const { code, stdout } = await run(["fix", ...only]);
      assert.equal(code, 0);
      assert.equal(text("a/Dockerfile"), good);
      assert.equal(
        stdout,
        "Fixed a/Dockerfile\n  2  maintainer-deprecated  Use LABEL org.opencontainers.image.authors\n\nNo findings in 2 files.\n",
      );
      assert.deepEqual(readdirSync(join(folder, "a")), ["Dockerfile"], "no temporary file stays");
    });

    it("keeps mode, byte order mark, CRLF and a missing line end", async () => {
      put({ Dockerfile: "\ufeffFROM alpine:3.22\r\nMAINTAINER Jane" });
      chmodSync(join(folder, "Dockerfile"), 0o640);
      await run(["fix", ...only]);
      assert.equal(text("Dockerfile"), '\ufeffFROM alpine:3.22\r\nLABEL org.opencontainers.image.authors="Jane"');
      assert.equal(statSync(join(folder, "Dockerfile")).mode & 0o777, 0o640);
    });

    it("writes through a link", async () => {
      put({ "real/base": bad });
      symlinkSync("real/base", join(folder, "Dockerfile"));
      await run(["fix", ...only]);
      assert.equal(lstatSync(join(folder, "Dockerfile")).isSymbolicLink(), true);
      assert.equal(text("real/base"), good);
    });

    it("never changes what is not UTF-8, nor what a comment silences", async () => {
      const latin = Buffer.from("FROM alpine:3.22\nMAINTAINER J\xf6rg\n", "latin1");
      const silenced = "FROM alpine:3.22\n# drydock ignore=maintainer-deprecated\nMAINTAINER Jane\n";
      put({ Dockerfile: latin, "b/Dockerfile": silenced });
      assert.equal((await run(["fix", ...only])).code, 1);
      assert.deepEqual(readFileSync(join(folder, "Dockerfile")), latin);
      assert.equal(text("b/Dockerfile"), silenced);
    });

    it("leaves unsafe fixes to --unsafe", async () => {
      const { rule, level } = await ruleWithUnsafeFix();
      put(level.files);
      await run(["fix", "--rule", rule]);
      for (const [path, before] of Object.entries(level.files)) assert.equal(text(path), before);
      await run(["fix", "--unsafe", "--rule", rule]);
      assert.ok(Object.entries(level.files).some(([path, before]) => text(path) !== before));
    });

    it("creates files, but never over one that is there", async () => {
      const sources = { "app/Dockerfile": "FROM node:22.14\nCOPY . /app\n", "app/package.json": "{}\n", "app/.env": "A=1\n" };
      put(sources);
      const unsafe = ["fix", "--unsafe", "--rule", "missing-dockerignore"];
      const patch = (await run([...unsafe, "--diff"])).stdout;
      assert.ok(patch.includes("new file mode 100644\n--- /dev/null\n+++ b/app/.dockerignore\n"), patch);
      assert.equal(existsSync(join(folder, "app/.dockerignore")), false);
      await run(unsafe);
      assert.match(text("app/.dockerignore"), /^\.git$/m);
      put({ "app/.dockerignore": "mine\n" });
      await run(unsafe);
      assert.equal(text("app/.dockerignore"), "mine\n");
    });

    it("--diff prints a patch that applies, and writes nothing", async () => {
      const before = { "a b/Dockerfile": bad, "c/Dockerfile": "\ufeffFROM alpine:3.22\r\nMAINTAINER Jane", "ü/Dockerfile": bad };
      put(before);
      const { code, stdout } = await run(["fix", "--diff", ...only]);
      assert.equal(code, 0);
      for (const [path, content] of Object.entries(before)) assert.equal(text(path), content);
      rmSync(join(folder, ".git"), { recursive: true });
      const applied = spawnSync("git", ["apply", "--unsafe-paths", "--whitespace=nowarn", "-"], {
        cwd: folder,
        input: stdout,
        encoding: "utf8",
      });
      assert.equal(applied.status, 0, applied.stderr);
      assert.equal(text("a b/Dockerfile"), good);
      assert.equal(text("ü/Dockerfile"), good);
      assert.equal(text("c/Dockerfile"), '\ufeffFROM alpine:3.22\r\nLABEL org.opencontainers.image.authors="Jane"');
    });
  });

  describe("rules and explain", () => {
    it("list every rule with the documented keys", async () => {
      const { code, stdout } = await run(["rules", "--format", "json"]);
      const list = JSON.parse(stdout) as Record<string, unknown>[];
      assert.equal(code, 0);
      assert.deepEqual(
        list.map((it) => it["name"]),
        rules.map(({ name }) => name),
      );
      const keys = [
        "name",
        "language",
        "category",
        "severity",
        "profiles",
        "summary",
        "why",
        "aliases",
        "covers",
        "fix",
        "noFix",
        "references",
        "crossFile",
      ];
      for (const entry of list) assert.deepEqual(Object.keys(entry), keys);
      for (const format of ["text", "markdown"])
        assert.ok((await run(["rules", "--format", format])).stdout.includes("maintainer-deprecated"));
    });

    it("print a page by name and by another tool's name", async () => {
      const { code, stdout } = await run(["explain", "maintainer-deprecated"]);
      assert.equal(code, 0);
      assert.ok(stdout.startsWith("# maintainer-deprecated\n"));
      assert.equal((await run(["explain", "DL4000"])).stdout, stdout);
      const unknown = await run(["explain", "maintainer-depricated"]);
      assert.deepEqual(
        [unknown.code, unknown.stderr],
        [2, "drydock: there is no rule 'maintainer-depricated'. Did you mean 'maintainer-deprecated'?\n"],
      );
    });
  });

  describe("new", () => {
    it("lists the templates", async () => {
      const { code, stdout } = await run(["new"]);
      assert.equal(code, 0);
      for (const name of ["compose-stack", "fastapi-celery", "nextjs"]) assert.match(stdout, new RegExp(`^${name} `, "m"));
    });

    it("writes one that Drydock finds nothing in, and never over what is there", async () => {
      assert.equal((await run(["new", "fastapi-celery", "app"])).code, 0);
      assert.match(text("app/Dockerfile"), /^FROM /m);
      put({ "app/Dockerfile": "FROM mine\n" });
      const refused = await run(["new", "fastapi-celery", "app"]);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /Dockerfile/);
      assert.equal(text("app/Dockerfile"), "FROM mine\n");
      assert.equal((await run(["new", "fastapi-celery", "app", "--force"])).code, 0);
      assert.notEqual(text("app/Dockerfile"), "FROM mine\n");
    });

    it("says which templates there are when the name is wrong", async () => {
      const { code, stderr } = await run(["new", "rails"]);
      assert.equal(code, 2);
      assert.match(stderr, /'rails'.*nextjs/);
    });
  });

  describe("unifiedPatch", () => {
    // Every pair of small texts, held against `git apply`.
    it("turns one text into the other", () => {
      const texts = [
        "",
        "a\n",
        "a",
        "a\nb\n",
        "b\na\n",
        "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n",
        "a\nB\nc\nd\ne\nf\ng\nh\nI\nj\n",
        "x\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\ny",
        "j\n\n\na\r\n",
      ];
      rmSync(join(folder, ".git"), { recursive: true });
      for (const before of texts) {
        const patches = texts
          .filter((it) => it !== before)
          .map((after, i) => ({ after, path: `f${i}`, patch: unifiedPatch({ path: `f${i}`, before, after }) }));
        for (const { path } of patches) put({ [path]: before });
        execFileSync("git", ["apply", "--unsafe-paths", "--whitespace=nowarn", "-"], {
          cwd: folder,
          input: patches.map(({ patch }) => patch).join(""),
        });
        for (const { path, after } of patches)
          assert.equal(existsSync(join(folder, path)) ? text(path) : "", after, JSON.stringify([before, after]));
      }
    });

    it("creates files", () => {
      rmSync(join(folder, ".git"), { recursive: true });
      const patch =
        unifiedPatch({ path: "n/new", before: undefined, after: "a\nb\n" }) +
        unifiedPatch({ path: "empty", before: undefined, after: "" });
      execFileSync("git", ["apply", "--unsafe-paths", "--whitespace=nowarn", "-"], { cwd: folder, input: patch });
      assert.deepEqual([text("n/new"), text("empty")], ["a\nb\n", ""]);
    });
  });

  /** Any rule whose first fix is unsafe, with the files of its first example. */
  async function ruleWithUnsafeFix() {
    const { caseOf } = await import("./harness.js");
    for (const rule of rules) {
      const example = rule.examples.find(({ bad: it }) => it !== undefined);
      if (rule.fix !== "unsafe" || !example) continue;
      return { rule: rule.name, level: { files: Object.fromEntries(caseOf(rule, example).files) } };
    }
    return assert.fail("no rule has an unsafe fix");
  }
});
