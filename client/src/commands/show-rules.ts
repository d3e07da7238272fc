/** "Drydock: Show Rules": a list to search in; a choice opens the page of the rule. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { showRulePage } from "../views/rule-page.ts";

/** What is shown of an entry of `drydock/rules`. */
interface Rule {
  readonly name: string;
  readonly summary: string;
  readonly language: string;
  readonly category: string;
  readonly severity: string;
}

export async function showRules(client: BaseLanguageClient): Promise<void> {
  const items = client.sendRequest<Rule[]>("drydock/rules").then((rules) =>
    rules.map(({ name, summary, language, category, severity }) => ({
      label: name,
      description: `${language} · ${category} · ${severity}`,
      detail: summary,
    })),
  );
  const choice = await vscode.window.showQuickPick(items, {
    title: "Drydock rules",
    placeHolder: "Search by name, topic or text",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (choice) await showRulePage(choice.label);
}
