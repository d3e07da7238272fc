/** What a stage is at its end: base image facts, user, directory, shell, programs. Unknown stays undefined. */
import { type ImageFacts, imageFactsOf } from "../knowledge/images.js";
import { packageInstall, packageName, programsOfPackage } from "../knowledge/packages.js";
import type { CopyInstruction, Dockerfile, Instruction, Stage } from "../syntax/dockerfile/model.js";
import { endState, type StageState } from "../syntax/dockerfile/timeline.js";
import { expand } from "../syntax/dockerfile/variables.js";
import type { ImageReference } from "../syntax/image-reference.js";
import { commandLines } from "../syntax/shell/query.js";

export interface StageFacts {
  readonly stage: Stage;
  readonly state: StageState;
  /** The image at the root of the chain of stages; undefined when it is not known to Drydock. */
  readonly image: ImageFacts | undefined;
  readonly imageReference: ImageReference | undefined;
  /** The chain from the stage on an image down to this one. */
  readonly chain: readonly Stage[];
  /** The user at the end, without group; undefined when not known. */
  readonly user: string | undefined;
  /** Whether its process runs as root: an image whose entrypoint drops to a user does not. */
  readonly runsAsRoot: boolean | undefined;
  /** The working directory; undefined when not known. */
  readonly workdir: string | undefined;
  /** Whether a program is there: of the image, or from a package that was installed; undefined when not known. */
  hasTool(name: string): boolean | undefined;
  /** TCP and UDP ports of EXPOSE, as far as they are numbers. */
  readonly ports: readonly number[];
}

export type ImageLookup = (reference: ImageReference) => ImageFacts | undefined;

export function stageFacts(stage: Stage, file: Dockerfile, lookup: ImageLookup = imageFactsOf): StageFacts {
  const chain: Stage[] = [];
  for (let it: Stage | undefined = stage; it; it = it.base) chain.unshift(it);
  const imageReference = chain[0]!.image;
  const image = imageReference && lookup(imageReference);
  const state = endState(stage, file.escape);
  const tools = new Tools(chain);
  const user = userOf(state, image, file.escape);
  return {
    stage,
    state,
    image,
    imageReference,
    chain,
    user,
    runsAsRoot: runsAsRoot(user, state, image),
    // Docker starts in `/` where neither the Dockerfile nor the image says otherwise.
    workdir: state.workdir ?? (state.workdirInstruction === undefined && image?.kind === "os" ? "/" : undefined),
    ports: exposedPorts(chain),
    hasTool: (name) => {
      const base = name.slice(name.lastIndexOf("/") + 1);
      if (tools.installed.has(base)) return true;
      const inImage = image?.hasTool(base);
      return inImage === false && tools.mayHaveMore ? undefined : inImage;
    },
  };
}

function userOf(state: StageState, image: ImageFacts | undefined, escape: string): string | undefined {
  const { user } = state;
  if (!user) return image?.user;
  const value = expand(user.argument?.text ?? "", escape, (name) =>
    state.env.has(name) ? state.env.get(name)!.value : state.args.get(name),
  );
  return value?.split(":")[0];
}

export function isRootName(user: string): boolean {
  return user === "root" || /^0+$/.test(user);
}

function runsAsRoot(user: string | undefined, state: StageState, image: ImageFacts | undefined): boolean | undefined {
  if (user === undefined || user === "") return undefined;
  if (!isRootName(user)) return false;
  // An entrypoint that drops its rights does so unless the Dockerfile puts another one in its place.
  if (!state.user && image?.dropsTo !== undefined && !state.entrypoint) return false;
  return true;
}

function exposedPorts(chain: readonly Stage[]): number[] {
  const ports: number[] = [];
  for (const instruction of chain.flatMap(({ instructions }) => instructions)) {
    if (instruction.keyword !== "EXPOSE") continue;
    for (const { text } of instruction.words) {
      const port = /^(\d+)(?:\/(?:tcp|udp))?$/i.exec(text)?.[1];
      if (port) ports.push(Number(port));
    }
  }
  return ports;
}

/** Programs that the instructions of a chain add, as far as they can be named. */
class Tools {
  readonly installed = new Set<string>();
  /** True when something may have brought programs that cannot be named: a script, a download, a copy into a program folder. */
  mayHaveMore = false;

  constructor(chain: readonly Stage[]) {
    for (const stage of chain) for (const instruction of stage.instructions) this.add(instruction);
  }

  private add(instruction: Instruction): void {
    if (instruction.keyword === "COPY" || instruction.keyword === "ADD") this.addCopy(instruction);
    if (instruction.keyword !== "RUN") return;
    if (instruction.command.kind === "shell" && !instruction.command.script) this.mayHaveMore = true;
    for (const line of commandLines(instruction.command)) {
      const install = packageInstall(line);
      if (install) {
        for (const word of install.packages) {
          if (word.dynamic) this.mayHaveMore = true;
          for (const program of programsOfPackage(packageName(word))) this.installed.add(program);
        }
        // `@group` and local files can hold anything.
        if (install.packages.some(({ value }) => /^@|[./]/.test(value.replace(/[=:].*/, "")))) this.mayHaveMore = true;
      } else if (line.program === undefined || mayInstall.test(line.program)) this.mayHaveMore = true;
    }
  }

  private addCopy({ keyword, sources, destination }: CopyInstruction): void {
    const unpacks =
      keyword === "ADD" &&
      sources.some(({ text }) => /\$|:\/\/|^git@|\.(tar|tgz|tbz2?|txz|gz|bz2|xz|zst|lz(ma)?|Z)\b/.test(text));
    const folder = destination?.text ?? "";
    // A virtual environment brings programs of Python packages, and none of the system.
    if (keyword === "COPY" && /\/\.?v?env$/.test(folder)) return;
    if (unpacks || /(^|\/)s?bin(\/|$)|^\/$|^\/(usr|opt)(\/|$)|\$/.test(folder)) this.mayHaveMore = true;
  }
}

/** Programs that can bring others in ways that cannot be followed. */
const mayInstall =
  /^(sh|bash|dash|ash|zsh|curl|wget|tar|unzip|make|cmake|dpkg|rpm|install|cp|mv|ln|npm|yarn|pnpm|go|cargo|gem|brew|snap|nix.*|conda|mamba|micromamba|.*\.(sh|py|pl|rb))$/;
