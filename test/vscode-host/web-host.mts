/** VS Code for the Web as static files, without any server behind it: extensions run in a worker of the page. */

import { readdir, readFile, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { fileSystemExtension, vscodeFolder } from "./setup.mts";
import { userSettings } from "./user-settings.mts";
import { workbenchHtml, workbenchScript } from "./workbench.mts";

export interface WebHost {
  readonly url: string;
  close(): Promise<void>;
}

export interface WebWindow {
  /** The folder to open; what is written there stays in the page. */
  folder: string;
  extension?: string;
  /** The folder of an extension with an `index.js` that exports `run()`. */
  tests?: string;
  port?: number;
}

const contentTypes: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
};

export async function startWebHost({ folder, extension, tests, port = 0 }: WebWindow): Promise<WebHost> {
  const script = await workbenchScript(vscodeFolder);
  const roots = new Map([
    ["/static/build/", vscodeFolder],
    ["/static/extensions/fs/", fileSystemExtension],
    // The file system extension asks for its files here.
    ["/static/mount/", folder],
  ]);
  if (extension) roots.set("/static/devextensions/", extension);
  if (tests) roots.set("/static/tests/", tests);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const path = decodeURIComponent(pathname);
    const authority = request.headers.host ?? "";
    const uri = (path: string) => ({ scheme: "http", authority, path });
    if (path === "/") return send(response, ".html", await workbenchHtml(vscodeFolder, configuration(uri)));
    if (path.endsWith("/workbench/workbench.js")) return send(response, ".js", script);
    const root = [...roots].find(([prefix]) => `${path}/`.startsWith(prefix));
    if (!root) return send(response, "", "", 404);
    const file = join(root[1], path.slice(root[0].length));
    if (!`${file}${sep}`.startsWith(join(root[1], sep))) return send(response, "", "", 403);
    if (searchParams.has("stat")) return send(response, ".json", JSON.stringify(await describe(file)));
    if (searchParams.has("readdir")) return send(response, ".json", JSON.stringify(await list(file)));
    const content = await readFile(file).catch(() => undefined);
    return content ? send(response, extname(file), content) : send(response, "", "", 404);
  }

  function configuration(uri: (path: string) => object): object {
    return {
      folderUri: { scheme: "vscode-test-web", authority: "mount", path: "/" },
      enableWorkspaceTrust: false,
      webviewEndpoint: "/static/build/out/vs/workbench/contrib/webview/browser/pre",
      additionalBuiltinExtensions: [uri("/static/extensions/fs")],
      configurationDefaults: userSettings,
      developmentOptions: {
        enableSmokeTestDriver: true,
        extensions: [extension && uri("/static/devextensions"), tests && uri("/static/tests")].filter(Boolean),
        ...(tests && { extensionTestsPath: uri("/static/tests/index.js") }),
      },
    };
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => send(response, "", String(error), 500));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}/`,
    close: async () => void server.close(),
  };
}

function send(response: ServerResponse, extension: string, body: string | Uint8Array, status = 200): void {
  response.writeHead(status, {
    "content-type": contentTypes[extension] ?? "application/octet-stream",
    "cache-control": "no-store",
    "access-control-allow-origin": "*",
    "service-worker-allowed": "/",
  });
  response.end(body);
}

/** The numbers are those of `vscode.FileType`. */
function fileType(entry: { isFile(): boolean; isDirectory(): boolean }): number {
  if (entry.isFile()) return 1;
  return entry.isDirectory() ? 2 : 0;
}

async function describe(file: string): Promise<object> {
  try {
    const stats = await stat(file);
    return { type: fileType(stats), ctime: stats.ctimeMs, mtime: stats.mtimeMs, size: stats.size };
  } catch (error) {
    return { error: (error as NodeJS.ErrnoException).code };
  }
}

async function list(folder: string): Promise<object> {
  try {
    return (await readdir(folder, { withFileTypes: true })).map((entry) => ({ name: entry.name, type: fileType(entry) }));
  } catch (error) {
    return { error: (error as NodeJS.ErrnoException).code };
  }
}
