/** Bad input: whatever stands in a file or in its place, there is a clear finding or one line of error; never a crash, never a wrong edit. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Diagnostic as LspDiagnostic } from "vscode-languageserver/node";
import { profileConfiguration } from "../server/src/core/linter/configuration.js";
import { type LintResult, lint } from "../server/src/core/linter/lint.js";
import type { Language, Profile } from "../server/src/core/linter/rule.js";
import { type FileSystem, MemoryFileSystem, textFile } from "../server/src/core/project/file-system.js";
import { FileStore } from "../server/src/core/project/snapshot.js";
import { rules } from "../server/src/core/rules/index.js";
import { parseDockerfile } from "../server/src/core/syntax/dockerfile/parse.js";
import type { Span } from "../server/src/core/text/span.js";
import { dockerfile, yaml } from "../server/src/core/text/tags.js";
import { nodeFileSystem, uriOf } from "../server/src/node/file-system.js";
import { at, RecordingFileSystem, root } from "./core/recording.js";
import { startTestClient, type TestClient } from "./lsp-client.js";
import { failureOf, type PromiseOptions } from "./promises.js";

const names: Readonly<Record<Language, string>> = { dockerfile: "Dockerfile", compose: "compose.yaml" };

/** Fails with the first promise that is broken. */
async function holds(
  language: Language,
  text: string,
  neighbours: Readonly<Record<string, string>> = {},
  options?: PromiseOptions,
): Promise<void> {
  const files = new Map([...Object.entries(neighbours), [names[language], text]]);
  const failure = await failureOf({ language, linted: names[language], files }, options);
  if (failure) assert.fail(`${failure.kind}: ${failure.message}\n${JSON.stringify(text.slice(-300))}`);
}

interface Judged extends LintResult {
  readonly log: readonly string[];
}

async function judge(uri: string, language: Language, store: FileStore, profile: Profile = "all"): Promise<Judged> {
  const log: string[] = [];
  const configuration = profileConfiguration(profile);
  const result = await lint({ uri, language, rules, configuration, store, log: (message) => log.push(message) });
  return { ...result, log };
}

/** What is found in a text, by rule. */
async function found(
  language: Language,
  text: string,
  neighbours: Readonly<Record<string, string>> = {},
  profile: Profile = "all",
): Promise<string[]> {
  const files = new RecordingFileSystem({ ...neighbours, [names[language]]: text });
  const { diagnostics, log } = await judge(at(names[language]), language, new FileStore(files, [root]), profile);
  assert.deepEqual(log, []);
  return diagnostics.map(({ rule }) => rule.name);
}

const longDockerfile = dockerfile`
  # syntax=docker/dockerfile:1
  # check=error=true
  ARG NODE_VERSION=22

  FROM --platform=$BUILDPLATFORM node:\${NODE_VERSION}-alpine AS deps
  WORKDIR /app
  COPY package.json package-lock.json ./
  RUN --mount=type=cache,target=/root/.npm \
      npm ci

  FROM deps AS build
  ENV CI=1 \
      # not in the image
      NODE_ENV="production"
  COPY . .
  RUN npm run build \
   && npm prune --omit=dev \

   && rm -rf .cache

  FROM python:3.13-slim AS tools
  SHELL ["/bin/bash", "-o", "pipefail", "-c"]
  RUN <<EOF
  set -e
  apt-get update
  apt-get install -y --no-install-recommends curl ca-certificates
  rm -rf /var/lib/apt/lists/*
  EOF
  RUN curl -fsSL https://example.com/install.sh | bash
  RUN if [ -f requirements.txt ]; then pip install -r requirements.txt; else echo 'none'; fi
  COPY <<-'ONE' <<TWO /etc/
  	[server]
  	ONE
  port = 80
  TWO
  ADD https://example.com/tool.tar.gz /opt/

  FROM node:22 as final
  LABEL org.opencontainers.image.title="shop" maintainer='Jane'
  MAINTAINER Jane
  ARG TOKEN=secret
  ENV LEGACY some value
  COPY --from=build --chown=node:node /app/dist /app/
  COPY --from=tools ["/opt/tool", "/usr/local/bin/"]
  RUN sudo chmod 777 /app && cd /app && npm install -g pm2
  VOLUME ["/data"]
  EXPOSE 3000 9229/tcp
  USER root
  STOPSIGNAL SIGTERM
  ONBUILD COPY . /app
  HEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost:3000/ || exit 1
  ENTRYPOINT ["docker-entrypoint.sh"]
  CMD npm start
`;

const longCompose = yaml`
  version: "3.8"
  name: shop
  x-logging: &logging
    driver: json-file
    options: {max-size: 10m}
  services:
    web: # the front
      build:
        context: .
        target: final
        args: [A=1, "B=\${B:-two words}"]
      image: "registry.example.com/web:\${TAG:-latest}"
      logging: *logging
      ports: ["80:3000", '127.0.0.1:9229:9229']
      environment:
        - DATABASE_URL=postgres://app:hunter2@db:5432/app
        - NODE_ENV
      depends_on: [db, cache]
      command: ["npm", "start"]
      healthcheck:
        test: ["CMD", "curl", "-f", "http://localhost:3000/"]
        interval: 30s
    db:
      image: postgres
      environment: {POSTGRES_PASSWORD: hunter2, POSTGRES_DB: app}
      volumes:
        - data:/var/lib/postgresql/data
        - type: bind
          source: /var/run/docker.sock
          target: /var/run/docker.sock
      ports:
        - target: 5432
          published: "5432"
    cache:
      image: redis:8
      privileged: true
      command: >-
        redis-server
        --save ""
      deploy:
        resources:
          limits: {memory: 512M}
    worker:
      <<: {restart: always}
      extends: {service: web}
      profiles: [dev]
  volumes: {data: }
  networks:
    default:
      driver: bridge
  secrets:
    token: {file: ./token.txt}
`;

const neighbours: Readonly<Record<string, string>> = {
  "package.json": '{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "5" } }\n',
  "requirements.txt": "flask\n",
};

describe("bad input: half-typed files", function () {
  this.timeout(240_000);

  for (const [language, text, around] of [
    ["dockerfile", longDockerfile, { ...neighbours, "compose.yaml": longCompose }],
    ["compose", longCompose, { ...neighbours, Dockerfile: longDockerfile }],
  ] as const) {
    it(`every beginning of a ${names[language]}`, async () => {
      for (let end = 0; end <= text.length; end++) {
        // To try each fix of each beginning would take minutes: it is done behind every word.
        const isWord = /\w$/.test(text.slice(0, end)) && !/^\w/.test(text.slice(end));
        await holds(language, text.slice(0, end), around, { fixes: isWord });
      }
    });
  }

  it("a Dockerfile that is typed while the server judges it", async () => {
    const client = await startTestClient({ files: { "compose.yaml": longCompose } });
    try {
      await client.open("Dockerfile", "");
      const answers: Promise<LspDiagnostic[]>[] = [];
      for (let end = 0; end <= longDockerfile.length; end += 23) {
        await client.change("Dockerfile", longDockerfile.slice(0, end));
        answers.push(client.pull("Dockerfile"));
      }
      await client.change("Dockerfile", longDockerfile);
      const last = await client.pull("Dockerfile");
      assert.ok(last.some(({ code }) => code === "maintainer-deprecated"));
      for (const answer of await Promise.all(answers)) assertRanges(answer);
    } finally {
      client.stop();
    }
  });
});

function assertRanges(diagnostics: readonly LspDiagnostic[]): void {
  for (const { range, message } of diagnostics) {
    assert.equal(range.start.line, range.end.line, String(message));
    assert.ok(range.start.character < range.end.character, String(message));
  }
}

describe("bad input: strange texts", () => {
  const shapes: Readonly<Record<string, (text: string) => string>> = {
    "with CRLF": (text) => text.replaceAll("\n", "\r\n"),
    "with every second line in CRLF": (text) => {
      let line = 0;
      return text.replace(/\n/g, () => (line++ % 2 === 0 ? "\r\n" : "\n"));
    },
    "with CR alone": (text) => text.replaceAll("\n", "\r"),
    "with one CR in a line": (text) => text.replaceAll(" ", " \r"),
    "with a byte order mark": (text) => `\ufeff${text}`,
    "without a line end at its end": (text) => text.trimEnd(),
    "with NUL in it": (text) => text.replaceAll("e", "\0"),
    "with halves of surrogate pairs": (text) => text.replaceAll("e", "\ud800").replaceAll("a", "\udfff"),
    "with no-break spaces": (text) => text.replaceAll(" ", "\u00a0"),
    "with tabs": (text) => text.replaceAll("  ", "\t"),
    "of line ends": () => "\r\n\n\r\r\n",
    "of blanks": () => "  \t \n  ",
    "that is empty": () => "",
  };
  for (const [shape, change] of Object.entries(shapes)) {
    it(`a Dockerfile ${shape}`, () => holds("dockerfile", change(longDockerfile), neighbours));
    it(`a Compose file ${shape}`, () => holds("compose", change(longCompose), neighbours));
  }

  it("line ends and byte order marks change nothing of what is found", async () => {
    for (const [language, text] of [
      ["dockerfile", longDockerfile],
      ["compose", longCompose],
    ] as const) {
      const expected = await found(language, text, neighbours);
      assert.ok(expected.length > 5);
      assert.deepEqual(await found(language, shapes["with CRLF"]!(text), neighbours), expected);
      assert.deepEqual(await found(language, shapes["with every second line in CRLF"]!(text), neighbours), expected);
      assert.deepEqual(await found(language, shapes["with a byte order mark"]!(text), neighbours), expected);
    }
  });

  it("an image name over several lines is found piece by piece", () => {
    const text = "FROM example.com/no\\\r\n# a comment\r\nde:2\\\r\n2 AS build\n";
    const { image } = parseDockerfile(at("Dockerfile"), text).stages[0]!.from;
    const written = (part: { readonly span: Span } | undefined): string => text.slice(part!.span.start, part!.span.end);
    assert.deepEqual([image.text, image.path?.text, image.tag?.text], ["example.com/node:22", "node", "22"]);
    assert.deepEqual([written(image.domain), written(image.tag)], ["example.com", "2\\\r\n2"]);
  });

  it("Docker's byte order mark is no instruction", async () => {
    assert.equal((await found("dockerfile", "\ufeffFROM alpine:3.22\n")).includes("unknown-instruction"), false);
  });
});

describe("bad input: deep and long", () => {
  const times = (text: string, count: number): string => text.repeat(count);
  const cases: readonly (readonly [string, Language, string])[] = [
    ["brackets of a shell", "dockerfile", `FROM a\nRUN ${times("(", 50_000)}\n`],
    ["substitutions", "dockerfile", `FROM a\nRUN echo "${times('$("', 50_000)}\n`],
    ["arithmetic", "dockerfile", `FROM a\nRUN ${times("$((", 50_000)}\n`],
    ["conditions", "dockerfile", `FROM a\nRUN ${times("if ", 50_000)}\n`],
    ["functions", "dockerfile", `FROM a\nRUN ${times("f() ", 40_000)}\n`],
    ["variables that are not closed", "dockerfile", `FROM a\nWORKDIR ${times("${a", 60_000)}\nUSER ${times("${a:-", 30_000)}\n`],
    ["variables that are closed", "dockerfile", `FROM a\nUSER ${times("${a:-", 25_000)}${times("}", 25_000)}\n`],
    ["variables that double one another", "dockerfile", `FROM a\nENV A=x\n${times("ENV A=$A$A\n", 60)}USER $A\n`],
    ["continuations", "dockerfile", `FROM a\nENV A=1 \\\n${times("  B=2 \\\n", 20_000)}  C=3\n`],
    ["triggers", "dockerfile", `FROM a\n${times("ONBUILD ", 20_000)}RUN x\n`],
    ["a JSON array", "dockerfile", `FROM a\nCMD [${times('"a", ', 30_000)}"b"]\n`],
    ["an array in arrays", "dockerfile", `FROM a\nCMD ${times("[", 50_000)}${times("]", 50_000)}\n`],
    ["stages", "dockerfile", `FROM a AS s0\n${Array.from({ length: 500 }, (_, i) => `FROM s${i} AS s${i + 1}\n`).join("")}`],
    ["flow lists", "compose", times("[", 50_000)],
    ["flow maps", "compose", `services: ${times("{a: ", 20_000)}`],
    ["lists in lists", "compose", times("- ", 20_000)],
    ["keys in keys", "compose", times("? ", 20_000)],
    ["values in values", "compose", times(": ", 20_000)],
    ["maps in maps", "compose", Array.from({ length: 500 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["defaults in defaults", "compose", `services:\n  a:\n    image: "${times("${a:-", 20_000)}"\n`],
    ["a command", "compose", `services:\n  a:\n    image: nginx:1\n    command: sh -c "${times("$(", 30_000)}"\n`],
    ["services", "compose", `services:\n${Array.from({ length: 50 }, (_, i) => `  s${i}:\n    image: postgres\n`).join("")}`],
  ];
  for (const [name, language, text] of cases) {
    it(name, () => holds(language, text)).timeout(60_000);
  }

  it("a line of 10 MB is said to be too large, at once", async () => {
    const files = new MemoryFileSystem(new Map());
    for (const language of ["dockerfile", "compose"] as const) {
      const store = new FileStore(files, [root]);
      const start = performance.now();
      store.set(at(names[language]), textFile(`${language === "compose" ? "a: " : "FROM a\nRUN "}${"x".repeat(10_000_000)}`));
      const { errors, diagnostics } = await judge(at(names[language]), language, store);
      assert.ok(performance.now() - start < 1000);
      assert.match(errors[0]!.message, /^It is too large/);
      assert.deepEqual(diagnostics, []);
    }
  });
});

describe("bad input: aliases and cycles", () => {
  const nines = (name: string): string => `[${new Array(9).fill(`*${name}`).join(", ")}]`;
  const levels = "bcdefghij".split("").map((name, i) => `${name}: &${name} ${nines("abcdefghij"[i]!)}\n`);
  const bomb = `a: &a [${new Array(9).fill("x").join(", ")}]\n${levels.join("")}`;
  const merges = Array.from(
    { length: 25 },
    (_, i) => `x-${i + 1}: &x${i + 1}\n  a: *x${i}\n  b: *x${i}\n  <<: [*x${i}, *x${i}]\n`,
  );

  for (const [name, text] of [
    [
      "aliases that multiply",
      `${bomb}services:\n  x:\n    image: nginx:1\n    environment: *j\n    command: *j\n    ports: *j\n`,
    ],
    [
      "merges that multiply",
      `x-0: &x0 {image: nginx}\n${merges.join("")}services:\n  s: *x25\n  t: {<<: *x25, environment: *x25}\n`,
    ],
    ["an alias inside its own anchor", "services: &a\n  x: *a\n"],
    ["a merge of itself", "services:\n  x: &x\n    <<: *x\n    image: nginx:1\n    environment: *x\n"],
  ] as const) {
    it(`${name}: a finding says so`, async () => {
      const start = performance.now();
      assert.ok((await found("compose", text)).includes("compose-syntax-error"));
      assert.ok(performance.now() - start < 2000);
    });
  }

  it("an alias that has an anchor is not renamed: another name would help nothing", async () => {
    const files = new RecordingFileSystem({
      "compose.yaml": `${bomb}services:\n  x:\n    image: nginx:1\n    environment: *j\n`,
    });
    const { diagnostics } = await judge(at("compose.yaml"), "compose", new FileStore(files, [root]));
    const [finding] = diagnostics.filter(({ rule }) => rule.name === "compose-syntax-error");
    assert.match(finding!.message, /multiply/);
    assert.deepEqual([finding!.fixes, finding!.refused], [[], []]);
  });

  it("aliases that lead nowhere", () => holds("compose", "services:\n  a: *b\n  c: {<<: *d, image: nginx}\n"));

  it("extends and include in circles", async () => {
    const text =
      "include: [other.yaml, compose.yaml]\nservices:\n  a: {extends: b}\n  b: {extends: {service: a}}\n  c: {extends: c}\n";
    const other = "include: [compose.yaml]\nservices:\n  d: {extends: {file: compose.yaml, service: a}}\n";
    const circles = `${text}  e: {extends: {file: other.yaml, service: d}}\n`;
    await holds("compose", circles, { "other.yaml": other });
    const names = new Set(await found("compose", circles, { "other.yaml": other }));
    assert.ok(names.has("include-invalid") && names.has("extends-invalid"), [...names].join());
  });

  it("services that wait for each other", () =>
    holds(
      "compose",
      "services:\n  a: {image: postgres, depends_on: [b, a]}\n  b: {image: redis, depends_on: {a: {condition: service_healthy}}}\n",
    ));

  it("stages that build on themselves", () =>
    holds("dockerfile", "FROM a AS a\nFROM a AS a\nCOPY --from=a . .\nCOPY --from=1 . .\nFROM 2\n"));
});

describe("bad input: what nobody can know", () => {
  const silent = async (language: Language, text: string, ...but: readonly string[]): Promise<void> => {
    await holds(language, text);
    assert.deepEqual(
      (await found(language, text, {}, "recommended")).filter((name) => !but.includes(name)),
      [],
    );
  };

  it("names from templates are not judged", async () => {
    await silent("dockerfile", 'FROM {{ image }}\nCOPY . /app/\nUSER {{ user }}\nCMD ["x"]\n', "missing-dockerignore");
    await silent("dockerfile", "FROM @IMAGE@\n@INSTALL@\nUSER app\n");
    await silent("dockerfile", "FROM <%= image %>\n<% if x %>\nRUN x\n<% end %>\nUSER app\n");
  });

  it("the source of a template is said to be one, and not repaired", async () => {
    const text = "services:\n  web:\n    image: {{ image }}\n{% if database %}\n  db:\n    image: postgres\n{% endif %}\n";
    await holds("compose", text);
    const files = new RecordingFileSystem({ "compose.yaml": text });
    const { diagnostics } = await judge(at("compose.yaml"), "compose", new FileStore(files, [root]));
    assert.deepEqual(
      diagnostics.map(({ rule, fixes, message }) => [rule.name, fixes.length, /template/.test(message)]),
      [["compose-syntax-error", 0, true]],
    );
  });

  for (const text of [
    "services:\n  web:\n    image: @IMAGE@\n",
    "services:\n  @NAME@:\n    image: nginx:@TAG@\n    ports: ['@PORT@:80']\n",
    "services:\n  web:\n    image: <%= image %>\n  <% if x %>\n  db: {image: x}\n  <% end %>\n",
    'services:\n  web:\n    image: "nginx:{{ tag }}"\n    user: "{{ user }}"\n',
  ]) {
    it(`a template in Compose breaks no promise: ${JSON.stringify(text.slice(10, 44))}`, () => holds("compose", text));
  }

  for (const [mark, text] of [
    ["@IMAGE@", "services:\n  web:\n    image: @IMAGE@\n"],
    ["@NAME@", "services:\n  @NAME@:\n    image: nginx:1\n"],
    ["<%", "services:\n  web:\n    image: x\n  <% if x %>\n  db: {image: x}\n  <% end %>\n"],
    ["{%", "services:\n  {% if x %}\n  db: {image: x}\n  {% endif %}\n"],
  ] as const) {
    it(`'${mark}' where YAML allows none is a hint, whatever engine will fill it in`, async () => {
      const files = new RecordingFileSystem({ "compose.yaml": text });
      const { diagnostics } = await judge(at("compose.yaml"), "compose", new FileStore(files, [root]));
      assert.deepEqual(
        diagnostics.map(({ rule, severity, span, fixes }) => [
          rule.name,
          severity,
          text.slice(span.start, span.end),
          fixes.length,
        ]),
        [["compose-syntax-error", "hint", mark, 0]],
      );
    });
  }

  it("instructions of an unknown frontend are not judged", async () => {
    await silent("dockerfile", "# syntax=example.com/custom:1\nFROM example.com/base:1.2.3\nINCLUDE other\nUSER app\nRUN x {{\n");
    await silent("dockerfile", "#syntax=example.com/packages\nversion: 1\npackages:\n  - curl\n");
    assert.ok(
      (await found("dockerfile", "# syntax=docker/dockerfile:1\nFROM a\nINCLUDE other\n")).includes("unknown-instruction"),
    );
  });
});

describe("bad input: outside the workspace", () => {
  it("is not read, whatever a Compose file says", async () => {
    const text = yaml`
      include: [../../x/compose.yaml]
      services:
        a:
          build: ../../etc
          env_file: [../../etc/passwd, /etc/shadow]
        b:
          extends: {file: ../../x/compose.yaml, service: y}
          build: {context: /etc, dockerfile: ../root/Dockerfile}
        c:
          image: nginx:1
          volumes: [../../etc/nginx.conf:/etc/nginx/nginx.conf]
    `;
    const files = new RecordingFileSystem({
      "deploy/compose.yaml": text,
      "test:///etc/Dockerfile": "FROM a\n",
      "test:///etc/passwd": "root",
      "test:///x/compose.yaml": "services: {y: {image: z}}\n",
    });
    const { log } = await judge(at("deploy/compose.yaml"), "compose", new FileStore(files, [root]));
    assert.deepEqual(log, []);
    assertInside(files);
  });

  it("is not read, whatever a Dockerfile copies and starts", async () => {
    const text = dockerfile`
      FROM node:22
      COPY ../../etc/passwd /etc/shadow ./
      COPY ../secret.sh /start.sh
      RUN pip install -r ../../requirements.txt
      CMD ["/start.sh"]
    `;
    const files = new RecordingFileSystem({ Dockerfile: text, "test:///etc/passwd": "root", "test:///secret.sh": "exec su app" });
    const { log } = await judge(at("Dockerfile"), "dockerfile", new FileStore(files, [root]));
    assert.deepEqual(log, []);
    assertInside(files);
  });

  function assertInside(files: RecordingFileSystem): void {
    assert.deepEqual(
      files.opened.filter((uri) => uri !== root && !uri.startsWith(`${root}/`)),
      [],
    );
  }
});

describe("bad input: on the disk", () => {
  let folder: string;
  const opened: string[] = [];
  const disk: FileSystem = {
    read: (uri) => {
      opened.push(uri);
      return nodeFileSystem.read(uri);
    },
    realPath: (uri) => nodeFileSystem.realPath(uri),
  };
  const on = (path: string, language: Language = "dockerfile", inside = folder): Promise<Judged> =>
    judge(uriOf(join(inside, path)), language, new FileStore(disk, [uriOf(inside)]));
  const write = (path: string, content: string | Uint8Array): void => writeFileSync(join(folder, path), content);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drydock-"));
    opened.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const oneError = async (path: string, expected: RegExp): Promise<void> => {
    const { errors, diagnostics, file, log } = await on(path);
    assert.equal(errors.length, 1);
    assert.match(errors[0]!.message, expected);
    assert.equal(errors[0]!.message.includes("\n"), false);
    assert.deepEqual([diagnostics.length, file, log.length], [0, undefined, 0]);
  };

  it("a directory named Dockerfile", async () => {
    mkdirSync(join(folder, "Dockerfile"));
    await oneError("Dockerfile", /^It is a directory\.$/);
  });

  it("no file at all", () => oneError("Dockerfile", /^There is no such file\.$/));

  it("binary files", async () => {
    write("Dockerfile", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0xff, 0xfe]));
    await oneError("Dockerfile", /^It is not a text file\.$/);
  });

  it("UTF-16, in both orders", async () => {
    const text = "FROM alpine:3.22\r\nMAINTAINER x\r\n";
    write("Dockerfile", Buffer.from(`\ufeff${text}`, "utf16le"));
    await oneError("Dockerfile", /^It is not a text file\.$/);
    write("Dockerfile", Buffer.from(`\ufeff${text}`, "utf16le").swap16());
    await oneError("Dockerfile", /^It is not a text file\.$/);
  });

  it("Latin-1: judged, never changed", async () => {
    write("Dockerfile", Buffer.from("FROM alpine:3.22\n# für dich\nMAINTAINER Jörg\n", "latin1"));
    const { diagnostics } = await on("Dockerfile");
    const finding = diagnostics.find(({ rule }) => rule.name === "maintainer-deprecated")!;
    assert.deepEqual(finding.fixes, []);
    assert.match(finding.noFix ?? "", /UTF-8/);
    assert.equal(
      diagnostics.some(({ fixes }) => fixes.length > 0),
      false,
    );
  });

  it("a byte order mark shifts nothing", async () => {
    write("Dockerfile", "\ufeffFROM alpine:3.22\nMAINTAINER x\n");
    const { diagnostics, file } = await on("Dockerfile");
    const { span, fixes } = diagnostics.find(({ rule }) => rule.name === "maintainer-deprecated")!;
    assert.equal(file!.text.slice(span.start, span.end).split(" ")[0], "MAINTAINER");
    assert.equal(file!.text.startsWith("FROM"), true);
    assert.ok(fixes.length > 0);
  });

  it("files that the host cannot read", async () => {
    for (const [reason, expected] of [
      ["unreadable", /^It cannot be read\.$/],
      ["binary", /^It is not a text file\.$/],
    ] as const) {
      const files = new RecordingFileSystem();
      files.others.set(at("Dockerfile"), { kind: "unknown", reason });
      const { errors } = await judge(at("Dockerfile"), "dockerfile", new FileStore(files, [root]));
      assert.match(errors[0]!.message, expected);
    }
  });

  it("files that nobody may read", async function () {
    write("Dockerfile", "FROM a\n");
    chmodSync(join(folder, "Dockerfile"), 0);
    // Root reads everything.
    if (process.getuid?.() === 0) return this.skip();
    await oneError("Dockerfile", /^It cannot be read\.$/);
  });

  it("files of more than 5 MB, unread", async () => {
    write("Dockerfile", `FROM a\n${"RUN x\n".repeat(1_000_000)}`);
    const start = performance.now();
    await oneError("Dockerfile", /^It is too large/);
    assert.ok(performance.now() - start < 1000);
  });

  it("symbolic links that lead to themselves, and folders that hold themselves", async () => {
    symlinkSync("Dockerfile", join(folder, "Dockerfile"));
    await oneError("Dockerfile", /^(It cannot be read|There is no such file)\.$/);
    rmSync(join(folder, "Dockerfile"));
    write("Dockerfile", 'FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nEXPOSE 80\nCMD ["python", "app.py"]\n');
    write("app.py", "import flask\n");
    symlinkSync(".", join(folder, "loop"));
    mkdirSync(join(folder, "sub"));
    symlinkSync("..", join(folder, "sub", "up"));
    const { log, errors } = await on("Dockerfile");
    assert.deepEqual([log, errors], [[], []]);
    assert.ok(opened.length < 200, `${opened.length} reads`);
  });

  it("links that lead out of the workspace are not opened", async () => {
    mkdirSync(join(folder, "inside"));
    write("outside.dockerignore", "*\n");
    write("Dockerfile", "FROM a\n");
    symlinkSync("../Dockerfile", join(folder, "inside", "Dockerfile"));
    const { errors } = await on("Dockerfile", "dockerfile", join(folder, "inside"));
    assert.match(errors[0]!.message, /outside the workspace/);
    assert.deepEqual(opened, []);
  });
});

describe("bad input: through the server", () => {
  let client: TestClient;
  const start = async (files: Record<string, string> = {}): Promise<void> => {
    client = await startTestClient({ files });
  };
  afterEach(() => client.stop());

  for (const [name, path, text] of [
    ["a binary text", "Dockerfile", "\x7fELF\u0001\0\0\ufffd\n\u0003\u0004\n"],
    ["a text of NULs", "compose.yaml", "\0".repeat(1000)],
    ["halves of surrogate pairs", "Dockerfile", "FROM \ud800\nRUN \udc00 && \ud800\n"],
    ["an alias of itself", "compose.yaml", "services: &a\n  x: *a\n"],
    ["mixed line ends", "Dockerfile", "FROM alpine\r\nMAINTAINER a\rb\nRUN \\\r\n x\n"],
    ["an empty text", "Dockerfile", ""],
    ["an unclosed heredoc", "Dockerfile", "FROM a\nRUN <<EOF\nx"],
  ] as const) {
    it(`${name} gets an answer, and every request after it too`, async () => {
      await start();
      await client.open(path, text);
      const diagnostics = await client.pull(path);
      assertRanges(diagnostics);
      for (const diagnostic of diagnostics) assert.ok(Array.isArray(await client.actions(path, diagnostic)));
      await client.change(path, "");
      assert.deepEqual(await client.pull(path), []);
    });
  }

  it("says in one line that a text is too large, at once, and judges it when it is not any more", async () => {
    await start();
    const begin = performance.now();
    await client.open("Dockerfile", `FROM alpine\nRUN ${"x".repeat(10_000_000)}\n`);
    const [finding, ...others] = await client.pull("Dockerfile");
    // The text goes through two streams as JSON, which is most of the time.
    assert.ok(performance.now() - begin < 5000);
    assert.match(String(finding!.message), /too large/);
    assert.deepEqual(others, []);
    await client.change("Dockerfile", "FROM alpine:3.22\nMAINTAINER x\n");
    assert.ok((await client.pull("Dockerfile")).some(({ code }) => code === "maintainer-deprecated"));
  });
});
