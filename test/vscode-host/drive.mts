/** Opens a window that runs extension tests, prints what they say, and waits for their end. */

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { marker } from "../extension/marker.ts";
import { openPage } from "./browser.mts";
import type { Outcome } from "./outcome.mts";

const timeLimit = Number(process.env["DRYDOCK_TIME_LIMIT"] ?? 120) * 1000;
const verbose = process.env["DRYDOCK_VERBOSE"] === "1";

/** A run that ends without a count failed. After a failure the window is saved as a picture. */
export async function driveTests(url: string, picture: string): Promise<Outcome> {
  const { page, close } = await openPage();
  let outcome: Outcome | undefined;
  const ended = new Promise<number>((resolve) => {
    void page.exposeFunction("codeAutomationExit", (code: number) => resolve(code));
  });
  await page.exposeFunction("codeAutomationLog", (_type: string, parameters: unknown[]) => {
    for (const line of parameters.join(" ").split("\n")) {
      const start = line.indexOf(marker);
      if (start >= 0) print(line.slice(start + marker.length));
      else if (verbose) console.log(line);
    }
  });
  if (verbose) page.on("console", (message) => console.log(message.text().slice(0, 400)));
  if (verbose) page.on("pageerror", (error) => console.log(String(error.stack ?? error).slice(0, 600)));

  function print(line: string): void {
    const count = /^(\d+) passed, (\d+) failed$/.exec(line);
    if (count) outcome = { passed: Number(count[1]), failed: Number(count[2]) };
    else console.log(line);
  }

  try {
    await page.goto(url);
    const code = await Promise.race([ended, sleep(timeLimit, undefined, { ref: false })]);
    if (code === undefined) console.log(`No end after ${timeLimit / 1000} seconds.`);
    if (code !== 0) {
      mkdirSync(dirname(picture), { recursive: true });
      await page.screenshot({ path: picture }).catch(() => undefined);
    }
    if (!outcome) return { passed: 0, failed: 1 };
    return code === 0 || outcome.failed > 0 ? outcome : { ...outcome, failed: 1 };
  } finally {
    await close();
  }
}
