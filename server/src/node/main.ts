/** The language server under Node: over IPC from VS Code, over stdio from any other editor. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "../lsp/server.js";
import { nodeFileSystem } from "./file-system.js";
import { findShellCheck } from "./shellcheck.js";

/** The transport comes from the arguments of the process: `--node-ipc`, `--stdio`, `--socket=…`. */
export function startNodeServer(): void {
  startServer(createConnection(ProposedFeatures.all), {
    fileSystem: nodeFileSystem,
    findShellCheck: (path, log) => findShellCheck({ path, env: process.env, log }),
  });
}
