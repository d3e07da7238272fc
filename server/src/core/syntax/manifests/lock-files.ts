/** Lock files: by their names alone they tell the package manager, and that its exact install will work. */

export type PackageManager =
  | "npm"
  | "yarn"
  | "pnpm"
  | "bun"
  | "deno"
  | "poetry"
  | "uv"
  | "pipenv"
  | "pdm"
  | "composer"
  | "bundler"
  | "cargo"
  | "go"
  | "nuget"
  | "gradle"
  | "mix"
  | "pub";

export interface LockFile {
  readonly file: string;
  readonly manager: PackageManager;
  /** The manifest it belongs to; for NuGet, any project file. */
  readonly manifest: string;
}

/** Where a project has several of one language, the first counts. */
export const lockFiles: readonly LockFile[] = [
  { file: "pnpm-lock.yaml", manager: "pnpm", manifest: "package.json" },
  { file: "yarn.lock", manager: "yarn", manifest: "package.json" },
  { file: "bun.lock", manager: "bun", manifest: "package.json" },
  { file: "bun.lockb", manager: "bun", manifest: "package.json" },
  { file: "package-lock.json", manager: "npm", manifest: "package.json" },
  { file: "npm-shrinkwrap.json", manager: "npm", manifest: "package.json" },
  { file: "deno.lock", manager: "deno", manifest: "deno.json" },
  { file: "uv.lock", manager: "uv", manifest: "pyproject.toml" },
  { file: "poetry.lock", manager: "poetry", manifest: "pyproject.toml" },
  { file: "pdm.lock", manager: "pdm", manifest: "pyproject.toml" },
  { file: "Pipfile.lock", manager: "pipenv", manifest: "Pipfile" },
  { file: "composer.lock", manager: "composer", manifest: "composer.json" },
  { file: "Gemfile.lock", manager: "bundler", manifest: "Gemfile" },
  { file: "Cargo.lock", manager: "cargo", manifest: "Cargo.toml" },
  { file: "go.sum", manager: "go", manifest: "go.mod" },
  { file: "packages.lock.json", manager: "nuget", manifest: "*.csproj" },
  { file: "gradle.lockfile", manager: "gradle", manifest: "build.gradle" },
  { file: "mix.lock", manager: "mix", manifest: "mix.exs" },
  { file: "pubspec.lock", manager: "pub", manifest: "pubspec.yaml" },
];

/** The lock files among the names of one directory, in the order of `lockFiles`. */
export function findLockFiles(names: readonly string[]): readonly LockFile[] {
  return lockFiles.filter(({ file }) => names.includes(file));
}
