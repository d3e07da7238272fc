/** Bundles the tests that run inside the editor, one bundle for each kind of extension host. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** The folder with `node/` and `web/`: each an extension with nothing in it but the tests, because a window runs only those of an extension. */
export const bundleFolder = join(folder, "../../out/test/extension");

export async function bundleTests(): Promise<void> {
  const common = { bundle: true, format: "cjs", target: "es2022", logLevel: "warning", sourcemap: "inline" } as const;
  await build({
    ...common,
    entryPoints: [join(folder, "index-node.ts")],
    outfile: join(bundleFolder, "node/index.js"),
    platform: "node",
    external: ["vscode", "mocha"],
  });
  await build({
    ...common,
    entryPoints: [join(folder, "index-web.ts")],
    outfile: join(bundleFolder, "web/index.js"),
    platform: "browser",
    external: ["vscode"],
    // Mocha's file for browsers would take `module` for its own and export itself instead of the tests.
    define: { module: "undefined" },
  });
  for (const host of ["node", "web"]) writeFileSync(join(bundleFolder, host, "package.json"), JSON.stringify(manifest));
}

const manifest = { name: "drydock-tests", publisher: "drydock", version: "0.0.0", engines: { vscode: "^1.91.0" } };
