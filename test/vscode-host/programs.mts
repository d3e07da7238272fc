/** Finds programs on the PATH, and installs them where that is nobody else's business: as root on Debian. */

import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of the names that is on the PATH. */
export function findProgram(names: string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const suffixes = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  const candidates = names.flatMap((name) => folders.flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix))));
  return candidates.find(isExecutable);
}

/** Says whether the package is installed afterwards. */
export function aptInstall(name: string): boolean {
  if (process.getuid?.() !== 0 || !findProgram(["apt-get"])) return false;
  console.log(`Installing ${name} with apt-get …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync("apt-get", ["update"], { stdio: "ignore", env: environment });
    execFileSync("apt-get", ["install", "--yes", "--no-install-recommends", name], { stdio: "ignore", env: environment });
    return true;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
