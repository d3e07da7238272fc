/** Programs of the base image or of build packages that the application calls while it runs. */
import type { BuildContext } from "../../project/context.js";
import type { StageFacts } from "../../project/stage-facts.js";
import type { Input } from "./recipe.js";

/** By the package that brings it. */
const packages: readonly (readonly [program: string, debian: string, alpine: string])[] = [
  ["curl", "curl", "curl"],
  ["wget", "wget", "wget"],
  ["git", "git", "git"],
  ["ssh", "openssh-client", "openssh-client"],
  ["make", "make", "make"],
  ["gcc", "gcc", "gcc"],
];

const sourceFile = /\.(?:py|js|mjs|cjs|ts|sh)$/;
const folders = [
  "",
  "app",
  "src",
  "scripts",
  "bin",
  "lib",
  "server",
  "api",
  "utils",
  "app/utils",
  "app/services",
  "src/utils",
  "src/services",
];
const mostFiles = 80;

/** The names of the programs, out of a short list, that scripts start or that the source hands to a process. */
export function calledPrograms({ startup, final, context, facts }: Input): ReadonlySet<string> {
  const started = [
    facts.state.cmd?.argumentsText ?? "",
    facts.state.entrypoint?.argumentsText ?? "",
    ...startup.scripts.map(({ text }) => text.replace(/^\s*#.*$/gm, "")),
    ...final.services.flatMap(({ command, entrypoint }) =>
      [command, entrypoint].flatMap((it) => it?.words ?? []).map(({ text }) => text),
    ),
  ].join("\n");
  const source = sources(context);
  const found = packages
    .map(([program]) => program)
    .filter(
      (program) =>
        new RegExp(`(?:^|[\\s"'(;&|\`])${program}(?=[\\s"';)]|$)`, "m").test(started) ||
        new RegExp(
          `(?:subprocess|exec|spawn|Popen|os\\.system|check_\\w+|\\brun)\\w*\\(\\s*\\[?\\s*f?["'\`]${program}[\\s"'\`]`,
        ).test(source),
    );
  return new Set(found);
}

function sources(context: BuildContext): string {
  context.prefetch(folders.map((it) => (it === "" ? "." : it)));
  const files = folders
    .flatMap((folder) =>
      (context.names(folder === "" ? "." : folder) ?? []).map((name) => (folder === "" ? name : `${folder}/${name}`)),
    )
    .filter((name) => sourceFile.test(name))
    .slice(0, mostFiles);
  context.prefetch(files);
  return files.map((it) => context.text(it) ?? "").join("\n");
}

/** Packages to install for programs that the base image of today has, and the smaller one has not. */
export function lostPackages(
  called: ReadonlySet<string>,
  { image }: StageFacts,
  smaller: { hasTool(name: string): boolean | undefined } | undefined,
): readonly string[] {
  return packages
    .filter(([program]) => called.has(program) && image?.hasTool(program) !== false && smaller?.hasTool(program) === false)
    .map(([, debian, alpine]) => (image?.family === "alpine" ? alpine : debian));
}
