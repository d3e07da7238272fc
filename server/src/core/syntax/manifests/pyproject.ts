/** `pyproject.toml` and `Pipfile`: what a Python project is called, needs, and is built with. */
import { parseRequirement } from "./requirements.js";
import { isTable, parseToml, type TomlTable, type TomlValue, tomlString, tomlStrings, tomlTable } from "./toml.js";

export interface Pyproject {
  readonly name: string | undefined;
  readonly requiresPython: string | undefined;
  /** Names by PyPI's normal form, each with its version specifier (empty: any). */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Of all optional and development groups. */
  readonly devDependencies: Readonly<Record<string, string>>;
  /** Console scripts: name → `module:function`. */
  readonly scripts: Readonly<Record<string, string>>;
  /** `build-system.build-backend`; undefined also where nothing is built (`package = false`). */
  readonly buildBackend: string | undefined;
  /** The tool whose tables it has. */
  readonly tool: "poetry" | "uv" | "pdm" | "hatch" | undefined;
  /** False for a project that says it is no package: its own code is not installed. */
  readonly isPackage: boolean;
}

/** Undefined when it has none of the tables that describe a project. */
export function parsePyproject(text: string): Pyproject | undefined {
  const tables = parseToml(text);
  const project = tomlTable(tables, "project");
  const poetry = tomlTable(tables, "tool.poetry");
  const build = tomlTable(tables, "build-system");
  const uv = tomlTable(tables, "tool.uv");
  if (project === undefined && poetry === undefined && build === undefined && uv === undefined) return undefined;
  const groups = [...tables].filter(([name]) =>
    /^(?:tool\.poetry\.group\..+\.dependencies|tool\.poetry\.dev-dependencies)$/.test(name),
  );
  const poetryDependencies = tomlTable(tables, "tool.poetry.dependencies") ?? {};
  const { python, ...runtime } = versions(poetryDependencies);
  const tool = (["poetry", "uv", "pdm", "hatch"] as const).find((name) =>
    [...tables.keys()].some((key) => key === `tool.${name}` || key.startsWith(`tool.${name}.`)),
  );
  return {
    name: tomlString(project?.["name"]) ?? tomlString(poetry?.["name"]),
    requiresPython: tomlString(project?.["requires-python"]) ?? python,
    dependencies: { ...requirements(project?.["dependencies"]), ...runtime },
    devDependencies: {
      ...groupRequirements(tomlTable(tables, "project.optional-dependencies")),
      ...groupRequirements(tomlTable(tables, "dependency-groups")),
      ...requirements(uv?.["dev-dependencies"]),
      ...Object.assign({}, ...groups.map(([, [table]]) => versions(table ?? {}))),
    },
    scripts: { ...plainStrings(tomlTable(tables, "project.scripts")), ...plainStrings(tomlTable(tables, "tool.poetry.scripts")) },
    buildBackend: tomlString(build?.["build-backend"]),
    tool,
    isPackage: tomlString(uv?.["package"]) !== "false" && tomlString(poetry?.["package-mode"]) !== "false",
  };
}

export interface Pipfile {
  readonly packages: Readonly<Record<string, string>>;
  readonly devPackages: Readonly<Record<string, string>>;
  readonly pythonVersion: string | undefined;
}

/** Undefined when it has no table of packages. */
export function parsePipfile(text: string): Pipfile | undefined {
  const tables = parseToml(text);
  const packages = tomlTable(tables, "packages");
  const devPackages = tomlTable(tables, "dev-packages");
  if (packages === undefined && devPackages === undefined) return undefined;
  const requires = tomlTable(tables, "requires");
  return {
    packages: versions(packages ?? {}),
    devPackages: versions(devPackages ?? {}),
    pythonVersion: tomlString(requires?.["python_version"]) ?? tomlString(requires?.["python_full_version"]),
  };
}

/** `name = "^1"` and `name = { version = "^1" }`; `*` and no version are the empty text. */
function versions(table: TomlTable): Record<string, string> {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => {
      const version = (isTable(value) ? tomlString(value["version"]) : tomlString(value)) ?? "";
      return [name.toLowerCase().replace(/[-_.]+/g, "-"), version === "*" ? "" : version];
    }),
  );
}

function requirements(value: TomlValue | undefined): Record<string, string> {
  const parsed = tomlStrings(value).flatMap((line) => parseRequirement(line) ?? []);
  return Object.fromEntries(parsed.map(({ name, specifier }) => [name, specifier]));
}

function groupRequirements(groups: TomlTable | undefined): Record<string, string> {
  return Object.assign({}, ...Object.values(groups ?? {}).map(requirements)) as Record<string, string>;
}

function plainStrings(table: TomlTable | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(table ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
