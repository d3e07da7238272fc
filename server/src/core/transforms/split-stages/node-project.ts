/** A Node project as its Dockerfile uses it: where its manifest is, what is started, and from which package that comes. */
import { absolute, copiedFrom } from "../../project/copied-files.js";
import { findLockFiles } from "../../syntax/manifests/lock-files.js";
import { type PackageJson, parseObject, parsePackageJson, strings } from "../../syntax/manifests/package-json.js";
import { parseShell } from "../../syntax/shell/parse.js";
import { type CommandLine, commandLines, shellLine } from "../../syntax/shell/query.js";
import { type Input, refuse } from "./recipe.js";
import { isKeyOf } from "./records.js";

export interface NodeProject {
  /** Of the manifest, in the context; empty for its root, else with a slash at the end. */
  readonly folder: string;
  /** In the image. */
  readonly workdir: string;
  readonly manifest: PackageJson;
  /** The npm lock file, where there is one that the build gets. */
  readonly lock: string | undefined;
  /** True where the lock file fits the manifest, so that `npm ci` takes it. */
  readonly lockFits: boolean;
  /** True where the manifest has scripts that `npm install` runs: these may need the sources. */
  readonly hasLifecycle: boolean;
  /** Names in the folder that reach the builder. */
  readonly names: readonly string[];
}

export function nodeProject(input: Input, workdir: string): NodeProject {
  const { context, facts, file } = input;
  const path = absolute("package.json", workdir)!;
  const source = copiedFrom(path, facts.chain, context, file.escape);
  const text = source === undefined || context.isIgnored(source) ? undefined : context.text(source);
  const manifest = text === undefined ? undefined : parsePackageJson(text);
  if (!manifest) return refuse("No package.json is to be seen in the build context.");
  const folder = source!.slice(0, -"package.json".length);
  const names = (context.names(folder === "" ? "." : folder.slice(0, -1)) ?? []).filter((it) => !context.isIgnored(folder + it));
  const locks = findLockFiles(names).filter(({ manifest: it }) => it === "package.json");
  const other = locks.find(({ manager }) => manager !== "npm");
  if (other && !locks.some(({ manager }) => manager === "npm")) refuse(`Only npm is understood so far, not ${other.manager}.`);
  if (manifest.workspaces) refuse("The project has workspaces.");
  const lock = locks.find(({ manager }) => manager === "npm")?.file;
  const lockText = lock === undefined ? undefined : context.text(folder + lock);
  const local = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).find(([, version]) =>
    /^(?:file|link):/.test(version),
  );
  if (local) refuse(`The dependency '${local[0]}' comes from the sources.`);
  return {
    folder,
    workdir,
    manifest,
    lock,
    lockFits: lockText !== undefined && fits(lockText, manifest),
    hasLifecycle: Object.keys(manifest.scripts).some((it) => /^(?:pre|post)?install$|^(?:pre|post)?prepare$/.test(it)),
    names,
  };
}

/** npm refuses a lock file whose root is not the manifest. */
function fits(lock: string, { dependencies, devDependencies }: PackageJson): boolean {
  const packages = parseObject(lock)?.["packages"];
  const root = typeof packages === "object" && packages !== null ? (packages as Record<string, unknown>)[""] : undefined;
  if (typeof root !== "object" || root === null) return false;
  const entries = root as Record<string, unknown>;
  const isSame = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
    Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, version]) => b[name] === version);
  return isSame(strings(entries["dependencies"]), dependencies) && isSame(strings(entries["devDependencies"]), devDependencies);
}

/** What the container starts, npm scripts followed to their end. */
export interface Start {
  /** What `node` is given: `dist/main.js`. */
  readonly targets: readonly string[];
  /** Other programs, with the arguments, such as `next start`. */
  readonly programs: readonly (readonly string[])[];
  /** Packages that a `npm install -g` has to bring. */
  readonly globals: ReadonlySet<string>;
}

/** Programs of packages with another name. */
const packageOf: Readonly<Record<string, string>> = {
  nest: "@nestjs/cli",
  tsc: "typescript",
  ng: "@angular/cli",
  sequelize: "sequelize-cli",
  "remix-serve": "@remix-run/serve",
  "react-router-serve": "@react-router/serve",
  "pm2-runtime": "pm2",
  dotenv: "dotenv-cli",
  "vue-cli-service": "@vue/cli-service",
  "tsconfig-paths": "tsconfig-paths",
};

const harmless =
  /^(?:sh|bash|cd|set|echo|export|test|\[|sleep|while|until|true|exit|printf|date|mkdir|chown|cat|nc|wget|exec|if|wait-for.*|.*\.sh|.*entrypoint.*)$/;
const mostDepth = 4;

/** @param globals packages that the Dockerfile installs with -g */
export function startOf(input: Input, { manifest }: NodeProject, globals: ReadonlySet<string>): Start {
  const targets: string[] = [];
  const programs: string[][] = [];
  const used = new Set<string>();
  const follow = (words: readonly string[], shownAs: string, depth: number): undefined => {
    const [program, ...rest] = words;
    if (program === undefined || program === "") return;
    if (/[$`]/.test(program)) {
      // `exec "$@"` of a start script.
      if (!/^"?\$[@*]"?$/.test(program)) refuse(`What '${shownAs}' starts cannot be told.`);
      return;
    }
    const name = program.slice(program.lastIndexOf("/") + 1);
    if (name === "node" || name === "nodejs") {
      targets.push(nodeTarget(rest) ?? refuse(`What '${shownAs}' starts cannot be told.`));
    } else if (name === "npm" || name === "yarn" || name === "pnpm") {
      const script = scriptName(rest);
      if (script === undefined) return refuse(`'${shownAs}' needs what only the build has.`);
      const text = isKeyOf(manifest.scripts, script)
        ? manifest.scripts[script]
        : script === "start"
          ? "node server.js"
          : undefined;
      if (text === undefined || depth > mostDepth) return refuse(`There is no script '${script}' in package.json.`);
      for (const it of [`pre${script}`, script, `post${script}`]) {
        const body = it === script ? text : isKeyOf(manifest.scripts, it) ? manifest.scripts[it]! : "";
        for (const line of parseShell(body, (offset) => offset).commands.map(shellLine))
          follow(wordsOf(line), shownAs, depth + 1);
      }
    } else if (name === "npx") {
      follow(
        rest.filter((it, i) => !it.startsWith("-") || i > 0),
        shownAs,
        depth + 1,
      );
    } else if (name === "cross-env" || name === "dotenv" || name === "env-cmd") {
      needs(name, shownAs);
      follow(
        rest.filter((it, i) => !/^(?:\w+=|--?)/.test(it) || rest.slice(0, i).some((before) => !/^(?:\w+=|--?)/.test(before))),
        shownAs,
        depth + 1,
      );
    } else if (!harmless.test(name)) {
      needs(name, shownAs);
      programs.push([name, ...rest]);
    }
  };
  const needs = (name: string, shownAs: string): void => {
    const owner = isKeyOf(packageOf, name) ? packageOf[name]! : name;
    if (isKeyOf(manifest.dependencies, owner)) return;
    if (globals.has(owner)) {
      used.add(owner);
      return;
    }
    if (isKeyOf(manifest.devDependencies, owner)) refuse(`'${shownAs}' runs '${name}', which is a development dependency.`);
    refuse(`'${shownAs}' runs '${name}', which is not among the dependencies.`);
  };
  const { facts, startup, final } = input;
  for (const command of [facts.state.entrypoint, facts.state.cmd]) {
    for (const line of commandLines(command?.command)) follow(wordsOf(line), wordsOf(line).join(" "), 0);
  }
  const own = new Set([facts.state.entrypoint, facts.state.cmd].flatMap((it) => commandLines(it?.command)));
  for (const line of startup.lines) if (!own.has(line)) follow(wordsOf(line), wordsOf(line).join(" "), 0);
  for (const { command } of final.services) {
    const words = (command?.words ?? []).map(({ text }) => text);
    if (words.length > 0) follow(words[0] === "sh" || words[0] === "bash" ? [] : words, words.join(" "), 0);
    if (/^(?:sh|bash)$/.test(words[0] ?? "")) {
      for (const line of parseShell(words.at(-1)!, (offset) => offset).commands.map(shellLine))
        follow(wordsOf(line), words.join(" "), 0);
    }
  }
  return { targets, programs, globals: used };
}

function wordsOf({ program, arguments: words }: CommandLine): string[] {
  return [program ?? words[0]?.text ?? "", ...words.map(({ value }) => value)];
}

/** `start`, `run build`: the script's name. */
function scriptName(words: readonly string[]): string | undefined {
  const [verb, name] = words.filter((it) => !it.startsWith("-"));
  if (verb === "start" || verb === "test") return verb;
  return verb === "run" || verb === "run-script" ? name : undefined;
}

/** The file behind node's own options. */
function nodeTarget(words: readonly string[]): string | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (/^(?:-r|--require|--import|--loader|--experimental-loader|--env-file)$/.test(word)) i++;
    else if (/^-(?:e|p)$|^--(?:eval|watch|test)/.test(word)) return undefined;
    else if (!word.startsWith("-")) return word.includes("$") ? undefined : word;
  }
  return undefined;
}
