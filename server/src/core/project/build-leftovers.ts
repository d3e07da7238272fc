/** What only a build needs and what stays in an image all the same: compilers, headers, toolchains, development dependencies. */
import { isBuildPackage } from "../knowledge/build-packages.js";
import { packageInstall, packageName } from "../knowledge/packages.js";
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import { parsePackageJson } from "../syntax/manifests/package-json.js";
import { type CommandLine, commandLines, operands } from "../syntax/shell/query.js";
import type { Span } from "../text/span.js";
import { bareInterpreter } from "./bare-interpreter.js";
import { absolute, copiedFrom } from "./copied-files.js";
import type { FinalStage } from "./final-stages.js";
import type { StageFacts } from "./stage-facts.js";
import type { Startup } from "./startup.js";

export interface Leftover {
  readonly kind: "package" | "toolchain" | "dependencies";
  readonly span: Span;
  /** As the author writes it. */
  readonly words: string;
  /** False for what some programs call while they run, such as git. */
  readonly certain: boolean;
}

/** Also useful to a running program. */
const useful: ReadonlySet<string> = new Set(
  "git git-core make patch subversion mercurial pkg-config pkgconf default-jdk default-jdk-headless openjdk-17-jdk openjdk-21-jdk".split(
    " ",
  ),
);

/** By base image: what builds with it, and what would start a build each time. */
const toolchains: readonly (readonly [image: RegExp, build: RegExp, start: RegExp])[] = [
  [/(?:^|\/)golang$/, /^go (?:build|install)\b/, /^(?:go|air|dlv|reflex)\b/],
  [/(?:^|\/)rust$/, /^cargo (?:build|install)\b/, /^(?:cargo|rustc)\b/],
  [/(?:^|\/)maven$/, /^mvn\b.*\b(?:package|install|verify)\b/, /^mvn\b/],
  [/(?:^|\/)gradle$/, /^gradle\b.*\b(?:build|assemble|bootJar|shadowJar|installDist)\b/, /^gradle\b/],
  [/^mcr\.microsoft\.com\/dotnet\/sdk$/, /^dotnet (?:publish|build)\b/, /^dotnet (?:run|watch|test)\b/],
];

/** In the order of the text. Empty for an image that starts a shell or a bare interpreter, or nothing: people build with such ones. */
export function buildLeftovers(file: Dockerfile, final: FinalStage, facts: StageFacts, startup: Startup): readonly Leftover[] {
  const { stage } = final;
  const started = startup.lines.map(textOf);
  if (
    started.length === 0 ||
    bareInterpreter(facts.state) !== undefined ||
    started.some((it) => /^(?:sh|bash|zsh|ash|fish)(?: -[il]+)?$|^(?:sleep|tail|tox|pytest|jupyter\S*|code-server)\b/.test(it))
  )
    return [];
  const found: Leftover[] = [];
  const called = [...started, ...startup.scripts.map(({ text }) => text)].join("\n");
  const runs = stage.instructions.flatMap((it) => (it.keyword === "RUN" ? [it] : []));
  const toolchain = toolchains.find(([image]) => image.test(facts.imageReference?.name ?? ""));
  if (
    toolchain &&
    !started.some((it) => toolchain[2].test(it)) &&
    runs.some((run) => commandLines(run.command).some((line) => toolchain[1].test(textOf(line))))
  )
    found.push({ kind: "toolchain", span: stage.from.image.span, words: stage.from.image.text, certain: true });
  for (const run of runs) {
    const lines = commandLines(run.command);
    const removed = removedIn(lines);
    for (const line of lines) {
      const install = packageInstall(line);
      if (install && !removed.everything) {
        const isVirtual = install.line.arguments.some(
          ({ value }) =>
            removed.names.has(value.replace(/^--virtual=/, "")) &&
            /^(?:--virtual=)?\.?[\w-]+$/.test(value) &&
            !install.packages.some((it) => it.value === value),
        );
        for (const word of install.packages) {
          const name = packageName(word);
          if (!isBuildPackage(name) || removed.names.has(name) || isVirtual) continue;
          if (called.includes(name) && new RegExp(`(?:^|[\\s"'(;&|])${name.replace(/[+.]/g, "\\$&")}(?:\\s|$)`, "m").test(called))
            continue;
          found.push({ kind: "package", span: word.span, words: word.text, certain: !useful.has(name) });
        }
      }
      const dependencies = installsDependencies(line, file, final, facts, lines);
      if (dependencies)
        found.push({
          kind: "dependencies",
          span: dependencies,
          words: `${line.program} ${operands(line)[0]!.value}`,
          certain: false,
        });
    }
  }
  return found;
}

function textOf({ program, arguments: words }: CommandLine): string {
  return [program ?? "", ...words.map(({ value }) => value)].join(" ");
}

/**
 * `apk del .build-deps`, `apt-get purge gcc`: only in the RUN that installs does it make the image smaller.
 * Also `apt-mark auto '.*'` and a purge of what nothing asks for any more, the way of Docker's official images.
 */
function removedIn(lines: readonly CommandLine[]): { readonly names: ReadonlySet<string>; readonly everything: boolean } {
  const names = new Set<string>();
  let everything = false;
  let isMarked = false;
  for (const line of lines) {
    isMarked ||= marksAll(line);
    if (!/^(?:apt-get|apt|apk|dnf|yum|microdnf|zypper)$/.test(line.program ?? "")) continue;
    const [verb, ...packages] = operands(line);
    if (!/^(?:purge|remove|del|autoremove|autopurge|erase|rm)$/.test(verb?.value ?? "")) continue;
    everything ||=
      isMarked && (verb!.value.startsWith("auto") || line.arguments.some(({ value }) => /^--auto-?remove$/.test(value)));
    for (const word of packages) {
      if (word.dynamic) everything = true;
      names.add(packageName(word));
    }
  }
  return { names, everything };
}

/** `apt-mark auto '.*'`, and `… | xargs apt-mark auto`. */
function marksAll({ program, arguments: words }: CommandLine): boolean {
  const own = program === "xargs" ? words.slice(words.findIndex(({ value }) => value === "apt-mark") + 1) : words;
  if (program !== "apt-mark" && own.length === words.length) return false;
  const [verb, ...packages] = own.filter(({ value }) => !value.startsWith("-") && !/[<>]/.test(value));
  if (verb?.value !== "auto") return false;
  return program === "xargs" || packages.some(({ value, dynamic }) => dynamic || value.includes("*"));
}

/** `npm install` with the development dependencies that package.json has; the words to mark. */
function installsDependencies(
  line: CommandLine,
  file: Dockerfile,
  { builds, stage }: FinalStage,
  facts: StageFacts,
  lines: readonly CommandLine[],
): Span | undefined {
  if (line.program !== "npm") return undefined;
  const [verb, ...packages] = operands(line);
  if (!verb || !/^(?:ci|install|i)$/.test(verb.value) || packages.length > 0) return undefined;
  if (line.arguments.some(({ value }) => /^(?:-g|--global|--production|--omit|--omit=dev|--only=prod(?:uction)?)$/.test(value)))
    return undefined;
  if (line.shell?.assignments.some(({ value }) => value === "NODE_ENV=production")) return undefined;
  if (facts.state.env.get("NODE_ENV")?.value === "production" && !line.arguments.some(({ value }) => value === "--include=dev"))
    return undefined;
  const prunes = (it: CommandLine): boolean => it.program === "npm" && operands(it)[0]?.value === "prune";
  if (lines.some(prunes) || stage.instructions.some((it) => it.keyword === "RUN" && commandLines(it.command).some(prunes)))
    return undefined;
  const context = builds[0]?.context;
  const path = absolute("package.json", facts.workdir);
  const source = !context ? undefined : path === undefined ? "package.json" : copiedFrom(path, facts.chain, context, file.escape);
  const manifest = source === undefined ? undefined : parsePackageJson(context!.text(source) ?? "");
  if (!manifest || Object.keys(manifest.devDependencies).length === 0) return undefined;
  const marked = { start: line.programSpan.start, end: verb.span.end };
  return /\n/.test(file.text.slice(marked.start, marked.end)) ? verb.span : marked;
}
