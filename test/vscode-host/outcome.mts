/** How a suite ends: one plain last line, an exit code, and a clear word where it cannot run at all. */

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** Something outside the project is missing, such as a browser: no failure of what is tested. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** By name: where modules of both kinds are mixed, this file is loaded twice. */
export function isCannotRun(error: unknown): error is CannotRun {
  return error instanceof Error && error.name === "CannotRun";
}

/** True where what cannot run is a failure: in CI. */
export function isEverythingRequired(): boolean {
  return Boolean(process.env["CI"]) || process.env["DRYDOCK_REQUIRE_ALL"] === "1";
}

/** Runs a suite and ends the process. What cannot run fails only where everything must run. */
export async function runSuite(name: string, suite: () => Promise<Outcome>): Promise<never> {
  try {
    const { passed, failed } = await suite();
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed > 0 || passed === 0 ? 1 : 0);
  } catch (error) {
    if (!isCannotRun(error)) {
      console.error(error);
      console.log("0 passed, 1 failed");
      process.exit(1);
    }
    const required = isEverythingRequired();
    console.log(`${name}: ${required ? "cannot run" : "NOTICE, not run"}: ${error.message}`);
    console.log(required ? "0 passed, 1 failed" : "0 passed, 0 failed");
    process.exit(required ? 1 : 0);
  }
}

export function add(...outcomes: Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
  };
}
