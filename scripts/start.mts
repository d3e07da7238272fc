/** `npm start`: builds, shows what Drydock finds in an example, and opens that example in an editor with the extension. */

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { startNodeHost } from "../test/vscode-host/node-host.mts";
import { CannotRun } from "../test/vscode-host/outcome.mts";
import { findProgram } from "../test/vscode-host/programs.mts";
import { root, setUpVscode } from "../test/vscode-host/setup.mts";

const example = join(root, "examples/nexops");

function run(parameters: string[]): void {
  execFileSync(process.execPath, parameters, { cwd: root, stdio: "inherit" });
}

/** A window wants a screen; in the terminal of a remote window, `code` would open it elsewhere. */
function hasScreen(): boolean {
  if (process.env["VSCODE_IPC_HOOK_CLI"]) return false;
  return process.platform !== "linux" || Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}

/** Each says whether an editor was open: it is closed again when they return. */
async function openInstalled(): Promise<boolean> {
  const program = hasScreen() ? findProgram(["code"]) : undefined;
  if (!program) return false;
  console.log("Opening VS Code …");
  return runEditor(program, ["--wait", "--new-window", `--extensionDevelopmentPath=${root}`, example]);
}

async function openDownloaded(): Promise<boolean> {
  if (!hasScreen()) return false;
  const data = mkdtempSync(join(tmpdir(), "drydock-start-"));
  try {
    const program = await downloadAndUnzipVSCode({ cachePath: join(root, ".vscode-test") });
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    return await runEditor(program, [...asRoot, "--user-data-dir", data, `--extensionDevelopmentPath=${root}`, example]);
  } catch (error) {
    console.log(`VS Code cannot be downloaded: ${error instanceof Error ? error.message : error}`);
    return false;
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function openInBrowser(): Promise<boolean> {
  try {
    setUpVscode();
    const host = await startNodeHost();
    console.log(
      `\nVS Code with Drydock runs here, until you press Ctrl+C:\n\n  ${host.url({ folder: example, extension: root })}\n`,
    );
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    await host.close();
    return true;
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    console.log(`VS Code cannot run in the browser: ${error.message}`);
    return false;
  }
}

function runEditor(program: string, parameters: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const editor = spawn(program, parameters, { stdio: "inherit", shell: process.platform === "win32" });
    editor.once("error", () => resolve(false));
    editor.once("exit", (code) => resolve(code === 0));
  });
}

run(["--import", "tsx", "scripts/bundle.mts"]);
console.log("What Drydock finds in examples/nexops:\n");
run(["server/dist/cli.js", "lint", "examples/nexops", "--fail-on", "none"]);

if (process.argv.includes("--no-editor")) console.log("\nNo editor is opened, as asked.");
else if (!process.stdout.isTTY) console.log("\nNo editor is opened, because this is no terminal.");
else if (!((await openInstalled()) || (await openDownloaded()) || (await openInBrowser())))
  console.log("\nNo editor is to be had here.");
process.exit(0);
