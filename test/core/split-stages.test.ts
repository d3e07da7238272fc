/** Splitting one stage into two: what goes where, what comes along, and what is refused with its reason. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { createProject } from "../../server/src/core/project/project.js";
import { FileStore, Pending, Snapshot } from "../../server/src/core/project/snapshot.js";
import { refactoringsAt } from "../../server/src/core/refactorings/index.js";
import { parseDockerfile } from "../../server/src/core/syntax/dockerfile/parse.js";
import { applyEdits } from "../../server/src/core/text/edits.js";
import { dockerfile } from "../../server/src/core/text/tags.js";

const root = "test:///project";

type Texts = Readonly<Record<string, string>>;

/** What the refactoring at FROM offers: the text after it, the reason why not, or nothing. */
async function offered(files: Texts): Promise<{ text?: string; reason?: string } | undefined> {
  const uri = `${root}/Dockerfile`;
  const system = new MemoryFileSystem(new Map(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text])));
  const snapshot = new Snapshot(new FileStore(system, [root]));
  const text = files["Dockerfile"]!;
  const file = parseDockerfile(uri, text);
  const project = createProject(file, snapshot);
  for (;;) {
    try {
      const [found] = refactoringsAt(file, file.stages[0]!.from.span, project);
      if (!found) return undefined;
      return found.edits ? { text: applyEdits(text, found.edits) } : { reason: found.disabled! };
    } catch (error) {
      if (!(error instanceof Pending)) throw error;
      for (const it of error.uris) await snapshot.load(it);
    }
  }
}

async function after(files: Texts): Promise<string> {
  const found = await offered(files);
  return found?.text ?? assert.fail(`not offered: ${found?.reason ?? "nothing to gain"}`);
}

const requirements = { "requirements.txt": "flask==3.1.0\n" };
const express = JSON.stringify({ dependencies: { express: "5.1.0" }, devDependencies: { nodemon: "3.1.9" } });
const node = { "package.json": express, "server.js": "" };
const goModule = { "go.mod": "module example.com/server\n", "main.go": "package main\n" };

describe("split stages: what comes along", () => {
  it("Python from a full image: slim runtime, arguments and variables where they are used, every requirement file", async () => {
    const text = await after({
      Dockerfile: dockerfile`
        # syntax=docker/dockerfile:1
        ARG PYTHON=3.13
        # the base
        FROM python:\${PYTHON}

        LABEL org.opencontainers.image.title="site"
        ARG PIP_INDEX_URL
        ARG VERSION=dev
        # shown on the page
        ENV APP_VERSION=$VERSION \
            PIP_NO_CACHE_DIR=1
        WORKDIR /usr/src/app
        COPY --chown=1000 . .
        RUN pip install -r requirements/prod.txt
        RUN python manage.py collectstatic --noinput

        STOPSIGNAL SIGINT
        HEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1
        # for now
        CMD python manage.py runserver 0.0.0.0:8000
        # the end
      `,
      "manage.py": "",
      "requirements/prod.txt": "-r base.txt\npsycopg2\n",
      "requirements/base.txt": "django\nGitPython\n",
    });
    assert.equal(
      text,
      dockerfile`
        # syntax=docker/dockerfile:1
        ARG PYTHON=3.13
        # the base
        FROM python:\${PYTHON} AS build
        ARG PIP_INDEX_URL
        ARG VERSION=dev
        ENV APP_VERSION=$VERSION \
            PIP_NO_CACHE_DIR=1
        WORKDIR /usr/src/app
        RUN python -m venv /opt/venv
        ENV PATH="/opt/venv/bin:$PATH"
        COPY requirements/prod.txt requirements/base.txt requirements/
        RUN pip install -r requirements/prod.txt

        FROM python:\${PYTHON}-slim AS runtime
        RUN apt-get update \
            && apt-get install -y --no-install-recommends libpq5 git \
            && rm -rf /var/lib/apt/lists/*

        LABEL org.opencontainers.image.title="site"
        ARG VERSION=dev
        # shown on the page
        ENV APP_VERSION=$VERSION \
            PIP_NO_CACHE_DIR=1
        WORKDIR /usr/src/app
        COPY --from=build /opt/venv /opt/venv
        ENV PATH="/opt/venv/bin:$PATH"
        COPY --chown=1000 . .
        RUN python manage.py collectstatic --noinput

        RUN groupadd --system app \
            && useradd --system --gid app --no-create-home --shell /usr/sbin/nologin app \
            && chown app:app /usr/src/app
        USER app

        STOPSIGNAL SIGINT
        HEALTHCHECK CMD python -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/', timeout=3)" || exit 1
        # for now
        CMD python manage.py runserver 0.0.0.0:8000
        # the end
      `,
    );
  });

  it("Python with an environment of its own, on Alpine, with a user of its own and CRLF", async () => {
    const text = await after({
      ...requirements,
      Dockerfile: dockerfile`
        FROM python:3.13-alpine
        RUN apk add --no-cache g++ postgresql-dev tini
        ENV VIRTUAL_ENV=/venv
        RUN python -m venv $VIRTUAL_ENV
        ENV PATH="$VIRTUAL_ENV/bin:$PATH"
        WORKDIR /app
        COPY requirements.txt .
        RUN pip install --no-cache-dir -r requirements.txt
        COPY . .
        RUN adduser -S -D -H web
        USER web
        ENTRYPOINT ["tini", "--", "flask", "run"]
      `.replaceAll("\n", "\r\n"),
    });
    assert.equal(
      text,
      dockerfile`
        FROM python:3.13-alpine AS build
        RUN apk add --no-cache g++ postgresql-dev tini
        ENV VIRTUAL_ENV=/venv
        RUN python -m venv $VIRTUAL_ENV
        ENV PATH="$VIRTUAL_ENV/bin:$PATH"
        WORKDIR /app
        COPY requirements.txt .
        RUN pip install --no-cache-dir -r requirements.txt

        FROM python:3.13-alpine AS runtime
        RUN apk add --no-cache libstdc++ libpq tini
        ENV VIRTUAL_ENV=/venv
        ENV PATH="$VIRTUAL_ENV/bin:$PATH"
        WORKDIR /app
        COPY --from=build /venv /venv
        COPY . .
        RUN adduser -S -D -H web
        USER web
        ENTRYPOINT ["tini", "--", "flask", "run"]
      `.replaceAll("\n", "\r\n"),
    );
  });

  it("Node.js without a build: the modules from the build stage, the stage's name for the service that builds it", async () => {
    const text = await after({
      ...node,
      ".dockerignore": "node_modules\n",
      "compose.yaml": "services:\n  web:\n    build:\n      context: .\n      target: prod\n",
      Dockerfile: dockerfile`
        FROM node:22 AS prod
        WORKDIR /app

        COPY package*.json ./
        RUN npm install

        COPY . .
        ENV PORT=3000
        EXPOSE 3000
        CMD ["node", "server.js"]
      `,
    });
    assert.equal(
      text,
      dockerfile`
        FROM node:22 AS build
        WORKDIR /app

        COPY package*.json ./
        RUN --mount=type=cache,target=/root/.npm \
            npm install --omit=dev

        FROM node:22-slim AS prod
        WORKDIR /app

        COPY --from=build /app/node_modules ./node_modules
        COPY . .
        ENV PORT=3000
        RUN chown node:node /app
        USER node
        EXPOSE 3000
        CMD ["node", "server.js"]
      `,
    );
  });

  it("Node.js with install scripts and an unclear result: the order stays, and the whole directory is copied", async () => {
    const manifest = { scripts: { build: "webpack", postinstall: "node setup.js" }, ...(JSON.parse(express) as object) };
    const text = await after({
      "package.json": JSON.stringify(manifest),
      "server.js": "",
      Dockerfile: dockerfile`
        FROM node:22
        WORKDIR /app
        COPY --chown=node:node . .
        USER node
        RUN npm install && npm run build
        CMD node server.js
      `,
    });
    assert.equal(
      text,
      dockerfile`
        FROM node:22 AS build
        WORKDIR /app
        COPY . .
        RUN --mount=type=cache,target=/root/.npm \
            npm install && npm run build
        RUN npm prune --omit=dev

        FROM node:22-slim AS runtime
        WORKDIR /app
        COPY --from=build --chown=node:node /app ./
        USER node
        CMD node server.js
      `,
    );
  });

  it("Node.js that builds in the RUN that installs: the sources stay before it; what git ignores is not copied", async () => {
    const text = await after({
      "package.json": JSON.stringify({
        scripts: { build: "tsc" },
        dependencies: { koa: "3" },
        devDependencies: { typescript: "5" },
      }),
      "src/main.ts": "",
      "data/countries.json": "[]",
      "uploads/mine.txt": "",
      ".gitignore": "uploads/\n",
      Dockerfile: dockerfile`
        FROM node:22-slim
        WORKDIR /app
        COPY . .
        RUN npm install && npm run build
        USER node
        CMD ["node", "dist/main.js"]
      `,
    });
    assert.equal(
      text,
      dockerfile`
        FROM node:22-slim AS build
        WORKDIR /app
        COPY . .
        RUN --mount=type=cache,target=/root/.npm \
            npm install && npm run build
        RUN npm prune --omit=dev

        FROM node:22-slim AS runtime
        WORKDIR /app
        COPY --from=build /app/package.json ./
        COPY --from=build /app/node_modules ./node_modules
        COPY --from=build /app/dist ./dist
        COPY --from=build /app/data ./data
        USER node
        CMD ["node", "dist/main.js"]
      `,
    );
  });

  it("Next.js that builds a server of its own", async () => {
    const text = await after({
      "package.json": JSON.stringify({
        scripts: { build: "next build", start: "next start -p 4000" },
        dependencies: { next: "16" },
      }),
      "next.config.mjs": 'export default {\n  output: "standalone",\n};\n',
      "public/robots.txt": "",
      Dockerfile: dockerfile`
        FROM node:22
        WORKDIR /app
        COPY package.json ./
        RUN npm install
        COPY . .
        RUN npm run build
        # port 4000
        CMD ["npm", "start"]
      `,
    });
    assert.match(
      text,
      /FROM node:22-slim AS runtime\nWORKDIR \/app\nENV HOSTNAME=0\.0\.0\.0 PORT=4000\nCOPY --from=build \/app\/public \.\/public\nCOPY --from=build \/app\/\.next\/standalone \.\/\nCOPY --from=build \/app\/\.next\/static \.\/\.next\/static\n/,
    );
    assert.match(text, /# port 4000\nCMD \["node", "server\.js"\]\n$/);
  });

  it("a front end of plain files: nginx without root, on the same port", async () => {
    const text = await after({
      "package.json": JSON.stringify({ scripts: { build: "vite build" }, devDependencies: { vite: "7" } }),
      Dockerfile: dockerfile`
        FROM node:22-alpine
        WORKDIR /app
        ARG VITE_API=/api
        COPY package.json .
        RUN npm install
        COPY . .
        RUN npm run build
        # static files
        RUN npm install -g serve
        EXPOSE 3000
        HEALTHCHECK CMD node -e "fetch('http://localhost:3000/')"
        CMD ["serve", "-s", "dist", "-l", "3000"]
      `.replace(/^HEALTHCHECK.*\n/m, "HEALTHCHECK CMD wget -q -O /dev/null http://localhost:3000/\n"),
    });
    assert.match(
      text,
      /ARG VITE_API=\/api\n[\s\S]*RUN npm run build\n\nFROM nginxinc\/nginx-unprivileged:\d\S*-alpine AS runtime\n/,
    );
    assert.equal(
      text.slice(text.indexOf("# static files")),
      dockerfile`
        # static files
        COPY <<'EOF' /etc/nginx/conf.d/default.conf
        server {
            listen 3000;
            root /usr/share/nginx/html;

            location / {
                try_files $uri $uri/ /index.html;
            }
        }
        EOF
        COPY --from=build /app/dist /usr/share/nginx/html
        EXPOSE 3000
        HEALTHCHECK CMD wget -q -O /dev/null http://localhost:3000/
      `,
    );
  });

  it("Go: distroless where nothing else is needed, Alpine where a health check or data needs programs", async () => {
    const plain = dockerfile`
      from golang:1.25
      workdir /src
      copy . .
      run go build
      # -v: say what it does
      cmd ./server -v
    `;
    assert.equal(
      await after({ ...goModule, Dockerfile: plain }),
      dockerfile`
        from golang:1.25 as build
        workdir /src
        copy . .
        env CGO_ENABLED=0
        run --mount=type=cache,target=/go/pkg/mod \
            --mount=type=cache,target=/root/.cache/go-build \
            go build

        from gcr.io/distroless/static-debian12:nonroot as runtime
        workdir /src
        copy --from=build /src/server ./server
        # -v: say what it does
        cmd ["./server", "-v"]
      `,
    );
    const text = await after({
      ...goModule,
      Dockerfile: dockerfile`
        FROM golang:1.25
        WORKDIR /src
        COPY . .
        RUN CGO_ENABLED=0 go build -o /usr/local/bin/server .
        VOLUME /data
        HEALTHCHECK CMD curl -f http://localhost:8080/healthz
        ENTRYPOINT ["server"]
      `,
    });
    assert.match(text, /FROM alpine:3\S* AS runtime\n/);
    assert.match(text, /COPY --from=build \/usr\/local\/bin\/server \/usr\/local\/bin\/server\nVOLUME \/data\n/);
    assert.match(
      text,
      /chown app:app \/src \/data\nUSER app\nHEALTHCHECK CMD wget -q -O \/dev\/null http:\/\/localhost:8080\/healthz\n/,
    );
  });

  for (const part of ["backend", "frontend"]) {
    it(`the ${part} of examples/nexops becomes a file with two stages and a user without rights`, async () => {
      const folder = `examples/nexops/${part}`;
      const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
      const files = names.map((it) => `${it.parentPath}/${it.name}`);
      const text = await after(Object.fromEntries(files.map((it) => [it.slice(folder.length + 1), readFileSync(it, "utf8")])));
      const stages = text.split(/^(?=FROM )/m);
      assert.equal(stages.length, 2);
      assert.match(stages[1]!, /^FROM \S*slim as runtime\n[\s\S]*^USER (?:appuser|node)\n/im);
      assert.doesNotMatch(stages[1]!, /build-essential|git vim|npm (?:install|ci)|pip install|curl/);
    });
  }
});

describe("split stages: what is refused, and why", () => {
  const python = (lines: string): Texts => ({
    ...requirements,
    Dockerfile: `FROM python:3.13\nWORKDIR /app\nCOPY . .\n${lines}\n`,
  });
  const pip = "RUN pip install -r requirements.txt\n";
  const js = (lines: string): Texts => ({ ...node, Dockerfile: `FROM node:22\nWORKDIR /app\nCOPY . .\n${lines}\n` });
  const go = (lines: string): Texts => ({ ...goModule, Dockerfile: `FROM golang:1.25\nWORKDIR /app\nCOPY . .\n${lines}\n` });
  const compose = (lines: string): Texts => ({ "compose.yaml": `services:\n  web:\n    build: .\n    ${lines}\n` });
  const cases: readonly (readonly [what: string, files: Texts, reason: RegExp])[] = [
    ["a clone", python(`RUN git clone https://example.com/x.git\n${pip}CMD ["flask", "run"]`), /git clone.*cannot be told/],
    ["a download", python(`RUN curl -sSL https://example.com | sh\n${pip}CMD ["flask", "run"]`), /curl .*cannot be told/],
    ["the project as a package", python('RUN pip install -e .\nCMD ["x"]'), /installs from the sources/],
    ["packages elsewhere", python(`RUN pip install --user flask\nCMD ["flask", "run"]`), /--user.*elsewhere/],
    ["another manager", python('RUN pip install poetry\nCMD ["x"]'), /Only pip/],
    ["no requirement file", python('RUN pip install -r other.txt\nCMD ["x"]'), /other\.txt' is not to be seen/],
    ["several programs", python(`${pip}CMD ["supervisord", "-n"]`), /'supervisord' starts several programs/],
    ["a program by its path", python(`${pip}CMD ["/usr/local/bin/gunicorn", "app:app"]`), /named by its path/],
    ["a start script that is not there", python(`${pip}CMD ["./start.sh"]`), /script .* not to be seen/],
    ["nothing to start", python(pip), /does not say what it starts/],
    ["a shell of its own", python(`SHELL ["/bin/bash", "-c"]\n${pip}CMD ["flask", "run"]`), /SHELL/],
    [
      "an unknown -dev package",
      python(`RUN apt-get update && apt-get install -y libavcodec-dev\n${pip}CMD ["x"]`),
      /'libavcodec-dev'/,
    ],
    ["a mixed RUN", python('RUN pip install flask && useradd app\nCMD ["x"]'), /several things at once/],
    [
      "Python 2",
      { ...python(`${pip}CMD ["x"]`), Dockerfile: 'FROM python:2.7\nRUN pip install flask\nCMD ["x"]\n' },
      /has no 'venv'/,
    ],
    [
      "a health check of Compose",
      { ...python(`${pip}CMD ["flask", "run"]`), ...compose("healthcheck: { test: curl -f http://localhost }") },
      /service 'web' calls 'curl'/,
    ],
    [
      "a compiler at run time",
      { ...python(`${pip}CMD ["flask", "run"]`), "requirements.txt": "theano\n" },
      /'theano' calls a compiler/,
    ],
    [
      "a start for development",
      js('RUN npm install\nCMD ["npx", "nodemon", "server.js"]'),
      /'nodemon', which is a development dependency/,
    ],
    [
      "a service for development",
      { ...js('RUN npm install\nCMD ["node", "server.js"]'), ...compose("command: nodemon server.js") },
      /'nodemon', which is a development dependency/,
    ],
    ["yarn", js('RUN yarn install\nCMD ["node", "server.js"]'), /not yarn/],
    ["a lock file of pnpm", { ...js('RUN npm install\nCMD ["node", "server.js"]'), "pnpm-lock.yaml": "" }, /not pnpm/],
    [
      "workspaces",
      { ...js('RUN npm install\nCMD ["node", "server.js"]'), "package.json": '{ "workspaces": ["a"] }' },
      /workspaces/,
    ],
    [
      "a front end that is configured at its start",
      {
        Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install && npm run build\nCMD ["npx", "serve", "dist"]\n',
        "package.json": '{ "scripts": { "build": "vite build" }, "devDependencies": { "vite": "7" } }',
        ...compose("environment: { VITE_API: /api }"),
      },
      /'VITE_API'/,
    ],
    [
      "C libraries",
      { ...go('RUN go build -o server\nCMD ["./server"]'), "go.mod": "module x\nrequire github.com/mattn/go-sqlite3 v1.14.0\n" },
      /go-sqlite3' needs CGO/,
    ],
    ["C in the sources", { ...go('RUN go build -o server\nCMD ["./server"]'), "main.go": 'import "C"\n' }, /imports "C"/],
    ["go run", go('RUN go mod download\nCMD ["go", "run", "."]'), /go run/],
    ["two programs", go('RUN go build -o /a ./a && go build -o /b ./b\nCMD ["/a"]'), /several programs: '\/a' and '\/b'/],
    ["another program", go('RUN go build -o /a .\nCMD ["/b"]'), /It starts 'b', not the '\/a'/],
    ["a command that needs a shell", go("RUN go build -o server\nCMD ./server --port $PORT"), /needs a shell/],
  ];
  for (const [what, files, reason] of cases) {
    it(what, async () => {
      const found = await offered(files);
      assert.equal(found?.text, undefined);
      assert.match(found?.reason ?? "nothing offered", reason);
    });
  }

  it("offers nothing where nothing would be gained", async () => {
    const silent: readonly Texts[] = [
      { Dockerfile: 'FROM golang:1.25 AS build\nRUN go build -o /x\nFROM scratch\nCOPY --from=build /x /x\nCMD ["/x"]\n' },
      { Dockerfile: 'FROM nginx:1.29\nCOPY site /usr/share/nginx/html\nCMD ["nginx", "-g", "daemon off;"]\n' },
      {
        ...requirements,
        Dockerfile: 'FROM python:3.13-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["flask", "run"]\n',
      },
    ];
    for (const files of silent) assert.equal(await offered(files), undefined, files["Dockerfile"]);
  });
});
