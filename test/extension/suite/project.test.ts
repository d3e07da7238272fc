/** Drydock reads the project, not the file; and it knows its files by their names. */

import * as vscode from "vscode";
import { equal, finding, noFinding, open, replaceAll, uriOf } from "./helpers.ts";

describe("project", () => {
  it("judges a Dockerfile again when the Compose file that runs it changes, saved or not", async () => {
    const dockerfile = await open("cross-file/Dockerfile");
    const compose = await open("cross-file/compose.yaml");
    const saved = compose.getText();
    await noFinding(dockerfile.uri, "root-user");
    await replaceAll(compose, saved.replace("    user: node\n", ""));
    await finding(dockerfile.uri, "root-user");
    await replaceAll(compose, saved);
    await noFinding(dockerfile.uri, "root-user");
  });

  it("judges a Dockerfile again when a file beside it appears", async () => {
    const dockerfile = await open("beside/Dockerfile");
    await finding(dockerfile.uri, "missing-dockerignore");
    await vscode.workspace.fs.writeFile(uriOf("beside/.dockerignore"), new TextEncoder().encode("*\n!server.js\n"));
    await noFinding(dockerfile.uri, "missing-dockerignore");
  });

  for (const [name, language] of [
    ["Containerfile", "dockerfile"],
    ["Dockerfile.dev", "dockerfile"],
    ["api.dockerfile", "dockerfile"],
    ["Dockerfile.go", "go"],
  ] as const) {
    it(`takes ${name} for ${language}`, async () => {
      equal((await vscode.workspace.openTextDocument(uriOf(`languages/${name}`))).languageId, language, "language");
    });
  }
});
