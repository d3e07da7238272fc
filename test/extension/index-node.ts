/** Runs the suite in an extension host with Node: a desktop window, a remote machine. */

import { writeFileSync } from "node:fs";
import Mocha from "mocha";
import { runMocha } from "./run-mocha.ts";

export async function run(): Promise<void> {
  const count = await runMocha(Mocha);
  // A desktop window passes on no count.
  const file = process.env["DRYDOCK_OUTCOME"];
  if (file) writeFileSync(file, JSON.stringify(count));
  if (count.failed > 0) throw new Error(`${count.failed} tests failed`);
}
