/** What a file's neighbours say about it: builds, contexts, ignore files, Compose files, and what a stage is at its end. */
import assert from "node:assert/strict";
import type { Build, ServiceBuild } from "../../server/src/core/project/builds.js";
import { createProject, type Project } from "../../server/src/core/project/project.js";
import { FileStore, Pending, Snapshot } from "../../server/src/core/project/snapshot.js";
import { type StageFacts, stageFacts } from "../../server/src/core/project/stage-facts.js";
import { parseCompose } from "../../server/src/core/syntax/compose/parse.js";
import { parseDockerfile } from "../../server/src/core/syntax/dockerfile/parse.js";
import { at, RecordingFileSystem, root } from "./recording.js";

type Files = Readonly<Record<string, string>>;

interface Asked<T> {
  readonly value: T;
  readonly files: RecordingFileSystem;
}

/** Asks until everything is loaded, as the linter does. */
async function ask<T>(path: string, given: Files | RecordingFileSystem, question: (project: Project) => T): Promise<Asked<T>> {
  const files = given instanceof RecordingFileSystem ? given : new RecordingFileSystem(given);
  const text = files.texts.get(at(path)) ?? assert.fail(`no ${path}`);
  const file = /ya?ml$/.test(path) ? parseCompose(at(path), text) : parseDockerfile(at(path), text);
  const snapshot = new Snapshot(new FileStore(files, [root]));
  const project = createProject(file, snapshot);
  for (let round = 0; round < 50; round++) {
    try {
      return { value: question(project), files };
    } catch (error) {
      if (!(error instanceof Pending)) throw error;
      await Promise.all(error.uris.map((uri) => snapshot.load(uri)));
    }
  }
  assert.fail("it asks for ever more files");
}

/** Of each build: service, context and stage, `?` for what is not known. */
function inWords({ service, context, stage }: Build): string {
  const folder = context ? context.uri.slice(root.length) || "/" : "?";
  return `${service?.name ?? "-"} ${folder} ${stage ? (stage.name?.text ?? stage.index) : "?"}`;
}

async function builds(path: string, files: Files): Promise<string[]> {
  return (await ask(path, files, (project) => project.builds.map(inWords))).value;
}

const twoStages = "FROM node AS build\nRUN x\nFROM nginx\n";
const service = (build: string): string => `services:\n  web:\n    build: ${build}\n`;

describe("project: the builds of a Dockerfile", () => {
  it("are those of the services that name it", async () => {
    const files = {
      "app/Dockerfile": twoStages,
      "app/Dockerfile.dev": twoStages,
      "compose.yaml": `services:
  short: {build: ./app}
  long: {build: {context: app}}
  target: {build: {context: app, target: BUILD}}
  number: {build: {context: app, target: "0"}}
  missing: {build: {context: app, target: nope}}
  variable: {build: {context: app, target: $TARGET}}
  dev: {build: {context: app, dockerfile: Dockerfile.dev}}
  above: {build: {dockerfile: app/Dockerfile}}
  inline: {build: {context: app, dockerfile_inline: FROM a}}
  image: {image: nginx}
`,
    };
    assert.deepEqual(await builds("app/Dockerfile", files), [
      "short /app 1",
      "long /app 1",
      "target /app build",
      "number /app build",
      "missing /app ?",
      "variable /app ?",
      "above / 1",
    ]);
    assert.deepEqual(await builds("app/Dockerfile.dev", files), ["dev /app 1"]);
  });

  it("know a Dockerfile outside its context, by a relative or absolute path", async () => {
    const files = {
      "docker/web.Dockerfile": "FROM a\n",
      "src/x": "",
      "compose.yaml": service("{context: src, dockerfile: ../docker/web.Dockerfile}"),
    };
    assert.deepEqual(await builds("docker/web.Dockerfile", files), ["web /src 0"]);
    const absolute = { ...files, "compose.yaml": service("{context: src, dockerfile: /project/docker/web.Dockerfile}") };
    assert.deepEqual(await builds("docker/web.Dockerfile", absolute), ["web /src 0"]);
  });

  it("find folders whose names need to be encoded", async () => {
    const files = { "my%20app%23/Dockerfile": "FROM a\n", "compose.yaml": service('"./my app#"') };
    assert.deepEqual(await builds("my%20app%23/Dockerfile", files), ["web /my%20app%23 0"]);
  });

  it("come from several Compose files", async () => {
    const files = {
      "app/Dockerfile": "FROM a\n",
      "compose.yaml": service("app"),
      "compose.override.yaml": service("{context: ./app, target: x}"),
    };
    assert.deepEqual(await builds("app/Dockerfile", files), ["web /app ?", "web /app 0"]);
  });

  it("come from its own folder where no service names it", async () => {
    assert.deepEqual(await builds("app/Dockerfile", { "app/Dockerfile": "FROM a\n" }), ["- /app 0"]);
    assert.deepEqual(await builds("app/Dockerfile", { "app/Dockerfile": "FROM a\n", "compose.yaml": service("other") }), [
      "- /app 0",
    ]);
  });

  it("have no stage in a file without FROM", async () => {
    assert.deepEqual(await builds("Dockerfile", { Dockerfile: "RUN x\n" }), ["- / ?"]);
  });
});

describe("project: a context nobody names", () => {
  const copied = async (copy: string, ...names: string[]): Promise<string> => {
    const files = Object.fromEntries(names.map((it) => [`app/${it}`, ""]));
    return (await builds("app/Dockerfile", { ...files, "app/Dockerfile": `FROM a\n${copy}\n` }))[0]!.split(" ")[1]!;
  };

  it("is the own folder where what is copied is there, or nothing says otherwise", async () => {
    assert.equal(await copied("COPY package.json .", "package.json"), "/app");
    assert.equal(await copied("COPY . ."), "/app");
    assert.equal(await copied("COPY *.json src[0-9] $X ./"), "/app");
    assert.equal(await copied("COPY --from=build /x /x"), "/app");
    assert.equal(await copied("COPY <<EOF /x\nhello\nEOF"), "/app");
    assert.equal(await copied("ADD https://example.com/x.tar.gz /"), "/app");
    assert.equal(await copied("COPY ./src/a /lib/b ./", "src/a", "lib/b"), "/app");
    assert.equal(await copied("COPY src gone ./", "src/a"), "/app", "one of them is enough");
  });

  it("is not known where nothing of what is copied is there", async () => {
    assert.equal(await copied("COPY package.json .", "other"), "?");
    assert.equal(await copied("COPY app/src ./"), "?");
  });
});

describe("project: what a service builds", () => {
  const built = async (build: string, files: Files = {}): Promise<ServiceBuild> => {
    const all = { Dockerfile: "FROM root\n", "app/Dockerfile": twoStages, ...files, "compose.yaml": service(build) };
    const { value } = await ask("compose.yaml", all, (project) => {
      const file = parseCompose(at("compose.yaml"), all["compose.yaml"]);
      const it = project.buildOf(file.services[0]!);
      assert.ok(it);
      void it.context?.names();
      return it;
    });
    return value;
  };

  it("is the Dockerfile and its stage", async () => {
    const { dockerfileUri, dockerfile, stage, context } = await built("{context: app, target: build}");
    assert.equal(dockerfileUri, at("app/Dockerfile"));
    assert.equal(dockerfile?.stages.length, 2);
    assert.equal(stage?.name?.text, "build");
    assert.equal(context?.uri, at("app"));
    assert.equal((await built("{target: x}")).dockerfileUri, at("Dockerfile"), "the context is the own folder");
  });

  it("is absent, not unknown, where the Dockerfile is missing", async () => {
    const { dockerfileUri, dockerfile, context } = await built("gone");
    assert.equal(dockerfileUri, at("gone/Dockerfile"));
    assert.equal(dockerfile, undefined);
    assert.equal(context?.has("."), false);
  });

  for (const context of [
    "https://github.com/docker/app.git#main:sub",
    "git@github.com:docker/app.git",
    "github.com/docker/app",
    "git://example.com/app",
    "ssh://git@example.com/app",
    "../app.git",
    "oci-layout://x",
    "~/app",
    '"${CONTEXT}"',
    '"${CONTEXT:-.}"',
    "$DIR/app",
    '{context: app, dockerfile: "$FILE"}',
    "{dockerfile_inline: FROM a}",
  ]) {
    it(`is not known for ${context}`, async () => {
      const { dockerfileUri, dockerfile, context: known, stage } = await built(context);
      assert.deepEqual([dockerfileUri, dockerfile, known, stage], [undefined, undefined, undefined, undefined]);
    });
  }

  it("is nothing for a service that builds nothing", async () => {
    const text = "services:\n  web: {image: nginx}\n";
    const { value } = await ask("compose.yaml", { "compose.yaml": text }, (project) =>
      project.buildOf(parseCompose(at("compose.yaml"), text).services[0]!),
    );
    assert.equal(value, undefined);
  });

  it("is not read outside the workspace", async () => {
    const outside = new RecordingFileSystem({
      "compose.yaml": service("../../etc"),
      "test:///etc/Dockerfile": "FROM a\n",
      "test:///etc/passwd": "root",
    });
    const { value, files } = await ask("compose.yaml", outside, (project) => {
      const it = project.buildOf(parseCompose(at("compose.yaml"), service("../../etc")).services[0]!)!;
      return [
        it.dockerfile,
        it.stage,
        it.context?.has("passwd"),
        it.context?.text("passwd"),
        it.context?.names(),
        it.context?.ignore,
      ];
    });
    assert.deepEqual(value, [undefined, undefined, undefined, undefined, undefined, undefined]);
    assert.deepEqual(
      files.opened.filter((uri) => uri !== root && !uri.startsWith(`${root}/`)),
      [],
    );
  });
});

describe("project: a build context", () => {
  const inContext = async <T>(files: Files, question: (context: NonNullable<Build["context"]>) => T): Promise<Asked<T>> =>
    ask("app/Dockerfile", { "app/Dockerfile": "FROM a\n", ...files }, (project) => question(project.builds[0]!.context!));

  it("knows what is there, what is not, and what nobody can tell", async () => {
    const { value } = await inContext({ "app/src/a.py": "x", secret: "" }, (it) => [
      it.has("src/a.py"),
      it.has("/src/a.py"),
      it.has("src"),
      it.has("gone"),
      it.has("../secret"),
      it.text("src/a.py"),
      it.text("src"),
      it.names("src"),
      it.names("gone"),
    ]);
    assert.deepEqual(value, [true, true, true, false, undefined, "x", undefined, ["a.py"], undefined]);
  });

  it("opens nothing beyond itself", async () => {
    const { files } = await inContext({ "secret/x": "" }, (it) => {
      it.prefetch(["../secret", "/src"]);
      return [it.has("../secret/x"), it.has("a/../../secret/x"), it.has("/etc/passwd")];
    });
    assert.deepEqual(
      files.paths.filter((path) => !/^app(\/|$)/.test(path)),
      [root],
      "only the folder above was listed, for Compose files",
    );
  });

  it("obeys .dockerignore", async () => {
    const files = { "app/.dockerignore": "node_modules\n*.log\n!keep.log\n" };
    const { value } = await inContext(files, (it) => [
      it.ignore?.uri,
      ...["node_modules/x", "a.log", "keep.log", "src"].map((path) => it.isIgnored(path)),
    ]);
    assert.deepEqual(value, [at("app/.dockerignore"), true, true, false, false]);
  });

  it("obeys <Dockerfile>.dockerignore instead, beside the Dockerfile", async () => {
    const files = { "app/.dockerignore": "a\n", "app/Dockerfile.dockerignore": "b\n" };
    const { value } = await inContext(files, (it) => [it.ignore?.uri, it.isIgnored("a"), it.isIgnored("b")]);
    assert.deepEqual(value, [at("app/Dockerfile.dockerignore"), false, true]);
    const elsewhere = {
      "compose.yaml": service("{context: src, dockerfile: ../docker/web.Dockerfile}"),
      "docker/web.Dockerfile": "FROM a\n",
      "docker/web.Dockerfile.dockerignore": "x\n",
      "src/.dockerignore": "y\n",
    };
    const { value: ignore } = await ask("docker/web.Dockerfile", elsewhere, ({ builds: [build] }) => build!.context!.ignore?.uri);
    assert.equal(ignore, at("docker/web.Dockerfile.dockerignore"));
  });

  it("has none where there is none", async () => {
    const { value } = await inContext({}, (it) => [it.ignore, it.isIgnored("x")]);
    assert.deepEqual(value, [undefined, false]);
  });
});

describe("project: Compose files", () => {
  const found = async (path: string, files: Files): Promise<string[]> =>
    (await ask(path, files, ({ composeFiles }) => composeFiles.map(({ uri }) => uri.slice(root.length + 1)))).value.sort();

  it("are found in the folder, above it, and in the usual folders", async () => {
    const text = service(".");
    const files = {
      "apps/web/Dockerfile": "FROM a\n",
      "apps/web/compose.yaml": text,
      "apps/docker-compose.prod.yml": text,
      "compose.yml": text,
      "deploy/compose.yaml": text,
      "infra/docker-compose.yaml": text,
      ".devcontainer/docker-compose.yml": text,
      "other/compose.yaml": text,
      "apps/api/compose.yaml": text,
      "apps/web/values.yaml": text,
      "apps/web/src/compose.yaml": text,
    };
    assert.deepEqual(await found("apps/web/Dockerfile", files), [
      ".devcontainer/docker-compose.yml",
      "apps/docker-compose.prod.yml",
      "apps/web/compose.yaml",
      "compose.yml",
      "deploy/compose.yaml",
      "infra/docker-compose.yaml",
    ]);
  });

  it("lead from a usual folder to the Dockerfile", async () => {
    const files = { Dockerfile: "FROM a\n", "deploy/compose.yaml": service("..") };
    assert.deepEqual(await builds("Dockerfile", files), ["web / 0"]);
  });

  it("are not looked for above the workspace", async () => {
    const files = new RecordingFileSystem({ Dockerfile: "FROM a\n", "test:///compose.yaml": service("project") });
    const { value } = await ask("Dockerfile", files, ({ composeFiles }) => composeFiles.length);
    assert.equal(value, 0);
    assert.equal(files.opened.includes("test:///"), false);
    assert.equal(files.opened.includes("test:///compose.yaml"), false);
  });

  it("that cannot be read are left out", async () => {
    const files = new RecordingFileSystem({ Dockerfile: "FROM a\n", "compose.yaml": service("."), "compose.prod.yaml/x": "" });
    files.others.set(at("compose.yaml"), { kind: "unknown", reason: "unreadable" });
    assert.deepEqual((await ask("Dockerfile", files, ({ composeFiles }) => composeFiles)).value, []);
  });
});

describe("project: what a stage is at its end", () => {
  const facts = (text: string): StageFacts => {
    const file = parseDockerfile(at("Dockerfile"), text);
    return stageFacts(file.stages.at(-1)!, file);
  };

  it("has the user of the image, or of the last USER", () => {
    assert.equal(facts("FROM debian:13\n").user, "root");
    assert.equal(facts("FROM debian:13\nUSER app:app\n").user, "app");
    assert.equal(facts("FROM debian:13\nUSER app\nUSER 0\n").user, "0");
    assert.equal(facts("FROM example.com/unknown\n").user, undefined);
  });

  it("has the user of the stage it is built on", () => {
    assert.equal(facts("FROM debian AS a\nUSER app\nFROM a AS b\nFROM b\n").user, "app");
    assert.equal(facts("FROM debian AS a\nUSER app\nFROM a\nUSER root\n").user, "root");
    assert.equal(facts("FROM debian AS a\nUSER app\nFROM debian\n").user, "root");
  });

  it("has the user that ARG and ENV say, or an unknown one", () => {
    assert.equal(facts("FROM debian\nARG NAME=app\nUSER $NAME\n").user, "app");
    assert.equal(facts("FROM debian\nENV NAME=app\nUSER ${NAME}:${NAME}\n").user, "app");
    assert.equal(facts("FROM debian\nARG NAME\nUSER $NAME\n").user, undefined);
    assert.equal(facts("FROM debian\nARG NAME\nUSER ${NAME:-app}\n").user, "app");
    assert.equal(facts("ARG NAME=app\nFROM debian\nUSER $NAME\n").user, undefined, "a global ARG does not reach into a stage");
  });

  it("runs as root or not, or nobody can tell", () => {
    assert.equal(facts("FROM debian\n").runsAsRoot, true);
    assert.equal(facts("FROM debian\nUSER 00\n").runsAsRoot, true);
    assert.equal(facts("FROM debian\nUSER 1000\n").runsAsRoot, false);
    assert.equal(facts("FROM debian\nUSER $X\n").runsAsRoot, undefined);
    assert.equal(facts("FROM example.com/unknown\n").runsAsRoot, undefined);
    assert.equal(facts("ARG BASE\nFROM $BASE\n").runsAsRoot, undefined);
  });

  it("drops its rights where the image's own entrypoint does", () => {
    assert.equal(facts("FROM postgres:17\n").runsAsRoot, false);
    assert.equal(facts('FROM postgres:17\nENTRYPOINT ["x"]\n').runsAsRoot, true, "another entrypoint does not");
    assert.equal(facts("FROM postgres:17\nUSER root\n").runsAsRoot, true);
  });

  it("has the tools of its image and of packages that were installed", () => {
    assert.equal(facts("FROM debian:13\n").hasTool("curl"), false);
    assert.equal(
      facts("FROM debian:13\nRUN apt-get update && apt-get install -y --no-install-recommends curl git\n").hasTool(
        "/usr/bin/curl",
      ),
      true,
    );
    assert.equal(facts("FROM alpine\nRUN apk add --no-cache curl=8.1\n").hasTool("curl"), true);
    assert.equal(facts("FROM fedora\nRUN dnf -y install procps-ng\n").hasTool("ps"), true);
    assert.equal(facts("FROM debian:13\nRUN apt-get install -y git\n").hasTool("curl"), false);
    assert.equal(facts("FROM debian AS a\nRUN apt-get install -y curl\nFROM a\n").hasTool("curl"), true);
    assert.equal(facts("FROM debian AS a\nRUN apt-get install -y curl\nFROM debian:13\n").hasTool("curl"), false);
  });

  it("may have more tools than can be named", () => {
    for (const line of [
      "RUN curl -fsSL https://example.com/install | sh",
      "RUN ./install.sh",
      "RUN apt-get install -y $PACKAGES",
      "RUN apt-get install -y ./local.deb",
      "RUN apk add @testing",
      "RUN $INSTALL",
      "COPY --from=tools /usr/bin/x /usr/local/bin/",
      "ADD rootfs.tar.gz /",
      'SHELL ["powershell"]\nRUN x',
    ]) {
      assert.equal(facts(`FROM debian:13\n${line}\n`).hasTool("curl"), undefined, line);
    }
    assert.equal(facts("FROM debian:13\nCOPY . /srv/app\nRUN echo hello\n").hasTool("curl"), false);
    assert.equal(facts("FROM example.com/unknown\nRUN apt-get install -y curl\n").hasTool("curl"), true);
    assert.equal(facts("FROM example.com/unknown\n").hasTool("curl"), undefined);
  });

  it("exposes numbers, of the stages below it too", () => {
    assert.deepEqual(
      facts("FROM a AS b\nEXPOSE 80 443/tcp 53/UDP\nFROM b\nEXPOSE 8080 $PORT 8000-8010 x\n").ports,
      [80, 443, 53, 8080],
    );
  });

  it("works in the directory of the last WORKDIR, else in that of the image", () => {
    assert.equal(facts("FROM debian\nWORKDIR /srv\nWORKDIR app\n").workdir, "/srv/app");
    assert.equal(facts("FROM debian\n").workdir, "/");
    assert.equal(facts("FROM debian\nWORKDIR $X\n").workdir, undefined);
    assert.equal(facts("FROM example.com/unknown\n").workdir, undefined);
  });
});
