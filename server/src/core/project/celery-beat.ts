/** Where Celery's scheduler is started, and whether it can write its schedule there. */
import { type Scheduler, schedulerOf, setsScheduleElsewhere } from "../knowledge/celery.js";
import { imageWorkdir } from "../knowledge/workdirs.js";
import type { ComposeFile, Service } from "../syntax/compose/model.js";
import type { CmdInstruction, Dockerfile } from "../syntax/dockerfile/model.js";
import { stateBefore } from "../syntax/dockerfile/timeline.js";
import { expand } from "../syntax/dockerfile/variables.js";
import { hasVariables } from "../syntax/interpolation.js";
import { parseShell } from "../syntax/shell/parse.js";
import { type CommandLine, commandLines, shellLine } from "../syntax/shell/query.js";
import type { Span } from "../text/span.js";
import type { BuildContext } from "./context.js";
import { someFile } from "./context-search.js";
import { absolute, copiedFrom } from "./copied-files.js";
import { isRootName, type StageFacts } from "./stage-facts.js";
import { join } from "./uri.js";

/** The image that runs, and how it was built. */
export interface Runtime {
  readonly facts: StageFacts;
  readonly dockerfile: Dockerfile;
  readonly context: BuildContext | undefined;
  /** The service that starts it; undefined for an image on its own. */
  readonly service: Service | undefined;
  readonly compose: ComposeFile | undefined;
}

/** A command line that starts a scheduler in a file, with the place behind its last word. */
export interface BeatStart {
  readonly uri: string;
  /** `beat` or `-B`. */
  readonly word: Span;
  readonly shown: string;
  readonly embedded: boolean;
  /** Behind the last word of the command. */
  readonly end: number;
  /** What the file needs around added words. */
  readonly form: "shell" | "exec";
  readonly hasPidfile: boolean;
  /** Where it runs when the command line itself says so. */
  readonly directory: string | undefined;
}

/** The working directory of the container; undefined where not known. */
export function workdirOf({ facts, service }: Runtime): string | undefined {
  const own = service?.workingDir?.text;
  if (own !== undefined) return hasVariables(own) || !own.startsWith("/") ? undefined : own.replace(/(?<=.)\/+$/, "");
  return facts.workdir ?? (facts.state.workdirInstruction ? undefined : imageWorkdir(facts.image));
}

/** The schedulers in shell text. */
export function beatsInShell(text: string, uri: string, toFile: (offset: number) => number, mayBranch: boolean): BeatStart[] {
  return beatsInLines(parseShell(text, toFile).commands.map(shellLine), uri, mayBranch);
}

function beatsInLines(lines: readonly CommandLine[], uri: string, mayBranch: boolean): BeatStart[] {
  return lines.flatMap((line, i) => {
    const words = line.shell!.words;
    const found = schedulerOf(words.map(({ value }) => value));
    // What a branch of an entrypoint starts is not what this container starts, unless its arguments say so.
    if (!found || (!mayBranch && line.shell!.within.some((it) => it === "case" || it === "condition" || it === "function")))
      return [];
    const before = lines.slice(0, i).findLast((it) => it.program === "cd");
    return [startOf(words, found, uri, "shell", before && (before.arguments[0]?.value ?? "$HOME"))];
  });
}

interface Placed {
  readonly value: string;
  readonly span: Span;
}

/** @param words the whole command line, with the places of its words */
export function startOf(
  words: readonly Placed[],
  found: Scheduler,
  uri: string,
  form: BeatStart["form"],
  directory: string | undefined,
): BeatStart {
  const values = words.map(({ value }) => value);
  const at = values.findIndex((it) => /^--workdir(=|$)/.test(it));
  const own = at < 0 ? undefined : values[at]!.includes("=") ? values[at]!.slice(10) : values[at + 1];
  return {
    uri,
    word: words[found.word]!.span,
    shown: values[found.word]!,
    embedded: found.embedded,
    end: words.at(-1)!.span.end,
    form,
    hasPidfile: values.some((it) => it.startsWith("--pidfile")),
    directory: own ?? directory,
  };
}

/** The schedulers that ENTRYPOINT and CMD of an image start, themselves or in a script of the context. */
export function beatsOfImage(runtime: Runtime): BeatStart[] {
  const { state } = runtime.facts;
  const own = [state.entrypoint, state.cmd].flatMap((it) => (it ? beatsOfInstruction(it, runtime) : []));
  if (own.length > 0) return own;
  const words = [state.entrypoint, state.cmd].flatMap((it) => wordsOf(it));
  return beatsInScripts(words, runtime);
}

function wordsOf(instruction: CmdInstruction | undefined): string[] {
  return commandLines(instruction?.command).flatMap(({ program, arguments: rest, shell }) =>
    shell ? shell.words.map(({ value }) => value) : [program ?? "", ...rest.map(({ value }) => value)],
  );
}

function beatsOfInstruction({ command }: CmdInstruction, { dockerfile }: Runtime): BeatStart[] {
  const { uri, text } = dockerfile;
  if (command.kind === "shell") return beatsInLines(commandLines(command), uri, false);
  const words = command.elements.map(({ text: value, span }) => ({ value, span }));
  const found = schedulerOf(words.map(({ value }) => value));
  if (found) return [startOf(words, found, uri, "exec", undefined)];
  const at = scriptWord(words.map(({ value }) => value));
  const script = words[at];
  // Inside the JSON string offsets stay only where nothing is escaped.
  if (!script || text.slice(script.span.start + 1, script.span.end - 1) !== script.value) return [];
  return beatsInShell(script.value, uri, (it) => it + script.span.start + 1, false);
}

/** Index of the text behind `sh -c`, or -1. */
export function scriptWord(words: readonly string[]): number {
  const at = words.findIndex(
    (word, i) => /^-\w*c$/.test(word) && words.slice(0, i).some((it) => /(^|\/)(ba|da|a|z)?sh$/.test(it)),
  );
  return at < 0 || at + 1 >= words.length ? -1 : at + 1;
}

/** The schedulers in the scripts and the supervisor's configuration that a command line starts. */
export function beatsInScripts(words: readonly string[], runtime: Runtime): BeatStart[] {
  const { context, facts, dockerfile, service } = runtime;
  if (!context) return [];
  const workdir = workdirOf(runtime);
  const mayBranch = /beat|schedul/i.test([...words.slice(1), service?.name ?? ""].join(" "));
  const read = (path: string): { uri: string; text: string } | undefined => {
    const source = copiedFrom(path, facts.chain, context, dockerfile.escape);
    const text = source === undefined ? undefined : context.text(source);
    return text === undefined ? undefined : { uri: join(context.uri, source!), text };
  };
  if (words.some((word) => /(^|\/)supervisord$/.test(word))) {
    const option = words.findIndex((it) => it === "-c" || it.startsWith("--configuration"));
    const path = words[option]?.includes("=") ? words[option]!.slice(16) : words[option + 1];
    const file = option < 0 || path === undefined ? undefined : read(absolute(path, workdir) ?? path);
    return file ? beatsInSupervisor(file.text, file.uri) : [];
  }
  return words.flatMap((word, i) => {
    const before = words[i - 1];
    const isProgram =
      i === 0 || before === "--" || /(^|\/)((ba|da|a)?sh|tini|dumb-init|exec|gosu|su-exec)$/.test(before!) || isScriptName(word);
    if (!isProgram || word.startsWith("-") || !/^[\w./-]+$/.test(word)) return [];
    const path =
      word.includes("/") || /(^|\/)(ba|da|a)?sh$/.test(before ?? "") ? absolute(word, workdir) : `/usr/local/bin/${word}`;
    const file = path === undefined ? undefined : read(path);
    if (!file || /^#!.*(python|node|ruby|perl)/.test(file.text)) return [];
    return beatsInShell(file.text.replaceAll("\r\n", " \n"), file.uri, (it) => it, mayBranch);
  });
}

function isScriptName(word: string): boolean {
  return /\.(sh|bash)$/.test(word);
}

/** Sections of supervisord.conf; one with a user or directory of its own is left alone. */
function beatsInSupervisor(text: string, uri: string): BeatStart[] {
  const starts: BeatStart[] = [];
  for (const section of text.matchAll(/^\[program:[^\]]*\][^[]*/gm)) {
    const command = /^command[ \t]*=[ \t]*(.*?)[ \t]*(?:;.*)?\r?$/m.exec(section[0]);
    if (!command || /^(user|directory)[ \t]*=/m.test(section[0])) continue;
    const at = section.index + command.index + command[0].indexOf(command[1]!);
    starts.push(...beatsInShell(command[1]!, uri, (it) => it + at, true));
  }
  return starts;
}

/** - `denied`: the user may not write there; `read-only`: nobody may; `root`: it works as long as it runs as root. */
export type Verdict = "denied" | "read-only" | "root";

/** What happens when beat writes its schedule into the working directory; undefined where that goes well or cannot be known. */
export function verdict(
  runtime: Runtime,
  start: Pick<BeatStart, "directory">,
): { readonly kind: Verdict; readonly directory: string; readonly user: string | undefined } | undefined {
  const { facts, service, context } = runtime;
  const workdir = workdirOf(runtime);
  const directory = start.directory === undefined ? workdir : absolute(start.directory, workdir);
  if (directory === undefined || !facts.image || /^\/(tmp|var\/tmp|dev\/shm|run\/lock)(\/|$)/.test(directory)) return undefined;
  if (service && (service.extends || isMounted(service, directory))) return undefined;
  if (
    service?.environment.some(({ key }) => /BEAT_SCHEDULE/i.test(key.text)) ||
    [...facts.state.env.keys()].some((it) => /BEAT_SCHEDULE/i.test(it))
  )
    return undefined;
  const kind = verdictOn(runtime, directory);
  if (!kind || !context) return undefined;
  if (
    someFile(context, setsScheduleElsewhere, {
      wanted: (name) => /\.py$|^(pyproject\.toml|setup\.cfg|requirements[\w.-]*\.txt|supervisord\.conf)$/.test(name),
    })
  )
    return undefined;
  return { kind, directory, user: service?.user?.text ?? facts.user };
}

function verdictOn({ facts, service, dockerfile }: Runtime, directory: string): Verdict | undefined {
  if (service?.readOnly && service.readOnly.value !== false) return service.readOnly.value === true ? "read-only" : undefined;
  const own = service?.user?.text.split(":")[0];
  if (own !== undefined && hasVariables(own)) return undefined;
  const isRoot = own === undefined ? facts.runsAsRoot : isRootName(own);
  if (isRoot === undefined) return undefined;
  if (isRoot) return "root";
  return mayBeWritable(facts, dockerfile, directory) ? undefined : "denied";
}

function isMounted(service: Service, directory: string): boolean {
  const targets = [...service.volumes.map(({ target }) => target?.text), ...service.tmpfs.map(({ text }) => text.split(":")[0])];
  return (
    service.volumesFrom.length > 0 ||
    targets.some(
      (target) =>
        target === undefined ||
        hasVariables(target) ||
        `${directory}/celerybeat-schedule`.startsWith(target.replace(/\/*$/, "/")) ||
        target === `${directory}/celerybeat-schedule`,
    )
  );
}

/** True where the Dockerfile may have given the directory to the user, or the image did. */
export function mayBeWritable(facts: StageFacts, file: Dockerfile, directory: string): boolean {
  const { image, chain } = facts;
  if (!image || image.writable.some((it) => directory === it || directory.startsWith(`${it}/`)) || /^\/home\//.test(directory))
    return true;
  const covers = (path: string | undefined): boolean =>
    path === undefined || path === directory || directory.startsWith(path === "/" ? "/" : `${path}/`);
  for (const stage of chain) {
    for (const instruction of stage.instructions) {
      const state = stateBefore(stage, instruction.index, file.escape);
      const value = (text: string): string | undefined =>
        expand(text, file.escape, (name) => (state.env.has(name) ? state.env.get(name)!.value : state.args.get(name)));
      const place = (text: string): string | undefined => {
        const path = value(text);
        return path === undefined ? undefined : absolute(path, state.workdir);
      };
      const isUser = state.user && !isRootName((value(state.user.argument?.text ?? "") ?? "").split(":")[0]!);
      if ((instruction.keyword === "COPY" || instruction.keyword === "ADD") && instruction.destination) {
        if (
          instruction.flags.some(({ name }) => name === "chown" || name === "chmod") &&
          covers(place(instruction.destination.text))
        )
          return true;
      }
      // BuildKit makes a WORKDIR that is not there as the user in force.
      if (instruction.keyword === "WORKDIR" && isUser && place(instruction.argument?.text ?? "") === directory) {
        if (!(state.workdir === directory)) return true;
      }
      if (instruction.keyword !== "RUN") continue;
      if (instruction.command.kind === "shell" && !instruction.command.script) return true;
      for (const line of commandLines(instruction.command)) {
        const changes =
          /^(chown|chmod|install|useradd|adduser|usermod|setfacl)$/.test(line.program ?? "") ||
          (isUser && line.program === "mkdir");
        if (
          changes &&
          line.arguments.some((word) =>
            word.dynamic ? covers(place(word.text)) : isPath(word.value) && covers(place(word.value.replace(/\/?\*$/, ""))),
          )
        )
          return true;
      }
    }
  }
  return false;
}

/** A user's name or a mode is no path. */
function isPath(text: string): boolean {
  return text.startsWith("/") || text === "." || text === "./" || text.startsWith("../");
}
