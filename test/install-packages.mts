/** Packages that only one suite needs stand in a folder of their own, with a lock file; the suite installs them when it is run. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { CannotRun } from "./vscode-host/outcome.mts";

/**
 * Installs what the lock file of a folder says, unless it is there; the lock file decides whether there is something to do.
 * @throws CannotRun where the packages cannot be had
 */
export function installPackages(folder: string): void {
  const stamp = join(folder, "node_modules/.drydock-lock");
  const lock = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  const shown = relative(process.cwd(), folder);
  console.log(`Installing the packages of ${shown} …`);
  try {
    // Their install scripts compile what is not needed here.
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    execFileSync("npm", ["ci", ...options], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      shell: process.platform === "win32",
    });
  } catch (error) {
    throw new CannotRun(`npm ci failed in ${shown}: ${String((error as { stderr?: Buffer }).stderr ?? error).trim()}`);
  }
  writeFileSync(stamp, lock);
}
