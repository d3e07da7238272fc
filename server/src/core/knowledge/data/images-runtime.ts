/** Images that run or build code of one language. */
import type { DataSource } from "../data-source.js";
import type { ImageRecord } from "../image-record.js";
import type { BaseName } from "./bases.js";

const alpine = { tag: /alpine/, base: "alpine" } as const;
const slim = { tag: /slim/, base: "debian" } as const;
const windows = [{ tag: /windowsservercore/, base: "servercore", user: "ContainerAdministrator", users: "" },
  { tag: /nanoserver/, base: "nanoserver", user: "ContainerUser", users: "" }] as const;
const ubuntu = { tag: /resolute|noble|jammy|focal/, base: "ubuntu" } as const;

/** And the other repositories that the first one names. */
export const source: DataSource = {
  from: [
    "https://github.com/docker-library/official-images",
    "https://github.com/nodejs/docker-node",
    "https://github.com/docker-library/python",
  ],
  date: "2026-11",
};

export const runtimeImages: readonly ImageRecord<BaseName>[] = [
  { names: ["node"], kind: "runtime", base: "buildpack", user: "root", users: "node:1000", tools: "node npm npx", capabilities: "", readOnlyTmpfs: ["/tmp"],
    variants: [slim, alpine] },
  { names: ["python"], kind: "runtime", base: "buildpack", user: "root", tools: "python python3 pip", capabilities: "", readOnlyTmpfs: ["/tmp"],
    variants: [slim, alpine, ...windows] },
  { names: ["pypy"], kind: "runtime", base: "buildpack", user: "root", tools: "pypy pip ?python ?python3", capabilities: "", variants: [slim, ...windows] },
  { names: ["golang"], kind: "runtime", base: "buildpack-scm", user: "root", tools: "go gcc g++ make", capabilities: "",
    variants: [{ ...alpine, tools: "!gcc !g++ !make" }, ...windows] },
  { names: ["ruby"], kind: "runtime", base: "buildpack", user: "root", tools: "ruby gem bundle", capabilities: "", readOnlyTmpfs: ["/tmp"], variants: [slim, alpine] },
  { names: ["jruby"], kind: "runtime", base: "ubuntu", user: "root", tools: "jruby ?ruby gem bundle java ?curl ?wget ?git" },
  // The Debian variants keep curl and $PHPIZE_DEPS (compilers), the Alpine ones curl, tar and xz.
  { names: ["php"], kind: "runtime", base: "debian", user: "root", users: "www-data:33", tools: "php curl xz gcc g++ make docker-php-ext-install", writable: ["/var/www/html"],
    variants: [
      { ...alpine, users: "www-data:82", tools: "php curl xz !gcc !g++ !make" },
      { tag: /fpm/, ports: [9000], longRunning: true, tools: "php-fpm", capabilities: "SETGID SETUID", dropsTo: "www-data" },
      { tag: /apache/, ports: [80], longRunning: true, tools: "apache2ctl", dropsTo: "www-data", capabilities: "NET_BIND_SERVICE SETGID SETUID", readOnlyTmpfs: ["/run", "/tmp"] },
    ] },
  { names: ["composer"], kind: "tool", base: "alpine", user: "root", tools: "composer php git curl unzip bash", longRunning: false },
  // https://github.com/adoptium/containers: the Ubuntu variants keep curl and wget, the UBI ones are ubi-minimal.
  { names: ["eclipse-temurin"], kind: "runtime", base: "ubuntu", user: "root", tools: "java curl wget", capabilities: "", readOnlyTmpfs: ["/tmp"],
    variants: [{ ...alpine, tools: "?curl ?bash" }, { tag: /ubi/, base: "ubi-minimal", tools: "?wget" }, ...windows] },
  { names: ["openjdk"], kind: "runtime", base: "unknown", user: "root", tools: "java", capabilities: "",
    variants: [{ ...alpine }, { ...slim, tools: "?wget ?curl" }, { tag: /oracle/, base: "rhel", tools: "?curl ?python3" }, ...windows] },
  { names: ["amazoncorretto"], kind: "runtime", base: "amazonlinux", user: "root", tools: "java", capabilities: "", variants: [alpine] },
  { names: ["public.ecr.aws/amazoncorretto/amazoncorretto"], kind: "runtime", base: "amazonlinux", user: "root", tools: "java", capabilities: "", variants: [alpine] },
  { names: ["sapmachine"], kind: "runtime", base: "ubuntu", user: "root", tools: "java ?curl ?wget", variants: [alpine, { tag: /distroless/, base: "distroless" }] },
  { names: ["azul-zulu", "azul/zulu-openjdk"], kind: "runtime", base: "unknown", user: "root", tools: "java", variants: [alpine] },
  { names: ["ibm-semeru-runtimes"], kind: "runtime", base: "ubuntu", user: "root", tools: "java ?curl ?wget", variants: [{ tag: /ubi/, base: "unknown" }] },
  { names: ["maven"], kind: "runtime", base: "ubuntu", user: "root", tools: "mvn java curl ?wget ?git", longRunning: false,
    variants: [{ ...alpine, tools: "bash" }, { tag: /corretto/, base: "unknown" }, { tag: /corretto.*alpine|alpine.*corretto/, base: "alpine", tools: "bash" }] },
  { names: ["gradle"], kind: "runtime", base: "ubuntu", user: "root", users: "gradle:1000", tools: "gradle java wget unzip git ?curl", longRunning: false,
    variants: [{ ...alpine, tools: "?curl bash" }, { tag: /ubi|corretto/, base: "unknown" }] },
  { names: ["sbtscala/scala-sbt", "hseeberger/scala-sbt"], kind: "runtime", base: "unknown", tools: "sbt scala java" },
  { names: ["clojure"], kind: "runtime", base: "debian", user: "root", tools: "java ?curl ?wget ?git ?make", variants: [alpine, ubuntu] },
  { names: ["groovy"], kind: "runtime", base: "ubuntu", tools: "groovy java ?curl ?wget ?git", users: "groovy:1000", variants: [alpine] },
  { names: ["rust"], kind: "runtime", base: "buildpack", user: "root", tools: "cargo rustc rustup", capabilities: "",
    variants: [{ ...slim, tools: "gcc" }, { ...alpine, tools: "gcc" }] },
  { names: ["oven/bun"], kind: "runtime", base: "debian", user: "root", users: "bun:1000", tools: "bun bunx ?node", capabilities: "",
    variants: [{ ...alpine }, { tag: /distroless/, base: "distroless", users: "" }] },
  { names: ["denoland/deno"], kind: "runtime", base: "debian", user: "root", users: "deno:1993", tools: "deno", writable: ["/deno-dir"], capabilities: "",
    variants: [ubuntu, { ...alpine }, { tag: /distroless/, base: "distroless", users: "" }] },
  // https://github.com/dotnet/dotnet-docker: user app (uid 1654) since .NET 8; chiseled and distroless variants run as it and have no shell.
  ...(["sdk", "aspnet", "runtime", "runtime-deps"] as const).map((part): ImageRecord<BaseName> => ({
    names: [`mcr.microsoft.com/dotnet/${part}`, `mcr.microsoft.com/dotnet/nightly/${part}`], kind: "runtime", base: "debian", user: "root", users: "app:1654", capabilities: "",
    tools: part === "sdk" ? "dotnet curl wget git ?ps ?pgrep ?xz ?unzip" : part === "runtime-deps" ? "!dotnet" : "dotnet",
    ...(part === "aspnet" ? { ports: [8080] } : {}), readOnlyTmpfs: ["/tmp"],
    variants: [ubuntu, { tag: /^(?:10|11|12)\b|^latest$/, base: "ubuntu" }, { ...alpine, ...(part === "sdk" ? { tools: "curl bash git ?wget" } : {}) },
      { tag: /azurelinux|mariner|cbl/, base: "unknown" }, { tag: /^[2-7]\./, users: "", ...(part === "aspnet" ? { ports: [80] } : {}) },
      ...(part === "sdk" ? [] : [{ tag: /chiseled|distroless/, base: "distroless", user: "app" } as const]), ...windows] })),
  { names: ["mcr.microsoft.com/powershell"], kind: "runtime", base: "unknown", tools: "pwsh" },
  { names: ["mcr.microsoft.com/playwright"], kind: "tool", base: "ubuntu", user: "root", users: "pwuser", tools: "node npm ?curl ?wget ?git ?python3 ?xz ?unzip" },
  { names: ["mcr.microsoft.com/playwright/python"], kind: "tool", base: "ubuntu", user: "root", users: "pwuser", tools: "python3 pip ?python ?curl ?wget ?git ?node" },
  { names: ["mcr.microsoft.com/devcontainers/*"], kind: "tool", base: "unknown", user: "root", tools: "bash git curl", longRunning: false },
  { names: ["perl"], kind: "runtime", base: "buildpack", user: "root", tools: "perl cpanm", variants: [{ ...slim, tools: "?curl ?wget ?make ?gcc" }] },
  { names: ["gcc"], kind: "runtime", base: "buildpack", user: "root", tools: "gcc g++ make", longRunning: false },
  { names: ["swift"], kind: "runtime", base: "ubuntu", user: "root", tools: "swift git ?curl ?wget ?python3 ?unzip ?gcc ?g++",
    variants: [{ tag: /slim/, tools: "!swift ?git" }, { tag: /amazonlinux|ubi|rhel|fedora/, base: "unknown" }] },
  { names: ["dart"], kind: "runtime", base: "debian", user: "root", tools: "dart ?curl ?git ?wget ?unzip ?ssh" },
  { names: ["elixir"], kind: "runtime", base: "buildpack", user: "root", tools: "elixir mix erl", variants: [{ ...slim, tools: "?ssh" }, { ...alpine }] },
  { names: ["erlang"], kind: "runtime", base: "buildpack", user: "root", tools: "erl", variants: [slim, alpine] },
  { names: ["hexpm/elixir"], kind: "runtime", base: "unknown", user: "root", tools: "elixir mix erl",
    variants: [{ tag: /alpine/, base: "alpine" }, { tag: /debian/, base: "debian", tools: "?ssh ?make ?gcc ?g++" }, { tag: /ubuntu/, base: "ubuntu", tools: "?ssh ?make ?gcc ?g++" }] },
  { names: ["haskell"], kind: "runtime", base: "debian", user: "root", tools: "ghc cabal stack ?curl git ?gcc ?g++ ?make ?unzip ?xz ?ssh ?nc ?python3 ?wget ?ping ?jq" },
  { names: ["julia"], kind: "runtime", base: "debian", user: "root", tools: "julia ?curl ?wget", variants: [alpine, ...windows] },
  { names: ["r-base"], kind: "runtime", base: "debian", user: "root", users: "docker:1000", tools: "R Rscript wget ?curl ?gcc ?g++ ?make ?python3 ?unzip ?xz ?ps ?pgrep ?pkill" },
  { names: ["rocker/r-ver", "rocker/rstudio", "rocker/tidyverse", "rocker/shiny"], kind: "runtime", base: "ubuntu", user: "root", tools: "R Rscript ?curl ?wget ?git ?python3 ?gcc ?g++ ?make ?unzip ?xz" },
  { names: ["nim", "haxe", "crystallang/crystal", "nimlang/nim"], kind: "runtime", base: "unknown", user: "root" },
  { names: ["continuumio/miniconda3", "continuumio/anaconda3"], kind: "runtime", base: "debian", user: "root", tools: "conda python python3 pip wget git ?curl ?ps ?pgrep ?pkill ?ssh ?xz ?unzip" },
  { names: ["condaforge/miniforge3", "condaforge/mambaforge"], kind: "runtime", base: "ubuntu", user: "root", tools: "conda mamba python python3 pip wget git ?curl ?xz ?ssh" },
  { names: ["mambaorg/micromamba"], kind: "runtime", base: "debian", user: "mambauser", tools: "micromamba ?curl ?python3", variants: [alpine, ubuntu] },
  { names: ["tensorflow/tensorflow"], kind: "runtime", base: "ubuntu", user: "root", tools: "python python3 pip ?curl ?wget ?git ?unzip ?gcc ?g++ ?make ?xz" },
  { names: ["pytorch/pytorch"], kind: "runtime", base: "ubuntu", user: "root", tools: "python python3 pip ?curl ?wget ?git ?unzip ?gcc ?g++ ?make ?xz" },
  { names: ["jupyter/*", "quay.io/jupyter/*"], kind: "app", base: "ubuntu", user: "jovyan", users: "jovyan:1000", ports: [8888], dataDirectories: ["/home/jovyan/work"], writable: ["/home/jovyan"],
    tools: "python python3 pip wget jupyter start-notebook.sh ?git ?curl ?unzip ?xz ?gcc ?g++ ?make ?sudo ?ssh ?node ?npm ?nc", longRunning: true },
  { names: ["tiangolo/uvicorn-gunicorn-fastapi", "tiangolo/uvicorn-gunicorn"], kind: "runtime", base: "unknown", user: "root", tools: "python python3 pip gunicorn", ports: [80], longRunning: true },
  // https://docs.astral.sh/uv/guides/integration/docker/: version tags hold the two binaries alone.
  { names: ["ghcr.io/astral-sh/uv", "astral/uv"], kind: "tool", base: "scratch", user: "root", tools: "uv uvx", longRunning: false,
    variants: [{ tag: /python|bookworm|trixie|debian/, base: "buildpack", tools: "?python ?python3 ?pip" }, { tag: /slim/, base: "debian", tools: "?python ?python3 ?pip" },
      { tag: /alpine/, base: "alpine", tools: "?python ?python3 ?pip" }, { tag: /python3/, tools: "python python3" }] },
  { names: ["public.ecr.aws/lambda/*", "amazon/aws-lambda-*"], kind: "runtime", base: "amazonlinux", tools: "?curl ?git ?gcc ?make ?node ?npm", ports: [8080], longRunning: true },
  { names: ["tonistiigi/xx", "hello-world", "tonistiigi/binfmt"], kind: "tool", base: "scratch", longRunning: false },
];
