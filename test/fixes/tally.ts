/** Counts what passed and what failed, and prints a few failures of each kind in small. */
import { minimised } from "./minimise.js";
import type { Wrong } from "./single.js";
import type { Subject } from "./subjects.js";

export interface Failure extends Wrong {
  readonly subject: Subject;
  /** 1-based; undefined for what concerns the whole file. */
  readonly line: number | undefined;
  /** True for a smaller subject that fails in the same way. */
  readonly fails: (subject: Subject) => Promise<boolean>;
}

/** Of each kind this many are shown. */
const mostShown = 3;

export class Tally {
  passed = 0;
  private readonly failures = new Map<string, Failure[]>();

  /** @param kind what failures are counted by */
  add(kind: string, failure: Failure | undefined): void {
    if (!failure) this.passed++;
    else this.failures.set(kind, [...(this.failures.get(kind) ?? []), failure]);
  }

  get failed(): number {
    return [...this.failures.values()].reduce((sum, list) => sum + list.length, 0);
  }

  /** The kinds that failed most come first. */
  async report(write: (text: string) => void): Promise<void> {
    for (const [kind, list] of [...this.failures].sort(([, a], [, b]) => b.length - a.length)) {
      write(`\n${list.length} × ${kind}\n`);
      // The shortest are the easiest to understand.
      const size = ({ subject }: Failure): number => subject.files.get(subject.linted)!.text.length;
      for (const { subject, line, message, fails } of list.sort((a, b) => size(a) - size(b)).slice(0, mostShown)) {
        write(`  ${subject.id}${line === undefined ? "" : `:${line}`}: ${message}\n`);
        const { text } = (await minimised(subject, fails)).files.get(subject.linted)!;
        write(`${text.slice(0, 1500).replace(/^/gm, "    | ")}\n`);
      }
    }
  }
}
