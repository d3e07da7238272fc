/** Every command line that a container may start: of Compose, of the Dockerfile, and of the scripts these name. */
import { parseShell } from "../syntax/shell/parse.js";
import { type CommandLine, commandLines, shellLine } from "../syntax/shell/query.js";
import type { Span } from "../text/span.js";
import { type Runtime, scriptWord, workdirOf } from "./celery-beat.js";
import { absolute, copiedFrom } from "./copied-files.js";
import { join } from "./uri.js";

export interface StartedCommand {
  /** The program first, wrappers taken off. */
  readonly words: readonly string[];
  /** The text it stands in: a script, or the command itself. */
  readonly source: string;
  /** The file it stands in. */
  readonly uri: string;
  /** Undefined where quoting hides its place. */
  readonly span: Span | undefined;
}

export function startedCommands(runtime: Runtime): readonly StartedCommand[] {
  const { facts, service, compose, dockerfile } = runtime;
  const { entrypoint, cmd } = facts.state;
  const replaced = service?.command ?? service?.entrypoint;
  const found: StartedCommand[] = [];
  const argv: string[] = [];
  const addLines = (lines: readonly CommandLine[], uri: string, source: string, placed: boolean): void => {
    for (const line of lines) {
      const words = [line.program ?? "", ...line.arguments.map(({ value }) => value)];
      const assigned = (line.shell?.assignments ?? []).map(({ text }) => text).join(" ");
      found.push({ words, source: `${assigned} ${source}`, uri, span: placed ? line.span : undefined });
    }
  };
  if (!service?.entrypoint && entrypoint) {
    addLines(commandLines(entrypoint.command), dockerfile.uri, entrypoint.argumentsText, true);
    argv.push(...wordsOf(commandLines(entrypoint.command)));
  }
  if (service && replaced && compose) {
    const own = [...(service.entrypoint?.words ?? []), ...(service.command?.words ?? [])];
    argv.push(...own.map(({ text }) => text.replaceAll("$$", "$")));
    found.push({
      words: [...argv],
      source: argv.join(" "),
      uri: compose.uri,
      span: own[0] && { start: own[0].span.start, end: own.at(-1)!.span.end },
    });
    const command = service.command?.words?.map(({ text }) => text) ?? [];
    if (command.length > 0 && command.length < argv.length)
      found.push({ words: command, source: command.join(" "), uri: compose.uri, span: service.command!.span });
  } else if (cmd) {
    addLines(commandLines(cmd.command), dockerfile.uri, cmd.argumentsText, true);
    argv.push(...wordsOf(commandLines(cmd.command)));
  }
  const script = argv[scriptWord(argv)];
  if (script !== undefined)
    addLines(
      parseShell(script, (it) => it).commands.map(shellLine),
      compose && replaced ? compose.uri : dockerfile.uri,
      script,
      false,
    );
  for (const file of scriptsOf(argv, runtime)) {
    addLines(parseShell(file.text.replaceAll("\r\n", " \n"), (it) => it).commands.map(shellLine), file.uri, file.text, true);
  }
  return found;
}

function wordsOf(lines: readonly CommandLine[]): string[] {
  return lines.flatMap(({ program, arguments: rest, shell }) =>
    (shell ? shell.words : [{ value: program ?? "" }, ...rest]).map(({ value }) => value),
  );
}

/** The shell scripts of the context among the words: by path, or by a name that was copied into a program folder. */
function scriptsOf(words: readonly string[], runtime: Runtime): { readonly uri: string; readonly text: string }[] {
  const { context, facts, dockerfile } = runtime;
  if (!context) return [];
  const workdir = workdirOf(runtime);
  return words.flatMap((word) => {
    if (!/^[\w./-]+$/.test(word) || word.startsWith("-") || /\.py$/.test(word)) return [];
    const paths = word.includes("/")
      ? [absolute(word, workdir)]
      : [`/usr/local/bin/${word}`, ...(/\.(sh|bash)$/.test(word) ? [absolute(word, workdir)] : [])];
    for (const path of paths) {
      const source = path === undefined ? undefined : copiedFrom(path, facts.chain, context, dockerfile.escape);
      const text = source === undefined ? undefined : context.text(source);
      if (text !== undefined && /^#!.*sh\b|^(?!#!)/.test(text)) return [{ uri: join(context.uri, source!), text }];
    }
    return [];
  });
}
