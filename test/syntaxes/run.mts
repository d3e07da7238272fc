/**
 * Tests the grammars: `npx tsx test/syntaxes/run.mts`. Each case runs over small stand-ins for the editor's grammars, and over the editor's
 * own where test/vscode-host is installed. The last line is `N passed, N failed`.
 *
 * By hand: `npx vscode-tmgrammar-test --config out/syntaxes/stand-ins.json 'test/syntaxes/cases/*'` after a run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

interface Grammar {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const out = join(root, "out/syntaxes");
const editor = join(root, "test/vscode-host/node_modules/code-server/lib/vscode/extensions");
const runner = createRequire(import.meta.url).resolve("vscode-tmgrammar-test/dist/unit.js");

const standIns: Grammar[] = ["dockerfile", "shell", "python", "yaml"].map((name) => ({
  scopeName: `source.${name}`,
  path: join(here, `grammars/${name}.json`),
}));
const own: Grammar[] = [
  { scopeName: "source.dockerfile", path: join(editor, "docker/syntaxes/docker.tmLanguage.json") },
  { scopeName: "source.shell", path: join(editor, "shellscript/syntaxes/shell-unix-bash.tmLanguage.json") },
  { scopeName: "source.python", path: join(editor, "python/syntaxes/MagicPython.tmLanguage.json") },
  { scopeName: "source.yaml", path: join(editor, "yaml/syntaxes/yaml.tmLanguage.json") },
  ...["1.0", "1.1", "1.2", "1.3", "embedded"].map((name) => ({
    scopeName: `source.yaml.${name}`,
    path: join(editor, `yaml/syntaxes/yaml-${name}.tmLanguage.json`),
  })),
];

/** What the extension contributes, in a configuration that the runner understands. */
function writeConfiguration(name: string, languages: readonly Grammar[]): string {
  const contributed = JSON.parse(readFileSync(join(root, "syntaxes/contributes.json"), "utf8")) as { grammars: Grammar[] };
  const injections = contributed.grammars.map((grammar) => ({ ...grammar, path: join(root, grammar.path) }));
  const grammars = [...languages, ...injections].map((grammar) => ({ ...grammar, path: relative(out, grammar.path) }));
  mkdirSync(out, { recursive: true });
  const file = join(out, `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ contributes: { grammars, languages: [] } }, null, 2)}\n`);
  return file;
}

const suites = [{ name: "stand-ins", grammars: standIns }];
if (own.every(({ path }) => existsSync(path))) suites.push({ name: "editor", grammars: own });
else console.log("The editor's own grammars are not installed (test/vscode-host): only the stand-ins are used.");

let passed = 0;
let failed = 0;
for (const { name, grammars } of suites) {
  const configuration = writeConfiguration(name, grammars);
  for (const file of readdirSync(join(here, "cases")).sort()) {
    const path = relative(root, join(here, "cases", file));
    const result = spawnSync(process.execPath, [runner, "--config", configuration, path], {
      cwd: root,
      encoding: "utf8",
      timeout: 30_000,
    });
    if (result.status === 0) {
      passed++;
      console.log(`ok   ${name}: ${file}`);
    } else {
      failed++;
      console.log(`FAIL ${name}: ${file}\n${result.stdout}${result.stderr}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
