/** The commands are there and do what they say. */

import * as vscode from "vscode";
import { equal, finding, ok, open, until, uriOf } from "./helpers.ts";

const commands = ["import", "newFromTemplate", "openSettings", "restartServer", "showRule", "showRules"].map(
  (name) => `drydock.${name}`,
);

describe("commands", () => {
  it("are all registered", async () => {
    await open("diagnostics/Dockerfile");
    await until("the extension", () => vscode.extensions.getExtension("drydock.drydock")?.isActive || undefined);
    const known = await vscode.commands.getCommands(true);
    equal(
      commands.filter((command) => !known.includes(command)),
      [],
      "missing",
    );
  });

  it("open the page of a rule", async () => {
    await vscode.commands.executeCommand("drydock.showRule", "latest-tag");
    const label = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find((tab) => tab.label.includes("latest-tag"));
    await until("the page", label);
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("drydock-rule:latest-tag.md"));
    ok(page.getText().includes("latest-tag"), "the page names its rule");
  });

  it("restart the server, which then judges again", async () => {
    const document = await open("diagnostics/Dockerfile");
    await vscode.commands.executeCommand("drydock.restartServer");
    await finding(document.uri, "latest-tag");
  });

  it("write the files of a template", async () => {
    const folder = uriOf("from-template");
    await vscode.commands.executeCommand("drydock.newFromTemplate", folder, "nextjs");
    const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
    ok(names.includes("Dockerfile"), `a Dockerfile is among: ${names.join(", ")}`);
  });

  it("take over what other tools are told", async () => {
    const folder = uriOf("from-hadolint");
    const file = (name: string) => vscode.Uri.joinPath(folder, name);
    const write = (name: string, text: string) => vscode.workspace.fs.writeFile(file(name), new TextEncoder().encode(text));
    await write("Dockerfile", "FROM debian:13\n# hadolint ignore=DL3059\nRUN true\n");
    await write(".hadolint.yaml", "ignored: [DL3015]\n");
    const textOf = async (name: string) => (await vscode.workspace.openTextDocument(file(name))).getText();
    await until("the changes", async () => {
      await vscode.commands.executeCommand("drydock.import", folder);
      return (await textOf("Dockerfile")).includes("# drydock ignore=consecutive-run") || undefined;
    });
    equal(await textOf(".drydock.yaml"), "rules:\n  apt-recommends: off\n", "the configuration");
  });
});
