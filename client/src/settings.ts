/** The settings as the server gets them: what only the editor can know is decided here. */

import * as vscode from "vscode";
import { type BaseLanguageClient, type ConfigurationMiddleware, DidChangeConfigurationNotification } from "vscode-languageclient";

/** They bring completion, hover and the like for Dockerfiles: two of each would be noise. */
const otherDockerExtensions = ["docker.docker", "ms-azuretools.vscode-containers", "ms-azuretools.vscode-docker"];

/** Answers `workspace/configuration`, with `languageFeatures: "auto"` already decided. */
export const resolveSettings: NonNullable<ConfigurationMiddleware["configuration"]> = async (params, token, next) => {
  const answers = await next(params, token);
  if (!Array.isArray(answers)) return answers;
  return params.items.map(({ section }, index) => {
    const settings = answers[index];
    if (section !== "drydock" || settings?.languageFeatures !== "auto") return settings;
    return { ...settings, languageFeatures: otherDockerExtensions.some(isEnabled) ? "off" : "on" };
  });
};

/** Tells the server when the answer may have changed without a change of the settings. */
export function forwardSettings(client: BaseLanguageClient): vscode.Disposable {
  return vscode.extensions.onDidChange(async () => {
    if (client.isRunning()) await client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  });
}

function isEnabled(id: string): boolean {
  return vscode.extensions.getExtension(id) !== undefined;
}
