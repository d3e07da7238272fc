/** Go: a static binary, and around it as little as it needs. */
import { isBuildPackage, isEditor } from "../../knowledge/build-packages.js";
import { packageInstall, packageName } from "../../knowledge/packages.js";
import { currentTag } from "../../knowledge/tags.js";
import type { BuildContext } from "../../project/context.js";
import { absolute, copiedFrom } from "../../project/copied-files.js";
import type { CmdInstruction, CopyInstruction, RunInstruction } from "../../syntax/dockerfile/model.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { parseGoMod } from "../../syntax/manifests/go-mod.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { jsonElements } from "../health-probe.js";
import { allowsMounts } from "../run-edit.js";
import { writtenDirectories } from "../written-directories.js";
import { withCacheMounts } from "./mounts.js";
import { behindWorkdir, type Item, itemOf, newItem, type Piece, withoutOwner } from "./pieces.js";
import { Draft, type Input, keyword, linesOf, type Plan, type Recipe, refuse, shortened, shown } from "./recipe.js";
import { credentials, refuseCommand, stepOf } from "./steps.js";
import { untracked } from "./tracked.js";

export const go: Recipe = {
  matches: ({ image }) => /(?:^|\/)golang$/.test(image?.name ?? ""),
  plan,
};

const buildVariable = /^(?:GO\w*|CGO_\w+|CC|CXX|\w*FLAGS|\w+_PROXY|\w+_proxy|PATH)$/;
/** They come with distroless and are in Alpine's base. */
const certificates = /^(?:ca-certificates|tzdata)$/;
/** Modules that are wrappers of C libraries. */
const cModules =
  /^(?:github\.com\/(?:mattn\/go-sqlite3|confluentinc\/confluent-kafka-go|h2non\/bimg|davidbyttow\/govips|google\/gopacket|miekg\/pkcs11|tecbot\/gorocksdb|linxGnu\/grocksdb|godror\/godror|go-gl\/|hajimehoshi\/oto|veandco\/go-sdl2|libgit2\/git2go|gographics\/imagick|pebbe\/zmq4|rainycape\/dl|duckdb\/duckdb-go|marcboeker\/go-duckdb)|gocv\.io\/|gorm\.io\/driver\/sqlite$)/;

function plan(input: Input): Plan {
  const { file, pieces, facts, startup, final } = input;
  const runs = pieces.flatMap(({ instruction }) => (instruction.keyword === "RUN" ? [instruction] : []));
  const found = runs.flatMap((run) => stepsOf(run, input).binaries);
  const paths = [...new Set(found.map(({ path }) => path))];
  if (startup.lines.some(({ program, arguments: words }) => program === "go" && words[0]?.value === "run"))
    refuse("It compiles when it starts ('go run'): build the program in a RUN first.");
  if (startup.lines.some(({ program }) => /^(?:air|reflex|dlv|fresh|CompileDaemon)$/.test(program ?? "")))
    refuse("It is for development.");
  if (paths.length === 0) refuse("No 'go build' is to be seen.");
  if (paths.length > 1) refuse(`It builds several programs: '${paths.join("' and '")}'.`);
  const { path: binary, run: build } = found[0]!;
  const commands = [facts.state.entrypoint, facts.state.cmd].filter((it) => it !== undefined);
  const first = commands.flatMap(({ command }) => commandLines(command))[0];
  if (!first || startup.scripts.length > 0) refuse("It starts with a script.");
  const start = programPath(first!, input);
  if (
    start !== binary &&
    !(start === undefined && binary === `/go/bin/${first!.program}`) &&
    !(first!.program === binary.slice(binary.lastIndexOf("/") + 1) && /^\/(?:usr\/local\/|usr\/|go\/)?bin\//.test(binary))
  )
    refuse(`It starts '${first!.program ?? ""}', not the '${binary}' that it builds.`);
  refuseC(input, build);
  for (const { name, command, entrypoint } of final.services) {
    const words = (entrypoint ?? (facts.state.entrypoint ? undefined : command))?.words;
    if (words?.[0] && !words[0].text.endsWith(binary.slice(binary.lastIndexOf("/"))))
      refuse(`The service '${name}' starts '${words[0].text}'.`);
  }

  const { healthcheck } = facts.state;
  const data = writtenDirectories(file, facts, final.builds).all.filter((it) => it !== facts.workdir);
  const needsShell =
    healthcheck?.command !== undefined ||
    final.services.some(({ healthcheck: it }) => it?.test && it.test.kind !== "NONE") ||
    data.length > 0;
  const makes = runs.filter((run) => stepsOf(run, input).setup);
  const alpine = `alpine:${currentTag("alpine") ?? "3"}`;
  const image = needsShell || makes.some((run) => !isUserSetup(run)) ? alpine : "gcr.io/distroless/static-debian12:nonroot";
  const isDistroless = image !== alpine;

  const draft = new Draft();
  let at: number | undefined;
  let hasCgo = [...facts.state.env.keys()].includes("CGO_ENABLED") || /CGO_ENABLED=0/.test(build.argumentsText);
  const sourceAt = input.workdirAt(build) ?? "/go";
  for (const piece of pieces) {
    const { instruction } = piece;
    switch (instruction.keyword) {
      case "ENV": {
        const own = instruction.pairs.every(({ name }) => buildVariable.test(name.text));
        if (own) draft.build.push(itemOf(piece));
        else draft.place(piece, (name) => buildVariable.test(name));
        continue;
      }
      case "USER":
        // distroless has a user of its own, and none of the Dockerfile's.
        if (!isDistroless) draft.runtime.push(itemOf(piece));
        continue;
      case "CMD":
      case "ENTRYPOINT":
        draft.runtime.push(itemOf(piece, isDistroless ? execForm(input, piece as Piece<CmdInstruction>) : piece.text));
        continue;
      case "COPY":
      case "ADD":
        if (instruction.from) refuse(`'${shortened(instruction.argumentsText)}' brings files of another image.`);
        at ??= draft.runtime.length;
        if (isOutside(instruction, input, sourceAt) && !credentials.test(instruction.destination?.text ?? ""))
          draft.runtime.push(itemOf(piece));
        else draft.build.push(itemOf(piece, withoutOwner(input.file, piece)));
        continue;
      case "RUN": {
        const steps = stepsOf(instruction, input);
        if (steps.go && !hasCgo && steps.binaries.length > 0) {
          draft.build.push(newItem(`${keyword(file, "ENV")} CGO_ENABLED=0`, piece.gap && piece.lead.length === 0));
          hasCgo = true;
        }
        if (steps.go || steps.system) {
          draft.build.push(itemOf(piece, steps.go ? withCache(input, { ...piece, instruction }) : piece.text));
          if (steps.go) at ??= draft.runtime.length;
        } else if (!isDistroless) draft.runtime.push(itemOf(piece, unixOnly(piece, instruction)));
        continue;
      }
      default:
        draft.place(piece, () => false);
    }
  }
  const assets = assetsOf(input, sourceAt);
  const target = absolute(binary, "/")!;
  const workdir = facts.workdir ?? "/go";
  const copy = (sources: readonly string[], target: string): Item =>
    newItem(`${keyword(file, "COPY")} --from=${input.buildName} ${sources.map((it) => `${sourceAt}/${it}`).join(" ")} ${target}`);
  const below = workdir === sourceAt ? "./" : `${sourceAt}/`;
  const files = assets.filter((it) => input.context.read(it).kind !== "directory");
  const copies: Item[] = [
    ...(files.length > 0 ? [copy(files, below)] : []),
    ...assets.filter((it) => !files.includes(it)).map((it) => copy([it], `${below}${it}`)),
  ];
  const isInWorkdir = target === `${workdir}/${target.slice(target.lastIndexOf("/") + 1)}`;
  const place = target.startsWith("/go/bin/")
    ? `/usr/local/bin/${target.slice("/go/bin/".length)}`
    : isInWorkdir
      ? `./${target.slice(target.lastIndexOf("/") + 1)}`
      : target;
  if (target.startsWith("/go/bin/") && start === target) refuse(`It is started as '${target}'.`);
  copies.push(newItem(`${keyword(file, "COPY")} --from=${input.buildName} ${target} ${place}`));
  const where = Math.max(at ?? draft.runtime.length, behindWorkdir(draft.runtime));
  const gap = pieces.find(({ instruction }) => instruction.keyword === "COPY")?.gap ?? false;
  draft.runtime.splice(where, 0, ...copies.map((it, i) => (i === 0 ? { ...it, gap } : it)));
  if (
    !isDistroless &&
    runs.some((run) => linesOf(run).some((line) => packageInstall(line)?.packages.some((word) => packageName(word) === "tzdata")))
  )
    draft.runtime.splice(0, 0, newItem(`${keyword(file, "RUN")} apk add --no-cache tzdata`));
  if (isDistroless && healthcheck) refuse("The health check needs a program.");
  return { build: draft.build, runtime: draft.runtime, image };
}

interface Steps {
  readonly go: boolean;
  readonly system: boolean;
  readonly setup: boolean;
  readonly binaries: readonly { readonly path: string; readonly run: RunInstruction }[];
}

function stepsOf(run: RunInstruction, input: Input): Steps {
  const binaries: { path: string; run: RunInstruction }[] = [];
  let isGo = false;
  let system = false;
  let setup = false;
  let directory = input.workdirAt(run);
  for (const line of linesOf(run)) {
    const words = line.arguments.map(({ value }) => value);
    if (line.program === "cd") directory = words[0] === undefined ? undefined : absolute(words[0], directory);
    else if (line.program === "go") {
      isGo = true;
      if (words[0] === "build" || words[0] === "install") {
        const path = binaryOf(line, directory, input);
        if (path !== undefined) binaries.push({ path, run });
      } else if (!/^(?:mod|test|vet|version|env|get|fmt|generate|clean|work|list)$/.test(words[0] ?? "")) refuseCommand(line);
    } else if (packageInstall(line)) {
      system = true;
      for (const word of packageInstall(line)!.packages) {
        const name = packageName(word);
        if (
          word.dynamic ||
          (!isBuildPackage(name) &&
            !isEditor(name) &&
            !certificates.test(name) &&
            !/^(?:bash|curl|wget|openssh(?:-client)?|upx|xz-utils|unzip|zip|file|tree)$/.test(name))
        )
          refuse(`The program may call '${word.text}' while it runs.`);
      }
    } else {
      const step = stepOf(line);
      if (step === "other") refuseCommand(line);
      if (step === "system") system = true;
      if (step === "setup" && !(line.program === "chmod" && isGo) && !isUnixTime(line)) setup = true;
    }
  }
  if ((isGo || system) && setup)
    refuse(`'RUN ${shortened(run.argumentsText)}' does several things at once: give each a RUN of its own.`);
  return { go: isGo, system, setup, binaries };
}

function isUnixTime(line: CommandLine): boolean {
  return line.program === "update-ca-certificates";
}

/** Where `go build` or `go install` puts the program; undefined where it only checks. */
function binaryOf({ arguments: words }: CommandLine, directory: string | undefined, input: Input): string | undefined {
  const values = words.map(({ value }) => value);
  const at = values.findIndex((it) => it === "-o" || it.startsWith("-o="));
  const named = at < 0 ? undefined : values[at] === "-o" ? values[at + 1] : values[at]!.slice(3);
  const operand = values
    .slice(1)
    .findLast(
      (it, i, all) =>
        !it.startsWith("-") && !/^-(?:o|ldflags|tags|gcflags|asmflags|mod|p|installsuffix|buildmode)$/.test(all[i - 1] ?? ""),
    );
  if (operand?.includes("..."))
    return named === undefined && values[0] === "build"
      ? undefined
      : refuse(`'go ${shortened(values.join(" "))}' builds several programs.`);
  const base = (path: string): string => path.replace(/\/+$/, "").slice(path.replace(/\/+$/, "").lastIndexOf("/") + 1);
  if (named !== undefined) {
    const path = named.includes("$") ? undefined : absolute(named, directory);
    if (path === undefined) return refuse(`Where '${named}' is cannot be told.`);
    return named.endsWith("/") || named === "."
      ? `${path}/${base(operand && operand !== "." ? operand : (moduleName(input, directory) ?? refuse("The name of the program cannot be told.")))}`
      : path;
  }
  if (operand?.endsWith(".go")) return absolute(base(operand).slice(0, -3), directory);
  if (operand?.includes("@")) return refuse(`'go install ${operand}' brings a tool.`);
  const name = operand !== undefined && operand !== "." && operand !== "./" ? base(operand) : moduleName(input, directory);
  if (name === undefined || directory === undefined) return refuse("The name of the program cannot be told.");
  return values[0] === "install" ? `/go/bin/${name}` : `${directory}/${name}`;
}

function moduleName(input: Input, directory: string | undefined): string | undefined {
  const text = goMod(input, directory);
  const module = text === undefined ? undefined : parseGoMod(text)?.module.replace(/\/v\d+$/, "");
  return module?.slice(module.lastIndexOf("/") + 1);
}

function goMod({ facts, context, file }: Input, directory: string | undefined): string | undefined {
  const path = absolute("go.mod", directory);
  const source = path === undefined ? undefined : copiedFrom(path, facts.chain, context, file.escape);
  return source === undefined ? undefined : context.text(source);
}

/** What links to C cannot be static that easily. */
function refuseC(input: Input, build: RunInstruction): undefined {
  const { facts, file, context } = input;
  const set = stateBefore(facts.stage, build.index, file.escape).env.get("CGO_ENABLED")?.value;
  const written = /CGO_ENABLED=(\S+)/.exec(build.argumentsText)?.[1];
  if ((written ?? set ?? "0") !== "0") refuse("It is built with CGO, so it needs C libraries.");
  const isOff = written === "0" || set === "0";
  const module = goMod(input, input.workdirAt(build));
  if (module === undefined) return refuse("No go.mod is to be seen in the build context.");
  if (isOff) return undefined;
  const wrapper = Object.keys(parseGoMod(module)?.requires ?? {}).find((it) => cModules.test(it));
  if (wrapper) refuse(`'${wrapper}' needs CGO and C libraries.`);
  const compiler = commandsOf(input)
    .flatMap((line) => packageInstall(line)?.packages ?? [])
    .find((word) => /^(?:gcc|g\+\+|build-base|build-essential|musl-dev|libc-dev)$|-dev$/.test(packageName(word)));
  if (compiler) refuse(`It installs '${compiler.text}', so it may need C libraries.`);
  const source = usesC(context);
  return source === undefined ? undefined : refuse(`'${source}' imports "C".`);
}

function commandsOf({ pieces }: Input): readonly CommandLine[] {
  return pieces.flatMap(({ instruction }) => (instruction.keyword === "RUN" ? linesOf(instruction) : []));
}

const mostFolders = 80;
const mostFiles = 200;

/** The first Go file that imports C, as far as one looks. */
function usesC(context: BuildContext): string | undefined {
  const folders = goFolders(context);
  const files = folders
    .flatMap((folder) => (context.names(folder) ?? []).map((name) => (folder === "." ? name : `${folder}/${name}`)))
    .filter((it) => it.endsWith(".go") && !it.endsWith("_test.go"))
    .slice(0, mostFiles);
  context.prefetch(files);
  return files.find((it) => /^\s*import\s+"C"/m.test(context.text(it) ?? ""));
}

function goFolders(context: BuildContext): readonly string[] {
  const queue = ["."];
  for (let i = 0; i < queue.length && i < mostFolders; i++) {
    const at = queue[i]!;
    const below = (context.names(at) ?? [])
      .filter((it) => !it.includes(".") && !/^(?:vendor|node_modules|testdata|docs)$/.test(it))
      .map((it) => (at === "." ? it : `${at}/${it}`));
    context.prefetch(below);
    queue.push(...below.filter((it) => context.read(it).kind === "directory"));
  }
  return queue.slice(0, mostFolders);
}

const noAsset =
  /^(?:\..*|.*\.go|go\.(?:mod|sum|work|work\.sum)|vendor|Dockerfile.*|.*compose.*\.ya?ml|Makefile|Taskfile.*|README.*|LICENSE.*|CHANGELOG.*|.*\.md|docs?|tests?|testdata|scripts|build|bin|dist|tmp|node_modules|deploy|deployments|k8s|charts?|helm|hack|tools|examples?|\.env.*|.*\.sh|tools\.go|sqlc\.ya?ml|buf.*\.ya?ml|renovate\.json|skaffold\.ya?ml|Jenkinsfile|Procfile)$/i;

/** Names beside the sources that a program may read: templates, pages, migrations, settings. */
function assetsOf(input: Input, sourceAt: string): readonly string[] {
  const { context, pieces } = input;
  const copy = pieces
    .map(({ instruction }) => instruction)
    .find(
      (it): it is CopyInstruction =>
        it.keyword === "COPY" &&
        it.sources.some(({ text }) => /^(?:\.?\/)*\.?$/.test(text)) &&
        it.destination !== undefined &&
        absolute(it.destination.text, input.workdirAt(it)) === sourceAt,
    );
  const names = copy ? (context.names() ?? []) : [];
  const isUntracked = untracked(context, "");
  return [...names].sort().filter((name) => {
    if (noAsset.test(name) || context.isIgnored(name) || isUntracked(name)) return false;
    if (context.read(name).kind !== "directory") return true;
    return !holdsGo(context, name);
  });
}

/** A folder of packages; files beside the code are embedded, or for tests. */
function holdsGo(context: BuildContext, folder: string): boolean {
  const queue = [folder];
  for (let i = 0; i < queue.length && i < 30; i++) {
    const names = context.names(queue[i]) ?? [];
    if (names.some((it) => it.endsWith(".go"))) return true;
    const below = names.filter((it) => !it.includes(".")).map((it) => `${queue[i]}/${it}`);
    context.prefetch(below);
    queue.push(...below.filter((it) => context.read(it).kind === "directory"));
  }
  return false;
}

function isOutside(copy: CopyInstruction, input: Input, sourceAt: string): boolean {
  const path = copy.destination && absolute(copy.destination.text, input.workdirAt(copy));
  if (path === undefined) return refuse(`Where '${copy.destination?.text ?? ""}' is cannot be told.`);
  return path !== sourceAt && !path.startsWith(`${sourceAt}/`) && !sourceAt.startsWith(`${path}/`) && path !== "/";
}

/** The path of the started program; undefined for one that PATH finds. */
function programPath(line: CommandLine, { file, facts }: Input): string | undefined {
  const written = file.text.slice(line.programSpan.start, line.programSpan.end).replace(/["']/g, "");
  return written.includes("/") ? absolute(written, facts.workdir) : undefined;
}

/** No shell, no shell form. */
function execForm({ file }: Input, piece: Piece<CmdInstruction>): string {
  const { command, keywordSpan } = piece.instruction;
  if (command.kind === "exec") return piece.text;
  const [line, ...more] = command.script?.commands ?? [];
  const words = line?.words.filter(({ value }, i) => i > 0 || value !== "exec") ?? [];
  if (
    !line ||
    more.length > 0 ||
    line.assignments.length > 0 ||
    words.some(({ dynamic }) => dynamic) ||
    /[<>|&;]/.test(command.text)
  )
    return refuse(`'${shortened(piece.text)}' needs a shell.`);
  return `${file.text.slice(keywordSpan.start, keywordSpan.end)} [${jsonElements(words.map(({ value }) => value))}]`;
}

function isUserSetup(run: RunInstruction): boolean {
  return linesOf(run).every(
    ({ program, arguments: words }) =>
      /^(?:useradd|adduser|groupadd|addgroup)$/.test(program ?? "") ||
      (program === "chown" && words.length > 0) ||
      program === "chmod",
  );
}

/** Debian's and Alpine's programs for users differ. */
function unixOnly({ text }: Piece, run: RunInstruction): string {
  const foreign = linesOf(run).find(
    ({ program, arguments: words }) =>
      program === "useradd" ||
      program === "groupadd" ||
      (/^add(?:user|group)$/.test(program ?? "") &&
        words.some(({ value }) => /^--(?:system|disabled|group|gecos|no-create)/.test(value))),
  );
  if (foreign) refuse(`'${shown(foreign)}' would have to be written in another way for Alpine.`);
  return text;
}

/** The modules and the compiler's results kept between builds. */
function withCache({ file }: Input, piece: Piece<RunInstruction>): string {
  const run = piece.instruction;
  const lines = linesOf(run).filter(({ program }) => program === "go");
  if (
    !allowsMounts(file) ||
    /--mount/.test(piece.text) ||
    lines.some((line) => operands(line)[0]?.value === "clean") ||
    /-mod[= ]vendor/.test(run.argumentsText)
  )
    return piece.text;
  const builds = lines.some((line) => /^(?:build|install|test|vet)$/.test(operands(line)[0]?.value ?? ""));
  return withCacheMounts(file, piece, ["/go/pkg/mod", ...(builds ? ["/root/.cache/go-build"] : [])]);
}
