/** Starts the language client: the same in a desktop window, on a remote machine and in the browser. */

import * as vscode from "vscode";
import { type BaseLanguageClient, type LanguageClientOptions, vsdiag } from "vscode-languageclient";
import { importSettings } from "./commands/import-settings.ts";
import { newFromTemplate } from "./commands/new-from-template.ts";
import { restartServer } from "./commands/restart-server.ts";
import { showRules } from "./commands/show-rules.ts";
import { errorHandler } from "./error-handler.ts";
import { answerFileRequests } from "./file-access.ts";
import { documentSelector, isSnapshot } from "./selector.ts";
import { forwardSettings, resolveSettings } from "./settings.ts";
import { registerRulePages, showRulePage } from "./views/rule-page.ts";
import { registerStatus } from "./views/status.ts";

/** What differs between the hosts: how a server is reached. */
export type CreateLanguageClient = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/** Returns at once; whoever needs an answer of the server waits for it by asking. */
export function startClient(context: vscode.ExtensionContext, createLanguageClient: CreateLanguageClient): BaseLanguageClient {
  const log = vscode.window.createOutputChannel("Drydock", { log: true });
  const client = createLanguageClient("drydock", "Drydock", {
    documentSelector,
    outputChannel: log,
    initializationOptions: () => initializationOptions(context),
    errorHandler: errorHandler(log),
    // The error handler says what there is to say; a failed start is logged below.
    initializationFailedHandler: () => false,
    middleware: {
      workspace: { configuration: resolveSettings },
      provideDiagnostics: (document, previousResultId, token, next) =>
        isSnapshot(document)
          ? { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] }
          : next(document, previousResultId, token),
    },
  });

  context.subscriptions.push(
    log,
    ...answerFileRequests(client),
    forwardSettings(client),
    ...registerRulePages(client),
    registerStatus(client),
    vscode.workspace.onDidGrantWorkspaceTrust(() => client.sendNotification("drydock/trust", { trusted: true })),
    vscode.commands.registerCommand("drydock.restartServer", () => restartServer(client, log)),
    vscode.commands.registerCommand("drydock.showRules", () => showRules(client)),
    vscode.commands.registerCommand("drydock.showRule", (rule?: string) => (rule ? showRulePage(rule) : showRules(client))),
    vscode.commands.registerCommand("drydock.openSettings", () =>
      vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${context.extension.id}`),
    ),
    vscode.commands.registerCommand("drydock.import", (folder?: vscode.Uri) => importSettings(client, folder)),
    vscode.commands.registerCommand("drydock.newFromTemplate", (folder?: vscode.Uri, template?: string) =>
      newFromTemplate(client, folder, template),
    ),
  );

  client.start().catch((error) => log.error("The language server did not start.", error));
  return client;
}

/** A function of the moment: a restarted server learns of trust given since. */
function initializationOptions(context: vscode.ExtensionContext) {
  return {
    fileAccess: true,
    trusted: vscode.workspace.isTrusted,
    docsUrl: `${vscode.env.uriScheme}://${context.extension.id}/rules/`,
  };
}
