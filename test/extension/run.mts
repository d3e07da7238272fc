/** `npm run test:extension`: the suite in a desktop VS Code where there is one, else in a VS Code out of npm packages. */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { add, CannotRun, type Outcome, runSuite } from "../vscode-host/outcome.mts";
import { fixtures, runInHost } from "../vscode-host/run.mts";
import { root } from "../vscode-host/setup.mts";
import { bundleFolder, bundleTests } from "./bundle.mts";

/** A download takes its time and is not possible everywhere: only on demand, or where it was done before. */
function wantsDesktop(): boolean {
  const cache = join(root, ".vscode-test");
  const isCached = existsSync(cache) && readdirSync(cache).some((name) => name.startsWith("vscode-"));
  return process.env["DRYDOCK_ELECTRON"] === "1" || isCached;
}

async function runOnDesktop(): Promise<Outcome> {
  await bundleTests();
  const folder = mkdtempSync(join(tmpdir(), "drydock-desktop-"));
  const outcomeFile = join(folder, "outcome.json");
  const workspace = join(folder, "workspace");
  cpSync(fixtures, workspace, { recursive: true });
  try {
    await runTests({
      extensionDevelopmentPath: root,
      extensionTestsPath: join(bundleFolder, "node/index.js"),
      extensionTestsEnv: { DRYDOCK_OUTCOME: outcomeFile },
      launchArgs: [workspace, "--disable-extensions", "--disable-workspace-trust", "--user-data-dir", join(folder, "user")],
    }).catch((error) => {
      // With a count the tests did run, and it says what failed.
      if (!existsSync(outcomeFile)) throw new CannotRun(`desktop VS Code did not start: ${error.message ?? error}`);
    });
    return JSON.parse(readFileSync(outcomeFile, "utf8")) as Outcome;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Says what is wrong itself. */
function makePackage(): boolean {
  console.log("The package:");
  const parameters = ["--import", "tsx", "scripts/package.mts"];
  return spawnSync(process.execPath, parameters, { cwd: root, stdio: "inherit" }).status === 0;
}

async function runHere(): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  if (wantsDesktop()) outcomes.push(await runOnDesktop());
  else outcomes.push(await runInHost("node"));
  outcomes.push(makePackage() ? await runInHost("vsix") : { passed: 0, failed: 1 });
  return add(...outcomes);
}

await runSuite("test:extension", runHere);
