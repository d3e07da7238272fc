/** `package.json`: how a Node project is started, what it needs, and which framework it is built on. */

export interface PackageJson {
  readonly name: string | undefined;
  readonly type: "module" | "commonjs";
  readonly main: string | undefined;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  /** The tool of `packageManager` (`pnpm@9.1.0+sha…`), with its version. */
  readonly packageManager: { readonly name: string; readonly version: string } | undefined;
  readonly workspaces: boolean;
  readonly framework: NodeFramework | undefined;
}

export type NodeFramework =
  | "next"
  | "nuxt"
  | "sveltekit"
  | "remix"
  | "astro"
  | "gatsby"
  | "angular"
  | "vite"
  | "react-scripts"
  | "vue-cli"
  | "nest"
  | "express"
  | "fastify"
  | "koa"
  | "hono";

/** By the dependency that shows it. The first match counts: what builds on others stands above them. */
const frameworks: readonly (readonly [dependency: string, framework: NodeFramework])[] = [
  ["next", "next"],
  ["nuxt", "nuxt"],
  ["@sveltejs/kit", "sveltekit"],
  ["@remix-run/node", "remix"],
  ["@remix-run/react", "remix"],
  ["@react-router/node", "remix"],
  ["astro", "astro"],
  ["gatsby", "gatsby"],
  ["@angular/core", "angular"],
  ["react-scripts", "react-scripts"],
  ["@vue/cli-service", "vue-cli"],
  ["@nestjs/core", "nest"],
  ["fastify", "fastify"],
  ["koa", "koa"],
  ["hono", "hono"],
  ["express", "express"],
  ["vite", "vite"],
];

/** Undefined when the text is no JSON object. */
export function parsePackageJson(text: string): PackageJson | undefined {
  const json = parseObject(text);
  if (json === undefined) return undefined;
  const dependencies = strings(json["dependencies"]);
  const devDependencies = strings(json["devDependencies"]);
  const [manager, version] = (stringOf(json["packageManager"]) ?? "").split("@");
  return {
    name: stringOf(json["name"]),
    type: json["type"] === "module" ? "module" : "commonjs",
    main: stringOf(json["main"]),
    scripts: strings(json["scripts"]),
    dependencies,
    devDependencies,
    engines: strings(json["engines"]),
    packageManager: manager && version ? { name: manager, version: version.replace(/\+.*$/s, "") } : undefined,
    workspaces: json["workspaces"] !== undefined,
    framework: frameworks.find(([name]) => Object.hasOwn(dependencies, name) || Object.hasOwn(devDependencies, name))?.[1],
  };
}

/** A JSON object; undefined for any other text. A byte order mark is let pass, as by the tools. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The members of an object that are strings. */
export function strings(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
