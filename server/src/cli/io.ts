/** What a command needs of its process, so that a test can run it without one. */

export interface CliIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readStdin(): Promise<Uint8Array>;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** What ends a command early: one clear line on stderr, exit code 2. */
export class UsageError extends Error {}

/** Exit codes: see docs of the command line. */
export const exitCodes = { clean: 0, findings: 1, failure: 2 } as const;

/** https://no-color.org and https://force-color.org: colour on a terminal only, unless asked otherwise. */
export function wantsColor({ env, stdout }: CliIo): boolean {
  const force = env["FORCE_COLOR"];
  if (force !== undefined && force !== "") return force !== "0" && force !== "false";
  if (env["NO_COLOR"]) return false;
  return stdout.isTTY === true && env["TERM"] !== "dumb";
}

/** One line on stderr. */
export function complain(io: CliIo, message: string): void {
  io.stderr.write(`drydock: ${visible(message.replace(/\s*\n\s*/g, " "))}\n`);
}

/** Text of a file or a path may hold control characters, which a terminal would obey. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
