/** Which path of an application says that it is well, as its source in the build context shows. */
import type { BuildContext } from "../project/context.js";

const sourceFile = /\.(?:py|js|mjs|cjs|ts|go|rb|php|java|kt|cs|rs)$/;
const folders = [
  "",
  "app",
  "src",
  "server",
  "api",
  "backend",
  "routes",
  "cmd",
  "src/routes",
  "app/routes",
  "app/api",
  "app/routers",
  "src/api",
  "config",
];
const route =
  /["'`](\/(?:api\/)?(?:_?health(?:z|check|_check|-check)?|livez?|liveness|ready|readyz|readiness|ping|up|status))\/?["'`]/;
const declares = /get|route|handle|path|map|\buse\b|url|@|endpoint/i;
const limit = 60;

/** The first health route that is declared; undefined where there is none to be seen. */
export function healthRoute(context: BuildContext): string | undefined {
  const found = new Set<string>();
  context.prefetch(folders);
  const files = folders
    .flatMap((folder) => [...(context.names(folder === "" ? "." : folder) ?? [])].sort().map((name) => ({ folder, name })))
    .filter(({ name }) => sourceFile.test(name) && !/test|spec|\.d\.ts$/i.test(name))
    .slice(0, limit)
    .map(({ folder, name }) => (folder === "" ? name : `${folder}/${name}`));
  context.prefetch(files);
  for (const path of files) {
    for (const line of (context.text(path) ?? "").split("\n")) {
      const declared =
        line.length < 400 && declares.test(line) && !/fetch\(|requests\.|axios|httpx|https?:\/\//.test(line)
          ? route.exec(line)?.[1]
          : undefined;
      if (declared) found.add(declared);
    }
  }
  return [...found].sort((a, b) => rank(a) - rank(b))[0];
}

/** `health` first: `ready` may ask the database too. */
function rank(path: string): number {
  return /health/.test(path) ? 0 : /live/.test(path) ? 1 : 2;
}
