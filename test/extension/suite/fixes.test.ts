/** Repairs change what they must and nothing else. */

import * as vscode from "vscode";
import { equal, finding, noFinding, ok, open, replaceAll } from "./helpers.ts";

const repaired = `# Keep this comment
FROM debian:12.11-slim
LABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"
USER nobody
CMD ["sleep", "1d"]
`;

describe("fixes", () => {
  it("offers a quick fix that repairs the finding", async () => {
    const document = await open("quick-fix/Dockerfile");
    const { range } = await finding(document.uri, "maintainer-deprecated");
    const command = "vscode.executeCodeActionProvider";
    const kind = vscode.CodeActionKind.QuickFix.value;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(command, document.uri, range, kind, 20);
    const fix = actions.find(({ edit }) => edit);
    ok(fix, `the first of these is the fix: ${actions.map(({ title }) => title).join(", ")}`);
    await vscode.workspace.applyEdit(fix!.edit!);
    equal(document.getText(), repaired, "text");
    await noFinding(document.uri, "maintainer-deprecated");
  });

  it("repairs all that is safe on save", async () => {
    const document = await open("fix-all/Dockerfile");
    await finding(document.uri, "maintainer-deprecated");
    await replaceAll(document, document.getText().replace("1d", "2d"));
    await document.save();
    equal(document.getText(), repaired.replace("1d", "2d"), "text");
    equal(document.isDirty, false, "unsaved");
  });
});
