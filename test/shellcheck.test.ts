/** ShellCheck beside Drydock: found, asked once, only where it may be; what it says stands at the right words, and nothing twice. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { runCli } from "../server/src/cli/run.js";
import {
  AnswerCache,
  readShellCheckOutput,
  type ShellCheckJob,
  type ShellComment,
} from "../server/src/core/project/shellcheck.js";
import { applyEdits } from "../server/src/core/text/edits.js";
import { findShellCheck } from "../server/src/node/shellcheck.js";
import { eventually, startTestClient, type TestClient } from "./lsp-client.js";

const job = (text: string): ShellCheckJob => ({ dialect: "sh", variables: [], errexit: false, text });

/** What a stand-in for the program says of a script: about every word `MARK`, with a repair; about `OWN` under a code of Drydock's own. */
const standIn = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const log = join(dirname(process.argv[1]), "log");
if (process.argv.includes("--version")) {
  console.log("ShellCheck\\nversion: 0.9.0");
  process.exit(0);
}
let input = "";
process.stdin.on("data", (it) => (input += it));
process.stdin.on("end", () => {
  appendFileSync(log, JSON.stringify({ args: process.argv.slice(2), input }) + "\\n");
  if (input.includes("HANG")) return setTimeout(() => {}, 60000);
  if (input.includes("CRASH")) process.exit(3);
  const comments = [];
  input.split("\\n").forEach((line, i) => {
    for (const match of line.matchAll(/MARK|OWN/g)) {
      const column = [...line.slice(0, match.index)].length + 1;
      const place = { file: "-", line: i + 1, endLine: i + 1, column, endColumn: column + match[0].length };
      const code = match[0] === "OWN" ? 2086 : 2034;
      comments.push({ ...place, level: "warning", code, message: "Seen.", fix: { replacements: [{ ...place, replacement: "DONE" }] } });
    }
  });
  console.log(JSON.stringify({ comments }));
  process.exit(comments.length > 0 ? 1 : 0);
});
`;

describe("ShellCheck", () => {
  let folder: string;
  let bin: string;
  let client: TestClient | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drydock-"));
    bin = join(folder, "bin");
    mkdirSync(join(folder, "work", ".git"), { recursive: true });
    program("shellcheck", standIn);
  });
  afterEach(() => {
    client?.stop();
    client = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  function program(name: string, source: string): string {
    const path = join(bin, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    chmodSync(path, 0o755);
    return path;
  }
  const calls = (): { args: string[]; input: string }[] =>
    existsSync(join(bin, "log"))
      ? readFileSync(join(bin, "log"), "utf8")
          .trim()
          .split("\n")
          .map((it) => JSON.parse(it))
      : [];

  async function run(
    argv: readonly string[],
    dockerfile: string,
    env: Record<string, string> = { PATH: bin },
    only = ["--rule", "shellcheck"],
  ) {
    const cwd = join(folder, "work");
    writeFileSync(join(cwd, "Dockerfile"), dockerfile);
    let stdout = "";
    let stderr = "";
    const code = await runCli([...argv, ...only, "--", "Dockerfile"], {
      cwd,
      env,
      stdout: { write: (it) => (stdout += it) },
      stderr: { write: (it) => (stderr += it) },
      readStdin: async () => Buffer.from(""),
    });
    return { code, stdout, stderr, text: readFileSync(join(cwd, "Dockerfile"), "utf8") };
  }
  /** The words that are marked, line by line. */
  async function marked(dockerfile: string): Promise<string[]> {
    const { stdout } = await run(["lint", "--shellcheck", "--format", "json"], dockerfile);
    const lines = dockerfile.split(/\r?\n/);
    return JSON.parse(stdout).files[0].findings.map(
      ({ range: { start, end } }: { range: Record<"start" | "end", { line: number; character: number }> }) => {
        assert.equal(start.line, end.line);
        return `${start.line}:${start.character} ${lines[start.line]!.slice(start.character, end.character)}`;
      },
    );
  }

  describe("places", () => {
    it("are the file's: continuations, comments inside, tabs, letters beyond the BMP", async () => {
      const dockerfile = 'FROM alpine:3.22\n# a\nRUN a \\\n  # MARK in a comment\n\n\t&& echo "😀é" MARK \\\n && MARK\n';
      assert.deepEqual(await marked(dockerfile), ["5:15 MARK", "6:4 MARK"]);
      assert.deepEqual(await marked(dockerfile.replaceAll("\n", "\r\n")), ["5:15 MARK", "6:4 MARK"]);
    });

    it("are the file's in heredocs, behind other escape characters, and in triggers", async () => {
      assert.deepEqual(await marked("FROM alpine:3.22\nRUN <<EOF\n#!/bin/bash\nMARK\nEOF\nRUN <<-EOF\n\t\tMARK\n\tEOF\n"), [
        "3:0 MARK",
        "6:2 MARK",
      ]);
      assert.deepEqual(await marked("FROM alpine:3.22\nONBUILD RUN x && MARK\nRUN cat <<EOF | sh\nMARK\nEOF\n"), [
        "1:17 MARK",
        "3:0 MARK",
      ]);
      assert.deepEqual(await marked('# escape=`\nFROM alpine:3.22\nSHELL ["/bin/sh", "-c"]\nRUN a && `\n  MARK\n'), ["4:2 MARK"]);
    });

    it("are read from code points, and never lie in the line Drydock puts before the script", () => {
      const at = (line: number, column: number, endColumn: number) => ({ line, column, endLine: line, endColumn });
      const comment = { level: "info", code: 2034, message: "m", fix: null };
      const output = JSON.stringify({
        comments: [
          { ...comment, ...at(2, 3, 4) },
          { ...comment, ...at(1, 1, 2) },
          { ...comment, ...at(3, 99, 99) },
        ],
      });
      const comments = readShellCheckOutput(output, job("😀a b\n"));
      assert.deepEqual(
        comments?.map(({ span }) => span),
        [
          { start: 3, end: 4 },
          { start: 6, end: 6 },
        ],
      );
      assert.equal(readShellCheckOutput("no JSON", job("")), undefined);
    });
  });

  describe("scripts", () => {
    it("get the shell, the variables and the options they run with", async () => {
      await run(
        ["lint", "--shellcheck"],
        'FROM debian:13\nARG B\nENV A=1\nRUN one\nSHELL ["/bin/bash", "-ec"]\nRUN two\nFROM nobody/knows\nRUN three\nRUN <<EOF\n#!/bin/dash -e\nfour\nEOF\n',
      );
      const seen = calls().map(({ args, input }) => [args.find((it) => it.startsWith("--shell="))!, ...input.split("\n")]);
      assert.deepEqual(seen.sort(), [
        ["--shell=bash", "set -e; export A=1 B=1 PATH=1", "two"],
        ["--shell=dash", "export A=1 B=1 PATH=1", "one"],
        ["--shell=dash", "set -e; export PATH=1", "# /bin/dash -e", "four", ""],
        ["--shell=sh", "export PATH=1", "three"],
      ]);
      assert.ok(calls().every(({ args }) => args.includes("--norc") && args.includes("--format=json1") && args.at(-1) === "-"));
    });

    it("for BusyBox are for dash in versions before 0.10, and without a CR behind a continuation", async () => {
      const dockerfile = "FROM alpine:3.22\r\nRUN <<EOF\r\na \\\r\nb\r\nEOF\r\n";
      await run(["lint", "--shellcheck"], dockerfile);
      program("shellcheck", standIn.replace("0.9.0", "0.10.0"));
      await run(["lint", "--shellcheck"], dockerfile);
      assert.deepEqual(
        calls().map(({ args, input }) => [args.find((it) => it.startsWith("--shell=")), input.split("\n").slice(1)]),
        ["dash", "busybox"].map((it) => [`--shell=${it}`, ["a  \\", "b ", ""]]),
      );
    });

    it("for other shells, templates and exec forms are not asked about", async () => {
      await run(
        ["lint", "--shellcheck"],
        'FROM alpine:3.22\nRUN ["MARK"]\nRUN {{ MARK }}\nRUN <<EOF\n#!/usr/bin/env python3\nMARK\nEOF\nSHELL ["pwsh", "-Command"]\nRUN MARK\nSHELL ["/bin/zsh", "-c"]\nRUN MARK\n',
      );
      assert.deepEqual(calls(), []);
    });

    it("are asked about once, also when several files have them", async () => {
      await run(["lint", "--shellcheck"], "FROM alpine:3.22\nRUN MARK\nRUN MARK\n");
      assert.equal(calls().length, 1);
    });
  });

  describe("findings", () => {
    it("carry their code, for comments of three tools", async () => {
      const lines = [
        "# drydock ignore=shellcheck:SC2034",
        "# hadolint ignore=SC2034",
        "# shellcheck disable=SC2034",
        "# hadolint ignore=SC2086",
      ];
      const dockerfile = `FROM alpine:3.22\n${lines.map((it, i) => `${it}\nRUN MARK ${i}\n`).join("")}`;
      assert.deepEqual(await marked(dockerfile), ["8:4 MARK"]);
    });

    it("obey .hadolint.yaml, and severities by code", async () => {
      writeFileSync(join(folder, "work", ".hadolint.yaml"), "override:\n  error: [SC2034]\n");
      assert.match(
        (await run(["lint", "--shellcheck"], "FROM alpine:3.22\nRUN MARK\n")).stdout,
        /2:5 {2}error {2}shellcheck {2}Seen\. \(SC2034\)/,
      );
      rmSync(join(folder, "work", ".hadolint.yaml"));
      // Whoever asks for a rule by name wants it, whatever the configuration says; so all rules here.
      const all = async (config: string) => {
        writeFileSync(join(folder, "work", ".drydock.yaml"), config);
        return /\w+ {2}shellcheck/.exec(
          (await run(["lint", "--shellcheck"], "FROM alpine:3.22\nRUN MARK\n", { PATH: bin }, [])).stdout,
        )?.[0];
      };
      assert.equal(await all("rules:\n  shellcheck:SC2034: off\n"), undefined);
      assert.equal(await all("rules:\n  shellcheck:SC2034: error\n  shellcheck: hint\n"), "error  shellcheck");
      assert.equal(await all("rules:\n  shellcheck:SC2035: off\n"), "warning  shellcheck");
    });

    it("that a rule of Drydock stands for are left to it", async () => {
      assert.deepEqual(await marked("FROM alpine:3.22\nRUN OWN MARK\n"), ["1:8 MARK"]);
    });

    it("are repaired only on request, and never into a comment or a continuation", async () => {
      const dockerfile = "FROM alpine:3.22\nRUN a && \\\n # b\n MARK\n";
      assert.equal((await run(["fix", "--shellcheck"], dockerfile)).text, dockerfile);
      assert.equal((await run(["fix", "--unsafe", "--shellcheck"], dockerfile)).text, dockerfile.replace("MARK", "DONE"));
      program("shellcheck", standIn.replace("endColumn: column + match[0].length", "endColumn: column + 6"));
      const split = "FROM alpine:3.22\nRUN MARK \\\n # b\n c\n";
      assert.equal((await run(["fix", "--unsafe", "--shellcheck"], split)).text, split);
    });
  });

  describe("on the command line", () => {
    it("is asked only on request", async () => {
      const { code } = await run(["lint"], "FROM alpine:3.22\nRUN MARK\n");
      assert.deepEqual([code, calls()], [0, []]);
    });

    it("has to be there then, and to be new enough", async () => {
      const dockerfile = "FROM alpine:3.22\nRUN MARK\n";
      const absent = await run(["lint", "--shellcheck"], dockerfile, { PATH: join(folder, "nothing") });
      assert.deepEqual([absent.code, absent.stderr], [2, "drydock: ShellCheck: there is no program 'shellcheck' on the PATH.\n"]);
      const inWorkspace = await run(["lint", "--shellcheck"], dockerfile, { PATH: relative(process.cwd(), bin) });
      assert.equal(inWorkspace.code, 2, "what the workspace brings is not run");
      const named = await run(["lint", "--shellcheck-path", "../bin/shellcheck"], dockerfile, { PATH: "" });
      assert.equal(named.code, 1);
      program("shellcheck", standIn.replace("0.9.0", "0.6.0"));
      const old = await run(["lint", "--shellcheck"], dockerfile);
      assert.equal(old.code, 2);
      assert.match(old.stderr, /is too old/);
    });

    it("fails the run where it gives no answer", async () => {
      const { code, stderr } = await run(["lint", "--shellcheck"], "FROM alpine:3.22\nRUN CRASH\nRUN MARK\n");
      assert.equal(code, 2);
      assert.match(stderr, /^drydock: ShellCheck: .* fails/);
      assert.equal(stderr.trim().split("\n").length, 1);
    });
  });

  it("is stopped when it takes too long", async () => {
    const messages: string[] = [];
    const check = await findShellCheck({ env: { PATH: bin }, timeout: 1000, log: (it) => messages.push(it) });
    assert.equal(await check!(job("HANG")), undefined);
    assert.match(messages.join(), /does not answer within 1 s/);
    assert.equal((await check!(job("MARK")))?.length, 1);
  });

  it("runs at most twice at the same time", async () => {
    const counting = standIn
      .replace('let input = "";', 'let input = ""; appendFileSync(log + ".busy", "+");')
      .replace(
        "console.log(JSON",
        'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60); appendFileSync(log + ".busy", "-"); console.log(JSON',
      );
    program("shellcheck", counting);
    const check = await findShellCheck({ env: { PATH: bin }, log: assert.fail });
    await Promise.all(Array.from({ length: 6 }, (_, i) => check!(job(`MARK ${i}`))));
    let most = 0;
    let now = 0;
    for (const sign of readFileSync(join(bin, "log.busy"), "utf8")) most = Math.max(most, (now += sign === "+" ? 1 : -1));
    assert.ok(most <= 2, `${most} at once`);
  });

  it("is forgotten script by script, the oldest first", () => {
    const cache = new AnswerCache(2);
    for (const text of ["a", "b"]) cache.set(job(text), []);
    cache.get(job("a"));
    cache.set(job("c"), []);
    assert.deepEqual(
      ["a", "b", "c"].map((it) => cache.get(job(it)) !== undefined),
      [true, false, true],
    );
  });

  describe("in the editor", () => {
    const dockerfile = "FROM alpine:3.22\nRUN MARK\n";
    const asked: string[] = [];
    let paths: string[] = [];
    beforeEach(() => {
      asked.length = 0;
      paths = [];
    });
    const finder = async (path: string) => {
      paths.push(path);
      if (path === "/none") return undefined;
      return async ({ text }: ShellCheckJob): Promise<readonly ShellComment[]> => {
        asked.push(text);
        await new Promise((resolve) => setTimeout(resolve, 100));
        const start = text.indexOf("MARK");
        if (start < 0) return [];
        const span = { start, end: start + 4 };
        return [{ code: "SC2034", level: "info", message: "Seen.", span, edits: [{ span, newText: "DONE" }] }];
      };
    };
    const found = async () => (await client!.pull("Dockerfile")).filter(({ code }) => code === "shellcheck");

    it("answers later, and the client is asked to pull again", async () => {
      client = await startTestClient({ trusted: true, findShellCheck: finder });
      await client.open("Dockerfile", dockerfile);
      await eventually(
        () => paths.length,
        (it) => it > 0,
      );
      await found();
      await eventually(
        () => asked,
        (it) => it.length > 0,
      );
      await eventually(
        () => client!.refreshes,
        (it) => it > 0,
      );
      const [finding] = await eventuallyFound();
      assert.equal(finding!.codeDescription?.href, "https://www.shellcheck.net/wiki/SC2034");
      assert.deepEqual(finding!.range, { start: { line: 1, character: 4 }, end: { line: 1, character: 8 } });
      const titles = (await client.actions("Dockerfile", finding!)).map(({ title }) => title);
      assert.ok(titles.includes("Write 'DONE'"), titles.join());
      assert.ok(titles.includes("Ignore 'shellcheck:SC2034' here"), titles.join());
    });

    it("is not asked again about a script that stays as it was", async () => {
      client = await startTestClient({ trusted: true, findShellCheck: finder });
      await client.open("Dockerfile", dockerfile);
      await eventuallyFound();
      await client.change("Dockerfile", `${dockerfile}RUN other\n`);
      assert.equal((await found()).length, 1, "at once, from what is known");
      await eventually(
        () => asked.length,
        (it) => it === 2,
      );
      assert.deepEqual(asked, ["MARK", "other"]);
    });

    it("is not run without trust, but as soon as it is given", async () => {
      client = await startTestClient({ trusted: false, findShellCheck: finder });
      client.settings = { shellcheck: { path: "/evil" } };
      await client.open("Dockerfile", dockerfile);
      await found();
      await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.deepEqual([paths, asked, await found()], [[], [], []]);
      await client.connection.sendNotification("drydock/trust", { trusted: true });
      assert.equal((await eventuallyFound()).length, 1);
    });

    it("is not run for a client that says nothing of trust, nor for a rule that is off", async () => {
      client = await startTestClient({ findShellCheck: finder });
      await client.open("Dockerfile", dockerfile);
      await found();
      client.stop();
      client = await startTestClient({ trusted: true, findShellCheck: finder });
      client.settings = { rules: { shellcheck: "off" } };
      await client.open("Dockerfile", dockerfile);
      await found();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await found();
      assert.deepEqual(asked, []);
    });

    it("follows the settings to another program, and to none", async () => {
      client = await startTestClient({ trusted: true, findShellCheck: finder });
      await client.open("Dockerfile", dockerfile);
      await eventuallyFound();
      client.settings = { shellcheck: { path: "/none" } };
      await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
      for (let i = 0; (await found()).length > 0; i++) {
        assert.ok(i < 100, "findings of a program that is gone");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.equal(paths.at(-1), "/none");
    });

    async function eventuallyFound() {
      for (let i = 0; i < 200; i++) {
        const findings = await found();
        if (findings.length > 0) return findings;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return assert.fail("nothing was found");
    }
  });

  describe("itself, where it is installed", () => {
    const real = process.env["DRYDOCK_SHELLCHECK"] ?? installed();
    before(function () {
      if (real === undefined) this.skip();
    });

    it("finds what Drydock has no rule for, at its place, with repairs that go together", async () => {
      const check = (await findShellCheck({ path: real, env: process.env, log: assert.fail }))!;
      const text = 'x="😀"; \techo "$x"; [ "x$y" = "x" ]';
      const comments = await check({ dialect: "dash", variables: ["PATH", "y"], errexit: false, text });
      const found = comments?.find(({ code }) => code === "SC2268");
      assert.equal(text.slice(found!.span.start, found!.span.end), '"x$y"');
      assert.equal(applyEdits(text, found!.edits!), text.replace('"x$y" = "x"', '"$y" = ""'));
    });

    it("takes what the builder sets as set, and no shebang for one too late", async () => {
      const dockerfile = 'FROM debian:13\nARG given\nRUN <<EOF\n#!/bin/bash\necho "$given" "$missing"\nEOF\n';
      const { stdout } = await run(["lint", "--shellcheck-path", real!], dockerfile, { PATH: process.env["PATH"]! });
      const findings = stdout.split("\n").filter((it) => it.includes("SC"));
      assert.equal(findings.length, 1, stdout);
      assert.match(findings[0]!, /5:16 .*SC2154/);
    });
  });
});

function installed(): string | undefined {
  try {
    return execFileSync("sh", ["-c", "command -v shellcheck"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}
