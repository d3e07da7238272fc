/** A server that dies is started again. */

import { finding, noFinding, open } from "./helpers.ts";

/** Only there in a host with Node. */
const builtin = globalThis.process?.getBuiltinModule?.("node:fs");

describe("crash", () => {
  it("brings the findings back", async function () {
    const server = serverProcess();
    if (server === undefined) return this.skip();
    const document = await open("crash/Dockerfile");
    await finding(document.uri, "latest-tag");
    process.kill(server, "SIGKILL");
    await noFinding(document.uri, "latest-tag");
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
