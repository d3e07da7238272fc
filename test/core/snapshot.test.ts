/** Reading neighbours: ask, load, ask again; and what an answer rests on. */
import assert from "node:assert/strict";
import { everyRule } from "../../server/src/core/linter/configuration.js";
import { type LintResult, lint } from "../../server/src/core/linter/lint.js";
import { defineRule, type Finding, type Rule, type RuleContext } from "../../server/src/core/linter/rule.js";
import { maximumFileSize, maximumLineLength, textFile } from "../../server/src/core/project/file-system.js";
import { FileStore, isTooLarge, Pending, Snapshot } from "../../server/src/core/project/snapshot.js";
import { dockerfile } from "../../server/src/core/text/tags.js";
import { at, RecordingFileSystem, root } from "./recording.js";

/** A rule that only serves a test. */
function probe(name: string, check: (context: RuleContext) => Iterable<Finding>): Rule {
  return defineRule<"dockerfile">({
    name,
    language: "dockerfile",
    category: "correctness",
    severity: "warning",
    profiles: ["all"],
    summary: "A probe.",
    why: ["It serves a test."],
    references: ["https://example.com/"],
    noFix: "It is a probe.",
    examples: [{ good: dockerfile`FROM a` }],
    check: (_file, context) => check(context),
  }) as Rule;
}

/** Reads paths of the project and tells the kinds of what stands there. */
function reader(...paths: readonly string[]): Rule {
  return probe("reader", function* ({ project }) {
    const kinds = paths.map((path) => {
      const node = project.read(path.includes("://") ? path : at(path));
      return node.kind === "unknown" ? node.reason : node.kind;
    });
    yield { span: { start: 0, end: 4 }, message: kinds.join(" ") };
  });
}

interface Run {
  readonly result: LintResult;
  readonly messages: readonly string[];
  readonly log: readonly string[];
  readonly files: RecordingFileSystem;
}

async function run(
  rules: readonly Rule[],
  files = new RecordingFileSystem(),
  store = new FileStore(files, [root]),
): Promise<Run> {
  if (!files.texts.has(at("Dockerfile"))) files.texts.set(at("Dockerfile"), "FROM a\n");
  const log: string[] = [];
  const result = await lint({
    uri: at("Dockerfile"),
    language: "dockerfile",
    rules,
    configuration: everyRule,
    store,
    log: (message) => log.push(message),
  });
  return { result, messages: result.diagnostics.map(({ message }) => message), log, files };
}

describe("snapshot", () => {
  it("throws Pending for what is not loaded, and reads it once it is", async () => {
    const store = new FileStore(new RecordingFileSystem({ a: "x" }), [root]);
    const snapshot = new Snapshot(store);
    assert.throws(
      () => snapshot.read(at("a")),
      (it) => it instanceof Pending && it.uris.includes(at("a")),
    );
    await snapshot.load(at("a"));
    assert.deepEqual(snapshot.read(at("a")), textFile("x"));
  });

  it("asks for several files at once", async () => {
    const snapshot = new Snapshot(new FileStore(new RecordingFileSystem({ a: "x" }), [root]));
    await snapshot.load(at("a"));
    assert.throws(
      () => snapshot.prefetch([at("a"), at("b"), at("c"), "test:///elsewhere"]),
      (it) => it instanceof Pending && it.uris.join() === [at("b"), at("c")].join(),
    );
  });

  it("remembers what was asked for, absent and outside ones too", async () => {
    const { result, messages } = await run(
      [reader("here", "not-here", "test:///elsewhere/x")],
      new RecordingFileSystem({ here: "" }),
    );
    assert.deepEqual(messages, ["file absent outside-workspace"]);
    for (const uri of [at("Dockerfile"), at("here"), at("not-here"), "test:///elsewhere/x"])
      assert.ok(result.dependencies.has(uri), uri);
    assert.equal(result.dependencies.size, 4);
  });

  it("reads nothing that no rule asks for, and nothing twice", async () => {
    const { files } = await run([reader("a", "b"), reader("b")], new RecordingFileSystem({ a: "", b: "", c: "" }));
    assert.deepEqual(files.paths.sort(), ["Dockerfile", "a", "b"]);
  });

  it("parses a text once for all rules, and again for a new text", async () => {
    let parsed = 0;
    const parser = (_uri: string, text: string): number => {
      parsed++;
      return text.length;
    };
    const rule = (name: string) =>
      probe(name, function* ({ project }) {
        yield { span: { start: 0, end: 4 }, message: String(project.parse(at("a"), parser)) };
      });
    const files = new RecordingFileSystem({ a: "xyz" });
    const store = new FileStore(files, [root]);
    assert.deepEqual((await run([rule("one"), rule("two")], files, store)).messages, ["3", "3"]);
    assert.equal(parsed, 1);
    store.set(at("a"), textFile("longer"));
    assert.deepEqual((await run([rule("one")], files, store)).messages, ["6"]);
    assert.equal(parsed, 2);
  });

  it("gives a directory's names, and nothing for what cannot be read", async () => {
    const files = new RecordingFileSystem({ "src/a.py": "", "src/my%20file": "" });
    files.others.set(at("secret"), { kind: "unknown", reason: "unreadable" });
    files.others.set(at("logo"), { kind: "unknown", reason: "binary" });
    assert.deepEqual((await run([reader("src", "secret", "logo")], files)).messages, ["directory unreadable binary"]);
    const store = new FileStore(files, [root]);
    const node = await store.load(at("src"));
    assert.deepEqual(node.kind === "directory" && [...node.names].sort(), ["a.py", "my file"]);
  });
});

describe("snapshot: rules", () => {
  it("that throw are logged by name, and the others go on", async () => {
    const broken = probe("broken", () => {
      throw new TypeError("oh no");
    });
    const late = probe("late", function* ({ project }) {
      yield { span: { start: 0, end: 4 }, message: "said before it broke" };
      project.read(at("a"));
      throw new Error("after a read");
    });
    const { messages, log } = await run([broken, reader("a"), late]);
    assert.deepEqual(messages, ["absent"], "nothing of a rule that did not come to its end");
    assert.equal(log.length, 2);
    assert.match(log[0]!, /^Rule broken failed: TypeError: oh no/);
    assert.match(log[1]!, /^Rule late failed: Error: after a read/);
  });

  it("that wait run again alone; the others run once", async () => {
    let runs = 0;
    const once = probe("once", function* () {
      runs++;
      yield { span: { start: 0, end: 4 }, message: "once" };
    });
    const { messages } = await run([once, reader("a", "b", "c", "d")]);
    assert.equal(runs, 1);
    assert.deepEqual(messages, ["once", "absent absent absent absent"]);
  });

  it("that ask for one file after the other come to an end", async () => {
    const files = new RecordingFileSystem();
    for (let i = 0; i < 300; i++) files.texts.set(at(`${i}`), String(i + 1));
    const follow = probe("follow", function* ({ project }) {
      let next = "0";
      for (let node = project.read(at(next)); node.kind === "file"; node = project.read(at(next))) next = node.text;
      yield { span: { start: 0, end: 4 }, message: next };
    });
    const { messages, log } = await run([follow], files);
    assert.deepEqual(messages, ["300"]);
    assert.deepEqual(log, []);
  });

  it("that never have enough are stopped, and the others go on", async () => {
    const endless = probe("endless", ({ project }) => {
      for (let i = 0; ; i++) project.read(at(`${i}`));
    });
    const { messages, log } = await run([endless, reader("a")]);
    assert.deepEqual(messages, ["absent"]);
    assert.match(log[0]!, /^Rule endless failed: .*test:\/\/\/project\/\d+\.$/);
  });

  it("mark words of one line, whatever they say", async () => {
    const files = new RecordingFileSystem({ Dockerfile: "FROM a\\\nb\n" });
    const wide = probe("wide", function* () {
      yield { span: { start: 0, end: 10 }, message: "all of it" };
    });
    const { result } = await run([wide], files);
    assert.deepEqual(result.diagnostics[0]!.span, { start: 0, end: 7 });
  });
});

describe("snapshot: the workspace's border", () => {
  it("is not crossed: outside is unknown, and never opened", async () => {
    const files = new RecordingFileSystem({ "test:///etc/passwd": "root", "test:///project-2/x": "" });
    const { messages } = await run([reader("test:///etc/passwd", "test:///project-2/x", "test:///")], files);
    assert.deepEqual(messages, ["outside-workspace outside-workspace outside-workspace"]);
    assert.deepEqual(await new FileStore(files, [root]).load("test:///etc/passwd"), {
      kind: "unknown",
      reason: "outside-workspace",
    });
    assert.deepEqual(files.paths, ["Dockerfile"]);
  });

  it("is not crossed by symbolic links to files and directories", async () => {
    const files = new RecordingFileSystem({ "test:///etc/passwd": "root", "inside/x": "" });
    files.links.set(at("passwd"), "test:///etc/passwd");
    files.links.set(at("etc"), "test:///etc");
    files.links.set(at("link"), at("inside"));
    const { messages } = await run([reader("passwd", "etc", "etc/passwd", "etc/shadow", "link/x")], files);
    assert.deepEqual(messages, ["outside-workspace outside-workspace outside-workspace outside-workspace file"]);
    assert.deepEqual(files.paths, ["Dockerfile", "link/x"], "what lies outside is not opened");
  });

  it("lies where the folder really is", async () => {
    const files = new RecordingFileSystem({
      "test:///disk/p/Dockerfile": "FROM a\n",
      "test:///disk/p/a": "",
      "test:///disk/b": "",
    });
    files.links.set(root, "test:///disk/p");
    files.links.set("test:///disk/p/b", "test:///disk/b");
    const store = new FileStore(files, [root]);
    assert.equal((await store.load(at("a"))).kind, "file");
    assert.deepEqual(await store.load(at("b")), { kind: "unknown", reason: "outside-workspace" });
  });

  it("does not make links that lead to one another hang", async () => {
    const files = new RecordingFileSystem({ a: "" });
    files.links.set(at("one"), at("two"));
    files.links.set(at("two"), at("one"));
    assert.deepEqual((await run([reader("one", "two/x")], files)).messages, ["absent absent"]);
  });
});

describe("snapshot: limits", () => {
  it("are 5 MB and lines of 200,000 characters", () => {
    assert.equal(isTooLarge(textFile("x".repeat(maximumLineLength))), false);
    assert.equal(isTooLarge(textFile("x".repeat(maximumLineLength + 1))), true);
    assert.equal(isTooLarge(textFile(`a\n${"x".repeat(maximumLineLength + 1)}\nb`)), true);
    assert.equal(isTooLarge(textFile(`${"x".repeat(1000)}\n`.repeat(1000))), false);
    assert.equal(isTooLarge(textFile("x", { size: maximumFileSize + 1 })), true);
    assert.equal(isTooLarge(textFile("x", { size: maximumFileSize })), false);
  });

  it("hold for neighbours, and for an editor's text", async () => {
    const files = new RecordingFileSystem({ big: "x".repeat(maximumLineLength + 1) });
    assert.deepEqual((await run([reader("big")], files)).messages, ["too-large"]);
    const store = new FileStore(files, [root]);
    store.set(at("Dockerfile"), textFile(`FROM a\nRUN ${"x".repeat(maximumLineLength)}\n`));
    const { result } = await run([reader("a")], files, store);
    assert.equal(result.file, undefined);
    assert.match(result.errors[0]!.message, /too large/);
  });
});

describe("file store", () => {
  it("takes an editor's text before the disk, until it is forgotten", async () => {
    const files = new RecordingFileSystem({ a: "disk" });
    const store = new FileStore(files, [root]);
    store.set(at("a"), textFile("editor"));
    assert.deepEqual(await new Snapshot(store).read(at("a")), textFile("editor"));
    assert.deepEqual(files.opened, []);
    store.invalidate(at("a"));
    assert.equal(store.get(at("a")), undefined);
    assert.deepEqual(await store.load(at("a")), textFile("disk"));
  });

  it("keeps the editor's text that arrives while the disk is read", async () => {
    const files = new RecordingFileSystem({ a: "disk" });
    const store = new FileStore(files, [root]);
    const reading = store.load(at("a"));
    store.set(at("a"), textFile("editor"));
    assert.deepEqual(await reading, textFile("editor"));
    assert.deepEqual(store.get(at("a")), textFile("editor"));
  });

  it("does not keep what changed while it was read", async () => {
    const files = new RecordingFileSystem({ a: "old" });
    const store = new FileStore(files, [root]);
    const reading = store.load(at("a"));
    await Promise.resolve();
    files.texts.set(at("a"), "new");
    store.invalidate(at("a"));
    await reading;
    assert.deepEqual(await store.load(at("a")), textFile("new"));
    assert.deepEqual(store.get(at("a")), textFile("new"));
  });

  it("reads a file once for two who ask at the same time", async () => {
    const files = new RecordingFileSystem({ a: "x" });
    const store = new FileStore(files, [root]);
    await Promise.all([store.load(at("a")), store.load(at("a"))]);
    assert.deepEqual(files.paths, ["a"]);
  });

  it("forgets a directory with what is below it, and the one that lists it", async () => {
    const files = new RecordingFileSystem({ "src/a": "", "src-2/a": "", top: "" });
    const store = new FileStore(files, [root]);
    for (const path of ["src", "src/a", "src-2/a", "top"]) await store.load(at(path));
    await store.load(root);
    assert.deepEqual(store.invalidateListing(at("src")), [root]);
    assert.deepEqual(
      [root, at("src"), at("src/a"), at("src-2/a"), at("top")].map((uri) => store.get(uri) !== undefined),
      [false, false, false, true, true],
    );
  });

  it("forgets directories that came along with a file", async () => {
    const files = new RecordingFileSystem({ Dockerfile: "" });
    const store = new FileStore(files, [root]);
    for (const uri of [root, at("deploy"), at("deploy/prod")]) await store.load(uri);
    files.texts.set(at("deploy/prod/compose.yaml"), "");
    assert.deepEqual(store.invalidateListing(at("deploy/prod/compose.yaml")).sort(), [root, at("deploy"), at("deploy/prod")]);
    assert.equal((await store.load(at("deploy"))).kind, "directory");
  });

  it("keeps directories that were there before", async () => {
    const files = new RecordingFileSystem({ "deploy/a": "" });
    const store = new FileStore(files, [root]);
    await store.load(root);
    await store.load(at("deploy"));
    assert.deepEqual(store.invalidateListing(at("deploy/b")), [at("deploy")]);
    assert.notEqual(store.get(root), undefined);
  });
});
