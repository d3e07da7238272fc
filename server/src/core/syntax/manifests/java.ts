/** `pom.xml` and `build.gradle(.kts)`: what a Java project makes, and for which Java. Read by pattern: neither is evaluated. */

export interface JavaProject {
  readonly tool: "maven" | "gradle";
  /** Maven: of the project itself, not of its parent. */
  readonly artifactId: string | undefined;
  readonly version: string | undefined;
  /** `jar` where nothing is said; `pom` for a parent of modules. */
  readonly packaging: string;
  readonly javaVersion: string | undefined;
  readonly framework: "spring-boot" | "quarkus" | "micronaut" | undefined;
}

/** Undefined when the text is no Maven project. */
export function parsePom(text: string): JavaProject | undefined {
  const xml = text.replace(/<!--[\s\S]*?-->/g, "");
  if (!/<project[\s>]/.test(xml)) return undefined;
  // What stands in these says who else the project knows, not what it is.
  const own = [
    "parent",
    "dependencies",
    "dependencyManagement",
    "build",
    "profiles",
    "reporting",
    "repositories",
    "pluginRepositories",
    "properties",
  ].reduce((rest, name) => rest.replace(new RegExp(`<${name}>[\\s\\S]*?</${name}>`, "g"), ""), xml);
  const property = (name: string): string | undefined => element(xml, name.replace(/[.]/g, "\\."));
  const resolve = (value: string | undefined): string | undefined => {
    const name = /^\$\{([\w.-]+)\}$/.exec(value ?? "")?.[1];
    const result = name === undefined ? value : property(name);
    return result?.includes("${") ? undefined : result;
  };
  return {
    tool: "maven",
    artifactId: element(own, "artifactId"),
    version: resolve(element(own, "version")),
    packaging: element(own, "packaging") ?? "jar",
    javaVersion: ["maven.compiler.release", "java.version", "maven.compiler.target", "maven.compiler.source", "release"]
      .map((name) => resolve(property(name)))
      .find((it) => it !== undefined && /^[\d.]+$/.test(it)),
    framework: frameworkOf(xml),
  };
}

/** Undefined when the text has nothing of a Java build. */
export function parseGradle(text: string): JavaProject | undefined {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
  if (!/\b(?:plugins|apply|dependencies|java|subprojects|allprojects)\b/.test(code)) return undefined;
  const version =
    /JavaLanguageVersion\.of\(\s*["']?(\d+)/.exec(code)?.[1] ??
    /jvmToolchain\(\s*(\d+)/.exec(code)?.[1] ??
    /(?:source|target)Compatibility\s*=?\s*(?:JavaVersion\.VERSION_)?["']?(\d+(?:[._]\d+)?)/.exec(code)?.[1]?.replace("_", ".");
  return {
    tool: "gradle",
    artifactId: /\barchivesBaseName\s*=\s*["']([^"'$]+)["']/.exec(code)?.[1],
    version: /^\s*version\s*=?\s*["']([^"'$]+)["']/m.exec(code)?.[1],
    packaging: /\b(?:id\s*\(?\s*["']war["']|^\s*war\s*$|plugin\s*:\s*["']war["'])/m.test(code) ? "war" : "jar",
    javaVersion: version,
    framework: frameworkOf(code),
  };
}

/** The name in `settings.gradle(.kts)`, which the JAR takes. */
export function gradleProjectName(settings: string): string | undefined {
  return /^\s*rootProject\.name\s*=\s*["']([^"'$]+)["']/m.exec(settings)?.[1];
}

function frameworkOf(text: string): JavaProject["framework"] {
  if (/org\.springframework\.boot|spring-boot/.test(text)) return "spring-boot";
  if (/io\.quarkus/.test(text)) return "quarkus";
  return /io\.micronaut/.test(text) ? "micronaut" : undefined;
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(xml)?.[1] || undefined;
}
