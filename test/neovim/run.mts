/** `npm run test:neovim`: Drydock in an editor that only knows the protocol. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CannotRun, type Outcome, runSuite } from "../vscode-host/outcome.mts";
import { aptInstall, findProgram } from "../vscode-host/programs.mts";
import { root } from "../vscode-host/setup.mts";

/** Not all letters take one byte: places would be off where bytes are taken for characters. */
const before = `FROM debian:12.11-slim
MAINTAINER Zoë Müller <zoe@example.com>
LABEL text="äöü"
USER nobody
CMD ["sleep", "1d"]`;

const expected = [
  "FINDING 1:0 maintainer-deprecated",
  "ACTION ",
  "BUFFER",
  before.replace(/MAINTAINER (.*)/, 'LABEL org.opencontainers.image.authors="$1"'),
];

async function run(): Promise<Outcome> {
  const server = join(root, "server/dist/node.js");
  if (!existsSync(server)) throw new Error("Run `npm run build` first: there is no server/dist/node.js.");
  const output = edit(findNeovim(), server);
  console.log(output.trimEnd());
  const missing = expected.filter((text) => !output.includes(text));
  for (const text of missing) console.log(`FAIL, expected: ${text}`);
  return { passed: expected.length - missing.length, failed: missing.length };
}

function findNeovim(): string {
  const found = findProgram(["nvim"]) ?? (aptInstall("neovim") ? findProgram(["nvim"]) : undefined);
  if (!found) throw new CannotRun("no Neovim (nvim) found; install it");
  return found;
}

function edit(neovim: string, server: string): string {
  const folder = mkdtempSync(join(tmpdir(), "drydock-neovim-"));
  try {
    const file = join(folder, "Dockerfile");
    writeFileSync(file, `${before}\n`);
    const { stdout, stderr, error } = spawnSync(
      neovim,
      ["--headless", "--clean", "-u", join(root, "test/neovim/drydock.lua"), file],
      {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, NODE: process.execPath, SERVER: server },
        timeout: 60_000,
      },
    );
    return `${stdout}${stderr}${error ? `\n${error.message}` : ""}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runSuite("test:neovim", run);
