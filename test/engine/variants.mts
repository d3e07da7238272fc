/** The projects, and what each fix makes of them. */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { languageByName } from "../../server/src/cli/detect.js";
import type { CliIo } from "../../server/src/cli/io.js";
import { Judge } from "../../server/src/cli/judge.js";
import { repair } from "../../server/src/cli/repair.js";
import type { Target } from "../../server/src/cli/targets.js";
import { changedText, joinFixes } from "../../server/src/core/linter/fix-all.js";
import type { Applicability } from "../../server/src/core/linter/rule.js";
import { pathOf, uriOf } from "../../server/src/node/file-system.js";

/** `expect.json`: what a project shows. See the README. */
export interface Expectation {
  /** The rules that must offer a fix in it. */
  readonly covers: readonly string[];
  readonly answers: readonly Expected[];
  /** What does not hold until the fix of a rule has been applied. */
  readonly until?: Readonly<Partial<Record<"answers" | "healthy" | "stops", string>>>;
  /** More files, by path: those that the repository would ignore. */
  readonly files?: Readonly<Record<string, string>>;
  /** Its builds need the package mirror. */
  readonly network?: boolean;
  /** More words for `docker run`. */
  readonly options?: readonly string[];
}

export interface Expected {
  /** Of the Compose file; where there is none, the image is run. */
  readonly service?: string;
  /** Of the container, or `published` of the host. */
  readonly port?: number;
  readonly published?: number;
  readonly path?: string;
  readonly status?: number;
  /** What the page or, without a port, the log holds. */
  readonly text: string;
}

export interface Project {
  readonly name: string;
  readonly compose: boolean;
  readonly expectation: Expectation;
  /** The first is the project as it stands. */
  readonly variants: readonly Variant[];
  /** Rules of `covers` that offered nothing. */
  readonly uncovered: readonly string[];
}

export interface Variant {
  readonly project: string;
  readonly title: string;
  readonly folder: string;
  readonly applied: readonly { readonly rule: string; readonly applicability: Applicability }[];
  /** What kept the fixes from being applied. */
  readonly refused: readonly string[];
}

const projects = join(dirname(fileURLToPath(import.meta.url)), "projects");

export function projectNames(): readonly string[] {
  return readdirSync(projects).sort();
}

/** Writes a project, and what each fix alone, the safe ones and all together make of it, into folders side by side. */
export async function readProject(name: string, work: string, knownRules: ReadonlySet<string>): Promise<Project> {
  const expectation: Expectation = JSON.parse(readFileSync(join(projects, name, "expect.json"), "utf8"));
  const root = join(work, name);
  rmSync(root, { recursive: true, force: true });
  const original = join(root, "0");
  mkdirSync(original, { recursive: true });
  cpSync(join(projects, name), original, { recursive: true, filter: (it) => it !== join(projects, name, "expect.json") });
  for (const [path, text] of Object.entries(expectation.files ?? {})) {
    mkdirSync(dirname(join(original, path)), { recursive: true });
    writeFileSync(join(original, path), text);
  }

  const complaints: string[] = [];
  const output = { write: (text: string): unknown => complaints.push(text.trim()) };
  const io: CliIo = { cwd: original, env: {}, stdout: output, stderr: output, readStdin: async () => new Uint8Array() };
  const targets = targetsOf(original);
  const judge = new Judge({ profile: "all" }, io);
  const variants: Variant[] = [{ project: name, title: "as it stands", folder: original, applied: [], refused: [] }];
  const seen = new Set<string>();
  const offered = new Set<string>();
  const add = (
    title: string,
    texts: ReadonlyMap<string, string>,
    applied: Variant["applied"],
    refused: readonly string[],
  ): void => {
    const key = createHash("sha256")
      .update(JSON.stringify([...texts].sort()))
      .digest("hex");
    if (texts.size === 0 || (seen.has(key) && refused.length === 0)) return;
    seen.add(key);
    const folder = join(root, String(variants.length));
    cpSync(original, folder, { recursive: true });
    for (const [path, text] of texts) {
      const to = join(folder, path.slice(original.length + 1));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text);
    }
    variants.push({ project: name, title, folder, applied, refused });
  };

  for (const target of targets) {
    for (const diagnostic of (await judge.judge(target))?.diagnostics ?? []) {
      for (const fix of diagnostic.fixes.filter(({ applicability }) => applicability !== "placeholder")) {
        offered.add(diagnostic.rule.name);
        const changes = joinFixes([{ diagnostic, fix }]);
        const texts = new Map([...changes.creates].map(([uri, text]) => [pathOf(uri)!, text]));
        for (const uri of changes.edits.keys()) {
          const path = pathOf(uri)!;
          texts.set(path, changedText(changes, uri, readFileSync(path, "utf8")));
        }
        const applied = [{ rule: diagnostic.rule.name, applicability: fix.applicability }];
        add(`${diagnostic.rule.name}: ${fix.title}`, texts, applied, []);
      }
    }
  }
  for (const level of ["safe", "unsafe"] as const) {
    const { changes, applied, refused } = await repair(targets, level, { profile: "all" }, io);
    const texts = new Map([...changes].map(([uri, { after }]) => [pathOf(uri)!, after.text]));
    const list = applied.map(({ rule }) => ({ rule, applicability: level }));
    add(`fix${level === "safe" ? "" : " --unsafe"} (${applied.length} fixes)`, texts, list, refused);
  }
  for (const { folder } of variants) hideSyntaxLines(folder);
  if (complaints.length > 0) throw new Error(`${name}: ${complaints.join("; ")}`);
  const uncovered = expectation.covers.filter((it) => knownRules.has(it) && !offered.has(it));
  return { name, compose: targets.some(({ language }) => language === "compose"), expectation, variants, uncovered };
}

/** The Dockerfiles and Compose files of a folder, as the command line finds them. */
function targetsOf(root: string): Target[] {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return files.flatMap((path) => {
    const language = languageByName(basename(path));
    if (language !== "dockerfile" && language !== "compose") return [];
    return { uri: uriOf(join(root, path)), path, root: uriOf(root), language, explicit: true };
  });
}

/** The engine of the suite cannot load another frontend from a registry; the line numbers stay. */
function hideSyntaxLines(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/dockerfile$/i.test(name)) continue;
    const text = readFileSync(join(folder, name), "utf8");
    writeFileSync(join(folder, name), text.replace(/^#[ \t]*syntax[ \t]*=.*/i, "#"));
  }
}
