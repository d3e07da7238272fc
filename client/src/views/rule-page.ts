/** The pages of the rules, in the editor itself: no web site, no network. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

const scheme = "drydock-rule";

/** The link behind a finding's rule name is `<editor>://<extension>/rules/<name>`; it ends here. */
export function registerRulePages(client: BaseLanguageClient): vscode.Disposable[] {
  return [
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      async provideTextDocumentContent(uri) {
        const rule = uri.path.replace(/^\//, "").replace(/\.md$/, "");
        const page = await client.sendRequest<{ markdown: string } | null>("drydock/explain", { rule });
        return page?.markdown ?? `There is no rule named \`${rule}\`.`;
      },
    }),
    vscode.window.registerUriHandler({
      async handleUri(uri) {
        const rule = /^\/rules\/([\w-]+)$/.exec(uri.path)?.[1];
        if (rule) await showRulePage(rule);
      },
    }),
  ];
}

export async function showRulePage(rule: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme, path: `${rule}.md` });
  const commands = await vscode.commands.getCommands();
  // The preview belongs to an extension that comes with the editor, but may be disabled or left out.
  if (commands.includes("markdown.showPreview")) await vscode.commands.executeCommand("markdown.showPreview", uri);
  else await vscode.window.showTextDocument(uri);
}
