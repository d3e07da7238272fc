/**
 * Turns the files of /templates into a module that every host can load: `npx tsx scripts/templates.mts` writes it, `--check` exits with 1
 * when it is stale. A template's `template.json` lists what belongs to it; other files are the stand-in application it is tested with.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "templates");
const target = join(root, "server/src/core/templates/generated.ts");

interface Manifest {
  title: string;
  description: string;
  /** In the order in which they are shown and written. */
  files: string[];
}

const header = `/**
 * Generated from /templates by scripts/templates.mts; change the files there.
 */

/** Hardened files for one kind of project. */
export interface Template {
  /** As in \`drydock new <name>\`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Text by path, relative to the project's folder. */
  readonly files: Readonly<Record<string, string>>;
}
`;

function templateSource(name: string): string {
  const folder = join(source, name);
  const manifest = JSON.parse(readFileSync(join(folder, "template.json"), "utf8")) as Manifest;
  const files = manifest.files.map((path) => {
    const lines = readFileSync(join(folder, path), "utf8").replaceAll("\r\n", "\n").split("\n");
    return `${JSON.stringify(path)}: [${lines.map((line) => JSON.stringify(line)).join(", ")}].join("\\n"),`;
  });
  const { title, description } = manifest;
  return `{ name: ${JSON.stringify(name)}, title: ${JSON.stringify(title)}, description: ${JSON.stringify(description)},
    files: { ${files.join("\n")} } },`;
}

/** The module's text, in the project's own format. */
function generate(): string {
  const names = readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const text = `${header}\nexport const templates: readonly Template[] = [\n${names.map(templateSource).join("\n")}\n];\n`;
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const args = [biome, "format", "--stdin-file-path=server/src/core/templates/generated.ts"];
  return execFileSync(process.execPath, args, { cwd: root, input: text, encoding: "utf8" });
}

const text = generate();
if (process.argv.includes("--check")) {
  if (readIfThere(target) !== text) {
    console.error("server/src/core/templates/generated.ts is stale: run `npx tsx scripts/templates.mts`.");
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, text);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
