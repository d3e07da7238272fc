/** Runs the suite with a Mocha of either kind, the one for Node or the one for browsers. */

import { type Count, report } from "./reporter.ts";

export function runMocha(Mocha: typeof import("mocha")): Promise<Count> {
  // Without a name it would look for a page to report to.
  const mocha = new Mocha({ timeout: 30_000, reporter: Silent as never });
  mocha.suite.emit("pre-require", globalThis as never, "suite", mocha);
  // Only now, because the tests want `describe` and `it`.
  require("./suite/all.ts");
  return new Promise((resolve) => {
    const count = report(mocha.run(() => resolve(count)) as never);
  });
}

class Silent {}
