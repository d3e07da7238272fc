/** Entry of the bundle `dist/cli.js`: hands the process over to the command line. */
import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import { runCli } from "./run.js";

// A reader such as `head` may close the pipe early; that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

void runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  readStdin: () => buffer(createReadStream("", { fd: 0, autoClose: false })),
}).then((code) => {
  // Not `exit`: what is written to a pipe must arrive first.
  process.exitCode = code;
});
