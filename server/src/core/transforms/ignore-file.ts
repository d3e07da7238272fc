/** A `.dockerignore` for what lies in a build context and what its Dockerfile does with it. */
import type { BuildContext } from "../project/context.js";
import { relative } from "../project/uri.js";
import type { Dockerfile, Instruction } from "../syntax/dockerfile/model.js";
import { ignoringPattern, parseDockerignore } from "../syntax/dockerignore.js";
import { triggered } from "./run-edit.js";

interface Group {
  readonly title: string;
  readonly patterns: readonly string[];
}

/** The text, with LF; never a pattern for something the Dockerfile names itself or its commands need. */
export function ignoreFile(file: Dockerfile, context: BuildContext): string {
  const names = context.names() ?? [];
  const commands = commandsOf(file);
  const needed = neededPaths(file);
  const groups = [
    {
      title: "Version control and editors",
      patterns: [...(usesGit(commands, context) ? [] : [".git"]), ".gitignore", ".idea", ".vscode"],
    },
    { title: "Secrets and settings of one machine", patterns: secrets(commands, context) },
    ...stacks(names, commands, context),
    {
      title: "Not needed in the image",
      patterns: [".dockerignore", dockerfilePattern(file, context), "compose*.y*ml", "docker-compose*.y*ml"],
    },
  ];
  const kept = groups
    .map(({ title, patterns }) => ({ title, patterns: withoutNeeded(patterns, needed) }))
    .filter(({ patterns }) => patterns.length > 0);
  return kept.map(({ title, patterns }) => [`# ${title}`, ...patterns, ""].join("\n")).join("\n");
}

/** True for a source that takes everything: `.`, `./`, `/`, `*`. */
export function isWholeContext(source: string): boolean {
  return /^(\.?\/*|\.?\/*\*|\.\/\.)$/.test(source) && source !== "";
}

function withoutNeeded(patterns: readonly string[], needed: readonly string[]): readonly string[] {
  let left = patterns;
  for (const path of needed) {
    for (
      let found = ignoringPattern(parseDockerignore(left.join("\n")), path);
      found;
      found = ignoringPattern(parseDockerignore(left.join("\n")), path)
    ) {
      const { text } = found;
      left = left.filter((it) => it !== text);
    }
  }
  // An exception without a pattern before it says nothing.
  return left.every((it) => it.startsWith("!")) ? [] : left;
}

/** Paths of the context that the Dockerfile names: sources of COPY and ADD, of bind mounts. */
function neededPaths(file: Dockerfile): string[] {
  const sources = instructionsOf(file).flatMap((it) => {
    if ((it.keyword === "COPY" || it.keyword === "ADD") && !it.from) return it.sources.map(({ text }) => text);
    if (it.keyword !== "RUN") return [];
    return it.flags.flatMap(({ name, value = "" }) =>
      name === "mount" && /type=bind/.test(value) && !/from=/.test(value)
        ? (/(?:source|src)=([^,]+)/.exec(value)?.[1] ?? [])
        : [],
    );
  });
  return sources
    .filter((it) => !isWholeContext(it) && !it.includes("$") && !it.includes("://"))
    .map((it) => it.replace(/[*?]+/g, "x"));
}

function instructionsOf(file: Dockerfile): readonly Instruction[] {
  return file.stages.flatMap(({ instructions }) => instructions.flatMap((it) => triggered(it) ?? []));
}

/** The text of every command. */
function commandsOf(file: Dockerfile): string {
  return instructionsOf(file)
    .filter(({ keyword }) => keyword === "RUN" || keyword === "CMD" || keyword === "ENTRYPOINT")
    .map(({ span }) => file.text.slice(span.start, span.end))
    .join("\n");
}

function usesGit(commands: string, context: BuildContext): boolean {
  if (/\bgit\s+(?:-\S+\s+)*(describe|rev-parse|log|submodule|status|show|rev-list)\b/.test(commands)) return true;
  return ["pyproject.toml", "setup.py", "setup.cfg", "build.gradle", "build.gradle.kts", "pom.xml"].some((name) =>
    /setuptools[_-]scm|hatch-vcs|versioneer|dunamai|poetry-dynamic-versioning|use_scm_version|\bpbr\b|git-commit-id|jgitver|gitVersion/.test(
      context.text(name) ?? "",
    ),
  );
}

function secrets(commands: string, context: BuildContext): readonly string[] {
  // Front ends take values that are no secrets from `.env.production` when they are built.
  const frontEnd = /"(next|vite|react-scripts|nuxt|@angular\/core|gatsby|astro)"/.test(context.text("package.json") ?? "");
  const environment = frontEnd ? ["**/.env", "**/.env.local", "**/.env.*.local"] : ["**/.env", "**/.env.*", "!**/.env.example"];
  const present = ["id_rsa", "id_ed25519", ".aws", ".ssh", ".terraform"].filter((it) => context.names()?.includes(it));
  return [...environment, ...["**/*.pem", "**/*.key"].filter((it) => !commands.includes(it.slice(4))), ...present];
}

/** Build results and installed dependencies, where the build makes them anew. */
function stacks(names: readonly string[], commands: string, context: BuildContext): Group[] {
  const groups: Group[] = [];
  const has = (...wanted: readonly string[]): boolean => wanted.some((it) => names.includes(it));
  const add = (title: string, ...patterns: readonly (string | false)[]): void => {
    groups.push({ title, patterns: patterns.filter((it) => it !== false) });
  };
  if (has("package.json")) {
    const installs = /\b(npm|pnpm|yarn|bun)\b/.test(commands);
    const builds = /\b(npm|pnpm|yarn|bun)\s+(run\s+)?\S*build|\b(next|vite|tsc|ng|nuxt)\s+build|\btsc\b/.test(commands);
    const next = /"next"/.test(context.text("package.json") ?? "");
    add(
      "Made by Node.js tools",
      installs && "**/node_modules",
      builds && (next ? ".next" : "dist"),
      "coverage",
      "npm-debug.log*",
    );
  }
  if (has("requirements.txt", "pyproject.toml", "Pipfile", "setup.py", "manage.py", "uv.lock", "poetry.lock")) {
    const environments = /\b(pip[\d.]*|uv|poetry|pipenv|pdm)\b/.test(commands) ? [".venv", "venv"] : [];
    add(
      "Made by Python tools",
      "**/__pycache__",
      "**/*.py[cod]",
      "**/.pytest_cache",
      ".mypy_cache",
      ".ruff_cache",
      ...environments,
    );
  }
  if (has("go.mod")) add("Made by Go tools", "*.test", "coverage.out");
  if (has("pom.xml") && /\bmvnw?\b/.test(commands)) add("Made by Maven", "**/target");
  if (has("build.gradle", "build.gradle.kts", "settings.gradle") && /\bgradlew?\b/.test(commands))
    add("Made by Gradle", "**/build", "**/.gradle");
  if (has("Cargo.toml") && /\bcargo\b/.test(commands)) add("Made by Cargo", "target");
  if (has("composer.json") && /\bcomposer\b/.test(commands)) add("Made by Composer", "vendor");
  if (has("Gemfile")) add("Made by Ruby tools", ".bundle", /\bbundle\b/.test(commands) && "vendor/bundle", "log/*.log", "tmp");
  if (names.some((it) => /\.(csproj|fsproj|vbproj|slnx?)$/.test(it)) && /\bdotnet\b/.test(commands))
    add("Made by .NET tools", "**/bin", "**/obj", ".vs");
  return groups;
}

/** The Dockerfile as the context sees it; without its ending where it has none: `Dockerfile*`. */
function dockerfilePattern(file: Dockerfile, context: BuildContext): string {
  const path = relative(context.uri, file.uri);
  return path.startsWith("..") || /^Dockerfile[^/]*$/.test(path) ? "Dockerfile*" : path;
}
