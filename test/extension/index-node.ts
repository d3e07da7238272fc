/** Runs the suite in an extension host with Node: a desktop window, a remote machine. */

import { writeFileSync } from "node:fs";
import Mocha from "mocha";
import { report } from "./reporter.ts";

export function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000, reporter: class {} as never });
  mocha.suite.emit("pre-require", globalThis as never, "suite", mocha);
  // Only now, because the tests want `describe` and `it`.
  require("./suite/all.ts");
  return new Promise((resolve, reject) => {
    const count = report(
      mocha.run((failures) => {
        // A desktop window passes on no count.
        const file = process.env["DRYDOCK_OUTCOME"];
        if (file) writeFileSync(file, JSON.stringify(count));
        if (failures > 0) reject(new Error(`${failures} tests failed`));
        else resolve();
      }) as never,
    );
  });
}
