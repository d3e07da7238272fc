/** Reports to the console of the extension host, line by line; whoever drives the editor reads along. */

import { marker } from "./marker.ts";

/** What is used of Mocha's runner: it comes from another package in each host. */
interface Runner {
  on(event: "pass", listener: (test: Test) => void): void;
  on(event: "fail", listener: (test: Test, error: Error) => void): void;
  on(event: "pending", listener: (test: Test) => void): void;
  once(event: "end", listener: () => void): void;
}

interface Test {
  fullTitle(): string;
  readonly duration?: number;
}

export interface Count {
  passed: number;
  failed: number;
}

/** Prints as the tests go; the count is complete when the runner ends. */
export function report(runner: Runner): Count {
  const count = { passed: 0, failed: 0 };
  runner.on("pass", (test) => {
    count.passed++;
    say(`  ok    ${test.fullTitle()} (${test.duration ?? 0} ms)`);
  });
  runner.on("fail", (test, error) => {
    count.failed++;
    say(`  FAIL  ${test.fullTitle()}\n${error.stack ?? error.message}`);
  });
  runner.on("pending", (test) => say(`  skip  ${test.fullTitle()}`));
  runner.once("end", () => say(`${count.passed} passed, ${count.failed} failed`));
  return count;
}

function say(text: string): void {
  for (const line of text.split("\n")) console.log(marker + line);
}
