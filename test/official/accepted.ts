/** What the profile `recommended` says of Docker's official images, each with the reason why it may stand. */
import type { Severity } from "../../server/src/core/linter/rule.js";

export interface Accepted {
  readonly repository: string;
  /** A part of the path there, where one reason does not fit all files. */
  readonly files?: RegExp;
  readonly rule: string;
  readonly severity: Severity;
  /** So many findings: a new one is not covered by an old reason. */
  readonly count: number;
  readonly reason: string;
}

export const accepted: readonly Accepted[] = [
  {
    repository: "docker-library/postgres",
    rule: "legacy-key-value",
    severity: "info",
    count: 20,
    reason: "Every ENV is written with a blank. It works and is deprecated; one finding a file, and the fix is safe.",
  },
  {
    repository: "docker-library/postgres",
    files: /\/(?:bookworm|trixie)\//,
    rule: "negation-without-effect",
    severity: "warning",
    count: 10,
    reason:
      "True: '! grep -q …' under 'set -e' was to prove that sed had removed a line, and goes on where it has not (bash manual, set -e: a command with '!' is exempt).",
  },
  {
    repository: "docker-library/python",
    rule: "legacy-key-value",
    severity: "info",
    count: 42,
    reason: "Every ENV is written with a blank. It works and is deprecated; one finding a file, and the fix is safe.",
  },
  {
    repository: "docker-library/python",
    files: /^(?!.*\/windows\/)/,
    rule: "root-user",
    severity: "hint",
    count: 36,
    reason:
      "True, and meant: a base starts a bare interpreter, and the images built on it install as root. So it is a hint without fix.",
  },
  {
    repository: "nodejs/docker-node",
    rule: "root-user",
    severity: "hint",
    count: 24,
    reason: "True, and meant: the image makes the user 'node' and leaves it to the images built on it to switch to it.",
  },
];
