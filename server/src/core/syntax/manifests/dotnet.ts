/** .NET project files (`*.csproj`, `*.fsproj`, `*.vbproj`): target, kind and the name of what they make. */

export interface DotnetProject {
  /** `Microsoft.NET.Sdk`, `Microsoft.NET.Sdk.Web`, `Microsoft.NET.Sdk.Worker`; undefined for the old format. */
  readonly sdk: string | undefined;
  /** `net8.0`; the first of several. */
  readonly targetFramework: string | undefined;
  /** The name of the DLL; where it is undefined, that of the file. */
  readonly assemblyName: string | undefined;
  readonly outputType: string | undefined;
  readonly packages: readonly string[];
  /** Other projects it needs, as paths with `/`. */
  readonly references: readonly string[];
}

/** Undefined when the text is no project file. */
export function parseDotnetProject(text: string): DotnetProject | undefined {
  const xml = text.replace(/<!--[\s\S]*?-->/g, "");
  if (!/<Project[\s>]/.test(xml)) return undefined;
  const element = (name: string): string | undefined => literal(new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(xml)?.[1]);
  const included = (name: string): string[] =>
    [...xml.matchAll(new RegExp(`<${name}\\s[^>]*?Include\\s*=\\s*"([^"]*)"`, "g"))].map((found) => found[1]!);
  return {
    sdk: /<Project[^>]*?\sSdk\s*=\s*"([^"/]*)/.exec(xml)?.[1] ?? /<Sdk[^>]*?\sName\s*=\s*"([^"]*)"/.exec(xml)?.[1],
    targetFramework: element("TargetFramework") ?? literal(element("TargetFrameworks")?.split(";")[0]?.trim()),
    assemblyName: element("AssemblyName"),
    outputType: element("OutputType"),
    packages: included("PackageReference"),
    references: included("ProjectReference").map((path) => path.replaceAll("\\", "/")),
  };
}

/** A value that needs MSBuild's properties is not known. */
function literal(value: string | undefined): string | undefined {
  return value === undefined || value === "" || value.includes("$(") ? undefined : value;
}
