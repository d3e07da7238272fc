/** Prints the figures Drydock must reach; times are not asserted anywhere, since machines differ and jump. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { lint } from "../../server/src/core/linter/lint.js";
import type { Language, Profile } from "../../server/src/core/linter/rule.js";
import { MemoryFileSystem, textFile } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";
import type { Speed } from "./peers.mts";

const line = (what: string, value: string, goal = ""): void => console.log(`${what.padEnd(64)} ${value.padStart(12)}  ${goal}`);
const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

console.log(`\n${rules.length} rules, Node ${process.version}\n`);
for (const profile of ["recommended", "all"] as const) {
  await judgement("dockerfile", `60-line Dockerfile, one full judgement, p50 (${profile})`, dockerfileOf(60), "≤ 3 ms", profile);
  await judgement("compose", `200-line Compose file, one full judgement, p50 (${profile})`, composeOf(200), "≤ 5 ms", profile);
}
await large("dockerfile", "20,000-line Dockerfile", dockerfileOf(20_000), "≤ 3 s");
await large("compose", "2 MB Compose file", composeOf(Math.ceil((2 * 1024 * 1024) / 22)), "≤ 3 s");
await large("compose", "alias bomb, refused", aliasBomb(), "≤ 100 ms");
await large("dockerfile", "10 MB line, refused", `FROM a\nRUN echo ${"x".repeat(10 * 1024 * 1024)}\n`, "milliseconds");
await server();
corpus();
peers();
sizes();

/** Parsing included: each round has a text of its own. */
async function judgement(language: Language, what: string, text: string, goal: string, profile: Profile): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 600; i++) {
    const start = performance.now();
    await judge(language, `${text}# ${i}\n`, profile);
    if (i >= 400) times.push(performance.now() - start);
  }
  line(what, ms(times.sort((a, b) => a - b)[times.length >> 1]!), goal);
}

async function large(language: Language, what: string, text: string, goal: string): Promise<void> {
  const start = performance.now();
  const { diagnostics, errors } = await judge(language, text);
  line(
    what,
    ms(performance.now() - start),
    `${goal}   (${diagnostics.length} findings${errors[0] ? `; ${errors[0].message}` : ""})`,
  );
}

async function judge(language: Language, text: string, profile: Profile = "recommended") {
  const uri = `file:///bench/${language === "compose" ? "compose.yaml" : "Dockerfile"}`;
  const store = new FileStore(new MemoryFileSystem(new Map()), ["file:///bench"]);
  if (text.length <= 5 * 1024 * 1024) store.set(uri, textFile(text));
  else store.set(uri, { kind: "unknown", reason: "too-large" });
  return lint({ uri, language, rules, configuration: profileConfiguration(profile), store });
}

/** The real server process over stdio, with a project of 100 files open. */
async function server(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-bench-"));
  const files = Array.from({ length: 50 }, (_, i) => i).flatMap((i) => [
    { path: join(folder, `service${i}`, "Dockerfile"), text: dockerfileOf(60), languageId: "dockerfile" },
    { path: join(folder, `service${i}`, "compose.yaml"), text: composeOf(60), languageId: "dockercompose" },
  ]);
  for (const { path, text } of files) {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }
  const start = performance.now();
  const child = spawn(process.execPath, ["server/dist/node.js", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => ({})));
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("workspace/diagnostic/refresh", () => null);
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri,
    capabilities: { textDocument: { diagnostic: {} }, workspace: { configuration: true, diagnostics: { refreshSupport: true } } },
  });
  await connection.sendNotification("initialized", {});
  const open = async ({ path, text, languageId }: (typeof files)[number]): Promise<string> => {
    const uri = pathToFileURL(path).href;
    await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
    await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
    return uri;
  };
  const uri = await open(files[0]!);
  line("server start to first diagnostics", ms(performance.now() - start), "≤ 400 ms");
  for (const file of files.slice(1)) await open(file);
  const times: number[] = [];
  for (let version = 2; version < 42; version++) {
    const from = performance.now();
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text: `${files[0]!.text}# ${version}\n` }],
    });
    await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  line("keystroke to diagnostics, 100 files open, p50 / p95", `${ms(times[20]!)} / ${ms(times[37]!)}`, "≤ 50 ms");
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** All real files in one run of the command line, single process. */
function corpus(): void {
  const folder = process.env["DRYDOCK_CORPUS"];
  if (!folder) {
    line("corpus", "left out", "DRYDOCK_CORPUS names no folder of real files");
    return;
  }
  const start = performance.now();
  const script =
    "const cli = process.argv[1]; process.on('exit', () => process.stderr.write(`\\nrss ${process.resourceUsage().maxRSS}`)); require(cli);";
  let output = "";
  try {
    output = execFileSync(
      "bash",
      [
        "-c",
        `"${process.execPath}" -e "$SCRIPT" "$PWD/server/dist/cli.js" lint "$CORPUS" --format json --fail-on none 2>&1 >"$OUT"`,
      ],
      {
        env: { ...process.env, SCRIPT: script, CORPUS: folder, OUT: join(tmpdir(), "drydock-bench.json") },
        encoding: "utf8",
        maxBuffer: 1e9,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
  } catch (error) {
    output = String((error as { stdout?: string }).stdout ?? "");
  }
  const seconds = (performance.now() - start) / 1000;
  const report = JSON.parse(readFileSync(join(tmpdir(), "drydock-bench.json"), "utf8")) as { summary: Record<string, number> };
  const rss = /rss (\d+)/.exec(output)?.[1];
  line(
    `corpus on the command line, ${report.summary["files"]} files`,
    `${seconds.toFixed(1)} s`,
    `≤ 12 s; ${rss ? `${Math.round(Number(rss) / 1024)} MB (≤ 400 MB)` : ""}`,
  );
}

/** Beside the other linters that run in Node, on the same files in the same run. */
function peers(): void {
  const folder = process.env["DRYDOCK_CORPUS"];
  if (!folder) return;
  for (const [language, goal] of [
    ["dockerfile", 400],
    ["compose", 200],
  ] as const) {
    const script = fileURLToPath(new URL("./peers.mts", import.meta.url));
    const { stdout } = spawnSync(process.execPath, [...process.execArgv, script, language, folder], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const answer = JSON.parse(stdout.trim().split("\n").at(-1) ?? "null") as readonly Speed[] | { readonly left: string };
    if ("left" in answer) {
      line(`${language} files beside other linters`, "left out", answer.left);
      continue;
    }
    for (const { name, files, warm, cold, processor, findings, thrown } of answer) {
      line(
        `${files} ${language} files, one process: ${name}`,
        `${warm.toFixed(0)} files/s`,
        `${name.startsWith("Drydock") ? `≥ ${goal}; ` : ""}first pass ${cold.toFixed(0)} files/s, ${processor.toFixed(0)} files/s of processor time   (${findings} findings${thrown > 0 ? `; failed on ${thrown} files` : ""})`,
      );
    }
  }
}

function sizes(): void {
  for (const file of [
    "server/dist/node.js",
    "server/dist/browser.js",
    "server/dist/cli.js",
    "client/dist/node.js",
    "client/dist/browser.js",
  ]) {
    line(file, `${Math.round(statSync(file).size / 1024)} KB`);
  }
}

function dockerfileOf(lines: number): string {
  const block = [
    "FROM python:3.12-slim AS build",
    "ARG VERSION=1.0",
    "ENV APP_HOME=/app PYTHONUNBUFFERED=1",
    "WORKDIR /app",
    "RUN apt-get update && apt-get install -y --no-install-recommends \\",
    "      curl \\",
    "      git \\",
    "    && rm -rf /var/lib/apt/lists/*",
    "COPY requirements.txt .",
    "RUN pip install --no-cache-dir -r requirements.txt",
    "# the application",
    "COPY --chown=app:app . .",
    'RUN if [ -n "$VERSION" ]; then echo "$VERSION" > /app/version; fi',
    "EXPOSE 8000",
  ];
  const text = Array.from({ length: lines - 2 }, (_, i) =>
    i > 0 && i % block.length === 0 ? "# next" : block[i % block.length]!,
  );
  return `${text.join("\n")}\nUSER app\nCMD ["python", "-m", "app"]\n`;
}

function composeOf(lines: number): string {
  let text = "services:\n";
  // A block has 20 lines.
  for (let i = 0; i * 20 < lines; i++) {
    text += `  web${i}:
    image: nginx:1.29.1
    restart: unless-stopped
    environment:
      MODE: production
      URL: http://db${i}:5432/
    ports:
      - "127.0.0.1:${8000 + (i % 50_000)}:80"
    depends_on:
      db${i}:
        condition: service_healthy
  db${i}:
    image: postgres:17.6
    restart: unless-stopped
    environment:
      POSTGRES_PASSWORD: \${PASSWORD:?}
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U postgres"]
      interval: 5s
`;
  }
  return text;
}

function aliasBomb(): string {
  let text = "x-a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (let i = 1; i < 10; i++) text += `x-a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(", ")}]\n`;
  return `${text}services:\n  web:\n    image: nginx\n    environment: *a9\n`;
}
