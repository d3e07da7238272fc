/** A server that dies is started again, but not for ever. */

import * as vscode from "vscode";
import { finding, noFinding, open, until } from "./helpers.ts";

/** Only there in a host with Node. */
const builtin = globalThis.process?.getBuiltinModule?.("node:fs");

describe("crash", () => {
  it("brings the findings back four times, then waits for the user", async function () {
    if (serverProcess() === undefined) return this.skip();
    const document = await open("crash/Dockerfile");
    for (let crash = 1; crash <= 5; crash++) {
      await finding(document.uri, "latest-tag");
      process.kill(await until("a server", serverProcess), "SIGKILL");
      await noFinding(document.uri, "latest-tag");
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
    if (serverProcess() !== undefined) throw new Error("it was started a fifth time");
    await vscode.commands.executeCommand("drydock.restartServer");
    await finding(document.uri, "latest-tag");
  });
});

/** The language server is a child of the extension host; Linux says which. */
function serverProcess(): number | undefined {
  if (!builtin || process.platform !== "linux") return undefined;
  const children = builtin
    .readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8")
    .trim()
    .split(" ")
    .map(Number);
  return children.find((id) => builtin.readFileSync(`/proc/${id}/cmdline`, "utf8").includes("server/dist/node.js"));
}
