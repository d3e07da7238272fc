/** Python with pip: the build stage fills a virtual environment, the runtime stage copies it. */
import { compilesAtRunTime, pythonRuntimePackages } from "../../knowledge/build-packages.js";
import { absolute, copiedFrom } from "../../project/copied-files.js";
import type { CopyInstruction, RunInstruction } from "../../syntax/dockerfile/model.js";
import { expand } from "../../syntax/dockerfile/variables.js";
import { parseImageReference } from "../../syntax/image-reference.js";
import { parseRequirements } from "../../syntax/manifests/requirements.js";
import type { CommandLine } from "../../syntax/shell/query.js";
import { allowsMounts } from "../run-edit.js";
import { slimImage } from "./images.js";
import { withCacheMounts } from "./mounts.js";
import { type Item, itemOf, mentions, newItem, type Piece, withoutOwner } from "./pieces.js";
import {
  Draft,
  type Input,
  keyword,
  linesOf,
  type Plan,
  type Recipe,
  refuse,
  refusePointless,
  relative,
  replacesPath,
  shortened,
  shown,
} from "./recipe.js";
import { calledPrograms, lostPackages } from "./run-time-tools.js";
import { bringsBuildTools, credentials, installText, isForRuntimeAlone, refuseCommand, stepOf, systemPackages } from "./steps.js";

export const python: Recipe = {
  matches: ({ image }) => /(?:^|\/)python$/.test(image?.name ?? ""),
  plan,
};

const standard = "/opt/venv";
const buildVariable = /^(?:PIP_\w+|UV_\w+|C(?:PP|XX)?FLAGS|LDFLAGS|CC|CXX|LD_LIBRARY_PATH|LC_\w+|LANG|\w+_proxy|\w+_PROXY)$/;

function plan(input: Input): Plan {
  const { file, pieces, facts, project } = input;
  const runs = pieces.flatMap(({ instruction }) => (instruction.keyword === "RUN" ? [instruction] : []));
  const kinds = new Map(runs.map((run) => [run, kindOf(run, input)]));
  const pips = runs.filter((run) => kinds.get(run)!.pip.length > 0);
  if (/^(?:2|3\.[0-3])(?:\D|$)/.test(facts.imageReference?.tag?.text ?? "")) refuse("This Python has no 'venv'.");
  if (pips.length === 0) refuse("No 'pip install' is to be seen.");
  const slim = slimImage(input);
  const systems = runs.filter((run) => kinds.get(run)!.system);
  if (slim === undefined && !systems.some((run) => bringsBuildTools(run)))
    refusePointless("There is nothing in it that only the build needs.");
  const own = runs.flatMap((run) => kinds.get(run)!.venv)[0];
  const venv = own ?? standard;
  const needs = requirements(input, pips);
  refuseUnlike(input, needs.names, own);

  const called = calledPrograms(input);
  const keeps = (name: string): boolean =>
    called.has(name.replace(/^git-core$/, "git")) || (name === "git" && needs.names.has("gitpython"));
  const system = systemPackages(
    input,
    systems.filter((run) => !isAlone(run)),
    keeps,
  );
  const alone = systems.filter(isAlone);
  if (!system.hasBuildTools && slim === undefined) refusePointless("There is nothing in it that only the build needs.");
  const smaller =
    slim === undefined ? undefined : project.imageFacts(parseImageReference(slim.replace(/\$\{?\w+[^}]*\}?/g, "3")));
  const lost =
    slim === undefined
      ? []
      : [
          ...lostPackages(called, facts, smaller),
          ...[...needs.names].flatMap((it) => (Object.hasOwn(pythonRuntimePackages, it) ? pythonRuntimePackages[it]! : [])),
        ];
  const install = installText(input, { ...system, runtime: [...new Set([...system.runtime, ...lost])] });

  const draft = new Draft();
  let systemAt: number | undefined;
  const systemGap =
    pieces.find(({ instruction }) => instruction.keyword === "RUN" && kinds.get(instruction)!.system)?.gap ?? false;
  let venvAt: number | undefined;
  let createAt: number | undefined;
  for (const piece of pieces) {
    const { instruction } = piece;
    const usesVenv =
      own !== undefined &&
      instruction.keyword === "ENV" &&
      (mentions(instruction.argumentsText, "VIRTUAL_ENV") || instruction.argumentsText.includes(own));
    if (draft.place(piece, (name) => buildVariable.test(name) || (usesVenv && /^(?:PATH|VIRTUAL_ENV)$/.test(name)))) {
      if (instruction.keyword === "ENV" && replacesPath(instruction))
        refuse(`'${shortened(piece.text)}' leaves out what PATH was before.`);
      continue;
    }
    if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
      const isManifest = needs.copies.has(instruction);
      if (isManifest || credentials.test(instruction.destination?.text ?? "")) {
        createAt ??= draft.build.length;
        draft.build.push(itemOf(piece, withoutOwner(input.file, piece)));
      } else {
        venvAt ??= draft.runtime.length;
        draft.runtime.push(itemOf(piece));
      }
    } else if (instruction.keyword === "RUN") {
      const kind = kinds.get(instruction)!;
      if (kind.venv.length > 0 || kind.pip.length > 0) {
        if (kind.pip.length > 0) {
          createAt ??= draft.build.length;
          venvAt ??= draft.runtime.length;
          draft.build.push(...needs.extra.filter(({ run }) => run === instruction).map(({ text }) => newItem(text)));
        }
        draft.build.push(itemOf(piece, withCache(input, { ...piece, instruction })));
        if (kind.system) systemAt ??= draft.runtime.length;
      } else if (alone.includes(instruction)) draft.runtime.push(itemOf(piece));
      else if (kind.system) {
        systemAt ??= draft.runtime.length;
        draft.build.push(itemOf(piece));
      } else {
        if (kind.python) venvAt ??= draft.runtime.length;
        draft.runtime.push(itemOf(piece));
      }
    }
  }
  const path = newItem(`${keyword(file, "ENV")} PATH="${venv}/bin:$PATH"`);
  const copy = newItem(
    `${keyword(file, "COPY")} --from=${input.buildName} ${venv} ${venv}`,
    draft.runtime[venvAt!]?.gap ?? false,
  );
  const insertions: [number, Item[]][] = [[venvAt!, own === undefined ? [copy, path] : [copy]]];
  if (install !== undefined) insertions.push([systemAt ?? 0, [newItem(install, systemGap)]]);
  for (const [at, items] of insertions.sort((a, b) => b[0] - a[0])) draft.runtime.splice(at, 0, ...items);
  if (own === undefined) {
    const gap = draft.build[createAt!]?.gap ?? false;
    draft.build.splice(createAt!, 0, newItem(`${keyword(file, "RUN")} python -m venv ${venv}`, gap), path);
  }
  return { build: draft.build, runtime: draft.runtime, image: slim ?? input.final.stage.from.image.text };

  function isAlone(run: RunInstruction): boolean {
    const kind = kinds.get(run)!;
    return kind.pip.length === 0 && isForRuntimeAlone(run, keeps);
  }
}

interface Kind {
  readonly pip: readonly { readonly line: CommandLine; readonly directory: string | undefined }[];
  /** Directories of virtual environments it makes. */
  readonly venv: readonly string[];
  readonly system: boolean;
  /** True where it runs the project's code. */
  readonly python: boolean;
}

function kindOf(run: RunInstruction, input: Input): Kind {
  const pip: { line: CommandLine; directory: string | undefined }[] = [];
  const venv: string[] = [];
  let system = false;
  let setup = false;
  let python = false;
  let directory = input.workdirAt(run);
  for (const line of linesOf(run)) {
    const words = line.arguments.map(({ value }) => value);
    if (line.program === "cd") directory = words[0] === undefined ? undefined : absolute(words[0], directory);
    const made = venvOf(line, input);
    if (made !== undefined) venv.push(made);
    else if (isPip(line)) pip.push({ line, directory });
    else if (line.program === "." || line.program === "source") continue;
    else if (/^(?:python[\d.]*|flask|django-admin)$/.test(line.program ?? "")) {
      if (words.some((it) => /^(?:setup\.py|build|ensurepip)$/.test(it))) refuseCommand(line);
      python = true;
    } else {
      const step = stepOf(line);
      if (step === "other") refuseCommand(line);
      if (step === "setup" && credentials.test(run.argumentsText)) refuse(`'RUN ${shown(line)}' prepares the build.`);
      if (step === "system") system = true;
      if (step === "setup" && line.program !== "find") setup = true;
    }
  }
  const isBuild = pip.length > 0 || venv.length > 0;
  if ((isBuild && (setup || python)) || (system && (setup || python) && !isForRuntimeAlone(run, () => false)))
    refuse(`'RUN ${shortened(run.argumentsText)}' does several things at once: give each a RUN of its own.`);
  return { pip, venv, system: system && !setup, python };
}

function isPip({ program, arguments: words }: CommandLine): boolean {
  return (
    /^pip[\d.]*$/.test(program ?? "") ||
    (/^python[\d.]*$/.test(program ?? "") && words.some(({ value }, i) => value === "pip" && words[i - 1]?.value === "-m"))
  );
}

/** The directory of `python -m venv DIR` or `virtualenv DIR`. */
function venvOf({ program, arguments: words }: CommandLine, { facts, file }: Input): string | undefined {
  const isVenv =
    program === "virtualenv" ||
    (/^python[\d.]*$/.test(program ?? "") &&
      words.some(({ value }, i) => /^(?:venv|virtualenv)$/.test(value) && words[i - 1]?.value === "-m"));
  if (!isVenv) return undefined;
  const last = words.at(-1)!.value;
  const path = expand(last.replace(/"/g, ""), file.escape, (name) => facts.state.env.get(name)?.value);
  return path?.startsWith("/") ? path.replace(/\/+$/, "") : refuse(`Where '${last}' is cannot be told.`);
}

interface Needs {
  /** Distributions by name, as far as requirement files and commands say. */
  readonly names: ReadonlySet<string>;
  /** The COPY instructions that bring nothing but requirement files. */
  readonly copies: ReadonlySet<CopyInstruction>;
  /** Requirement files that come with the sources today. */
  readonly extra: readonly { readonly run: RunInstruction; readonly text: string }[];
}

const valued = new Set(
  "-r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links --trusted-host --timeout --retries --progress-bar --cache-dir --no-binary --only-binary --python-version --platform --upgrade-strategy --proxy --default-timeout --log --global-option --config-settings --root-user-action".split(
    " ",
  ),
);

function requirements(input: Input, pips: readonly RunInstruction[]): Needs {
  const { facts, context, file } = input;
  const names = new Set<string>();
  const copies = new Set<CopyInstruction>();
  const extra: { run: RunInstruction; text: string }[] = [];
  const seen = new Set<string>();
  for (const run of pips) {
    const files: string[] = [];
    for (const { line, directory } of kindOf(run, input).pip) files.push(...readPip(line, directory, names));
    const sources: { source: string; path: string }[] = [];
    for (const first of files) {
      const bound = boundSource(run, first);
      const queue = [{ path: first, source: bound ?? copiedFrom(first, facts.chain, context, file.escape) }];
      for (const { path, source } of queue) {
        if (seen.has(path)) continue;
        seen.add(path);
        const text = source === undefined || context.isIgnored(source) ? undefined : context.text(source);
        if (text === undefined) return refuse(`'${path}' is not to be seen in the build context.`);
        const parsed = parseRequirements(text);
        if (parsed.locations.some((it) => !/^(?:git\+|https?:)/.test(it)))
          refuse(`'${source}' installs '${parsed.locations[0]}' from the sources.`);
        for (const { name, url } of parsed.requirements) {
          names.add(name);
          if (url?.startsWith("file:")) refuse(`'${source}' installs '${name}' from a file.`);
        }
        for (const it of [...parsed.includes, ...parsed.constraints]) {
          if (/^[a-z]+:/.test(it)) continue;
          queue.push({ path: absolute(it, folder(path))!, source: absolute(it, `/${folder(source!)}`)!.slice(1) });
        }
        if (bound === undefined) sources.push({ source: source!, path });
      }
    }
    const workdir = input.workdirAt(run) ?? "/";
    const left = sources.filter(({ path }) => {
      const copy = input.pieces.find(
        ({ instruction }) => instruction.keyword !== "RUN" && isDedicated(instruction as CopyInstruction, path, input),
      )?.instruction;
      if (copy && copy.index < run.index) copies.add(copy as CopyInstruction);
      return !copy;
    });
    for (const [directory, group] of groupBy(left, ({ path }) => folder(path))) {
      const target = relative(directory === "" ? "/" : directory, workdir);
      extra.push({
        run,
        text: `${keyword(file, "COPY")} ${group.map(({ source }) => source).join(" ")} ${target.endsWith("/") ? target : `${target}/`}`,
      });
    }
  }
  return { names, copies, extra };
}

/** The requirement files of one command, by their paths in the image. */
function readPip({ arguments: words }: CommandLine, directory: string | undefined, names: Set<string>): string[] {
  const values = words.map(({ value }) => value);
  const at = values.indexOf("install");
  if (at < 0) return values.some((it) => it === "wheel" || it === "download") ? refuse("It builds wheels by itself.") : [];
  const files: string[] = [];
  for (let i = at + 1; i < values.length; i++) {
    const value = values[i]!;
    const joined = /^(?:-[rc]|--(?:requirement|constraint)=)(.+)$/.exec(value)?.[1];
    const file = joined ?? (/^(?:-r|-c|--requirement|--constraint)$/.test(value) ? values[++i] : undefined);
    if (file !== undefined) {
      if (/^https?:/.test(file)) continue;
      files.push(absolute(file, directory) ?? refuse(`Where '${file}' is cannot be told.`));
    } else if (/^(?:--user|-t|--target|--prefix|--root)(?:=|$)/.test(value))
      refuse(`'pip install ${value}' puts files elsewhere than into the environment.`);
    else if (valued.has(value)) i++;
    else if (/^(?:-e|--editable)(?:=|$)|^[./]|\.whl$|^\.?$|^file:/.test(value))
      refuse(`'pip install ${value}' installs from the sources.`);
    else if (value.startsWith("-")) continue;
    else if (words[i]!.dynamic) refuse(`What '${words[i]!.text}' installs cannot be told.`);
    else if (/^(?:poetry|pipenv|uv|pdm|hatch|conda)(?:$|[=<>~[])/.test(value))
      refuse(`Only pip with requirements is understood, not '${value}'.`);
    else if (!/^(?:git\+|https?:)/.test(value))
      names.add(
        value
          .split(/[=<>~![;@ ]/)[0]!
          .toLowerCase()
          .replace(/[-_.]+/g, "-"),
      );
  }
  return files;
}

const manifestName = /(?:^|\/)(?:[\w.-]*(?:requirements|constraints)[\w.*-]*|requirements\/[\w.*-]*)(?:\/|$)/i;

/** A COPY of nothing but requirement files that brings this one. */
function isDedicated(copy: CopyInstruction, path: string, input: Input): boolean {
  if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || copy.from || !copy.destination || copy.heredocs.length > 0)
    return false;
  if (!copy.sources.every(({ text }) => manifestName.test(text))) return false;
  const destination = absolute(copy.destination.text, input.workdirAt(copy));
  return destination !== undefined && (path === destination || path.startsWith(`${destination === "/" ? "" : destination}/`));
}

/** The file of the context that a bind mount shows at a path. */
function boundSource(run: RunInstruction, path: string): string | undefined {
  for (const { name, value } of run.flags) {
    if (name !== "mount" || !value || !/(?:^|,)type=bind(?:,|$)/.test(value)) continue;
    const field = (names: string): string | undefined => new RegExp(`(?:^|,)(?:${names})=([^,]*)`).exec(value)?.[1];
    const target = field("target|dst|destination");
    if (target !== undefined && (target === path || path.endsWith(`/${target}`))) return field("source|src");
  }
  return undefined;
}

/** pip's cache kept between builds, unless the author has settled that. */
function withCache({ file, facts }: Input, piece: Piece<RunInstruction>): string {
  const run = piece.instruction;
  const text = run.argumentsText;
  if (
    !allowsMounts(file) ||
    /--no-cache-dir|--cache-dir|--mount/.test(text + piece.text) ||
    /(?:rm|purge)\b.*(?:\.cache|pip)|pip cache/.test(text)
  )
    return piece.text;
  if (
    [...facts.state.env.keys(), ...facts.state.args.keys()].some((it) => /^PIP_(?:NO_)?CACHE/.test(it)) ||
    !/\binstall\b/.test(text)
  )
    return piece.text;
  if (!/\bpip\S* (?:\S+ )*install/.test(text)) return piece.text;
  return withCacheMounts(file, piece, ["/root/.cache/pip"]);
}

/** What rests on the place of the packages. */
function refuseUnlike({ facts, final, startup }: Input, names: ReadonlySet<string>, own: string | undefined): void {
  const compiles = [...names].find((it) => compilesAtRunTime.has(it));
  if (compiles) refuse(`'${compiles}' calls a compiler while it runs.`);
  const texts = [facts.state.cmd, facts.state.entrypoint, facts.state.healthcheck].map((it) => it?.argumentsText ?? "");
  texts.push(
    ...startup.scripts.map(({ text }) => text),
    ...final.services.flatMap(({ command, entrypoint }) =>
      [command, entrypoint].flatMap((it) => it?.words?.map(({ text }) => text) ?? []),
    ),
  );
  texts.push(...[...facts.state.env.values()].map(({ value }) => value ?? ""));
  if (own !== undefined) return;
  for (const text of texts) {
    const path =
      /\/usr\/local\/bin\/(?:python|pip|gunicorn|uvicorn|celery|flask|uwsgi|daphne|hypercorn|alembic)[\w.]*|\/usr\/local\/lib\/python[\w./-]*|[\w./-]*site-packages[\w./-]*/.exec(
        text,
      )?.[0];
    if (path) refuse(`'${path}' is named by its path, which would change.`);
    const other = /(?:^|\s)(?:cron|crond|su|sudo|runuser)\s/.exec(text)?.[0];
    if (other) refuse(`'${other.trim()}' does not pass PATH on, so the environment would not be found.`);
  }
}

function folder(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
