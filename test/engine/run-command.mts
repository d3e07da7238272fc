/** Runs programs and keeps what they print. */
import { spawn } from "node:child_process";

export interface Result {
  readonly code: number;
  /** What it printed, on both streams for people, and on stdout alone for programs. */
  readonly output: string;
  readonly stdout: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** In seconds. */
  readonly limit?: number;
}

/** Never rejects: a program that cannot be started or takes too long ends with a code, too. */
export function run(program: string, words: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { cwd, env = process.env, input = "", limit = 300 } = options;
  const begin = performance.now();
  return new Promise((done) => {
    const child = spawn(program, words, { cwd, env, stdio: "pipe" });
    let output = "";
    let stdout = "";
    const timer = setTimeout(() => {
      output += `\n${program} took more than ${limit} s`;
      child.kill("SIGKILL");
    }, limit * 1000);
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", (error) => (output += error.message));
    child.on("close", (code) => {
      clearTimeout(timer);
      done({ code: code ?? 1, output, stdout, seconds: (performance.now() - begin) / 1000 });
    });
    child.stdin.on("error", () => undefined).end(input);
  });
}

/** Runs jobs, at most `most` at a time, in the order of the list. */
export async function inParallel<T>(jobs: readonly T[], most: number, work: (job: T) => Promise<void>): Promise<void> {
  const waiting = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await work(job);
  };
  await Promise.all(Array.from({ length: most }, worker));
}

/** Lets at most some pieces of work run at once. */
export class Gate {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((done) => this.waiting.push(done));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}

export function sleep(seconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}

/** The end of what a program printed. */
export function tail(text: string, lines = 12): string {
  return text.trim().split("\n").slice(-lines).join("\n");
}
