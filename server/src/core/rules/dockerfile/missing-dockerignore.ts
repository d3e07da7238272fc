import { defineRule, type Related } from "../../linter/rule.js";
import type { BuildContext } from "../../project/context.js";
import type { Project } from "../../project/project.js";
import { dirname, join } from "../../project/uri.js";
import type { Dockerfile, Word } from "../../syntax/dockerfile/model.js";
import { isIgnored, parseDockerignore } from "../../syntax/dockerignore.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile, text, yaml } from "../../text/tags.js";
import { ignoreFile, isWholeContext } from "../../transforms/ignore-file.js";

export default defineRule({
  name: "missing-dockerignore",
  language: "dockerfile",
  category: "security",
  severity: "info",
  profiles: ["recommended"],
  summary: "The whole build context is copied, and no `.dockerignore` keeps anything out.",
  why: [
    "`.env`, keys and the history in `.git` end up in the image, where anyone who can pull it can read them.",
    "A local `node_modules` or `.venv` replaces what was installed in the image, and each change of an unrelated file undoes the build cache.",
    "It is a warning where such files lie in the context. Review the list before you take it: a file your build needs must not be on it.",
  ],
  references: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  aliases: ["sonar:S6470"],
  covers: ["copy-whole-context"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    const source = wholeCopy(file);
    if (!source) return;
    const seen = new Set<string>();
    for (const { context, service } of project.builds) {
      if (!context || seen.has(context.uri)) continue;
      seen.add(context.uri);
      const names = context.names();
      if (names === undefined || context.ignore || (!service && !looksLikeContext(names, file))) continue;
      const content = ignoreFile(file, context);
      const ignored = parseDockerignore(content);
      const unwanted = names.filter((name) => isUnwanted(name) && isIgnored(ignored, name)).sort((a, b) => rank(a) - rank(b));
      const shown = unwanted.slice(0, 3).map((name) => `'${name}'`);
      yield {
        span: source.span,
        message:
          unwanted.length > 0
            ? `'${source.text}' takes ${list(shown)} into the image, since no .dockerignore keeps them out; add one.`
            : `'${source.text}' takes everything in the build context, and no .dockerignore keeps anything out; add one.`,
        ...(unwanted.length > 0 ? { severity: "warning" } : {}),
        related: elsewhere(file, context, project),
        fixes: [
          {
            title: "Create .dockerignore",
            applicability: "unsafe",
            edits: [],
            creates: { [join(context.uri, ".dockerignore")]: content.replaceAll("\n", lineEnd(file.text)) },
          },
        ],
      };
    }
  },

  examples: [
    {
      title: "Python, with things that must not be in an image",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY . .
               ^ '.' takes '.env', '.git' and '.venv' into the image, since no .dockerignore keeps them out; add one.
          RUN pip install --no-cache-dir -r requirements.txt
        `,
        "requirements.txt": text`flask`,
        ".env": text`PASSWORD=x`,
        ".git/HEAD": text`ref: refs/heads/main`,
        ".venv/pyvenv.cfg": text`home = /usr/bin`,
      },
      good: {
        ".dockerignore": text`
          # Version control and editors
          .git
          .gitignore
          .idea
          .vscode

          # Secrets and settings of one machine
          **/.env
          **/.env.*
          !**/.env.example
          **/*.pem
          **/*.key

          # Made by Python tools
          **/__pycache__
          **/*.py[cod]
          **/.pytest_cache
          .mypy_cache
          .ruff_cache
          .venv
          venv

          # Not needed in the image
          .dockerignore
          Dockerfile*
          compose*.y*ml
          docker-compose*.y*ml
        `,
      },
    },
    {
      title: "never what the Dockerfile names itself; a front end keeps its .env.production",
      bad: {
        Dockerfile: dockerfile`
          FROM node:22-slim AS build
          COPY package*.json ./
          RUN npm ci
          COPY ./ ./
               ^^ './' takes everything in the build context, and no .dockerignore keeps anything out; add one.
          COPY certs/ca.pem .gitignore /etc/
          RUN git describe > version.txt && npm run build
        `,
        "package.json": text`{ "dependencies": { "vite": "7.1.0" } }`,
        "certs/ca.pem": text`-----BEGIN CERTIFICATE-----`,
      },
      good: {
        ".dockerignore": text`
          # Version control and editors
          .idea
          .vscode

          # Secrets and settings of one machine
          **/.env
          **/.env.local
          **/.env.*.local
          **/*.key

          # Made by Node.js tools
          **/node_modules
          dist
          coverage
          npm-debug.log*

          # Not needed in the image
          .dockerignore
          Dockerfile*
          compose*.y*ml
          docker-compose*.y*ml
        `,
      },
    },
    {
      title: "dependencies that are copied, not installed, stay",
      bad: {
        Dockerfile: dockerfile`
          FROM gcr.io/distroless/nodejs22-debian12
          ADD . /app
              ^ '.' takes everything in the build context, and no .dockerignore keeps anything out; add one.
        `,
        "package.json": text`{}`,
        "node_modules/express/package.json": text`{}`,
      },
      good: {
        ".dockerignore": text`
          # Version control and editors
          .git
          .gitignore
          .idea
          .vscode

          # Secrets and settings of one machine
          **/.env
          **/.env.*
          !**/.env.example
          **/*.pem
          **/*.key

          # Made by Node.js tools
          coverage
          npm-debug.log*

          # Not needed in the image
          .dockerignore
          Dockerfile*
          compose*.y*ml
          docker-compose*.y*ml
        `,
      },
    },
    {
      title: "one is in force",
      good: {
        Dockerfile: dockerfile`
          FROM alpine:3.22
          COPY . /app
        `,
        ".dockerignore": text`.git`,
      },
    },
    {
      title: "only chosen files are copied, or those of another stage",
      good: dockerfile`
        FROM alpine:3.22 AS build
        COPY src/ /src/
        FROM alpine:3.22
        COPY --from=build . /
      `,
    },
    {
      title: "the context is somewhere else, and has one",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              build:
                context: ./api
                dockerfile: ../Dockerfile
        `,
        "api/.dockerignore": text`.git`,
        Dockerfile: dockerfile`
          FROM alpine:3.22
          COPY . /app
        `,
      },
    },
  ],
});

const manifest =
  /^(package\.json|requirements.*\.txt|pyproject\.toml|setup\.py|Pipfile|manage\.py|go\.mod|Cargo\.toml|pom\.xml|(build|settings)\.gradle(\.kts)?|composer\.json|Gemfile|mix\.exs|.*\.(csproj|fsproj|slnx?))$/;

/** The folder of a Dockerfile that no service builds may not be its context: `docker build -f docker/Dockerfile .` */
function looksLikeContext(names: readonly string[], { stages }: Dockerfile): boolean {
  const sources = stages
    .flatMap(({ instructions }) => instructions)
    .flatMap((it) => ((it.keyword === "COPY" || it.keyword === "ADD") && !it.from ? it.sources : []));
  const copied = sources.some(({ text: path }) => names.includes(path.replace(/^\.\//, "").split("/")[0]!));
  return copied || names.some((name) => manifest.test(name) || isUnwanted(name));
}

function wholeCopy({ stages }: Dockerfile): Word | undefined {
  for (const instruction of stages.flatMap(({ instructions }) => instructions)) {
    if ((instruction.keyword !== "COPY" && instruction.keyword !== "ADD") || instruction.from) continue;
    const source = instruction.sources.find(({ text: path }) => isWholeContext(path));
    if (source && !instruction.flags.some(({ name }) => name === "exclude")) return source;
  }
  return undefined;
}

const unwantedNames = [
  ".env",
  "id_rsa",
  "id_ed25519",
  ".npmrc",
  ".aws",
  ".ssh",
  ".git",
  "node_modules",
  ".venv",
  "venv",
  ".terraform",
  "__pycache__",
];

function isUnwanted(name: string): boolean {
  return unwantedNames.includes(name) || isSecret(name);
}

/** `.env.example` and its kin are there to be read. */
function isSecret(name: string): boolean {
  return /\.(pem|key|p12|pfx)$/.test(name) || /^\.env\.(?!example|sample|template|dist|defaults?$)/.test(name);
}

function rank(name: string): number {
  const at = unwantedNames.indexOf(name);
  return Math.max(at, 0);
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** An ignore file beside the Dockerfile that the builder does not read, because the context is another folder. */
function elsewhere(file: Dockerfile, context: BuildContext, project: Project): Related[] {
  const uri = join(dirname(file.uri), ".dockerignore");
  if (dirname(file.uri) === context.uri) return [];
  const node = project.read(uri);
  if (node.kind !== "file" || node.text === "") return [];
  const end = node.text.search(/\r?\n|$/);
  return end > 0
    ? [{ uri, span: { start: 0, end }, message: "This one is not read: it does not lie in the root of the context." }]
    : [];
}
