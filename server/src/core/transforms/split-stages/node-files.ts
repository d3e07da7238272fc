/** Which files of a Node project the running program needs besides what the build makes. */
import type { BuildContext } from "../../project/context.js";
import type { NodeProject } from "./node-project.js";
import { untracked } from "./tracked.js";

/** For people, tools, tests and the build; nothing of it is read while the program runs. */
const unneeded =
  /^(?:node_modules|\.git.*|\.github|\.vscode|\.idea|\.husky|\.dockerignore|\.editorconfig|\.eslint.*|\.prettier.*|\.babelrc.*|\.swcrc|\.nvmrc|\.node-version|\.npmrc|\.env|\.env\.(?:.*\.)?local|\.env\.(?:example|sample|dist|template)|\.next|dist|build|out|coverage|tests?|__tests__|__mocks__|spec|e2e|cypress|docs?|README.*|LICENSE.*|CHANGELOG.*|CONTRIBUTING.*|.*\.md|(?:.*\.)?Dockerfile.*|.*compose.*\.ya?ml|tsconfig.*\.json|jsconfig\.json|.*\.config\.[cm]?[jt]s|jest\..*|nest-cli\.json|nodemon\.json|Makefile|package\.json|package-lock\.json|npm-shrinkwrap\.json|webpack.*|babel.*|postcss.*|tailwind.*|components\.json|vite.*|.*\.tsbuildinfo|.*\.d\.ts|.*\.(?:test|spec)\.[jt]sx?|index\.html|Procfile|\.gitlab-ci\.yml|Jenkinsfile|sonar-project\.properties)$/i;
const compiled = /\.(?:tsx?|mts|cts|jsx)$/;
const bundled = /\.(?:[cm]?[jt]sx?|css|scss|sass|less|svg|vue|svelte|png|jpe?g|ico|woff2?|snap)$/;
const mostFolders = 60;

/**
 * Names in the project's folder to be copied into the runtime stage, files before folders.
 * @param bundles true where the build takes in all code and styles that it finds, as that of Next.js
 */
export function runtimeFiles(
  context: BuildContext,
  { folder, names }: NodeProject,
  bundles: boolean,
): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  const isUntracked = untracked(context, folder);
  const ending = bundles ? bundled : compiled;
  for (const name of [...names].sort()) {
    if (bundles && /^next\.config\./.test(name)) files.push(name);
    else if (unneeded.test(name) || isUntracked(folder + name)) continue;
    else if (context.read(folder + name).kind === "directory") {
      if ((bundles && name === "public") || !holdsOnly(context, folder + name, ending)) folders.push(name);
    } else if (!ending.test(name)) files.push(name);
  }
  return { files, folders };
}

/** True where each file of a folder, to any depth, has such a name; false also where nobody can tell. */
function holdsOnly(context: BuildContext, folder: string, ending: RegExp): boolean {
  const queue = [folder];
  for (let i = 0; i < queue.length; i++) {
    if (i >= mostFolders) return false;
    const names = context.names(queue[i]!);
    if (!names) return false;
    const paths = names.filter((it) => !unneeded.test(it)).map((it) => `${queue[i]}/${it}`);
    // A name with an ending is taken for a file: most of them never have to be read.
    const unclear = paths.filter((it) => !ending.test(it));
    context.prefetch(unclear);
    for (const path of unclear) {
      if (context.read(path).kind !== "directory") return false;
      queue.push(path);
    }
  }
  return true;
}
