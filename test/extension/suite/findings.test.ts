/** Findings appear where they belong, follow the text as it is typed, and explain themselves. */

import * as vscode from "vscode";
import { equal, finding, noFinding, ok, open, replaceAll } from "./helpers.ts";

describe("findings", () => {
  it("marks the words of a Dockerfile that are wrong", async () => {
    const document = await open("diagnostics/Dockerfile");
    const { range, code, severity } = await finding(document.uri, "latest-tag");
    equal(document.getText(range), "node:latest", "marked text");
    equal(severity, vscode.DiagnosticSeverity.Warning, "severity");
    const page = typeof code === "object" ? code.target.toString() : "";
    ok(page.endsWith("/drydock.drydock/rules/latest-tag"), `the rule name leads to its page: ${page}`);
  });

  it("judges a Compose file", async () => {
    const document = await open("compose/compose.yaml");
    const { range } = await finding(document.uri, "version-obsolete");
    equal(range.start.line, 0, "line");
  });

  it("judges the text in the editor, saved or not", async () => {
    const document = await open("unsaved/Dockerfile");
    const saved = document.getText();
    await replaceAll(document, saved.replace("22.14.0-alpine", "latest"));
    await finding(document.uri, "latest-tag");
    ok(document.isDirty, "nothing was saved");
    await replaceAll(document, saved);
    await noFinding(document.uri, "latest-tag");
  });

  it("judges a document that has no file", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "dockerfile", content: "FROM node:latest\n" });
    await vscode.window.showTextDocument(document);
    await finding(document.uri, "latest-tag");
  });

  it("explains itself on hover", async () => {
    const document = await open("diagnostics/Dockerfile");
    const { range } = await finding(document.uri, "latest-tag");
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, range.start);
    const text = hovers.flatMap(({ contents }) =>
      contents.map((content) => (typeof content === "string" ? content : content.value)),
    );
    ok(text.join("").trim(), "there is a hover text");
  });
});
