/** Drydock reads the project, not the file; and it knows its files by their names. */

import * as vscode from "vscode";
import { equal, findings, open, replaceAll, until, uriOf } from "./helpers.ts";

describe("project", () => {
  it("judges a Compose file again when the Dockerfile behind it changes", async () => {
    const compose = await open("cross-file/compose.yaml");
    const dockerfile = await open("cross-file/Dockerfile");
    const saved = dockerfile.getText();
    const complaint = () => findings(compose.uri).find(({ range }) => compose.getText(range).includes("release"));
    const all = () =>
      findings(compose.uri)
        .map(({ message }) => message)
        .join(" | ");
    equal(complaint()?.message, undefined, "finding at first");
    await replaceAll(dockerfile, saved.replace("AS release", "AS runtime"));
    await until("a finding about the lost stage", complaint, all);
    await replaceAll(dockerfile, saved);
    await until("its end", () => (complaint() ? undefined : true), all);
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
