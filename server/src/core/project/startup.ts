/** What a container of a stage starts: the programs of ENTRYPOINT and CMD, and the texts of the scripts among them. */
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import { parseShell } from "../syntax/shell/parse.js";
import { type CommandLine, commandLines, shellLine } from "../syntax/shell/query.js";
import type { Build } from "./builds.js";
import { absolute, copiedFrom } from "./copied-files.js";
import type { StageFacts } from "./stage-facts.js";

export interface Startup {
  /** The command lines of ENTRYPOINT and CMD (or of what the services put in their place), then those of the scripts they start. */
  readonly lines: readonly CommandLine[];
  readonly scripts: readonly StartScript[];
  /** False where something is started that cannot be read: a script made in the build, or one of an unknown context. */
  readonly complete: boolean;
}

export interface StartScript {
  /** As the command names it. */
  readonly name: string;
  readonly text: string;
}

const interpreters: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "zsh"]);

export function startup(facts: StageFacts, file: Dockerfile, builds: readonly Build[]): Startup {
  const { state, chain } = facts;
  const lines = [...commandLines(state.entrypoint?.command), ...commandLines(state.cmd?.command)];
  const scripts: StartScript[] = [];
  let complete = true;
  for (const line of [...lines]) {
    const path = scriptPath(line, facts.workdir, file.text);
    if (path === undefined) continue;
    const texts = builds.flatMap(({ context }) => {
      const source = context && copiedFrom(path, chain, context, file.escape);
      const text = source === undefined ? undefined : context!.text(source);
      return text === undefined ? [] : [text];
    });
    const inline = inlineScript(path, facts, file);
    const text = texts[0] ?? inline;
    if (text === undefined) {
      complete = false;
      continue;
    }
    scripts.push({ name: path.slice(path.lastIndexOf("/") + 1), text });
    if (!/^#!.*(?:python|node|ruby|perl|php)/.test(text))
      lines.push(...parseShell(text, (offset) => offset).commands.map(shellLine));
  }
  return { lines, scripts, complete };
}

/** The path of a line's program (or of a shell's first argument) when it is a script and not a program on PATH. */
function scriptPath(line: CommandLine, workdir: string | undefined, text: string): string | undefined {
  const operand =
    line.program !== undefined && interpreters.has(line.program)
      ? line.arguments.find(({ value }) => !value.startsWith("-"))
      : undefined;
  const inline = operand && line.arguments.some(({ value }) => /^-\w*c$/.test(value));
  if (inline) return undefined;
  if (operand) return absolute(operand.value, workdir);
  if (line.program === undefined || !/\.(?:sh|bash)$|entrypoint|^start|^run$/.test(line.program)) return undefined;
  const written = text.slice(line.programSpan.start, line.programSpan.end).replace(/["']/g, "");
  return written.includes("/") ? absolute(written, workdir) : `/usr/local/bin/${written}`;
}

/** A script that a heredoc of COPY writes. */
function inlineScript(path: string, { chain, workdir }: StageFacts, file: Dockerfile): string | undefined {
  for (const instruction of chain.flatMap(({ instructions }) => instructions)) {
    if (instruction.keyword !== "COPY" || instruction.heredocs.length !== 1 || !instruction.destination) continue;
    if (absolute(instruction.destination.text, workdir) !== path) continue;
    const { bodySpan } = instruction.heredocs[0]!;
    return file.text.slice(bodySpan.start, bodySpan.end);
  }
  return undefined;
}
