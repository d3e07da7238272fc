/** The hand-written projects: `projects/<name>/`, a folder of files, `run.json` for what is said on the command line, and what Compose made of it. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Question } from "./binary.js";
import { type Json, readable } from "./json.js";

const folder = join(dirname(fileURLToPath(import.meta.url)), "projects");
const own: ReadonlySet<string> = new Set(["expected.json", "run.json"]);

export interface Project extends Question {
  readonly name: string;
  /** Undefined: not recorded yet. */
  readonly expected: Json | undefined;
}

export function readProjects(): Project[] {
  return readdirSync(folder).sort().map(readProject);
}

function readProject(name: string): Project {
  const home = join(folder, name);
  const paths = readdirSync(home, { recursive: true, encoding: "utf8" }).filter(
    (it) => statSync(join(home, it)).isFile() && !own.has(it),
  );
  const files = new Map(paths.sort().map((it) => [it.replaceAll(sep, "/"), readFileSync(join(home, it), "utf8")]));
  const read = (file: string): unknown =>
    existsSync(join(home, file)) ? JSON.parse(readFileSync(join(home, file), "utf8")) : undefined;
  return { name, files, ...(read("run.json") as Partial<Question>), expected: read("expected.json") as Json | undefined };
}

export function writeExpected(name: string, json: Json): string {
  const path = join(folder, name, "expected.json");
  writeFileSync(path, readable(json));
  return relative(folder, path);
}
