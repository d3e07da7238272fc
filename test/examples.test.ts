/** The example project shows every fault of the field notes with a fix; its repaired twin and the templates are clean. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../server/src/cli/run.js";

interface Report {
  readonly files: readonly {
    readonly path: string;
    readonly errors: readonly unknown[];
    readonly findings: readonly {
      readonly rule: string;
      readonly message: string;
      readonly noFix?: string;
      readonly fixes: readonly { applicability: string }[];
    }[];
  }[];
}

async function lintFolder(folder: string, ...options: string[]): Promise<Report["files"]> {
  let output = "";
  const sink = { write: (text: string) => (output += text) };
  await runCli(["lint", folder, "--format", "json", ...options], {
    cwd: process.cwd(),
    env: {},
    stdout: sink,
    stderr: { write: () => undefined },
    readStdin: () => Promise.resolve(new Uint8Array()),
  });
  return (JSON.parse(output) as Report).files;
}

const found = (files: Report["files"]): string[] =>
  files.flatMap(({ path, findings }) =>
    findings.map(({ rule }) => `${path.split("/").at(-2)}/${path.split("/").at(-1)}: ${rule}`),
  );

describe("examples", () => {
  /** Lesson by lesson, see examples/nexops/README.md. */
  const faults = [
    "nexops/docker-compose.yml: version-obsolete",
    "nexops/docker-compose.yml: healthcheck-missing",
    "nexops/docker-compose.yml: depends-on-not-healthy",
    "nexops/docker-compose.yml: published-datastore",
    "nexops/docker-compose.yml: port-all-interfaces",
    "nexops/docker-compose.yml: literal-credential",
    "nexops/docker-compose.yml: restart-missing",
    "nexops/docker-compose.yml: privileged-container",
    "nexops/docker-compose.yml: docker-socket-mount",
    "nexops/docker-compose.yml: compose-untagged-image",
    "nexops/docker-compose.yml: compose-latest-tag",
    "nexops/docker-compose.yml: celery-beat-schedule",
    "backend/Dockerfile: maintainer-deprecated",
    "backend/Dockerfile: apt-recommends",
    "backend/Dockerfile: update-alone",
    "backend/Dockerfile: pip-cache",
    "backend/Dockerfile: secret-in-env",
    "backend/Dockerfile: add-instead-of-copy",
    "backend/Dockerfile: cd-in-run",
    "backend/Dockerfile: healthcheck-tool-missing",
    "backend/Dockerfile: shell-form-command",
    "backend/Dockerfile: missing-dockerignore",
    "backend/Dockerfile: single-stage-build",
    "backend/Dockerfile: python-path-missing",
    "frontend/Dockerfile: latest-tag",
    "frontend/Dockerfile: root-user",
    "frontend/Dockerfile: missing-healthcheck",
    "frontend/Dockerfile: relative-workdir",
    "frontend/Dockerfile: multiple-cmd",
    "frontend/Dockerfile: shell-form-command",
    "frontend/Dockerfile: missing-dockerignore",
    "frontend/Dockerfile: single-stage-build",
  ];

  it("nexops shows every fault, each with a fix or the reason why there is none", async () => {
    const files = await lintFolder("examples/nexops", "--profile", "hardened");
    const names = new Set(found(files));
    assert.deepEqual(
      faults.filter((it) => !names.has(it)),
      [],
    );
    for (const { findings } of files) {
      for (const { fixes, noFix, message } of findings) assert.ok(fixes.length > 0 || noFix, message);
    }
  });

  it("what `fix --unsafe` leaves of nexops has no fix that could be applied, and says why", async () => {
    const folder = mkdtempSync(join(tmpdir(), "drydock-nexops-"));
    try {
      cpSync("examples/nexops", folder, { recursive: true });
      const quiet = { write: () => undefined };
      await runCli(["fix", folder, "--unsafe", "--profile", "hardened"], {
        cwd: folder,
        env: {},
        stdout: quiet,
        stderr: quiet,
        readStdin: () => Promise.resolve(new Uint8Array()),
      });
      const left = (await lintFolder(folder, "--profile", "hardened")).flatMap(({ findings }) => findings);
      for (const { rule, fixes, noFix, message } of left) {
        assert.equal(
          fixes.some(({ applicability }) => applicability !== "placeholder"),
          false,
          `${rule} still has a fix: ${message}`,
        );
        assert.ok(fixes.length > 0 || noFix, `${rule} says nothing: ${message}`);
      }
      assert.deepEqual([...new Set(left.map(({ rule }) => rule))].sort(), [
        "cap-drop-missing",
        "compose-latest-tag",
        "docker-socket-mount",
        "unset-variable",
        "user-not-numeric",
        "writable-root-filesystem",
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  for (const folder of ["examples/nexops-fixed", ...readdirSync("templates").map((it) => `templates/${it}`)]) {
    it(`${folder} is clean under hardened`, async () => {
      const files = await lintFolder(folder, "--profile", "hardened");
      assert.ok(files.length > 0, "no files judged");
      assert.deepEqual(found(files), []);
      for (const { path, errors } of files) assert.deepEqual(errors, [], path);
    });
  }
});
