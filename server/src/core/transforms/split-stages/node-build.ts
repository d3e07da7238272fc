/** The build stage of a Node project: manifests first, then sources, then the build. */
import { absolute } from "../../project/copied-files.js";
import type { CopyInstruction, RunInstruction } from "../../syntax/dockerfile/model.js";
import { type CommandLine, operands } from "../../syntax/shell/query.js";
import { allowsMounts } from "../run-edit.js";
import { withCacheMounts } from "./mounts.js";
import type { NodeProject } from "./node-project.js";
import type { NodeKind } from "./node-steps.js";
import { changedText, type Item, itemOf, newItem, type Piece, withoutOwner } from "./pieces.js";
import { Draft, type Input, keyword, refuse, shortened } from "./recipe.js";
import { credentials } from "./steps.js";

/** Of the program, not of a build. */
const runtimeVariable = /^(?:PORT|HOST|HOSTNAME|LOG_LEVEL|TZ)$/;

export interface Shared {
  readonly input: Input;
  readonly app: NodeProject;
  readonly kinds: ReadonlyMap<RunInstruction, NodeKind>;
  readonly install: RunInstruction;
}

export interface BuildOptions {
  /** True where development dependencies have to go at the end. */
  readonly prunes: boolean;
  /** Packages of `npm install -g` for the running program alone. */
  readonly unused: ReadonlySet<string>;
  readonly isAlone?: (run: RunInstruction) => boolean;
}

/** Manifests first, then sources, then the build, then away with what only the build needs. */
export function buildItems(
  { input, app, kinds, install }: Shared,
  builds: readonly RunInstruction[],
  { prunes: hasExtra, unused, isAlone }: BuildOptions,
): Item[] {
  const { file, pieces } = input;
  const draft = new Draft();
  const isPlain = builds.length === 0;
  const line = kinds.get(install)!.install!;
  const copies = pieces.flatMap((piece) =>
    piece.instruction.keyword === "COPY" || piece.instruction.keyword === "ADD" ? [piece as Piece<CopyInstruction>] : [],
  );
  const manifests = copies.filter(({ instruction }) => instruction.index < install.index && bringsManifests(instruction));
  const early = copies.filter(
    (it) => it.instruction.index < install.index && !manifests.includes(it) && isInside(it.instruction, input, app.workdir),
  );
  const buildsFirst = kinds.get(install)!.builds || builds.some(({ index }) => index < install.index);
  const canMove = manifests.length === 0 && !app.hasLifecycle && early.length > 0 && !buildsFirst;
  const isOpenEnded = isPlain && manifests.length === 0 && !canMove;
  // Left behind the dependencies, so that a change of the sources does not install them again.
  const held: Item[] = [];
  const lastBuild = builds.at(-1);
  for (const piece of pieces) {
    const { instruction } = piece;
    if (draft.place(piece, (name) => !runtimeVariable.test(name))) continue;
    if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
      if (!isInside(instruction, input, app.workdir) && !credentials.test(instruction.destination?.text ?? "")) continue;
      const item = itemOf(piece, withoutOwner(input.file, piece));
      if (manifests.includes(piece as Piece<CopyInstruction>) || credentials.test(instruction.destination?.text ?? ""))
        draft.build.push(item);
      else if (isPlain && !isOpenEnded && !app.hasLifecycle) continue;
      else if (canMove && instruction.index < install.index) held.push(item);
      else if (!isPlain || instruction.index < install.index) draft.build.push(item);
    } else if (instruction.keyword === "RUN") {
      const kind = kinds.get(instruction)!;
      if (instruction === install) {
        if (canMove) draft.build.push(newItem(manifestCopy(input, app), held[0]?.gap ?? piece.gap));
        const direct = isPlain && hasExtra && !app.hasLifecycle;
        draft.build.push(itemOf(piece, installLine(input, app, piece, instruction, line, direct)));
        draft.build.push(...held.map((it) => ({ ...it, gap: false })));
        if (isPlain && hasExtra && !direct)
          draft.build.push(newItem(`${keyword(file, "RUN")} npm prune ${omitOption(input)}${peerFlags(line)}`));
      } else if (kind.builds || kind.globals.some((it) => !unused.has(it))) draft.build.push(itemOf(piece));
      else if (kind.system && !isAlone?.(instruction)) draft.build.push(itemOf(piece));
      if (instruction === lastBuild && hasExtra)
        draft.build.push(newItem(`${keyword(file, "RUN")} npm prune ${omitOption(input)}${peerFlags(line)}`));
    }
  }
  return draft.build;
}

/** npm 6 came with Node up to 14. */
function omitOption({ facts }: Input): string {
  const tag = facts.imageReference?.tag?.text ?? "";
  return Number(/^\d+/.exec(tag)?.[0] ?? 99) < 15 || /argon|boron|carbon|dubnium|erbium|fermium/.test(tag)
    ? "--production"
    : "--omit=dev";
}

function peerFlags({ arguments: words }: CommandLine): string {
  return words
    .filter(({ value }) => value === "--legacy-peer-deps" || value === "--force")
    .map(({ value }) => ` ${value}`)
    .join("");
}

/** package.json, its lock file, and what npm reads besides. */
function manifestCopy({ file }: Input, { folder, lock, names }: NodeProject): string {
  const files = ["package.json", ...(lock === undefined ? [] : [lock]), ...(names.includes(".npmrc") ? [".npmrc"] : [])];
  return `${keyword(file, "COPY")} ${files.map((it) => folder + it).join(" ")} ./`;
}

/** `npm ci` where the lock file allows it, with npm's cache kept between builds. */
function installLine(
  input: Input,
  { lockFits }: NodeProject,
  piece: Piece,
  run: RunInstruction,
  line: CommandLine,
  omit: boolean,
): string {
  const { file, facts } = input;
  const changes: [number, number, string][] = [];
  const verb = operands(line)[0]!;
  const needsCi = lockFits && /^(?:install|i)$/.test(verb.value);
  if (needsCi || omit)
    changes.push([verb.span.start, verb.span.end, `${needsCi ? "ci" : verb.text}${omit ? ` ${omitOption(input)}` : ""}`]);
  const settled =
    /cache/.test(run.argumentsText) ||
    /--mount/.test(piece.text) ||
    [...facts.state.env.keys()].some((it) => /^npm_config_cache$/i.test(it));
  return allowsMounts(file) && !settled
    ? withCacheMounts(file, { ...piece, instruction: run }, ["/root/.npm"], changes)
    : changedText(file, piece, changes);
}

/** A COPY of package.json, lock files and npm's settings, and of nothing else. */
export function bringsManifests({ sources, from, heredocs }: CopyInstruction): boolean {
  return (
    !from &&
    heredocs.length === 0 &&
    sources.every(({ text }) =>
      /(?:^|\/)(?:package[\w.*?-]*(?:\.json)?|npm-shrinkwrap\.json|\.npmrc|\*\.json|tsconfig[\w.*]*\.json|yarn\.lock\*?)$/.test(
        text,
      ),
    ) &&
    sources.some(({ text }) => /(?:^|\/)package|^\*/.test(text))
  );
}

export function isInside(copy: CopyInstruction, input: Input, workdir: string): boolean {
  if (copy.from) refuse(`'${shortened(copy.argumentsText)}' brings files of another image.`);
  const path = copy.destination && absolute(copy.destination.text, input.workdirAt(copy));
  if (path === undefined) return refuse(`Where '${copy.destination?.text ?? ""}' is cannot be told.`);
  return path === workdir || path.startsWith(`${workdir}/`);
}
