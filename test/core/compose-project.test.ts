/** The merged model of a Compose project: what comes out of several files, and where each value stands. */
import assert from "node:assert/strict";
import { type ComposeProject, composeProject, type ProjectRequest } from "../../server/src/core/project/compose/index.js";
import { projectFiles } from "../../server/src/core/project/compose/membership.js";
import { FileStore, Pending, Snapshot } from "../../server/src/core/project/snapshot.js";
import type { YamlNode } from "../../server/src/core/syntax/yaml/model.js";
import { at, RecordingFileSystem, root } from "./recording.js";

type Files = Readonly<Record<string, string>>;

async function settled<T>(files: Files, question: (snapshot: Snapshot) => T): Promise<T> {
  const snapshot = new Snapshot(new FileStore(new RecordingFileSystem(files), [root]));
  for (let round = 0; round < 50; round++) {
    try {
      return question(snapshot);
    } catch (error) {
      if (!(error instanceof Pending)) throw error;
      await Promise.all(error.uris.map((uri) => snapshot.load(uri)));
    }
  }
  assert.fail("it asks for ever more files");
}

function load(files: Files, request: Partial<ProjectRequest> & { names?: readonly string[] } = {}): Promise<ComposeProject> {
  const uris = (request.names ?? Object.keys(files).filter((it) => /^[\w-]*(\.override)?\.yaml$/.test(it))).map(at);
  return settled(files, (snapshot) => composeProject({ ...request, files: uris }, snapshot));
}

function plain(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "scalar") return node.value === null ? null : node.style === "plain" ? node.value : node.text;
  if (node.kind === "seq") return node.items.map(({ value }) => plain(value));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

const web = (project: ComposeProject) => plain(project.service("web")?.node) as Record<string, unknown>;

/** `base` and `over` are bodies of the service web. */
async function merged(base: string, over: string): Promise<Record<string, unknown>> {
  const file = (body: string) =>
    `services:\n  web:\n${body
      .trim()
      .split("\n")
      .map((line) => `    ${line}`)
      .join("\n")}\n`;
  const project = await load({ "compose.yaml": file(base), "compose.override.yaml": file(over) });
  assert.deepEqual(project.problems, []);
  return web(project);
}

describe("the merged model of a Compose project", () => {
  describe("an override file", () => {
    it("replaces single values, joins mappings and appends lists", async () => {
      assert.deepEqual(
        await merged("image: a\ncap_add: [A]\ndeploy: {mode: global}", "image: b\ncap_add: [B]\ndeploy: {replicas: 2}"),
        { image: "b", cap_add: ["A", "B"], deploy: { mode: "global", replicas: 2 } },
      );
    });
    it("replaces command, entrypoint and the test of a health check", async () => {
      assert.deepEqual(
        await merged("command: [a, b]\nhealthcheck: {test: a, retries: 2}", "command: [c]\nhealthcheck: {test: [CMD, b]}"),
        {
          command: ["c"],
          healthcheck: { test: ["CMD", "b"], retries: 2 },
        },
      );
    });
    it("joins a list of assignments with a mapping by key", async () => {
      assert.deepEqual(await merged("environment:\n  - A=1\n  - B=x=y\n  - C", "environment: {A: 2}"), {
        environment: { B: "x=y", C: null, A: 2 },
      });
    });
    it("lets the last of two equal assignments win in lists", async () => {
      assert.deepEqual(await merged("environment: [A=1, B=1]", "environment: [A=2]"), { environment: ["A=2", "B=1"] });
    });
    it("joins short and long forms of build, depends_on and networks", async () => {
      assert.deepEqual(
        await merged(
          "build: ./app\ndepends_on: [db]\nnetworks: [front]",
          "build: {target: dev}\ndepends_on: {cache: {condition: service_healthy}}\nnetworks: {back: {aliases: [x]}}",
        ),
        {
          build: { context: "./app", target: "dev" },
          depends_on: { db: { condition: "service_started", required: true }, cache: { condition: "service_healthy" } },
          networks: { front: null, back: { aliases: ["x"] } },
        },
      );
    });
    it("keeps one mount for each place in the container, and one of equal ports", async () => {
      assert.deepEqual(
        await merged(
          'volumes: ["vol:/data", "./x:/x"]\nports: ["80:80"]',
          'volumes: [{type: volume, source: b, target: /data/}]\nports: ["80:80", "81:80"]',
        ),
        { volumes: [{ type: "volume", source: "b", target: "/data/" }, "./x:/x"], ports: ["80:80", "81:80"] },
      );
    });
    it("joins logging options only of one driver", async () => {
      assert.deepEqual(await merged("logging: {driver: a, options: {x: 1}}", "logging: {driver: b, options: {y: 1}}"), {
        logging: { driver: "b", options: { y: 1 } },
      });
      assert.deepEqual(await merged("logging: {driver: a, options: {x: 1}}", "logging: {options: {y: 1}}"), {
        logging: { driver: "a", options: { x: 1, y: 1 } },
      });
    });
    it("takes away with !reset and replaces with !override", async () => {
      assert.deepEqual(
        await merged(
          'ports: ["80:80"]\nuser: root\ndns: [1.1.1.1]',
          "ports: !reset []\nuser: !reset null\ndns: !override [8.8.8.8]",
        ),
        {
          dns: ["8.8.8.8"],
        },
      );
      assert.deepEqual(await merged("image: a", "environment: {A: !reset null, B: 1}"), { image: "a", environment: { B: 1 } });
    });
    it("is told where it does not fit", async () => {
      const project = await load({
        "compose.yaml": "services: {web: {image: a, deploy: {mode: global}}}",
        "compose.override.yaml": "services:\n  web:\n    deploy: [x]\n",
      });
      assert.deepEqual(
        project.problems.map(({ code, uri, path, span }) => ({ code, uri, path, span })),
        [
          {
            code: "cannot-override",
            uri: at("compose.override.yaml"),
            path: "services.web.deploy",
            span: { start: 21, end: 27 },
          },
        ],
      );
    });
    it("leaves each value where it stands", async () => {
      const project = await load({
        "compose.yaml": "services:\n  web:\n    image: a\n",
        "compose.override.yaml": "services: {web: {user: app}}",
      });
      const { image, user } = project.service("web")!;
      assert.deepEqual([image!.node.uri, image!.span], [at("compose.yaml"), { start: 28, end: 29 }]);
      assert.deepEqual([user!.node.uri, user!.span], [at("compose.override.yaml"), { start: 23, end: 26 }]);
    });
  });

  it("merges the documents of one file", async () => {
    const project = await load({
      "compose.yaml": "services: {web: {image: a}}\n---\nservices: {web: {user: app}, db: {image: b}}\n",
    });
    assert.deepEqual(web(project), { image: "a", user: "app" });
    assert.deepEqual(
      project.services.map(({ name }) => name),
      ["web", "db"],
    );
  });

  it("knows which services run with which profiles", async () => {
    const files = {
      "compose.yaml": "services: {a: {image: x}, b: {image: x, profiles: [dev, test]}, c: {image: x, profiles: [debug]}}",
    };
    const enabled = async (given: Files, profiles: readonly string[] = []) =>
      (await load(given, { profiles })).enabled.map(({ name }) => name).join("");
    assert.equal(await enabled(files), "a");
    assert.equal(await enabled(files, ["test"]), "ab");
    assert.equal(await enabled(files, ["*"]), "abc");
    assert.equal(await enabled({ ...files, ".env": "COMPOSE_PROFILES=dev,debug\n" }), "abc");
  });

  describe("variables", () => {
    const file = (value: string) => ({ "compose.yaml": `services: {web: {image: "${value}"}}` });
    const image = async (value: string, env = "", unset?: "empty" | "keep") => {
      const project = await load({ ...file(value), ...(env === "" ? {} : { ".env": env }) }, unset ? { unset } : {});
      const text = project.service("web")?.image?.text ?? web(project)["image"];
      return [text, project.problems.map(({ message }) => message)] as const;
    };
    it("come from .env, which uses those before it", async () => {
      assert.deepEqual(await image("a:$TAG", "V=1\nTAG=${V}-x\n"), ["a:1-x", []]);
      assert.deepEqual(await image("a:$TAG", "V=1\nTAG='${V}-x'\n"), ["a:${V}-x", []]);
    });
    it("are empty or their default where nothing sets them, as Compose has it", async () => {
      assert.deepEqual(await image("a:${TAG:-1}$$x${Y}"), ["a:1$x", []]);
    });
    it("stay as written on request", async () => {
      assert.deepEqual(await image("a:${TAG:-1}$$x", "", "keep"), ["a:${TAG:-1}$$x", []]);
      assert.deepEqual(await image("a:$T$$x$U", "T=1", "keep"), ["a:$T$$x$U", []]);
      assert.deepEqual(await image("a:$T$$x", "T=1", "keep"), ["a:1$$x", []]);
    });
    it("that are required and missing are a problem, as are broken ones", async () => {
      assert.deepEqual((await image("${TAG:?no tag}"))[1], ["The variable TAG must be set: no tag."]);
      assert.equal((await image("${TAG!}"))[1]!.length, 1);
    });
    it("of the shell win over .env", async () => {
      const project = await load({ ...file("$TAG"), ".env": "TAG=b\n" }, { variables: new Map([["TAG", "a"]]) });
      assert.equal(project.service("web")?.image?.text, "a");
    });
  });

  describe("extends", () => {
    it("takes over a service of the same file, and what that extends", async () => {
      const project = await load({
        "compose.yaml":
          "services:\n  a: {image: x, user: u}\n  b: {extends: a, user: v}\n  web: {extends: {service: b}, tty: true}\n",
      });
      assert.deepEqual(web(project), { image: "x", user: "v", tty: true });
    });
    it("takes over a service of another file, whose paths stay those of that file", async () => {
      const project = await load({
        "compose.yaml": "services: {web: {extends: {file: lib/base.yml, service: app}, ports: ['1:1']}}",
        "lib/base.yml": "services: {app: {extends: root, build: .}, root: {env_file: a.env, ports: ['2:2']}}",
      });
      assert.deepEqual(web(project), { env_file: "a.env", ports: ["2:2", "1:1"], build: "." });
      assert.equal(project.folderOf(project.service("web")!.build!.node), at("lib"));
      assert.deepEqual(
        project.services.map(({ name }) => name),
        ["web"],
      );
    });
    it("in circles or of nothing is a problem", async () => {
      const codes = async (files: Files) => (await load(files)).problems.map(({ code, path }) => `${code} ${path}`);
      assert.deepEqual(await codes({ "compose.yaml": "services: {a: {extends: b}, b: {extends: a}}" }), [
        "extends-cycle services.a.extends",
        "extends-cycle services.b.extends",
      ]);
      assert.deepEqual(await codes({ "compose.yaml": "services: {a: {extends: c, image: x}}" }), [
        "extends-missing services.a.extends",
      ]);
      assert.deepEqual(await codes({ "compose.yaml": "services: {a: {extends: {service: c, file: no.yml}, image: x}}" }), [
        "file-missing services.a.extends",
      ]);
    });
    it("of a file that cannot be read leaves the service unknown", async () => {
      const project = await load({
        "compose.yaml": "services: {a: {extends: {service: c, file: ../../x.yml}}, web: {extends: a}, b: {image: x}}",
      });
      assert.deepEqual(
        ["a", "web", "b"].map((name) => project.isKnown(name)),
        [false, false, true],
      );
      assert.equal(project.complete, false);
    });
    it("obeys !reset", async () => {
      const project = await load({
        "compose.yaml": "services:\n  a: {image: x, ports: ['1:1']}\n  web: {extends: a, ports: !reset []}\n",
      });
      assert.deepEqual(web(project), { image: "x" });
    });
  });

  describe("include", () => {
    it("brings services and resources with their own folder and variables", async () => {
      const project = await load({
        "compose.yaml": "include: [lib/compose.yml]\nservices: {web: {image: 'x:$V', depends_on: [db]}}",
        ".env": "V=outer\n",
        "lib/compose.yml": "services: {db: {image: 'y:$V-$W', volumes: ['data:/d', './x:/x']}}\nvolumes: {data: }",
        "lib/.env": "V=inner\nW=w\n",
      });
      assert.deepEqual(plain(project.service("db")?.node), { image: "y:outer-w", volumes: ["data:/d", "./x:/x"] });
      assert.deepEqual(
        project.volumes.map(({ name }) => name),
        ["data"],
      );
      assert.equal(project.folderOf(project.service("db")!.node), at("lib"));
      assert.equal(project.complete, true);
    });
    it("merges the files of one item, in a folder that can be named", async () => {
      const project = await load({
        "compose.yaml": "include:\n  - path: [lib/a.yml, lib/b.yml]\n    project_directory: .\n    env_file: v.env\nservices: {}",
        "v.env": "T=1\n",
        "lib/a.yml": "services: {db: {image: y}}",
        "lib/b.yml": "services: {db: {user: 'u$T'}}",
      });
      assert.deepEqual(plain(project.service("db")?.node), { image: "y", user: "u1" });
      assert.equal(project.folderOf(project.service("db")!.node), root);
    });
    it("in circles or of nothing is a problem; of a repository it is not known", async () => {
      const circle = await load({
        "compose.yaml": "include: [b.yml]\nservices: {}",
        "b.yml": "include: [compose.yaml]\nservices: {}",
      });
      assert.deepEqual(
        circle.problems.map(({ code, uri }) => [code, uri]),
        [["include-cycle", at("b.yml")]],
      );
      const missing = await load({ "compose.yaml": "include: [b.yml]\nservices: {}" });
      assert.deepEqual(
        missing.problems.map(({ code }) => code),
        ["file-missing"],
      );
      const remote = await load({ "compose.yaml": "include: ['https://example.com/x.git']\nservices: {}" });
      assert.deepEqual([remote.problems, remote.complete], [[], false]);
    });
  });

  it("keeps the path of what `<<` and aliases bring in, and what an override adds to it", async () => {
    const project = await load({
      "compose.yaml":
        "x-a: &a {restart: always, environment: {A: 1}}\nservices: {web: {<<: *a, image: x}, b: {<<: *a, image: y}}",
      "compose.override.yaml": "services: {web: {environment: {B: 2}}}",
    });
    assert.deepEqual(web(project), { image: "x", restart: "always", environment: { A: 1, B: 2 } });
    assert.deepEqual(plain(project.service("b")?.node), { image: "y", restart: "always", environment: { A: 1 } });
  });
});

describe("the files of a Compose project", () => {
  const filesOf = async (name: string, files: Files) =>
    (await settled(files, (snapshot) => projectFiles(at(name), snapshot))).map((uri) => uri.slice(root.length + 1));
  const service = "services: {web: {image: x}}";
  it("are the default pair", async () => {
    const files = {
      "compose.yaml": service,
      "compose.override.yml": service,
      "docker-compose.yml": service,
      "other.yaml": service,
    };
    assert.deepEqual(await filesOf("compose.yaml", files), ["compose.yaml", "compose.override.yml"]);
    assert.deepEqual(await filesOf("compose.override.yml", files), ["compose.yaml", "compose.override.yml"]);
    assert.deepEqual(await filesOf("docker-compose.yml", files), ["docker-compose.yml"]);
  });
  it("are those of COMPOSE_FILE", async () => {
    const files = { ".env": "COMPOSE_FILE=a.yml:b.yml\n", "a.yml": service, "b.yml": service, "compose.yaml": service };
    assert.deepEqual(await filesOf("b.yml", files), ["a.yml", "b.yml"]);
    assert.deepEqual(await filesOf("compose.yaml", files), ["compose.yaml"]);
  });
  it("are those of COMPOSE_FILE in a folder above", async () => {
    const files = { ".env": "COMPOSE_FILE=compose.yaml:docker/dev.yaml\n", "compose.yaml": service, "docker/dev.yaml": service };
    assert.deepEqual(await filesOf("docker/dev.yaml", files), ["compose.yaml", "docker/dev.yaml"]);
    assert.deepEqual(await filesOf("docker/other.yaml", { ...files, "docker/other.yaml": service }), ["docker/other.yaml"]);
  });
  it("are a base and the variant that uses what only the base has", async () => {
    const variant = (field: string) => `services: {extra: {image: a, ${field}}}`;
    const base = `${service}\nnetworks: {front: }\nvolumes: {data: }\n`;
    for (const field of ["depends_on: [web]", "networks: [front]", "volumes: ['data:/data']"]) {
      const files = { "compose.yaml": base, "compose.prod.yaml": variant(field) };
      assert.deepEqual(await filesOf("compose.prod.yaml", files), ["compose.yaml", "compose.prod.yaml"], field);
    }
    const alone = { "compose.yaml": base, "compose.prod.yaml": variant("volumes: ['./data:/data']") };
    assert.deepEqual(await filesOf("compose.prod.yaml", alone), ["compose.prod.yaml"]);
  });
  it("are a base and the variant that needs it", async () => {
    const files = {
      "docker-compose.yml": service,
      "docker-compose.prod.yml": "services: {web: {restart: always}}",
      "docker-compose.dev.yml": service,
    };
    assert.deepEqual(await filesOf("docker-compose.prod.yml", files), ["docker-compose.yml", "docker-compose.prod.yml"]);
    assert.deepEqual(await filesOf("docker-compose.dev.yml", files), ["docker-compose.dev.yml"]);
  });
});
