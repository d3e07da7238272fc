/** Runs ShellCheck: found by path, never through a shell, with a limit on time and on processes at once. */
import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { readShellCheckOutput, type ShellCheck, shellCheckInput } from "../core/project/shellcheck.js";

export interface ShellCheckOptions {
  /** The program; empty or undefined: the one on the PATH. */
  readonly path?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told once of what goes wrong. */
  log(message: string): void;
  /** How long one script may take, in milliseconds. */
  readonly timeout?: number;
}

/** The oldest version with `--norc` and `--format=json1`: https://github.com/koalaman/shellcheck/blob/master/CHANGELOG.md */
const oldest = [0, 7] as const;
const mostProcesses = 2;

/** @returns undefined where there is no such program, or one that is too old; a path that was given and does not serve is logged */
export async function findShellCheck({ path, env, log, timeout = 10_000 }: ShellCheckOptions): Promise<ShellCheck | undefined> {
  const program = path ? namedProgram(path) : programOnPath(env);
  if (program === undefined) {
    if (path) log(`ShellCheck: there is no program ${path}.`);
    return undefined;
  }
  // What the user's environment adds would make answers differ from machine to machine.
  const clean = { ...env, SHELLCHECK_OPTS: undefined };
  const told = await run(program, ["--version"], "", clean, timeout);
  const version = /^version: (\d+)\.(\d+)/m.exec(told.output)?.slice(1).map(Number);
  if (version === undefined || isOlder(version, oldest)) {
    log(`ShellCheck: ${program} ${version ? "is too old: version 0.7 is needed" : "does not answer"}.`);
    return undefined;
  }
  const knowsBusybox = !isOlder(version, [0, 10]);
  const limited = limiter(mostProcesses);
  let complained = false;
  return (job) =>
    limited(async () => {
      const dialect = job.dialect === "busybox" && !knowsBusybox ? "dash" : job.dialect;
      const args = ["--norc", `--shell=${dialect}`, "--format=json1", "--severity=style", "-"];
      const { output, failure } = await run(program, args, shellCheckInput(job), clean, timeout);
      const comments = failure === undefined ? readShellCheckOutput(output, job) : undefined;
      if (!comments && !complained) {
        complained = true;
        log(`ShellCheck: ${program} ${failure ?? "answers in a form that is not known"}.`);
      }
      return comments;
    });
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  return version[0]! < than[0]! || (version[0] === than[0] && version[1]! < than[1]!);
}

interface Run {
  readonly output: string;
  /** Undefined where the program ended by itself: 0 without, 1 with findings. */
  readonly failure: string | undefined;
}

function run(
  program: string,
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string | undefined>>,
  timeout: number,
): Promise<Run> {
  return new Promise((done) => {
    // Not in the workspace: nothing that lies there is to have a say.
    const options = {
      env,
      timeout,
      cwd: dirname(program),
      maxBuffer: 16 * 1024 * 1024,
      killSignal: "SIGKILL",
      windowsHide: true,
    } as const;
    const child = execFile(program, args, options, (error, output) => {
      const failure =
        error === null || error.code === 1
          ? undefined
          : error.killed
            ? `does not answer within ${timeout / 1000} s`
            : `fails: ${error.message.split("\n", 1)[0]}`;
      done({ output, failure });
    });
    // It may end before it has read everything; what it wrote says why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

/** At most so many tasks at once; the others wait, first come, first served. */
function limiter(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

const fileName = process.platform === "win32" ? "shellcheck.exe" : "shellcheck";

/** A path of its own, `~/` included; a bare name would be searched in places nobody named. */
function namedProgram(path: string): string | undefined {
  const full = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
  return isAbsolute(full) && isProgram(full) ? full : undefined;
}

/** Relative entries of the PATH would lead into the workspace. */
function programOnPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const path = env["PATH"] ?? env["Path"] ?? "";
  return path
    .split(delimiter)
    .filter((it) => isAbsolute(it))
    .map((it) => resolve(it, fileName))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
