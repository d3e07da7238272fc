/** Writes the bundles: two servers, the command line, two clients; `--watch` keeps them fresh. */
import { readFileSync } from "node:fs";
import { type BuildOptions, build, context } from "esbuild";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

const shared: BuildOptions = {
  bundle: true,
  minify: !process.argv.includes("--watch"),
  sourcemap: process.argv.includes("--watch"),
  legalComments: "none",
  logLevel: "warning",
  target: "es2022",
  define: { DRYDOCK_VERSION: JSON.stringify(version) },
};
// Some dependencies are UMD modules that a bundler reads wrongly; their ES module entry comes first.
const node: BuildOptions = { ...shared, platform: "node", format: "cjs", mainFields: ["module", "main"], conditions: ["node"] };
const browser: BuildOptions = { ...shared, platform: "browser", mainFields: ["browser", "module", "main"] };

const bundles: BuildOptions[] = [
  { ...node, entryPoints: ["server/src/node/server.ts"], outfile: "server/dist/node.js", banner: { js: "#!/usr/bin/env node" } },
  { ...node, entryPoints: ["server/src/cli/main.ts"], outfile: "server/dist/cli.js", banner: { js: "#!/usr/bin/env node" } },
  // VS Code loads a worker as a classic script, also from another origin: hence no module.
  { ...browser, entryPoints: ["server/src/browser/main.ts"], outfile: "server/dist/browser.js", format: "iife" },
  { ...node, entryPoints: ["client/src/node.ts"], outfile: "client/dist/node.js", external: ["vscode"] },
  { ...browser, entryPoints: ["client/src/browser.ts"], outfile: "client/dist/browser.js", format: "cjs", external: ["vscode"] },
];

if (process.argv.includes("--watch")) for (const options of bundles) await (await context(options)).watch();
else await Promise.all(bundles.map((options) => build(options)));
