/** `drydock import` on a disk, and the request behind the editor's command. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { WorkspaceEdit } from "vscode-languageserver/node";
import { runCli } from "../server/src/cli/run.js";
import { applied, root, startTestClient, type TestClient } from "./lsp-client.js";

const bad = "FROM debian:12\n# hadolint ignore=DL3059\nRUN true\n";
const good = "FROM debian:12\n# drydock ignore=consecutive-run\nRUN true\n";

describe("drydock import", () => {
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

  async function run(...argv: string[]) {
    let stdout = "";
    let stderr = "";
    const code = await runCli(["import", ...argv], {
      cwd: folder,
      env: {},
      stdout: { write: (it) => (stdout += it) },
      stderr: { write: (it) => (stderr += it) },
      readStdin: async () => Buffer.from(""),
    });
    return { code, stdout, stderr };
  }

  it("takes over comments and configurations, says what it did, and does nothing the second time", async () => {
    put({ "a/Dockerfile": bad, ".hadolint.yaml": "ignored: [DL3015]\n", "node_modules/x/Dockerfile": bad });
    const { code, stdout } = await run();
    assert.equal(code, 0);
    assert.equal(text("a/Dockerfile"), good);
    assert.equal(text("node_modules/x/Dockerfile"), bad);
    assert.equal(text(".drydock.yaml"), "rules:\n  apt-recommends: off\n");
    assert.equal(text(".hadolint.yaml"), "ignored: [DL3015]\n");
    assert.equal(
      stdout,
      "Taken over\n  a/Dockerfile:2  hadolint DL3059 → consecutive-run\n  .hadolint.yaml  DL3015 → rules.apt-recommends: off in .drydock.yaml\n\nChanged a/Dockerfile, .drydock.yaml.\n",
    );
    assert.deepEqual(await run(), { code: 0, stdout: "Nothing to change.\n", stderr: "" });
  });

  it("ends with 1 when something stays as it is, and names the place", async () => {
    put({ Dockerfile: "FROM debian:12\n\n# hadolint ignore=DL9999\nRUN true\n" });
    const { code, stdout } = await run();
    assert.equal(code, 1);
    assert.match(stdout, /^Stays as it is\n {2}Dockerfile:3 {2}'DL9999' of hadolint/);
  });

  it("takes only the paths it is given", async () => {
    put({ "a/Dockerfile": bad, "b/Dockerfile": bad, "a/.trivyignore": "DS-0002\n", "b/.trivyignore": "DS-0002\n" });
    await run("a/Dockerfile", "b/.trivyignore");
    assert.deepEqual([text("a/Dockerfile"), text("b/Dockerfile")], [good, bad]);
    assert.deepEqual(readdirSync(join(folder, "a")), [".trivyignore", "Dockerfile"]);
    assert.deepEqual(readdirSync(join(folder, "b")), [".drydock.yaml", ".trivyignore", "Dockerfile"]);
  });

  it("--diff prints a patch that applies, and writes nothing", async () => {
    put({ Dockerfile: bad, ".hadolint.yaml": "ignored: [DL3015]\n", "sub/Dockerfile": bad.replaceAll("\n", "\r\n") });
    const { stdout } = await run("--diff");
    assert.equal(text("Dockerfile"), bad);
    assert.deepEqual(readdirSync(folder).sort(), [".git", ".hadolint.yaml", "Dockerfile", "sub"]);
    execFileSync("patch", ["-p1", "--binary"], { cwd: folder, input: stdout });
    assert.equal(text("Dockerfile"), good);
    assert.equal(text("sub/Dockerfile"), good.replaceAll("\n", "\r\n"));
    assert.equal(text(".drydock.yaml"), "rules:\n  apt-recommends: off\n");
  });

  it("--keep leaves the other tools' comments", async () => {
    put({ Dockerfile: bad });
    await run("--keep");
    assert.equal(text("Dockerfile"), good.replace("\nRUN", "\n# hadolint ignore=DL3059\nRUN"));
  });

  it("keeps a byte order mark, and never changes what is not UTF-8", async () => {
    const latin = Buffer.concat([Buffer.from(bad), Buffer.from([0xe9, 0x0a])]);
    put({ "a/Dockerfile": `\ufeff${bad}`, "b/Dockerfile": latin });
    const { code, stderr } = await run();
    assert.equal(code, 2);
    assert.equal(stderr, "drydock: b/Dockerfile: It is not valid UTF-8, so it is never changed.\n");
    assert.equal(text("a/Dockerfile"), `\ufeff${good}`);
    assert.deepEqual(readFileSync(join(folder, "b/Dockerfile")), latin);
  });

  it("says which path is not there", async () => {
    const { code, stderr } = await run("nothing/.hadolint.yaml", "Dockerfile");
    assert.equal(code, 2);
    assert.match(stderr, /^drydock: nothing\/\.hadolint\.yaml: There is no such file\.$/m);
    assert.match(stderr, /^drydock: Dockerfile: There is no such file\.$/m);
  });
});

describe("drydock/import", () => {
  let client: TestClient;
  afterEach(() => client.stop());

  it("answers with an edit of the editor's texts, and with what stays", async () => {
    client = await startTestClient({
      files: { Dockerfile: "FROM on-disk\n", ".hadolint.yaml": "ignored: [DL3015, DL9999]\n", ".drydock.yaml": "extends: all\n" },
    });
    await client.open("Dockerfile", bad);
    const uris = ["Dockerfile", ".hadolint.yaml", "absent/Dockerfile", ".drydock.yaml"].map((it) => `${root}/${it}`);
    const { edit, taken, left } = await client.connection.sendRequest<{
      edit: WorkspaceEdit;
      taken: unknown[];
      left: { message: string }[];
    }>("drydock/import", { uris });
    assert.equal(applied(edit, "Dockerfile", bad), good);
    assert.equal(applied(edit, ".drydock.yaml", "extends: all\n"), "extends: all\nrules:\n  apt-recommends: off\n");
    assert.equal(taken.length, 2);
    assert.deepEqual(
      left.map(({ message }) => message),
      ["'DL9999' is nothing that Drydock reports; it stays."],
    );
  });

  it("creates the configuration where there is none, and has no edit where there is nothing to do", async () => {
    client = await startTestClient({ files: { ".trivyignore": "DS-0002\n" } });
    const ask = (paths: string[]) =>
      client.connection.sendRequest<{ edit: WorkspaceEdit | null }>("drydock/import", {
        uris: paths.map((it) => `${root}/${it}`),
      });
    const { edit } = await ask([".trivyignore"]);
    assert.deepEqual(edit!.documentChanges![0], {
      kind: "create",
      uri: `${root}/.drydock.yaml`,
      options: { overwrite: false, ignoreIfExists: false },
    });
    assert.equal(applied(edit!, ".drydock.yaml", ""), "rules:\n  root-user: off\n");
    assert.equal((await ask([])).edit, null);
  });
});
