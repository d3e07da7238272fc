/** What a RUN does, command by command: packages of the distribution, preparations, or something of the stack. */
import {
  type DebianSuite,
  isBuildPackage,
  isDevelopmentPackage,
  isEditor,
  runtimePackages,
} from "../../knowledge/build-packages.js";
import { packageInstall, packageName } from "../../knowledge/packages.js";
import { equalTags } from "../../knowledge/tags.js";
import type { RunInstruction } from "../../syntax/dockerfile/model.js";
import type { ImageReference } from "../../syntax/image-reference.js";
import { type CommandLine, operands, option } from "../../syntax/shell/query.js";
import { lineEnd } from "../../text/line-index.js";
import { runLines } from "../add-user.js";
import { type Input, linesOf, refuse, shown } from "./recipe.js";

export type Step = "neutral" | "system" | "setup" | "other";

const setupPrograms: ReadonlySet<string> = new Set(
  "mkdir chmod chown chgrp useradd adduser groupadd addgroup usermod ln touch sed cp mv install find dos2unix locale-gen ldconfig update-ca-certificates".split(
    " ",
  ),
);
const neutralPrograms: ReadonlySet<string> = new Set(
  "cd set true : echo printf export test [ exit ls pwd env which cat rm".split(" "),
);

/** What a command is for; `other` is for the stack to say. */
export function stepOf(line: CommandLine): Step {
  const { program } = line;
  if (program === undefined) return line.arguments.length === 0 && line.shell?.words.length === 0 ? "neutral" : "other";
  if (isSystem(line)) return "system";
  if (neutralPrograms.has(program)) return "neutral";
  return setupPrograms.has(program) ? "setup" : "other";
}

function isSystem(line: CommandLine): boolean {
  const { program } = line;
  if (program === "rm") return line.arguments.some(({ text }) => /\/var\/(?:lib\/apt|cache\/(?:apt|apk))/.test(text));
  return /^(?:apt-get|apt|apk)$/.test(program ?? "");
}

/** The Debian release of a tag, as its name or the tags of the same image say. */
export function suiteOf(reference: ImageReference | undefined): DebianSuite | undefined {
  const tag = reference?.tag?.text ?? "latest";
  const group = [tag, ...((reference?.name && equalTags(reference.name, tag)) || [])];
  return (["bullseye", "bookworm", "trixie"] as const).find((suite) => group.some((it) => it.includes(suite)));
}

/** The packages that RUNs install, and what must be in the runtime stage of them. */
export interface SystemPackages {
  /** True where any is needed to build alone, and stays in the image today. */
  readonly hasBuildTools: boolean;
  /** As written, or the run-time packages of `-dev` ones. */
  readonly runtime: readonly string[];
  readonly upgrades: boolean;
  readonly recommends: boolean;
  readonly family: "debian" | "alpine";
}

/** Libraries that Python's own modules need, which all its images keep; Node's Alpine images have that of C++. */
const ownLibraries: readonly (readonly [image: RegExp, packages: RegExp])[] = [
  [
    /(?:^|\/)python$/,
    /^(?:libffi\d?|libssl[\d.]+|libsqlite3-0|sqlite-libs|libreadline8|readline|libncursesw6|ncurses-libs|libexpat1|libbz2|xz-libs|libuuid)$/,
  ],
  [/(?:^|\/)node$/, /^libstdc\+\+$/],
];

/** @param keeps true for a build tool that the program calls while it runs */
export function systemPackages(
  { facts }: Input,
  runs: readonly RunInstruction[],
  keeps: (name: string) => boolean,
): SystemPackages {
  const family = facts.image?.family;
  if (family !== "debian" && family !== "alpine") return refuse("The distribution of the base image is not known.");
  const suite = suiteOf(facts.imageReference);
  const own = ownLibraries.find(([image]) => image.test(facts.image!.name));
  const runtime = new Set<string>();
  let hasBuildTools = false;
  let upgrades = false;
  let recommends = false;
  for (const run of runs) {
    const lines = linesOf(run);
    const removed = removedPackages(lines);
    for (const line of lines) {
      if (/^(?:dist-|full-)?upgrade$/.test(operands(line)[0]?.value ?? "") && isSystem(line)) upgrades = true;
      const install = packageInstall(line);
      if (!install) continue;
      for (const word of install.packages) {
        const name = packageName(word);
        if (word.dynamic || name === "" || word.value.includes("/")) refuse(`Nobody can tell what '${word.text}' installs.`);
        if (isEditor(name)) continue;
        // node-gyp is written in Python.
        if (
          own?.[0].test("node") &&
          /^(?:python3?|py3-pip|python3-pip|py3-setuptools|python3-setuptools|python-is-python3)$/.test(name) &&
          install.packages.some((it) => /^(?:make|g\+\+|build-base|build-essential)$/.test(packageName(it)))
        ) {
          if (!removed.all && !removed.names.has(name)) hasBuildTools = true;
          continue;
        }
        const isGone = removed.all || removed.names.has(name) || virtualName(line).some((it) => removed.names.has(it));
        if (isBuildPackage(name) && !keeps(name)) {
          if (!isGone) hasBuildTools = true;
          const needed = runtimePackages(name, family, suite);
          if (!needed) refuse(`Which package '${name}' needs at run time is not known.`);
          for (const it of needed!) if (!own?.[1].test(it)) runtime.add(it);
        } else if (!isGone) {
          runtime.add(word.text);
          if (family === "debian" && !option(line, "--no-install-recommends")) recommends = true;
        }
      }
    }
  }
  return { hasBuildTools, runtime: [...runtime], upgrades, recommends, family };
}

function virtualName({ arguments: words }: CommandLine): readonly string[] {
  const at = words.findIndex(({ value }) => value === "--virtual" || value === "-t");
  const inline = words.find(({ value }) => value.startsWith("--virtual="))?.value.slice("--virtual=".length);
  return [...(at >= 0 && words[at + 1] ? [words[at + 1]!.value] : []), ...(inline === undefined ? [] : [inline])];
}

/** What the same RUN takes out again. `all`: a variable hides it. */
export function removedPackages(lines: readonly CommandLine[]): { readonly names: ReadonlySet<string>; readonly all: boolean } {
  const names = new Set<string>();
  let all = false;
  for (const line of lines) {
    const [verb, ...packages] = operands(line);
    if (
      !/^(?:apt-get|apt|apk|dnf|yum|microdnf)$/.test(line.program ?? "") ||
      !/^(?:purge|remove|del|autoremove|erase)$/.test(verb?.value ?? "")
    )
      continue;
    for (const word of packages) {
      if (word.dynamic) all = true;
      names.add(packageName(word));
    }
  }
  return { names, all };
}

/** The text of a RUN that installs packages in the runtime stage; undefined where none is needed. */
export function installText({ file }: Input, { runtime, upgrades, recommends, family }: SystemPackages): string | undefined {
  if (runtime.length === 0) return undefined;
  const names = runtime.join(" ");
  const commands =
    family === "alpine"
      ? [...(upgrades ? ["apk upgrade --no-cache"] : []), `apk add --no-cache ${names}`]
      : [
          "apt-get update",
          ...(upgrades ? ["apt-get upgrade -y"] : []),
          `apt-get install -y ${recommends ? "" : "--no-install-recommends "}${names}`,
          "rm -rf /var/lib/apt/lists/*",
        ];
  return runLines(file, commands).join(lineEnd(file.text));
}

/** True where a RUN installs anything that is for a build. */
export function bringsBuildTools(run: RunInstruction): boolean {
  return linesOf(run).some((line) => packageInstall(line)?.packages.some((word) => isBuildPackage(packageName(word))));
}

/** Whether the packages of one RUN are all for the runtime stage, so that it can go there as it is. */
export function isForRuntimeAlone(run: RunInstruction, keeps: (name: string) => boolean): boolean {
  const lines = linesOf(run);
  const packages = lines.flatMap((line) => packageInstall(line)?.packages ?? []);
  const refreshes = lines.some((line) => line.program === "apk" || operands(line)[0]?.value === "update");
  return (
    packages.length > 0 &&
    refreshes &&
    packages.every((word) => {
      const name = packageName(word);
      return !word.dynamic && !isEditor(name) && (!isBuildPackage(name) || keeps(name)) && !isDevelopmentPackage(name);
    })
  );
}

/** Says that a command cannot be placed. */
export function refuseCommand(line: CommandLine): never {
  return refuse(`What 'RUN ${shown(line)}' makes, and which stage needs it, cannot be told.`);
}

/** Settings of package managers that a build may need. */
export const credentials =
  /(?:^|[/\s~])(?:pip\.conf|\.pip|\.netrc|\.ssh|\.npmrc|\.yarnrc|\.gitconfig|\.pypirc|\.cargo)(?:$|[/\s"'])/;
