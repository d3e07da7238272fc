/** Manifests: what Drydock reads of each language's project files, and that no text makes a reader fail. */
import assert from "node:assert/strict";
import { parseCargoToml } from "../../server/src/core/syntax/manifests/cargo.js";
import { parseComposerJson } from "../../server/src/core/syntax/manifests/composer-json.js";
import { parseDotnetProject } from "../../server/src/core/syntax/manifests/dotnet.js";
import { parseGemfile } from "../../server/src/core/syntax/manifests/gemfile.js";
import { parseGoMod } from "../../server/src/core/syntax/manifests/go-mod.js";
import { gradleProjectName, parseGradle, parsePom } from "../../server/src/core/syntax/manifests/java.js";
import { findLockFiles } from "../../server/src/core/syntax/manifests/lock-files.js";
import { parsePackageJson } from "../../server/src/core/syntax/manifests/package-json.js";
import { parsePipfile, parsePyproject } from "../../server/src/core/syntax/manifests/pyproject.js";
import { parseRequirements } from "../../server/src/core/syntax/manifests/requirements.js";
import { parseToml } from "../../server/src/core/syntax/manifests/toml.js";

/** The parts of a value that a test is about. */
function pick<T extends object, K extends keyof T>(value: T | undefined, ...keys: K[]): Pick<T, K> | undefined {
  return value && (Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<T, K>);
}

describe("package.json", () => {
  it("reads scripts, dependencies and the package manager", () => {
    const json = parsePackageJson(
      '\uFEFF{ "name": "web", "type": "module", "main": "dist/main.js", "scripts": { "build": "next build", "x": 1 }, "dependencies": { "next": "15", "express": "5" }, "devDependencies": { "vite": "6" }, "engines": { "node": ">=20" }, "packageManager": "pnpm@9.1.0+sha256.abc" }',
    );
    assert.deepEqual(json, {
      name: "web",
      type: "module",
      main: "dist/main.js",
      scripts: { build: "next build" },
      dependencies: { next: "15", express: "5" },
      devDependencies: { vite: "6" },
      engines: { node: ">=20" },
      packageManager: { name: "pnpm", version: "9.1.0" },
      workspaces: false,
      framework: "next",
    });
  });
  for (const [dependency, framework] of [
    ["react-scripts", "react-scripts"],
    ["@nestjs/core", "nest"],
    ["vite", "vite"],
    ["express", "express"],
    ["left-pad", undefined],
  ] as const) {
    it(`${dependency} shows ${framework ?? "no framework"}`, () => {
      assert.equal(parsePackageJson(JSON.stringify({ devDependencies: { [dependency]: "1" } }))?.framework, framework);
    });
  }
  it("takes no other text", () => {
    for (const text of ["", "{", "[]", "null", '"x"']) assert.equal(parsePackageJson(text), undefined);
    assert.deepEqual(parsePackageJson("{}")?.scripts, {});
  });
});

describe("lock files", () => {
  it("are found by name, the telling one first", () => {
    const found = findLockFiles(["package-lock.json", "src", "pnpm-lock.yaml", "poetry.lock"]);
    assert.deepEqual(
      found.map(({ manager }) => manager),
      ["pnpm", "npm", "poetry"],
    );
    assert.deepEqual(findLockFiles(["package.json", "go.mod"]), []);
  });
});

describe("requirements.txt", () => {
  it("reads names, versions, extras, markers and options", () => {
    const text = [
      "# base",
      "-r base.txt",
      "--requirement=dev.txt",
      "-c constraints.txt",
      "-e ./lib",
      "--index-url https://example.com/simple",
      "Django >= 4.2, < 5  # web",
      "uvicorn[standard]==0.30.1",
      "typing_extensions; python_version < '3.11'",
      "pkg @ https://example.com/pkg.whl",
      "./local",
      "zope.interface~=6.0",
      "???",
    ].join("\r\n");
    const file = parseRequirements(text);
    assert.deepEqual(pick(file, "includes", "constraints", "locations", "hashed"), {
      includes: ["base.txt", "dev.txt"],
      constraints: ["constraints.txt"],
      locations: ["./lib", "./local"],
      hashed: false,
    });
    assert.deepEqual(
      file.requirements.map(({ name, extras, specifier, url, marker }) => [name, extras.join(), specifier, url, marker]),
      [
        ["django", "", ">=4.2,<5", undefined, undefined],
        ["uvicorn", "standard", "==0.30.1", undefined, undefined],
        ["typing-extensions", "", "", undefined, "python_version < '3.11'"],
        ["pkg", "", "", "https://example.com/pkg.whl", undefined],
        ["zope-interface", "", "~=6.0", undefined, undefined],
      ],
    );
  });
  it("knows when all are hashed", () => {
    assert.equal(
      parseRequirements("a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\nb==2 --hash=sha256:22\n").hashed,
      true,
    );
    assert.equal(parseRequirements("a==1 --hash=sha256:00\nb==2\n").hashed, false);
    assert.equal(parseRequirements("").hashed, false);
  });
});

describe("pyproject.toml", () => {
  it("reads a project of uv", () => {
    const project = parsePyproject(`
[project]
name = "api" # the service
requires-python = ">=3.12"
dependencies = [
  "fastapi[standard]>=0.115", # web
  'SQLAlchemy',
]
[project.optional-dependencies]
cli = ["typer"]
[project.scripts]
api = "api.main:run"
[dependency-groups]
dev = ["pytest>=8", { include-group = "lint" }]
[tool.uv]
package = false
`);
    assert.deepEqual(project, {
      name: "api",
      requiresPython: ">=3.12",
      dependencies: { fastapi: ">=0.115", sqlalchemy: "" },
      devDependencies: { typer: "", pytest: ">=8" },
      scripts: { api: "api.main:run" },
      buildBackend: undefined,
      tool: "uv",
      isPackage: false,
    });
  });
  it("reads a project of poetry", () => {
    const project = parsePyproject(`
[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
python = "^3.11"
django = "^5.0"
celery = { extras = ["redis"], version = "^5.4" }
private = { git = "https://example.com/x.git" }
[tool.poetry.group.dev.dependencies]
black = "*"
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
`);
    assert.deepEqual(pick(project, "name", "requiresPython", "dependencies", "devDependencies", "tool", "buildBackend"), {
      name: "shop",
      requiresPython: "^3.11",
      dependencies: { django: "^5.0", celery: "^5.4", private: "" },
      devDependencies: { black: "" },
      tool: "poetry",
      buildBackend: "poetry.core.masonry.api",
    });
  });
  it("takes no text without a project", () => {
    for (const text of ["", "x", "[tool.black]\nline-length = 100\n"]) assert.equal(parsePyproject(text), undefined);
  });
});

describe("Pipfile", () => {
  it("reads packages and the version of Python", () => {
    assert.deepEqual(
      parsePipfile(
        '[packages]\nflask = "*"\nrequests = {version = "==2.32"}\n[dev-packages]\npytest = ">=8"\n[requires]\npython_version = "3.12"\n',
      ),
      {
        packages: { flask: "", requests: "==2.32" },
        devPackages: { pytest: ">=8" },
        pythonVersion: "3.12",
      },
    );
    assert.equal(parsePipfile("{}"), undefined);
  });
});

describe("Cargo.toml", () => {
  it("reads the package, its programs and dependencies", () => {
    assert.deepEqual(
      parseCargoToml(
        '[package]\nname = "api"\nedition = "2024"\n[[bin]]\nname = "server"\n[[bin]]\nname = "worker"\n[dependencies]\naxum = "0.8"\ntokio = { version = "1", features = ["full"] }\n[dependencies.serde]\nversion = "1"\n',
      ),
      {
        name: "api",
        edition: "2024",
        rustVersion: undefined,
        bins: ["server", "worker"],
        dependencies: ["axum", "tokio", "serde"],
        workspaceMembers: [],
      },
    );
    assert.deepEqual(parseCargoToml('[workspace]\nmembers = ["a", "b"]\n')?.workspaceMembers, ["a", "b"]);
    assert.equal(parseCargoToml("nothing"), undefined);
  });
});

describe("go.mod", () => {
  it("reads the module, its Go and what it requires", () => {
    const text =
      'module example.com/api // x\n\ngo 1.24.3\r\ntoolchain go1.24.5\n\nrequire github.com/a/b v1.2.3\nrequire (\n\tgithub.com/c/d v0.1.0 // indirect\n\t"github.com/e/f" v2.0.0\n)\nreplace github.com/a/b => ../b\n';
    assert.deepEqual(parseGoMod(text), {
      module: "example.com/api",
      go: "1.24.3",
      toolchain: "go1.24.5",
      requires: { "github.com/a/b": "v1.2.3", "github.com/c/d": "v0.1.0", "github.com/e/f": "v2.0.0" },
    });
    assert.equal(parseGoMod("go 1.24\n"), undefined);
  });
});

describe(".NET project", () => {
  it("reads sdk, target, name, packages and references", () => {
    const xml = `<Project Sdk="Microsoft.NET.Sdk.Web"><!-- <AssemblyName>no</AssemblyName> -->
      <PropertyGroup><TargetFramework> net8.0 </TargetFramework><AssemblyName>Shop.Api</AssemblyName></PropertyGroup>
      <ItemGroup><PackageReference Include="Serilog" Version="4" /><ProjectReference Include="..\\Core\\Core.csproj" /></ItemGroup></Project>`;
    assert.deepEqual(parseDotnetProject(xml), {
      sdk: "Microsoft.NET.Sdk.Web",
      targetFramework: "net8.0",
      assemblyName: "Shop.Api",
      outputType: undefined,
      packages: ["Serilog"],
      references: ["../Core/Core.csproj"],
    });
    assert.equal(
      parseDotnetProject("<Project><PropertyGroup><TargetFrameworks>net9.0;net8.0</TargetFrameworks></PropertyGroup></Project>")
        ?.targetFramework,
      "net9.0",
    );
    assert.equal(parseDotnetProject("<Project><P><AssemblyName>$(X)</AssemblyName></P></Project>")?.assemblyName, undefined);
    assert.equal(parseDotnetProject("text"), undefined);
  });
});

describe("Java projects", () => {
  it("reads a pom past its parent and dependencies", () => {
    const pom =
      parsePom(`<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.4.0</version></parent>
      <artifactId>shop</artifactId><version>\${revision}</version><properties><revision>1.2</revision><java.version>21</java.version></properties>
      <dependencies><dependency><artifactId>x</artifactId><version>9</version></dependency></dependencies></project>`);
    assert.deepEqual(pom, {
      tool: "maven",
      artifactId: "shop",
      version: "1.2",
      packaging: "jar",
      javaVersion: "21",
      framework: "spring-boot",
    });
    assert.equal(parsePom("<html></html>"), undefined);
  });
  for (const [text, javaVersion] of [
    ["java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }", "21"],
    ["plugins { id 'java' }\nsourceCompatibility = '17'", "17"],
    ["plugins {}\njava { sourceCompatibility = JavaVersion.VERSION_1_8 }", "1.8"],
    ['plugins { kotlin("jvm") }\nkotlin { jvmToolchain(17) }', "17"],
    ["plugins { id 'java' } // sourceCompatibility = '11'", undefined],
  ] as const) {
    it(`reads Java ${javaVersion ?? "unknown"} of ${text.slice(0, 30)}`, () =>
      assert.equal(parseGradle(text)?.javaVersion, javaVersion));
  }
  it("reads Gradle's kind, version and name", () => {
    const gradle = parseGradle("plugins {\n  id 'org.springframework.boot' version '3.4.0'\n  id 'war'\n}\nversion = '1.0'\n");
    assert.deepEqual(pick(gradle, "packaging", "version", "framework"), {
      packaging: "war",
      version: "1.0",
      framework: "spring-boot",
    });
    assert.equal(gradleProjectName('pluginManagement {}\nrootProject.name = "shop"\n'), "shop");
    assert.equal(parseGradle("hello"), undefined);
  });
});

describe("Gemfile", () => {
  it("tells the gems of development from the others", () => {
    const text =
      'source "https://rubygems.org"\nruby "3.3.5"\ngem "rails", "~> 8.0" # web\ngem("pg")\ngroup :development, :test do\n  gem "rspec"\nend\ngroup :production do\n  gem "puma"\nend\ngem "debug", group: :development\n# gem "none"\n';
    assert.deepEqual(parseGemfile(text), {
      gems: ["rails", "pg", "puma"],
      devGems: ["rspec", "debug"],
      rubyVersion: "3.3.5",
      framework: "rails",
    });
    assert.equal(parseGemfile("hello"), undefined);
  });
});

describe("composer.json", () => {
  it("reads PHP, extensions and the framework", () => {
    const json = parseComposerJson(
      '{ "name": "a/b", "require": { "php": "^8.3", "ext-intl": "*", "laravel/framework": "^12" }, "require-dev": { "phpunit/phpunit": "^11" } }',
    );
    assert.deepEqual(pick(json, "name", "php", "extensions", "framework", "requireDev"), {
      name: "a/b",
      php: "^8.3",
      extensions: ["intl"],
      framework: "laravel",
      requireDev: { "phpunit/phpunit": "^11" },
    });
    assert.equal(parseComposerJson("nope"), undefined);
  });
});

describe("TOML", () => {
  it("reads strings of all kinds, dotted keys and nested values", () => {
    const tables = parseToml(
      'a.b = "x\\ty" # c\n"q k" = \'raw\\n\'\nm = """\none\ntwo"""\nn = 1_000\nl = [ [1, 2], { c = true } ]\n["t.u".v]\nw = "]#"\n',
    );
    assert.deepEqual(tables.get(""), [
      { a: { b: "x\ty" }, "q k": "raw\\n", m: "one\ntwo", n: "1_000", l: [["1", "2"], { c: "true" }] },
    ]);
    assert.deepEqual(tables.get("t.u.v"), [{ w: "]#" }]);
  });
});

describe("manifest readers", () => {
  const readers = {
    parseCargoToml,
    parseComposerJson,
    parseDotnetProject,
    parseGemfile,
    parseGoMod,
    parseGradle,
    parsePackageJson,
    parsePipfile,
    parsePom,
    parsePyproject,
    parseRequirements,
    parseToml,
  };
  const texts = [
    "",
    "\0",
    "[",
    "[[",
    "a=",
    "a=[",
    "a={",
    "{{{",
    "[a]\nb",
    "__proto__ = 1\n[__proto__]\nx=1",
    '"',
    "'''",
    "<project",
    "<Project>",
    "\\",
    "gem",
    "require (",
    `a = ${"[".repeat(100_000)}`,
    `a = ${"{a=".repeat(50_000)}`,
    "<project>".repeat(20_000),
    "gem 'a' do\n".repeat(20_000),
    `${"a".repeat(100_000)}==`,
    "#\n".repeat(100_000),
  ];
  for (const [name, read] of Object.entries(readers)) {
    it(`${name} takes any text, in bounded time`, () => {
      const begun = Date.now();
      for (const text of texts) read(text);
      assert.ok(Date.now() - begun < 3000, `${Date.now() - begun} ms`);
      assert.equal(({} as Record<string, unknown>)["x"], undefined);
    });
  }
});
