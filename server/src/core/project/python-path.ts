/** Python programs that do not look into the working directory, and whether what they import is found all the same. */

import { hasVariables } from "../syntax/interpolation.js";
import type { CommandLine } from "../syntax/shell/query.js";
import { commandLines } from "../syntax/shell/query.js";
import type { Span } from "../text/span.js";
import { type Runtime, workdirOf } from "./celery-beat.js";
import { absolute, copiedFrom } from "./copied-files.js";
import type { Project } from "./project.js";
import { type StartedCommand, startedCommands } from "./started-commands.js";
import { dirname, join } from "./uri.js";

export interface MissingImport {
  readonly command: StartedCommand;
  /** `alembic`, or the script's path. */
  readonly program: string;
  readonly module: string;
  readonly workdir: string;
  /** The file with the import. */
  readonly uri: string;
  readonly span: Span;
  /** alembic.ini, where one line would do. */
  readonly ini: { readonly uri: string; readonly text: string } | undefined;
}

/** The first import that fails because the working directory is not on the path; undefined where none is known to. */
export function missingImport(runtime: Runtime, project: Project): MissingImport | undefined {
  const { facts, context, dockerfile, service } = runtime;
  const workdir = workdirOf(runtime);
  // Only images that are known not to set PYTHONPATH.
  if (
    !context ||
    workdir === undefined ||
    !/^(os|runtime)$/.test(facts.image?.kind ?? "") ||
    /PYTHONPATH|\.pth\b|site-packages/.test(dockerfile.text)
  )
    return undefined;
  if (service && (service.extends || service.environment.some(({ key }) => key.text === "PYTHONPATH"))) return undefined;
  if (isSetInEnvFile(runtime, project)) return undefined;
  for (const command of startedCommands(runtime)) {
    if (/PYTHONPATH/.test(command.source)) continue;
    const program = alembic(command, runtime, workdir) ?? scriptElsewhere(command, runtime, workdir);
    if (!program || isInstalled(runtime)) continue;
    return { command, workdir, ...program };
  }
  return undefined;
}

/** A file that cannot be read may set it. */
function isSetInEnvFile({ service, compose }: Runtime, project: Project): boolean {
  return (service?.envFiles ?? []).some(({ path }) => {
    const node = compose && !hasVariables(path.text) ? project.read(join(dirname(compose.uri), path.text)) : undefined;
    return node?.kind === "file" ? node.text.includes("PYTHONPATH") : node?.kind !== "absent";
  });
}

type Import = Pick<MissingImport, "program" | "module" | "uri" | "span" | "ini">;

/** `alembic` is a program of its own folder; since 1.5.5 its template has `prepend_sys_path`, older projects do not. */
function alembic({ words }: StartedCommand, runtime: Runtime, workdir: string): Import | undefined {
  if (words[0]?.split("/").at(-1) !== "alembic" || words.length < 2) return undefined;
  const option = words.findIndex((it) => it === "-c" || it.startsWith("--config"));
  const name =
    option < 0 ? "alembic.ini" : words[option]!.includes("=") ? words[option]!.split("=")[1]! : (words[option + 1] ?? "");
  const path = absolute(name, workdir);
  const ini = path === undefined ? undefined : fileAt(path, runtime);
  if (!ini || /^\s*prepend_sys_path\s*=\s*\S/m.test(ini.text)) return undefined;
  const location = /^script_location\s*=\s*(\S+)/m
    .exec(ini.text)?.[1]
    ?.replace("%(here)s", path!.slice(0, path!.lastIndexOf("/")) || "/");
  const env = location === undefined ? undefined : absolute(`${location}/env.py`, workdir);
  const file = env === undefined ? undefined : fileAt(env, runtime);
  const found = file && importOf(file.text, runtime, workdir, undefined);
  return found && { program: "alembic", uri: file.uri, ini, ...found };
}

/** `python scripts/seed.py`: Python looks into the script's folder, not into the working directory. */
function scriptElsewhere({ words }: StartedCommand, runtime: Runtime, workdir: string): Import | undefined {
  if (!/^python[\d.]*$/.test(words[0]?.split("/").at(-1) ?? "")) return undefined;
  const script = words.slice(1).find((it) => !/^-[uBEOIvqs]+$/.test(it));
  if (!script?.endsWith(".py")) return undefined;
  const path = absolute(script, workdir);
  const folder = path?.slice(0, path.lastIndexOf("/"));
  if (path === undefined || folder === undefined || folder === workdir || (workdir === "/" && folder === "")) return undefined;
  const file = fileAt(path, runtime);
  const found = file && importOf(file.text, runtime, workdir, folder);
  return found && { program: script, uri: file.uri, ini: undefined, ...found };
}

/** The first import at the start of a line of something that lies in the working directory and not in the program's own folder. */
function importOf(
  text: string,
  runtime: Runtime,
  workdir: string,
  folder: string | undefined,
): Pick<Import, "module" | "span"> | undefined {
  if (/\bsys\.path\b|\bsite\.addsitedir\b/.test(text)) return undefined;
  const isThere = (base: string, path: string): boolean =>
    [`${base}/${path}/__init__.py`, `${base}/${path}.py`].some((it) => fileAt(it, runtime) !== undefined);
  for (const match of text.matchAll(/^(?:from|import)[ \t]+([A-Za-z_][\w.]*)/gm)) {
    const path = match[1]!.replaceAll(".", "/");
    const module = path.split("/")[0]!;
    if (module === "alembic") continue;
    const base = workdir === "/" ? "" : workdir;
    if (!isThere(base, path) && !isThere(base, module)) continue;
    if (folder !== undefined && (isThere(folder, path) || isThere(folder, module))) continue;
    return { module, span: { start: match.index, end: match.index + match[0].length } };
  }
  return undefined;
}

function fileAt(
  path: string,
  { facts, context, dockerfile }: Runtime,
): { readonly uri: string; readonly text: string } | undefined {
  const source = context && copiedFrom(path, facts.chain, context, dockerfile.escape);
  const text = source === undefined || context!.isIgnored(source) ? undefined : context!.text(source);
  return text === undefined ? undefined : { uri: join(context!.uri, source!), text };
}

/** True where the project itself is, or may be, installed as a package in any stage. */
function isInstalled({ dockerfile, context }: Runtime): boolean {
  for (const instruction of dockerfile.stages.flatMap(({ instructions }) => instructions)) {
    if (instruction.keyword !== "RUN") continue;
    if (instruction.command.kind === "shell" && !instruction.command.script) return true;
    if (commandLines(instruction.command).some((line) => installsProject(line))) return true;
  }
  return (context?.names() ?? []).some(
    (name) => /^requirements.*\.txt$/.test(name) && /^\s*(-e\s+|--editable[ =])?\.\/?(\[|\s|$)/m.test(context!.text(name) ?? ""),
  );
}

function installsProject({ program, arguments: words }: CommandLine): boolean {
  const values = words.map(({ value }) => value);
  const has = (...wanted: readonly string[]): boolean => wanted.some((it) => values.includes(it));
  if (program === undefined) return true;
  if (/^(pip[\d.]*|uv|python[\d.]*|pipenv|pipx)$/.test(program) && has("install", "wheel")) {
    const packages = values.filter(
      (it, i) =>
        !/^(-[rcti]|--(requirement|constraint|target|index-url|extra-index-url|prefix|trusted-host|find-links))$/.test(
          values[i - 1] ?? "",
        ) && !it.startsWith("--"),
    );
    return (
      packages.some((it) => /^(-e|\.{1,2}([/[].*)?|\/.*|.*\.whl|.*\$.*)$/.test(it)) ||
      values.some((it) => it.startsWith("--editable"))
    );
  }
  if (/^python/.test(program)) return has("setup.py") && has("install", "develop");
  if (program === "uv") return has("sync") && !has("--no-install-project");
  if (program === "poetry") return has("install") && !has("--no-root");
  if (program === "pdm") return has("install", "sync") && !has("--no-self");
  return /^(hatch|flit|rye|conda|mamba|make|tox|nox|just)$/.test(program);
}
