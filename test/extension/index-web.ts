/** Runs the suite in an extension host in the browser: a worker. */

import "mocha/mocha.js";
import { report } from "./reporter.ts";

export function run(): Promise<void> {
  mocha.setup({ ui: "bdd", timeout: 30_000, reporter: class {} as never });
  // Only now, because the tests want `describe` and `it`.
  require("./suite/all.ts");
  return new Promise((resolve, reject) => {
    report(mocha.run((failures) => (failures > 0 ? reject(new Error(`${failures} tests failed`)) : resolve())) as never);
  });
}
