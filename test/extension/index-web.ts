/** Runs the suite in an extension host in the browser: a worker. */

import "mocha/mocha.js";
import { runMocha } from "./run-mocha.ts";

/** A global of Mocha's file for browsers. */
declare const Mocha: typeof import("mocha");

export async function run(): Promise<void> {
  const count = await runMocha(Mocha);
  if (count.failed > 0) throw new Error(`${count.failed} tests failed`);
}
