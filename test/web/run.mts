/** `npm run test:web`: the extension's suite in VS Code for the Web. */

import { runSuite } from "../vscode-host/outcome.mts";
import { runInHost } from "../vscode-host/run.mts";

await runSuite("test:web", () => runInHost("web"));
