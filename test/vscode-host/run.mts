/** Runs the extension's suite in one kind of window: `tsx run.mts node | web | vsix`. */

import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleFolder, bundleTests } from "../extension/bundle.mts";
import { driveTests } from "./drive.mts";
import { startNodeHost } from "./node-host.mts";
import { type Outcome, runSuite } from "./outcome.mts";
import { root, setUpVscode } from "./setup.mts";
import { startWebHost } from "./web-host.mts";

export const fixtures = join(root, "test/extension/fixtures");
/** Another folder with a manifest and bundles, to try the hosts on. */
const extension = process.env["DRYDOCK_EXTENSION"] ?? root;
const bundles = ["client/dist/node.js", "client/dist/browser.js", "server/dist/node.js", "server/dist/browser.js"];

export type Window = "node" | "web" | "vsix";

export async function runInHost(window: Window): Promise<Outcome> {
  const missing = bundles.filter((path) => !existsSync(join(extension, path)));
  if (missing.length > 0) throw new Error(`Run \`npm run build\` first: there is no ${missing.join(", ")}.`);
  setUpVscode();
  await bundleTests();
  const started = Date.now();
  console.log(`VS Code, ${titles[window]}:`);
  const outcome = await (window === "web" ? runInWebHost() : runInNodeHost(window));
  console.log(`  ${outcome.passed} passed, ${outcome.failed} failed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return outcome;
}

const titles: Record<Window, string> = {
  node: "extension host in Node",
  web: "extension host in the browser",
  vsix: "extension host in Node, extension installed from the package",
};

/** The fixtures are copied, because saving changes them. */
async function runInNodeHost(window: "node" | "vsix"): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-fixtures-"));
  cpSync(fixtures, folder, { recursive: true });
  const host = await startNodeHost(window === "vsix" ? { vsix: findPackage() } : {});
  try {
    const developed = window === "vsix" ? join(bundleFolder, "node") : extension;
    return await driveTests(
      host.url({ folder, extension: developed, tests: join(bundleFolder, "node/index.js") }),
      picture(window),
    );
  } finally {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runInWebHost(): Promise<Outcome> {
  const host = await startWebHost({ folder: fixtures, extension, tests: join(bundleFolder, "web") });
  try {
    return await driveTests(host.url, picture("web"));
  } finally {
    await host.close();
  }
}

function findPackage(): string {
  const name = readdirSync(extension).find((name) => /^drydock-.*\.vsix$/.test(name));
  if (!name) throw new Error("Run `npm run package` first: there is no package.");
  return join(extension, name);
}

function picture(window: Window): string {
  return join(root, `out/test/failed-${window}.png`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const window = process.argv[2] as Window;
  if (!(window in titles)) {
    console.error("usage: tsx test/vscode-host/run.mts node | web | vsix");
    process.exit(2);
  }
  await runSuite(`test/vscode-host ${window}`, () => runInHost(window));
}
