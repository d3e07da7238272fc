/** Writes `drydock-<version>.vsix`, the extension as it is installed; `.vscodeignore` says what goes into it. */

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Without these the extension does not work. */
const required = [
  "client/dist/node.js",
  "client/dist/browser.js",
  "server/dist/node.js",
  "server/dist/browser.js",
  "package.json",
];

const { name, version, main, browser } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, string>;
const file = `${name}-${version}.vsix`;
rmSync(join(root, file), { force: true });
run(process.execPath, ["--import", "tsx", "scripts/bundle.mts"]);

// Everything is bundled, so no dependency goes along.
const files = vsce(["ls", "--no-dependencies"]).trim().split(/\r?\n/);
const missing = [...required, main!, browser!].map((path) => path.replace(/^\.\//, "")).filter((path) => !files.includes(path));
const unwanted = files.filter((path) => path.includes("node_modules") || path.endsWith(".ts"));
if (missing.length > 0 || unwanted.length > 0) {
  console.error(
    `The package would be wrong. Missing: ${missing.join(", ") || "nothing"}. Unwanted: ${unwanted.join(", ") || "nothing"}.`,
  );
  process.exit(1);
}
vsce(["package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", file]);
console.log(files.sort().join("\n"));
console.log(`${file}: ${files.length} files, ${Math.ceil(statSync(join(root, file)).size / 1024)} kB`);

function vsce(parameters: string[]): string {
  return run(process.execPath, [join(root, "node_modules/@vscode/vsce/vsce"), ...parameters]);
}

/** What it has to say about a failure it says itself. */
function run(program: string, parameters: string[]): string {
  const { status, stdout } = spawnSync(program, parameters, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) process.exit(1);
  return stdout;
}
