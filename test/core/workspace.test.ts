/** The language service's memory: which answers are kept, and exactly which are dropped when something changes. */
import assert from "node:assert/strict";
import { everyRule } from "../../server/src/core/linter/configuration.js";
import { defineRule, type Rule } from "../../server/src/core/linter/rule.js";
import { textFile } from "../../server/src/core/project/file-system.js";
import { dirname, join } from "../../server/src/core/project/uri.js";
import { type Judgement, Workspace, type WorkspaceOptions } from "../../server/src/core/service/workspace.js";
import { dockerfile } from "../../server/src/core/text/tags.js";
import { at, RecordingFileSystem, root } from "./recording.js";

/** Reads what the comments of a Dockerfile name, relative to it: `# reads a b`. */
const reader = defineRule<"dockerfile">({
  name: "reader",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["all"],
  summary: "A probe.",
  why: ["It serves a test."],
  references: ["https://example.com/"],
  noFix: "It is a probe.",
  examples: [{ good: dockerfile`FROM a` }],
  *check(file, { project }) {
    const paths = file.comments.flatMap(({ text }) => (text.startsWith("reads ") ? text.slice(6).split(" ") : []));
    const answers = paths.map((path) => {
      const node = project.read(join(dirname(file.uri), path));
      return node.kind === "file" ? node.text : node.kind === "directory" ? [...node.names].sort().join("+") : node.kind;
    });
    yield { span: { start: 0, end: 1 }, message: answers.join(" ") };
  },
}) as Rule;

interface Bench {
  readonly workspace: Workspace;
  readonly files: RecordingFileSystem;
  readonly log: string[];
  /** Opens a Dockerfile that reads these paths; returns whose answers were dropped. */
  open(path: string, ...reads: string[]): string[];
  /** What the reader says of it. */
  says(path: string): Promise<string | undefined>;
  /** Changes the disk and tells of it. */
  disk(change: "changed" | "created" | "deleted", path: string, text?: string): string[];
}

function bench(given: Readonly<Record<string, string>> = {}, options: Partial<WorkspaceOptions> = {}): Bench {
  const files = new RecordingFileSystem(given);
  const log: string[] = [];
  const workspace = new Workspace({
    fileSystem: files,
    roots: [root],
    rules: [reader],
    configure: async () => ({ configuration: everyRule, dependencies: [] }),
    log: (message) => log.push(message),
    ...options,
  });
  let version = 0;
  const uriOf = (path: string): string => (path.includes("://") ? path : at(path));
  return {
    workspace,
    files,
    log,
    open: (path, ...reads) =>
      workspace
        .open({ uri: uriOf(path), languageId: "dockerfile", version: ++version, text: `# reads ${reads.join(" ")}\nFROM a\n` })
        .map((uri) => uri.replace(`${root}/`, "")),
    says: async (path) => (await workspace.judge(uriOf(path)))?.diagnostics[0]?.message,
    disk(change, path, text = "") {
      if (change === "deleted") {
        for (const uri of [...files.texts.keys()])
          if (uri === uriOf(path) || uri.startsWith(`${uriOf(path)}/`)) files.texts.delete(uri);
      } else files.texts.set(uriOf(path), text);
      return workspace
        .changed([{ uri: uriOf(path), listing: change !== "changed" }])
        .map((uri) => uri.replace(`${root}/`, ""))
        .sort();
    },
  };
}

describe("workspace: answers", () => {
  it("are the same object until something they rest on changes", async () => {
    const { workspace, open, disk, says } = bench({ x: "1", y: "2" });
    open("Dockerfile", "x");
    const first = await workspace.judge(at("Dockerfile"));
    assert.equal(await workspace.judge(at("Dockerfile")), first);
    assert.deepEqual(disk("changed", "y", "3"), [], "nothing rests on it");
    assert.equal(await workspace.judge(at("Dockerfile")), first);
    assert.deepEqual(disk("changed", "x", "4"), ["Dockerfile"]);
    assert.equal(await says("Dockerfile"), "4");
  });

  it("are about the text that was open when they were asked for", async () => {
    const { workspace, open } = bench();
    open("Dockerfile", "x");
    const first = (await workspace.judge(at("Dockerfile"))) as Judgement;
    open("Dockerfile", "x", "y");
    const second = (await workspace.judge(at("Dockerfile"))) as Judgement;
    assert.deepEqual([first.document.version, second.document.version], [1, 2]);
    assert.equal(second.diagnostics[0]?.message, "absent absent");
  });

  it("name everything they rest on, the configuration included", async () => {
    const { workspace, open, disk } = bench(
      { x: "" },
      { configure: async () => ({ configuration: everyRule, dependencies: [at(".drydock.yaml")] }) },
    );
    open("Dockerfile", "x", "gone");
    const { dependencies } = (await workspace.judge(at("Dockerfile")))!;
    assert.deepEqual([...dependencies].sort(), [".drydock.yaml", "Dockerfile", "gone", "x"].map(at).sort());
    assert.deepEqual(disk("created", ".drydock.yaml"), ["Dockerfile"]);
  });

  it("are undefined for a file that is not open, or in no language Drydock knows", async () => {
    const { workspace } = bench({ Dockerfile: "FROM a" });
    assert.equal(await workspace.judge(at("Dockerfile")), undefined);
    workspace.open({ uri: at("a.py"), languageId: "python", version: 1, text: "" });
    assert.equal(await workspace.judge(at("a.py")), undefined);
  });

  it("do not fail: what goes wrong is logged", async () => {
    const { workspace, open, log } = bench(
      {},
      {
        configure: async () => {
          throw new Error("no settings");
        },
      },
    );
    open("Dockerfile");
    assert.equal(await workspace.judge(at("Dockerfile")), undefined);
    assert.match(log[0]!, /Dockerfile: Error: no settings/);
  });

  it("are all dropped by reset", async () => {
    const { workspace, open, says } = bench();
    open("Dockerfile", "x");
    const first = await workspace.judge(at("Dockerfile"));
    workspace.reset();
    assert.notEqual(await workspace.judge(at("Dockerfile")), first);
    assert.equal(await says("Dockerfile"), "absent");
  });
});

describe("workspace: what a change affects", () => {
  it("is exactly the files that rest on it", async () => {
    const { open, says, disk } = bench({ "a/x": "1", "b/x": "2" });
    open("a/Dockerfile", "x");
    open("b/Dockerfile", "x");
    open("c/Dockerfile", "../a/x", "../b/x");
    for (const path of ["a", "b", "c"]) await says(`${path}/Dockerfile`);
    assert.deepEqual(disk("changed", "a/x", "9"), ["a/Dockerfile", "c/Dockerfile"]);
    assert.deepEqual(disk("changed", "b/x", "8"), ["b/Dockerfile", "c/Dockerfile"]);
    assert.equal(await says("c/Dockerfile"), "9 8");
    assert.equal(await says("a/Dockerfile"), "9");
  });

  it("includes answers that rest on a file's absence", async () => {
    const { open, says, disk } = bench();
    open("Dockerfile", ".dockerignore");
    assert.equal(await says("Dockerfile"), "absent");
    assert.deepEqual(disk("created", ".dockerignore", "x"), ["Dockerfile"]);
    assert.equal(await says("Dockerfile"), "x");
    assert.deepEqual(disk("deleted", ".dockerignore"), ["Dockerfile"]);
    assert.equal(await says("Dockerfile"), "absent");
  });

  it("includes answers that rest on the directory's list, not those that rest on a neighbour", async () => {
    const { open, says, disk } = bench({ "src/a": "", "src/b": "" });
    open("one/Dockerfile", "../src");
    open("two/Dockerfile", "../src/a");
    for (const path of ["one", "two"]) await says(`${path}/Dockerfile`);
    assert.deepEqual(disk("created", "src/c"), ["one/Dockerfile"]);
    assert.equal(await says("one/Dockerfile"), "a+b+c");
    assert.deepEqual(disk("changed", "src/c", "x"), [], "a change of content lists nothing new");
    assert.deepEqual(disk("deleted", "src/c"), ["one/Dockerfile"]);
    assert.equal(await says("one/Dockerfile"), "a+b");
  });

  it("includes what lay below a folder that went, and came", async () => {
    const { workspace, open, says, disk, files } = bench({ "src/deep/a": "1", "src-2/a": "2" });
    open("one/Dockerfile", "../src/deep/a");
    open("two/Dockerfile", "../src-2/a");
    for (const path of ["one", "two"]) await says(`${path}/Dockerfile`);
    assert.deepEqual(disk("deleted", "src"), ["one/Dockerfile"]);
    assert.equal(await says("one/Dockerfile"), "absent");
    files.texts.set(at("src/deep/a"), "3");
    assert.deepEqual(workspace.changed([{ uri: at("src"), listing: true }]), [at("one/Dockerfile")]);
    assert.equal(await says("one/Dockerfile"), "3");
  });

  it("includes folders that came along with a file", async () => {
    const { open, says, disk } = bench({ "other/x": "" });
    open("Dockerfile", "deploy");
    open("list/Dockerfile", "..");
    open("other/Dockerfile", "x");
    for (const path of ["Dockerfile", "list/Dockerfile", "other/Dockerfile"]) await says(path);
    assert.deepEqual(disk("created", "deploy/prod/compose.yaml"), ["Dockerfile", "list/Dockerfile"]);
    assert.equal(await says("Dockerfile"), "prod");
    assert.equal(await says("list/Dockerfile"), "deploy+other");
  });

  it("includes answers that are still under way", async () => {
    const { workspace, open, says, disk, files } = bench({ x: "old" });
    open("Dockerfile", "x");
    let release = (): void => undefined;
    files.pause = new Promise((resolve) => {
      release = resolve;
    });
    const early = workspace.judge(at("Dockerfile"));
    while (!files.opened.includes(at("x"))) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(disk("changed", "x", "new"), ["Dockerfile"]);
    release();
    await early;
    assert.equal(await says("Dockerfile"), "new");
    assert.deepEqual(disk("changed", "x", "newer"), ["Dockerfile"], "and what it rests on is known");
  });
});

describe("workspace: answers under way", () => {
  it("are forgotten when their file is closed", async () => {
    const { workspace, open, disk, files } = bench({ x: "1", Dockerfile: "# reads x\nFROM a\n" });
    open("Dockerfile", "x");
    let release = (): void => undefined;
    files.pause = new Promise((resolve) => {
      release = resolve;
    });
    const early = workspace.judge(at("Dockerfile"));
    workspace.close(at("Dockerfile"));
    release();
    await early;
    assert.deepEqual(disk("changed", "x", "2"), []);
  });
});

describe("workspace: open texts", () => {
  it("come before the disk, for their neighbours too", async () => {
    const { workspace, open, says } = bench({ x: "disk" });
    open("Dockerfile", "x");
    assert.equal(await says("Dockerfile"), "disk");
    const affected = workspace.open({ uri: at("x"), languageId: "plaintext", version: 1, text: "editor" });
    assert.deepEqual(affected, [at("Dockerfile")]);
    assert.equal(await says("Dockerfile"), "editor");
  });

  it("are not among the affected themselves", async () => {
    const { open, says } = bench();
    open("Dockerfile", "x");
    await says("Dockerfile");
    assert.deepEqual(open("Dockerfile", "y"), []);
  });

  it("stay when their file changes or goes on the disk", async () => {
    const { workspace, open, says, disk } = bench({ x: "disk" });
    workspace.open({ uri: at("x"), languageId: "plaintext", version: 1, text: "editor" });
    open("Dockerfile", "x");
    disk("changed", "x", "disk 2");
    assert.equal(await says("Dockerfile"), "editor");
    disk("deleted", "x");
    assert.equal(await says("Dockerfile"), "editor");
  });

  it("give way to the disk when they are closed", async () => {
    const { workspace, open, says } = bench({ x: "disk" });
    workspace.open({ uri: at("x"), languageId: "plaintext", version: 1, text: "editor" });
    open("Dockerfile", "x");
    assert.equal(await says("Dockerfile"), "editor");
    assert.deepEqual(workspace.close(at("x")), [at("Dockerfile")]);
    assert.equal(await says("Dockerfile"), "disk");
  });

  it("are no longer judged once closed, nor told of changes", async () => {
    const { workspace, open, says, disk } = bench({ x: "" });
    open("Dockerfile", "x");
    await says("Dockerfile");
    assert.deepEqual(workspace.close(at("Dockerfile")), []);
    assert.deepEqual(disk("changed", "x", "1"), []);
    assert.equal(await says("Dockerfile"), undefined);
    assert.equal(workspace.file(at("Dockerfile")), undefined);
  });
});

describe("workspace: several folders", () => {
  const roots = [root, at("inner"), "test:///second"];

  it("are apart: a file reads only in its own, and in the innermost", async () => {
    const { open, says } = bench({ x: "outer", "inner/x": "inner", "test:///second/x": "second" }, { roots });
    open("Dockerfile", "inner/x", "../second/x");
    open("inner/Dockerfile", "x", "../x");
    open("test:///second/Dockerfile", "x", "../project/x");
    assert.equal(await says("Dockerfile"), "inner unknown");
    assert.equal(await says("inner/Dockerfile"), "inner unknown");
    assert.equal(await says("test:///second/Dockerfile"), "second unknown");
  });

  it("all hear of a change", async () => {
    const { open, says, disk } = bench({ "inner/x": "1" }, { roots });
    open("Dockerfile", "inner/x");
    open("inner/Dockerfile", "x");
    await says("Dockerfile");
    await says("inner/Dockerfile");
    assert.deepEqual(disk("changed", "inner/x", "2"), ["Dockerfile", "inner/Dockerfile"]);
    assert.deepEqual([await says("Dockerfile"), await says("inner/Dockerfile")], ["2", "2"]);
  });

  it("are not needed: a file outside all of them has its own folder", async () => {
    const { open, says } = bench({ "test:///tmp/x": "1", "test:///etc/x": "2" }, { roots: [] });
    open("test:///tmp/Dockerfile", "x", "../etc/x");
    assert.equal(await says("test:///tmp/Dockerfile"), "1 unknown");
  });

  it("share the editor's texts", async () => {
    const { workspace, open, says } = bench({}, { roots });
    open("Dockerfile", "inner/x");
    open("inner/Dockerfile", "x");
    workspace.open({ uri: at("inner/x"), languageId: "plaintext", version: 1, text: "editor" });
    assert.deepEqual([await says("Dockerfile"), await says("inner/Dockerfile")], ["editor", "editor"]);
    assert.deepEqual(workspace.storeOf(at("inner/x")).get(at("inner/x")), textFile("editor"));
  });
});

describe("workspace: URIs", () => {
  const folder = "test:///%40scope";
  const own = `${folder}/Dockerfile`;

  it("are one file in every spelling", async () => {
    const { workspace, open, says, disk } = bench({ "test:///@scope/x": "1" }, { roots: [folder] });
    open(own, "x");
    assert.equal(await says(own), "1");
    assert.equal(await says("test:///@scope/Dockerfile"), "1");
    assert.equal(workspace.file("test:///@scope/Dockerfile")?.version, 1);
    assert.equal(workspace.storeOf(own), workspace.storeOf("test:///@scope/x"));
    disk("changed", "test:///@scope/x", "2");
    assert.equal(await says(own), "2");
    assert.deepEqual(
      workspace.changed([{ uri: `${folder}/x`, listing: false }]).map((it) => workspace.spellingOf(it)),
      [own],
    );
  });

  it("go back as the editor wrote them, as long as the file is open", () => {
    const { workspace, open } = bench({}, { roots: [folder] });
    open(own);
    assert.equal(workspace.spellingOf("test:///@scope/Dockerfile"), own);
    assert.equal(workspace.spellingOf("test:///@scope/other"), "test:///@scope/other");
    workspace.close("test:///@scope/Dockerfile");
    assert.equal(workspace.spellingOf("test:///@scope/Dockerfile"), "test:///@scope/Dockerfile");
    assert.equal(workspace.file(own), undefined);
  });

  it("of neighbours that are open lead to the editor's text", async () => {
    const { workspace, open, says } = bench({ "test:///@scope/x": "disk" }, { roots: [folder] });
    workspace.open({ uri: `${folder}/x`, languageId: "plaintext", version: 1, text: "editor" });
    open("test:///@scope/Dockerfile", "x");
    assert.equal(await says(own), "editor");
  });
});
