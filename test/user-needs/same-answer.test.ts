/** User need A15: what is ignored in the editor is ignored in CI, at the same severity, and counted the same. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCli } from "../../server/src/cli/run.js";
import { dockerfile } from "../../server/src/core/text/tags.js";
import { startTestClient } from "../lsp-client.js";

const severities = ["", "error", "warning", "info", "hint"];
const files = {
  Dockerfile: dockerfile`
    FROM python:latest
    # hadolint ignore=DL4000
    MAINTAINER Jane
    # drydock ignore=apt-lists needed by a later step
    RUN apt-get update && apt-get install -y curl
    # check=skip=all
    CMD python app.py
  `,
  ".hadolint.yaml": "ignored:\n  - DL3025\n",
  ".drydock.yaml": "rules:\n  latest-tag: error\n  apt-recommends: off\n",
};

interface Listed {
  readonly findings: readonly { rule: string; severity: string; range: unknown; suppressed: unknown }[];
}

describe("user needs: one answer everywhere", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "drydock-needs-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function cli(...argv: readonly string[]): Promise<{ code: number; stdout: string }> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    let stdout = "";
    const code = await runCli(["lint", ...argv], {
      cwd: folder,
      env: {},
      stdout: { write: (it) => (stdout += it), isTTY: false },
      stderr: { write: (it) => assert.fail(it) },
      readStdin: async () => Buffer.from(""),
    });
    return { code, stdout };
  }

  it("A15 the editor and the command line say the same, at the same places and severities", async () => {
    const { stdout } = await cli("--format", "json");
    const [listed] = (JSON.parse(stdout) as { files: Listed[] }).files;
    const client = await startTestClient({ files });
    try {
      await client.open("Dockerfile", files.Dockerfile);
      const inEditor = (await client.pull("Dockerfile")).map(({ code, severity, range }) => ({
        rule: code,
        severity: severities[severity ?? 0],
        range,
      }));
      assert.deepEqual(
        listed!.findings.map(({ rule, severity, range }) => ({ rule, severity, range })),
        inEditor,
      );
      assert.ok(inEditor.some(({ rule, severity }) => rule === "latest-tag" && severity === "error"));
      for (const rule of ["maintainer-deprecated", "apt-lists", "shell-form-command", "apt-recommends"])
        assert.equal(
          inEditor.some((it) => it.rule === rule),
          false,
          rule,
        );
    } finally {
      client.stop();
    }
  });

  it("A15 what is ignored is neither listed, nor counted, nor a reason to fail", async () => {
    const { stdout } = await cli("--format", "json");
    const { summary, files: all } = JSON.parse(stdout) as { summary: Record<string, number>; files: Listed[] };
    const counted = (severity: string): number =>
      all.flatMap(({ findings }) => findings).filter((it) => it.severity === severity).length;
    for (const severity of severities.slice(1)) assert.equal(summary[severity], counted(severity), severity);
    const shown = JSON.parse((await cli("--format", "json", "--show-suppressed")).stdout) as { files: Listed[] };
    const suppressed = shown.files[0]!.findings.filter((it) => it.suppressed !== null).map(({ rule }) => rule);
    assert.deepEqual(suppressed.sort(), ["apt-lists", "maintainer-deprecated", "shell-form-command"]);
    const only = ["--rule", "apt-lists,maintainer-deprecated"];
    assert.equal((await cli(...only, "--fail-on", "hint")).code, 0);
    const text = (await cli()).stdout;
    const total = Object.values(summary).length && severities.slice(1).reduce((sum, it) => sum + summary[it]!, 0);
    assert.match(text, new RegExp(`^${total} findings in 1 of 1 file`, "m"));
  });
});
