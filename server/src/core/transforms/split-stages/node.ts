/** Node.js with npm: the build stage installs and builds, the runtime stage takes the result without the development dependencies. */
import { absolute } from "../../project/copied-files.js";
import type { RunInstruction } from "../../syntax/dockerfile/model.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { parseImageReference } from "../../syntax/image-reference.js";
import type { CommandLine } from "../../syntax/shell/query.js";
import { slimImage } from "./images.js";
import { bringsManifests, buildItems, isInside, type Shared } from "./node-build.js";
import { runtimeFiles } from "./node-files.js";
import { type NodeProject, nodeProject, type Start, startOf } from "./node-project.js";
import { staticPlan } from "./node-static.js";
import { kindOf } from "./node-steps.js";
import { behindWorkdir, type Item, itemOf, newItem } from "./pieces.js";
import {
  Draft,
  type Input,
  keyword,
  ownerAt,
  type Plan,
  type Recipe,
  refuse,
  refusePointless,
  replacesPath,
  shortened,
} from "./recipe.js";
import { isKeyOf } from "./records.js";
import { calledPrograms, lostPackages } from "./run-time-tools.js";
import { credentials, installText, isForRuntimeAlone, systemPackages } from "./steps.js";

export const node: Recipe = {
  matches: ({ image }) => /(?:^|\/)node$/.test(image?.name ?? ""),
  plan,
};

function plan(input: Input): Plan {
  const { pieces, facts, project } = input;
  const runs = pieces.flatMap(({ instruction }) => (instruction.keyword === "RUN" ? [instruction] : []));
  const kinds = new Map(runs.map((run) => [run, kindOf(run)]));
  const installs = runs.filter((run) => kinds.get(run)!.install);
  const install = installs[0];
  if (!install || installs.length > 1)
    return refuse(install ? "It runs 'npm install' more than once." : "No 'npm install' is to be seen.");
  const workdir = input.workdirAt(install);
  if (workdir === undefined || workdir === "/") return refuse("The working directory cannot be told.");
  if (pieces.some(({ instruction }) => instruction.keyword === "WORKDIR" && instruction.index > install.index))
    refuse("The working directory changes behind 'npm install'.");
  const app = nodeProject(input, workdir);
  const builds = runs.filter((run) => kinds.get(run)!.builds);
  const globals = new Set(runs.flatMap((run) => kinds.get(run)!.globals));
  for (const { instruction } of pieces)
    if (instruction.keyword === "ENV" && replacesPath(instruction))
      refuse(`'${shortened(instruction.argumentsText)}' leaves out what PATH was before.`);

  const shared = { input, app, kinds, install };
  const served = builds.length > 0 ? staticPlan({ input, app, kinds }) : undefined;
  if (served)
    return { ...served, build: buildItems(shared, builds, { prunes: false, unused: new Set(["serve", "http-server"]) }) };

  const start = startOf(input, app, globals);
  const called = calledPrograms(input);
  const keeps = (name: string): boolean => called.has(name.replace(/^git-core$/, "git"));
  const isAlone = (run: RunInstruction): boolean => isForRuntimeAlone(run, keeps);
  const system = systemPackages(
    input,
    runs.filter((run) => kinds.get(run)!.system && !isAlone(run)),
    keeps,
  );
  const slim = slimImage(input);
  const omits = omitsDevelopment(input, install, kinds.get(install)!.install!);
  const hasExtra = Object.keys(app.manifest.devDependencies).length > 0 && !omits;
  if (!hasExtra && !system.hasBuildTools && slim === undefined)
    refusePointless("There is nothing in it that only the build needs.");
  const smaller =
    slim === undefined ? undefined : project.imageFacts(parseImageReference(slim.replace(/\$\{?\w+[^}]*\}?/g, "22")));
  const lost = slim === undefined ? [] : lostPackages(called, facts, smaller);
  const packages = installText(input, { ...system, runtime: [...new Set([...system.runtime, ...lost])] });
  const image = slim ?? input.final.stage.from.image.text;
  const runtime = builds.length > 0 ? builtItems(shared, start, packages, isAlone) : plainItems(shared, start, packages, isAlone);
  const isStandaloneResult = runtime.some(({ text }) => text.includes(".next/standalone"));
  return {
    build: buildItems(shared, builds, { prunes: hasExtra && !isStandaloneResult, unused: start.globals, isAlone }),
    runtime,
    image,
  };
}

function omitsDevelopment({ facts, file }: Input, run: RunInstruction, line: CommandLine): boolean {
  const words = line.arguments.map(({ value }) => value);
  if (words.some((it) => /^--(?:production|omit=dev|only=prod(?:uction)?)$/.test(it)) || words.includes("--omit")) return true;
  if (words.some((it) => /^--include=dev$|^--production=false$/.test(it))) return false;
  const assigned = line.shell?.assignments.find(({ value }) => value.startsWith("NODE_ENV="))?.value;
  if (assigned !== undefined) return assigned === "NODE_ENV=production";
  const state = stateBefore(facts.stage, run.index, file.escape);
  return state.env.get("NODE_ENV")?.value === "production" || state.args.get("NODE_ENV") === "production";
}

/** Everything that is neither a COPY into the working directory nor a step of the build, in its order; `at` is where the copies go. */
function frame(
  { input, app, kinds, install }: Shared,
  start: Start,
  packages: string | undefined,
  isAlone: (run: RunInstruction) => boolean,
  keepsSources: boolean,
): { items: Item[]; at: number } {
  const draft = new Draft();
  let at: number | undefined;
  let systemAt: number | undefined;
  for (const piece of input.pieces) {
    const { instruction } = piece;
    if (draft.place(piece, () => false)) continue;
    if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
      if (credentials.test(instruction.destination?.text ?? "")) continue;
      if (!isInside(instruction, input, app.workdir)) draft.runtime.push(itemOf(piece));
      else {
        at ??= draft.runtime.length;
        if (keepsSources && !(bringsManifests(instruction) && instruction.index < install.index && copiesRoot(input, app)))
          draft.runtime.push(itemOf(piece));
      }
    } else if (instruction.keyword === "RUN") {
      const kind = kinds.get(instruction)!;
      if (kind.globals.length > 0 && kind.globals.some((it) => start.globals.has(it))) draft.runtime.push(itemOf(piece));
      else if (kind.system && isAlone(instruction)) draft.runtime.push(itemOf(piece));
      else if (kind.system) systemAt ??= draft.runtime.length;
      else if (instruction === install) at ??= draft.runtime.length;
      else if (!kind.install && !kind.builds && kind.globals.length === 0) draft.runtime.push(itemOf(piece));
    }
  }
  const items = [...draft.runtime];
  let place = Math.max(at ?? items.length, behindWorkdir(items));
  if (packages !== undefined) {
    const where = Math.min(systemAt ?? 0, place);
    items.splice(
      where,
      0,
      newItem(packages, input.pieces.find(({ instruction: it }) => it.keyword === "RUN" && kinds.get(it)!.system)?.gap ?? false),
    );
    place++;
  }
  return { items, at: place };
}

/** True where one COPY brings the whole folder of the project, package.json included. */
function copiesRoot(input: Input, { folder, workdir }: NodeProject): boolean {
  return input.pieces.some(
    ({ instruction: it }) =>
      it.keyword === "COPY" &&
      !it.from &&
      it.destination !== undefined &&
      absolute(it.destination.text, input.workdirAt(it)) === workdir &&
      it.sources.some(
        ({ text }) =>
          text.replace(/^(?:\.?\/)+|\/+$/g, "") === folder.replace(/\/$/, "").replace(/^\.$/, "") ||
          (folder === "" && text === "."),
      ),
  );
}

function ownership({ input, install }: Shared): string {
  const flag = input.pieces
    .flatMap(({ instruction }) => (instruction.keyword === "COPY" ? instruction.flags : []))
    .find(({ name }) => name === "chown")?.value;
  const owner = ownerAt(input, install);
  const written = flag ?? (owner === undefined ? undefined : owner.includes(":") ? owner : `${owner}:${owner}`);
  return written === undefined ? "" : ` --chown=${written}`;
}

/** No build: the sources as they are, with the modules of the build stage. */
function plainItems(
  shared: Shared,
  start: Start,
  packages: string | undefined,
  isAlone: (run: RunInstruction) => boolean,
): Item[] {
  const { input, app } = shared;
  const { items, at } = frame(shared, start, packages, isAlone, true);
  const copy = `${keyword(input.file, "COPY")} --from=${input.buildName}${ownership(shared)} ${app.workdir}/node_modules ./node_modules`;
  // Modules of the author's own machine would come over those of the build.
  const isClean = input.context.isIgnored(`${app.folder}node_modules`) || !app.names.includes("node_modules");
  const sources = items.findLastIndex((it, i) => i >= at && /^\s*(?:copy|add)\s/i.test(it.text));
  const place = isClean ? at : sources + 1;
  items.splice(place, 0, newItem(copy, isClean ? (items[at]?.gap ?? false) : false));
  if (isClean && items[place + 1])
    items[place + 1] = { ...items[place + 1]!, gap: items[place + 1]!.gap && items[place + 1]!.lead.length > 0 };
  return items;
}

/** What the build made, the modules, and the files that the program reads. */
function builtItems(
  shared: Shared,
  start: Start,
  packages: string | undefined,
  isAlone: (run: RunInstruction) => boolean,
): Item[] {
  const { input, app } = shared;
  const { file, context } = input;
  const { items, at } = frame(shared, start, packages, isAlone, false);
  const from = (...words: readonly string[]): Item =>
    newItem(`${keyword(file, "COPY")} --from=${input.buildName}${ownership(shared)} ${words.join(" ")}`);
  const gap = input.pieces.find(({ instruction }) => instruction.keyword === "COPY")?.gap ?? false;
  const outputs = outputsOf(app, start);
  const isNext = outputs?.includes(".next") === true;
  const config = app.names.find((it) => /^next\.config\.[cm]?ts$/.test(it));
  const whole = outputs === undefined || !copiesRoot(input, app);
  const files = whole ? undefined : runtimeFiles(context, app, isNext);
  if (!files || files.files.length + files.folders.length > 12) {
    items.splice(at, 0, { ...from(app.workdir, "./"), gap });
    return items;
  }
  const path = (name: string): string => `${app.workdir}/${name}`;
  if (
    isNext &&
    isStandalone(input, app) &&
    start.programs.length === 1 &&
    start.targets.length === 0 &&
    input.final.services.every(({ command, entrypoint }) => !command && !entrypoint)
  )
    return standalone(shared, items, at, start, from, gap);
  if (isNext && config && !isKeyOf(app.manifest.dependencies, "typescript"))
    refuse(`'next start' reads ${config} with TypeScript, which is a development dependency.`);
  const copies = [
    from(...["package.json", ...files.files].map(path), "./"),
    from(path("node_modules"), "./node_modules"),
    ...[...outputs!, ...files.folders].map((name) => from(path(name), `./${name}`)),
  ];
  items.splice(at, 0, ...copies.map((it, i) => (i === 0 ? { ...it, gap } : it)));
  return items;
}

/** The folders that the build makes; undefined where that is not to be seen. */
function outputsOf({ names, manifest }: NodeProject, { targets, programs }: Start): readonly string[] | undefined {
  const outputs = new Set<string>();
  for (const [program, verb] of programs) {
    if (program === "next" && verb === "start") outputs.add(".next");
    else if (/^(?:remix-serve|react-router-serve)$/.test(program!) && verb?.includes("/"))
      outputs.add(verb.replace(/^\.\//, "").split("/")[0]!);
    else if (!/^(?:cross-env|dotenv|pm2|prisma)/.test(program!)) return undefined;
    if (program?.startsWith("pm2")) return undefined;
  }
  for (const target of targets) {
    const first = target.replace(/^(?:\.\/)+/, "").split("/")[0]!;
    if (target.startsWith("/") || !/^(?:dist|build|out|lib|output|\.output)$/.test(first)) return undefined;
    if (names.includes(first) && first === "lib") return undefined;
    outputs.add(first);
  }
  if (outputs.has(".next") && manifest.framework !== "next") return undefined;
  return outputs.size === 0 ? undefined : [...outputs];
}

function isStandalone({ context }: Input, { folder, names }: NodeProject): boolean {
  const config = names.find((it) => /^next\.config\.[cm]?[jt]s$/.test(it));
  const text = config === undefined ? undefined : context.text(folder + config);
  return (
    text !== undefined && /^[^/\n]*\boutput\s*:\s*["'`]standalone["'`]/m.test(text) && !/distDir|outputFileTracingRoot/.test(text)
  );
}

/** Next's own server with just the modules that it needs. */
function standalone(
  { input, app }: Shared,
  items: Item[],
  at: number,
  start: Start,
  from: (...words: readonly string[]) => Item,
  gap: boolean,
): Item[] {
  const { file } = input;
  const words = start.programs[0]!;
  const port = words[words.findIndex((it) => it === "-p" || it === "--port") + 1];
  const hasPort = words.some((it) => it === "-p" || it === "--port") && /^\d+$/.test(port ?? "");
  const path = (name: string): string => `${app.workdir}/${name}`;
  const copies = [
    ...(app.names.includes("public") ? [from(path("public"), "./public")] : []),
    from(path(".next/standalone"), "./"),
    from(path(".next/static"), "./.next/static"),
  ];
  const env = newItem(`${keyword(file, "ENV")} HOSTNAME=0.0.0.0${hasPort ? ` PORT=${port}` : ""}`);
  const kept = items.flatMap((item, i): Item[] => {
    const isStart = /^\s*(?:cmd|entrypoint)\b/i.test(item.text);
    if (!isStart) return [item];
    const isLast = !items.slice(i + 1).some(({ text }) => /^\s*(?:cmd|entrypoint)\b/i.test(text));
    return isLast ? [{ ...item, text: `${keyword(file, "CMD")} ["node", "server.js"]` }] : [];
  });
  kept.splice(at, 0, { ...env, gap }, ...copies);
  return kept;
}
