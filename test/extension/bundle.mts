/** Bundles the tests that run inside the editor, one bundle for each kind of extension host. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** The folder with `node/index.js` and `web/index.js`. */
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
    define: { global: "globalThis" },
  });
}
