/** What each RUN of a Node project does. */
import type { RunInstruction } from "../../syntax/dockerfile/model.js";
import { type CommandLine, operands } from "../../syntax/shell/query.js";
import { linesOf, refuse, shortened, shown } from "./recipe.js";
import { credentials, isForRuntimeAlone, refuseCommand, stepOf } from "./steps.js";

export interface NodeKind {
  /** `npm ci`, `npm install`. */
  readonly install: CommandLine | undefined;
  /** Packages of `npm install -g`. */
  readonly globals: readonly string[];
  /** `npm run build`, `npx prisma generate`, `tsc`. */
  readonly builds: boolean;
  readonly system: boolean;
  readonly setup: boolean;
}

export function kindOf(run: RunInstruction): NodeKind {
  let install: CommandLine | undefined;
  const globals: string[] = [];
  let builds = false;
  let system = false;
  let setup = false;
  for (const line of linesOf(run)) {
    const words = line.arguments.map(({ value }) => value);
    const [verb, ...packages] = operands(line).map(({ value }) => value);
    if (line.program === "npm") {
      if (/^(?:ci|install|i|clean-install)$/.test(verb ?? "")) {
        if (words.some((it) => it === "-g" || it === "--global" || it === "--location=global"))
          globals.push(...packages.map(withoutVersion));
        else if (packages.length > 0) refuse(`'npm ${words.join(" ")}' installs what package.json does not name.`);
        else install = line;
      } else if (/^(?:run|run-script|test|t|exec|prune|rebuild)$/.test(verb ?? "")) builds = true;
      else if (!/^(?:cache|config|set|audit|version|--version|fund)$/.test(verb ?? "")) refuseCommand(line);
      if (verb === "config" && /token|auth/i.test(words.join(" "))) refuse("It puts a token into npm's settings.");
    } else if (/^(?:yarn|yarnpkg|pnpm|bun|corepack)$/.test(line.program ?? ""))
      refuse(`Only npm is understood so far, not ${line.program}.`);
    else if (/^(?:npx|node|tsc|nest|ng|vite|next|prisma|webpack|node-gyp|nuxt)$/.test(line.program ?? "")) builds = true;
    else if (line.program === "cd") refuse(`'RUN ${shown(line)}' works in another directory.`);
    else {
      const step = stepOf(line);
      if (step === "other") refuseCommand(line);
      if (step === "system") system = true;
      if (step === "setup") setup = true;
      if (step === "setup" && credentials.test(run.argumentsText)) refuse(`'RUN ${shown(line)}' prepares the build.`);
    }
  }
  if ((install || builds || globals.length > 0) && setup)
    refuse(`'RUN ${shortened(run.argumentsText)}' does several things at once: give each a RUN of its own.`);
  if (system && setup && !isForRuntimeAlone(run, () => false))
    refuse(`'RUN ${shortened(run.argumentsText)}' does several things at once: give each a RUN of its own.`);
  return { install, globals, builds, system: system && !setup, setup };
}

function withoutVersion(name: string): string {
  return name.replace(/(?<=.)@.*$/, "");
}
