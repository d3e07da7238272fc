/** A script or module that the image starts, and that COPY put one folder off. */
import type { CopyInstruction, Dockerfile } from "../syntax/dockerfile/model.js";
import type { ShellWord } from "../syntax/shell/model.js";
import { commandLines, operands } from "../syntax/shell/query.js";
import type { BuildContext } from "./context.js";
import { absolute, copiedFrom } from "./copied-files.js";
import type { FinalStage } from "./final-stages.js";
import type { StageFacts } from "./stage-facts.js";

export interface MisplacedProgram {
  /** The word of the command that names it. */
  readonly word: ShellWord;
  /** Where it is looked for, and where it is, in the image. */
  readonly wanted: string;
  readonly actual: string;
  /** What the command has to say to find it. */
  readonly better: string;
  /** The folder of the context that holds it; undefined where it lies one folder up. */
  readonly folder: string | undefined;
  /** True where it imports from its folder by name, so that the folder has to stay a package. */
  readonly isPackage: boolean;
  /** The COPY of the whole context that put it there. */
  readonly copy: CopyInstruction | undefined;
}

interface Target {
  readonly word: ShellWord;
  /** Relative to the working directory; the first is how it reads best. */
  readonly paths: readonly string[];
  /** Behind a module: `:app`. */
  readonly rest: string | undefined;
}

const servers = /^(?:uvicorn|gunicorn|hypercorn|granian|daphne)$/;

/** Undefined where everything is in place, or nobody can tell. */
export function misplacedProgram(file: Dockerfile, facts: StageFacts, { builds }: FinalStage): MisplacedProgram | undefined {
  const { workdir, chain, state } = facts;
  const command = state.cmd ?? state.entrypoint;
  if (workdir === undefined || !command || state.env.has("PYTHONPATH") || !chain.at(-1)!.instructions.includes(command))
    return undefined;
  const target = commandLines(command.command)
    .slice(0, 1)
    .flatMap((line) => targetOf(line.program, operands(line), line.arguments) ?? [])[0];
  if (!target || mayMove(facts, target)) return undefined;
  const first = builds[0];
  const context = first?.context;
  // What Compose puts in its place, or mounts over it, is another matter.
  if (
    !context ||
    builds.some(
      ({ service }) => service && (service.command || service.entrypoint || service.workingDir || service.volumes.length > 0),
    )
  )
    return undefined;
  const at = (path: string): string | undefined => copiedFrom(path, chain, context, file.escape);
  const inWorkdir = (path: string): string | undefined => absolute(path, workdir);
  const wanted = target.paths.map(inWorkdir).filter((it) => it !== undefined);
  if (wanted.length === 0 || wanted.some((path) => at(path) !== undefined || context.has(path.slice(1)) === undefined))
    return undefined;
  return deeper(target, context, inWorkdir, at, facts, wanted[0]!) ?? higher(target, context, inWorkdir, at, wanted[0]!);
}

function targetOf(program: string | undefined, words: readonly ShellWord[], all: readonly ShellWord[]): Target | undefined {
  if (program === undefined || all.some(({ value }) => /^--(?:app-dir|chdir|pythonpath)/.test(value))) return undefined;
  if (servers.test(program)) {
    const word = words.find(({ value, dynamic }) => !dynamic && /^[A-Za-z_][\w.]*:[A-Za-z_]\w*(?:\(\))?$/.test(value));
    if (!word) return undefined;
    const [module = "", rest = ""] = word.value.split(":");
    const path = module.replaceAll(".", "/");
    return { word, paths: [`${path}.py`, `${path}/__init__.py`], rest: `:${rest}` };
  }
  const ending = /^python[\d.]*$/.test(program) ? /\.py$/ : /^(?:node|bun)$/.test(program) ? /\.[cm]?[jt]s$/ : undefined;
  const word = ending && all.find(({ value }) => !value.startsWith("-"));
  if (
    !word ||
    word.dynamic ||
    !ending.test(word.value) ||
    word.value.startsWith("/") ||
    all.some(({ value }) => /^-(?:m|c|e|r)$/.test(value))
  )
    return undefined;
  return { word, paths: [word.value], rest: undefined };
}

/** True where a step may make the file, or put it somewhere else. */
function mayMove({ chain }: StageFacts, { paths }: Target): boolean {
  const folder = paths[0]!.replace(/^\.\//, "").split("/")[0]!;
  if (/^(?:dist|build|out|lib|target|bin|public|\.next|\.output|server\.js)$/.test(folder)) return true;
  const name = paths[0]!.slice(paths[0]!.lastIndexOf("/") + 1);
  return chain.some(({ instructions }) =>
    instructions.some(
      (it) =>
        ((it.keyword === "COPY" || it.keyword === "ADD") &&
          (it.from !== undefined || it.heredocs.length > 0 || /:\/\/|git@/.test(it.argumentsText))) ||
        (it.keyword === "RUN" &&
          (it.argumentsText.includes(name) ||
            /\b(?:mv|cp|ln|tar|unzip|git|rsync|curl|wget|tsc|esbuild|build|bundle|compile)\b/.test(it.argumentsText))),
    ),
  );
}

type Lookup = (path: string) => string | undefined;

/** `WORKDIR /app`, `COPY . .`, and the program lies in `app/` of the context: it is in `/app/app`. */
function deeper(
  { word, paths, rest }: Target,
  context: BuildContext,
  inWorkdir: Lookup,
  at: Lookup,
  { chain }: StageFacts,
  wanted: string,
): MisplacedProgram | undefined {
  const folders = (context.names() ?? []).filter((name) => /^[A-Za-z_]\w*$/.test(name)).slice(0, 40);
  context.prefetch(folders.flatMap((name) => paths.map((path) => `${name}/${path}`)));
  const found = folders.flatMap((folder) =>
    paths.flatMap((path) => {
      const actual = inWorkdir(`${folder}/${path}`);
      const source = actual === undefined ? undefined : at(actual);
      return source === undefined ? [] : [{ folder, actual: actual!, source }];
    }),
  );
  const [only] = found;
  if (!only || found.length !== 1) return undefined;
  const text = context.text(only.source) ?? "";
  const copies = chain
    .at(-1)!
    .instructions.filter(
      (it): it is CopyInstruction => it.keyword === "COPY" && it.sources.length === 1 && /^\.?\/?$/.test(it.sources[0]!.text),
    );
  return {
    word,
    wanted,
    actual: only.actual,
    better: rest === undefined ? `${only.folder}/${word.value.replace(/^\.\//, "")}` : `${only.folder}.${word.value}`,
    folder: only.folder,
    isPackage: rest === undefined || new RegExp(`^\\s*(?:from|import)\\s+(?:${only.folder}\\b|\\.)`, "m").test(text),
    copy: copies.length === 1 ? copies[0] : undefined,
  };
}

/** `COPY app/ .`, and the command still names the folder. */
function higher(
  { word, paths, rest }: Target,
  context: BuildContext,
  inWorkdir: Lookup,
  at: Lookup,
  wanted: string,
): MisplacedProgram | undefined {
  const [folder, ...behind] = paths[0]!.replace(/^\.\//, "").split("/");
  if (behind.length === 0) return undefined;
  for (const path of paths) {
    const actual = inWorkdir(path.replace(/^(?:\.\/)?[^/]+\//, ""));
    const source = actual === undefined ? undefined : at(actual);
    if (source === undefined || actual === undefined || !source.startsWith(`${folder}/`)) continue;
    const text = context.text(source) ?? "";
    const isPackage = rest !== undefined && new RegExp(`^\\s*(?:from|import)\\s+${folder}\\b`, "m").test(text);
    const better = rest === undefined ? word.value.replace(/^(?:\.\/)?[^/]+\//, "") : word.value.slice(folder!.length + 1);
    return { word, wanted, actual, better, folder: undefined, isPackage, copy: undefined };
  }
  return undefined;
}
