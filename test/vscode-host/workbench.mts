/** The page and the main script of VS Code for the Web, out of a build that was made to have a server behind it. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";

const folder = "out/vs/code/browser/workbench";

/** code-server's build connects to the server it came from and keeps its settings there; both are undone here. */
export async function workbenchScript(vscodeFolder: string): Promise<string> {
  const script = await readFile(join(vscodeFolder, folder, "workbench.js"), "utf8");
  const patches: [RegExp, string][] = [
    [/remoteAuthority:location\.host/, "remoteAuthority:void 0"],
    [
      /(get userRoamingDataHome\(\)\{return )\w+\((\w+)\.file\(this\.userDataPath\)\.with\(\{scheme:\w+\.vscodeRemote\}\),"User"\)/,
      '$1$2.file("/User").with({scheme:"vscode-userdata"})',
    ],
  ];
  return patches.reduce((text, [pattern, replacement]) => {
    if (!pattern.test(text)) throw new Error(`The VS Code inside code-server has changed; not found in workbench.js: ${pattern}`);
    return text.replace(pattern, replacement);
  }, script);
}

/** Fills the placeholders of the page. `configuration` is what the workbench starts with. */
export async function workbenchHtml(vscodeFolder: string, configuration: object): Promise<string> {
  const html = await readFile(join(vscodeFolder, folder, "workbench.html"), "utf8");
  const base = "/static/build";
  const messages = `${base}/out/nls.messages.js`;
  const values: Record<string, string> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify({ ...required, ...configuration }).replaceAll('"', "&quot;"),
    WORKBENCH_WEB_BASE_URL: base,
    WORKBENCH_NLS_URL: messages,
    WORKBENCH_NLS_FALLBACK_URL: messages,
    WORKBENCH_SCRIPT_NONCE: "drydock",
  };
  return html.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}

/** Without these, code-server's additions fail. The proposed interfaces are for the file system extension of the tests. */
const required = {
  userDataPath: "/vscode-user",
  isEnabledFileDownloads: true,
  isEnabledFileUploads: true,
  isEnabledCoderGettingStarted: false,
  productConfiguration: {
    enableTelemetry: false,
    extensionsGallery: null,
    extensionEnabledApiProposals: { "vscode.vscode-test-web-fs": ["fileSearchProvider", "textSearchProvider"] },
  },
};
