/** Asks ShellCheck behind the user's typing: a script once, the newest text only, and never in a workspace that is not trusted. */
import { AnswerCache, keyOfJob, type ShellAnswers, type ShellCheck, type ShellCheckJob } from "../core/project/shellcheck.js";

/** How a host finds the program; `path` is empty for the one on the PATH. */
export type FindShellCheck = (path: string) => Promise<ShellCheck | undefined>;

export interface ShellChecksOptions {
  /** Undefined where programs cannot be run, as in a browser. */
  readonly find: FindShellCheck | undefined;
  /** The path in the settings. */
  path(): Promise<string>;
  /** How long the text must rest before a script is judged, in milliseconds. */
  readonly delay?: number;
}

export class ShellChecks {
  /** Called when answers came in, with what rested on their being missing; without arguments: everything may be different now. */
  onAnswers: (keys?: readonly string[]) => void = () => undefined;
  private readonly cache = new AnswerCache();
  private check: ShellCheck | undefined;
  private path: string | undefined;
  private trusted = false;
  /** What is being done for a file; something newer takes its place. */
  private readonly rounds = new Map<string, readonly ShellCheckJob[]>();

  constructor(private readonly options: ShellChecksOptions) {}

  /** Undefined as long as nothing may be run, or there is nothing to run: the rule then says nothing and asks nothing. */
  get answers(): ShellAnswers | undefined {
    return this.check ? this.cache : undefined;
  }

  /** Looks for the program once the workspace is trusted, and again when the settings name another one. */
  async start(trusted: boolean): Promise<void> {
    this.trusted ||= trusted;
    if (!this.trusted || !this.options.find) return;
    const path = await this.options.path();
    if (path === this.path) return;
    this.path = path;
    const had = this.check !== undefined;
    const found = await this.options.find(path);
    // The settings may have changed again meanwhile.
    if (this.path !== path) return;
    this.check = found;
    this.cache.clear();
    if (found || had) this.onAnswers();
  }

  /** @param jobs what is missing for a file now; what was missing before counts no more */
  ask(uri: string, jobs: readonly ShellCheckJob[]): void {
    // A client may pull the same answer again and again.
    if (this.rounds.get(uri) === jobs) return;
    this.rounds.delete(uri);
    if (jobs.length === 0 || !this.check) return;
    this.rounds.set(uri, jobs);
    setTimeout(() => void this.run(uri, jobs), this.options.delay ?? 200);
  }

  private async run(uri: string, jobs: readonly ShellCheckJob[]): Promise<void> {
    const { check } = this;
    const isCurrent = (): boolean => this.rounds.get(uri) === jobs && this.check === check;
    const todo = [...jobs];
    const work = async (): Promise<void> => {
      while (check && isCurrent()) {
        const job = todo.shift();
        if (!job) return;
        // No answer is one too: the next keystroke elsewhere must not ask again.
        if (!this.cache.get(job)) this.cache.set(job, (await check(job)) ?? []);
      }
    };
    await Promise.all([work(), work()]);
    if (!isCurrent()) return;
    this.rounds.delete(uri);
    this.onAnswers(jobs.map(keyOfJob));
  }
}
