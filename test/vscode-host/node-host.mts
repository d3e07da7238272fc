/** VS Code with its server, as on a remote machine: extensions run in Node, the window is a web page. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findNode, vscodeFolder } from "./setup.mts";
import { userSettings } from "./user-settings.mts";

export interface NodeHost {
  /** The page of a window on a folder, with an extension under development and perhaps its tests. */
  url(window: { folder: string; extension?: string; tests?: string }): string;
  close(): Promise<void>;
}

/** Starts with fresh user data; `vsix` is installed first. */
export async function startNodeHost(options: { vsix?: string; port?: number } = {}): Promise<NodeHost> {
  const data = mkdtempSync(join(tmpdir(), "drydock-vscode-"));
  const folders = ["--server-data-dir", data, "--extensions-dir", join(data, "extensions")];
  mkdirSync(join(data, "data/User"), { recursive: true });
  mkdirSync(join(data, "extensions"));
  writeFileSync(join(data, "data/User/settings.json"), JSON.stringify(userSettings));
  const program = join(vscodeFolder, "out/server-main.js");
  const node = findNode();
  if (options.vsix) {
    const install = [program, ...folders, "--accept-server-license-terms", "--install-extension", options.vsix];
    execFileSync(node, install, { stdio: ["ignore", "ignore", "pipe"] });
  }

  const port = options.port ?? (await freePort());
  const address = ["--host", "127.0.0.1", "--port", String(port), "--without-connection-token", "--accept-server-license-terms"];
  const flags = ["--enable-smoke-test-driver", "--disable-workspace-trust", "--disable-telemetry"];
  const server = spawn(node, [program, ...address, ...flags, ...folders], { stdio: ["ignore", "pipe", "pipe"] });
  const log = join(data, "server.log");
  const logStream = createWriteStream(log);
  server.stdout.pipe(logStream, { end: false });
  server.stderr.pipe(logStream, { end: false });
  await untilListening(server, port, log);

  return {
    url({ folder, extension, tests }) {
      const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
      const payload = [["skipWelcome", "true"]];
      if (extension) payload.push(["extensionDevelopmentPath", remote(extension)]);
      if (tests) payload.push(["extensionTestsPath", remote(tests)]);
      return `http://127.0.0.1:${port}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) })}`;
    },
    async close() {
      // It still writes while it ends.
      const ended = once(server, "exit");
      server.kill();
      await ended;
      rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function untilListening(server: ChildProcess, port: number, log: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server.exitCode !== null) throw new Error(`The server of VS Code ended at once.\n${readFileSync(log, "utf8")}`);
    const answer = await fetch(`http://127.0.0.1:${port}/version`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  server.kill();
  throw new Error(`The server of VS Code does not answer.\n${readFileSync(log, "utf8")}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
