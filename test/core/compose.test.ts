/** The typed view of Compose files: one view over short and long syntax, with the place of every value. */
import assert from "node:assert/strict";
import { isComposeFile, isComposeFileName } from "../../server/src/core/syntax/compose/detect.js";
import type { ComposeFile, Port, Service } from "../../server/src/core/syntax/compose/model.js";
import { parseCompose, readService } from "../../server/src/core/syntax/compose/parse.js";
import { yamlMap, yamlScalar } from "../../server/src/core/syntax/yaml/nodes.js";
import type { Span } from "../../server/src/core/text/span.js";
import { yaml } from "../../server/src/core/text/tags.js";

const uri = "file:///compose.yaml";

function serviceOf(body: string): {
  file: ComposeFile;
  service: Service;
  at: (value: { span: Span } | undefined) => string | undefined;
} {
  const indented = body.replace(/^/gm, "    ");
  const file = parseCompose(uri, `services:\n  web:\n${indented}\n`);
  assert.deepEqual(file.errors, [], body);
  return { file, service: file.services[0]!, at: (value) => value && file.text.slice(value.span.start, value.span.end) };
}

describe("compose: services", () => {
  it("give scalars with the user's words", () => {
    const { service, at } = serviceOf(
      'image: "nginx:1"\nuser: 1000:1000\nprivileged: "true"\nread_only: ${RO}\ncpus: 0.5\npids_limit: ${P}',
    );
    assert.equal(service.image?.text, "nginx:1");
    assert.equal(at(service.image), "nginx:1");
    assert.equal(service.user?.text, "1000:1000");
    assert.equal(service.privileged?.value, true);
    assert.deepEqual([service.readOnly?.value, at(service.readOnly)], [undefined, "${RO}"]);
    assert.equal(service.cpus?.value, 0.5);
    assert.deepEqual([service.pidsLimit !== undefined, service.pidsLimit?.value], [true, undefined]);
    assert.equal(service.restart, undefined);
    assert.equal(service.get("cpus")?.key.text, "cpus");
  });
  it("exist without a mapping", () => {
    const file = parseCompose(uri, "services:\n  web:\n  db: x\n");
    assert.deepEqual(
      file.services.map((it) => [it.name, it.node.entries.length, it.image]),
      [
        ["web", 0, undefined],
        ["db", 0, undefined],
      ],
    );
  });
  it("leave out what is reset", () => {
    const file = parseCompose(
      uri,
      "services:\n  old: !reset\n  web:\n    image: !reset x\n    ports: !reset [80:80]\n    user: a\n",
    );
    const [web] = file.services;
    assert.deepEqual([file.services.length, web?.name, web?.image, web?.ports, web?.user?.text], [1, "web", undefined, [], "a"]);
    assert.equal(web?.get("image")?.value.tag?.name, "!reset");
  });
  it("take a single value for a list of one", () => {
    const { service } = serviceOf("tmpfs: /run\nenv_file: .env\ndns: [1.1.1.1, 8.8.8.8]\nprofiles: [a]");
    assert.deepEqual(
      service.tmpfs.map((it) => it.text),
      ["/run"],
    );
    assert.deepEqual(
      service.envFiles.map((it) => it.path.text),
      [".env"],
    );
    assert.deepEqual(
      service.dns.map((it) => it.text),
      ["1.1.1.1", "8.8.8.8"],
    );
    assert.deepEqual(
      service.profiles.map((it) => it.text),
      ["a"],
    );
  });
  it("read fields that come through merge keys and aliases", () => {
    const file = parseCompose(
      uri,
      "x-a: &a\n  image: i\n  environment: &e {A: 1}\nservices:\n  web:\n    <<: *a\n  db:\n    image: j\n    environment: *e\n",
    );
    const [web, db] = file.services;
    assert.equal(web?.image?.text, "i");
    assert.equal(web?.get("image")?.merged?.alias?.name, "a");
    assert.equal(db?.environment[0]?.key.text, "A");
    assert.equal(db?.get("environment")?.alias?.name, "e");
  });
  it("can be read from any mapping", () => {
    const place = { uri: "file:///other.yaml", span: { start: 0, end: 1 } };
    const scalar = (text: string) => yamlScalar(place, { text, value: text, style: "plain", source: text });
    const entry = (key: string, value: ReturnType<typeof scalar> | ReturnType<typeof yamlMap>) => {
      return { key: scalar(key), value, span: place.span, alias: undefined, merged: undefined };
    };
    const service = readService(entry("web", yamlMap(place, [entry("image", scalar("nginx")), entry("build", scalar("."))])));
    assert.equal(service.image?.text, "nginx");
    assert.equal(service.build?.context?.text, ".");
    assert.equal(service.image?.node.uri, "file:///other.yaml");
  });
});

describe("compose: ports", () => {
  type Parts = [
    ip: string | undefined,
    published: string | undefined,
    target: string | undefined,
    protocol?: string | undefined,
    known?: boolean,
  ];
  const cases: [string, Parts][] = [
    ["80", [undefined, undefined, "80"]],
    ["8080:80", [undefined, "8080", "80"]],
    ["127.0.0.1:8080:80", ["127.0.0.1", "8080", "80"]],
    ["127.0.0.1::80", ["127.0.0.1", undefined, "80"]],
    ['"[::1]:6001:6000"', ["::1", "6001", "6000"]],
    ['"::1:6000:6000"', ["::1", "6000", "6000"]],
    ["8000-8010:9000-9010/UDP", [undefined, "8000-8010", "9000-9010", "UDP"]],
    ["53:53/udp", [undefined, "53", "53", "udp"]],
    ['"${PORT:-8080}:80"', [undefined, "${PORT:-8080}", "80"]],
    ['"${IP:-0.0.0.0}:${PORT:-80}:80/${P:-tcp}"', ["${IP:-0.0.0.0}", "${PORT:-80}", "80", "${P:-tcp}"]],
    ['"${PORTS:-8080:80}"', [undefined, undefined, undefined, undefined, false]],
    ["$PORTS", [undefined, undefined, undefined, undefined, false]],
    ["$BIND:80", [undefined, "$BIND", "80", undefined, false]],
    ["web:80", [undefined, "web", "80", undefined, false]],
  ];
  for (const [source, [ip, published, target, protocol, known = true]] of cases) {
    it(source, () => {
      const { service, at } = serviceOf(`ports:\n  - ${source}`);
      const [port] = service.ports;
      const texts = [port?.hostIp, port?.published, port?.target, port?.protocol].map((it) => it?.text);
      assert.deepEqual([...texts, port?.known], [ip, published, target, protocol, known]);
      assert.deepEqual([port?.hostIp, port?.published, port?.target].map(at), [ip, published, target]);
    });
  }
  it("in long form", () => {
    const { service } = serviceOf(
      'ports:\n  - target: 80\n    published: "8000-8001"\n    host_ip: 127.0.0.1\n    protocol: udp\n    mode: host\n  - 90',
    );
    const [port, plain] = service.ports as [Port, Port];
    assert.deepEqual(
      [port.form, port.hostIp?.text, port.targetRange, port.mode?.text],
      ["long", "127.0.0.1", { first: 80, last: 80 }, "host"],
    );
    assert.deepEqual(port.publishedRange, { first: 8000, last: 8001 });
    assert.deepEqual([plain.form, plain.target?.text], ["short", "90"]);
  });
});

describe("compose: volumes", () => {
  type Parts = [
    type: string | undefined,
    source: string | undefined,
    target: string | undefined,
    options?: string[],
    known?: boolean,
  ];
  const cases: [string, Parts][] = [
    ["/data", ["volume", undefined, "/data"]],
    ["data:/data", ["volume", "data", "/data"]],
    ["./data:/data:ro,z", ["bind", "./data", "/data", ["ro", "z"]]],
    ["~/.ssh:/root/.ssh", ["bind", "~/.ssh", "/root/.ssh"]],
    ["C:\\data:/data:ro", ["bind", "C:\\data", "/data", ["ro"]]],
    ["c:/data:d:\\x", ["bind", "c:/data", "d:\\x"]],
    ['"${DIR:-./x}:/data"', [undefined, "${DIR:-./x}", "/data"]],
    ["$HOME/x:/data", ["bind", "$HOME/x", "/data"]],
    ["data${N}:/data", ["volume", "data${N}", "/data"]],
    ["$VOLUME", [undefined, undefined, undefined, [], false]],
    ['"${VOLUME:-./x:/data}"', [undefined, undefined, undefined, [], false]],
  ];
  for (const [source, [type, from, target, options = [], known = true]] of cases) {
    it(source, () => {
      const { service, at } = serviceOf(`volumes:\n  - ${source}`);
      const [mount] = service.volumes;
      assert.deepEqual(
        [mount?.type, mount?.source?.text, mount?.target?.text, mount?.options.map((it) => it.text), mount?.known],
        [type, from, target, options, known],
      );
      assert.deepEqual([mount?.source, mount?.target].map(at), [from, target]);
    });
  }
  it("in long form", () => {
    const { service } = serviceOf(
      "volumes:\n  - type: bind\n    source: ./a\n    target: /a\n    read_only: true\n  - {type: tmpfs, target: /t}",
    );
    assert.deepEqual(
      service.volumes.map((it) => [it.form, it.type, it.source?.text, it.target?.text, it.readOnly]),
      [
        ["long", "bind", "./a", "/a", true],
        ["long", "tmpfs", undefined, "/t", false],
      ],
    );
  });
});

describe("compose: commands and health checks", () => {
  const words = (source: string) => {
    const { service, at } = serviceOf(`command: ${source}`);
    return [service.command?.form, service.command?.words?.map((it) => it.text), service.command?.words?.map(at)];
  };
  it("split strings like a shell, without running one", () => {
    assert.deepEqual(words(`sh -c 'a "b"' x\\ y "c d"`), [
      "string",
      ["sh", "-c", 'a "b"', "x y", "c d"],
      ["sh", "-c", `'a "b"'`, "x\\ y", '"c d"'],
    ]);
    assert.deepEqual(words("nginx 'open"), ["string", undefined, undefined]);
    assert.deepEqual(words('["a b", c]'), ["list", ["a b", "c"], ["a b", "c"]]);
    assert.deepEqual(words("[]"), ["list", [], []]);
    assert.deepEqual(words("|\n  a\n  b c"), ["string", ["a", "b", "c"], ["a", "b", "c"]]);
  });
  it("end at the first operator outside quotes, as compose-go drops the rest", () => {
    const texts = (source: string) => words(source)[1];
    assert.deepEqual(texts("run a && run b"), ["run", "a"]);
    assert.deepEqual(texts("run 'a; b' > log"), ["run", "a; b"]);
    assert.deepEqual(texts("run 2> log"), ["run"]);
    assert.deepEqual(texts("run a>log"), ["run", "a"]);
    assert.deepEqual(texts("echo $(a | b) `c; d`"), ["echo", "$(a | b)", "`c; d`"]);
    assert.deepEqual(texts("echo (a)"), undefined);
    assert.deepEqual(texts("echo a)"), undefined);
    assert.deepEqual(texts("echo `a"), undefined);
  });
  it("tell the forms of a test apart", () => {
    const test = (source: string) => {
      const { service } = serviceOf(`healthcheck:\n  test: ${source}`);
      return [
        service.healthcheck?.test?.kind,
        service.healthcheck?.test?.words.map((it) => it.text),
        service.healthcheck?.disabled,
      ];
    };
    assert.deepEqual(test("curl -f x || exit 1"), ["CMD-SHELL", ["curl -f x || exit 1"], false]);
    assert.deepEqual(test('["CMD-SHELL", "a | b"]'), ["CMD-SHELL", ["a | b"], false]);
    assert.deepEqual(test("[CMD, a, b]"), ["CMD", ["a", "b"], false]);
    assert.deepEqual(test("[NONE]"), ["NONE", [], true]);
    assert.deepEqual(test("[curl, x]"), ["unknown", ["curl", "x"], false]);
  });
  it("read the other fields of a health check", () => {
    const { service } = serviceOf("healthcheck: {disable: true, interval: 5s, retries: 3}");
    const check = service.healthcheck;
    assert.deepEqual([check?.disabled, check?.test, check?.interval?.text, check?.retries?.value], [true, undefined, "5s", 3]);
  });
});

describe("compose: assignments", () => {
  it("in list and map form", () => {
    const list = serviceOf('environment:\n  - A=1=2\n  - B\n  - "C="\n  - D=${X:-a=b}');
    assert.deepEqual(
      list.service.environment.map((it) => [it.key.text, it.value?.text, it.form]),
      [
        ["A", "1=2", "list"],
        ["B", undefined, "list"],
        ["C", "", "list"],
        ["D", "${X:-a=b}", "list"],
      ],
    );
    assert.deepEqual([list.at(list.service.environment[0]?.key), list.at(list.service.environment[0]?.value)], ["A", "1=2"]);
    const map = serviceOf('environment:\n  A: "1"\n  B:\n  C: ""\n  D: 080');
    assert.deepEqual(
      map.service.environment.map((it) => [it.key.text, it.value?.text, it.form]),
      [
        ["A", "1", "map"],
        ["B", undefined, "map"],
        ["C", "", "map"],
        ["D", "080", "map"],
      ],
    );
    assert.equal(map.at(map.service.environment[0]), 'A: "1"');
  });
  it("of hosts split at = before :", () => {
    const { service } = serviceOf('extra_hosts:\n  - "a:1.2.3.4"\n  - "b=::1"');
    assert.deepEqual(
      service.extraHosts.map((it) => [it.key.text, it.value?.text]),
      [
        ["a", "1.2.3.4"],
        ["b", "::1"],
      ],
    );
  });
});

describe("compose: build, dependencies, networks, the rest", () => {
  it("build", () => {
    const short = serviceOf("build: ./app").service.build;
    assert.deepEqual(
      [short?.form, short?.context?.text, short?.dockerfile, short?.inline],
      ["short", "./app", undefined, undefined],
    );
    const { service } = serviceOf(
      "build:\n  context: .\n  dockerfile: D\n  target: prod\n  args: [A=1]\n  dockerfile_inline: |\n    FROM x\n  secrets: [npm]",
    );
    const long = service.build;
    assert.deepEqual(
      [long?.form, long?.dockerfile?.text, long?.target?.text, long?.inline?.text],
      ["long", "D", "prod", "FROM x\n"],
    );
    assert.deepEqual([long?.args[0]?.key.text, long?.secrets[0]?.source?.text], ["A", "npm"]);
    assert.equal(serviceOf("build:").service.build, undefined);
  });
  it("depends_on and links", () => {
    const list = serviceOf("depends_on: [a, b]\nlinks: [db, cache:redis]").service;
    assert.deepEqual(
      list.dependsOn.map((it) => [it.service.text, it.form]),
      [
        ["a", "list"],
        ["b", "list"],
      ],
    );
    assert.deepEqual(
      list.links.map((it) => [it.service.text, it.alias?.text]),
      [
        ["db", undefined],
        ["cache", "redis"],
      ],
    );
    const { service, at } = serviceOf("depends_on:\n  a:\n    condition: service_healthy\n    required: false\n  b:");
    assert.deepEqual(
      service.dependsOn.map((it) => [at(it.service), it.condition?.text, it.required?.value]),
      [
        ["a", "service_healthy", false],
        ["b", undefined, undefined],
      ],
    );
  });
  it("networks, secrets, env files, deploy, logging, extends", () => {
    const { service } = serviceOf(
      "networks:\n  front:\n    aliases: [x]\n  back:\nsecrets:\n  - a\n  - {source: b, target: /t, mode: 0440}\nenv_file:\n  - .env\n  - {path: b, required: false}\ndeploy:\n  replicas: 2\n  resources: {limits: {memory: 1g, cpus: '0.5'}}\nlogging: {driver: json-file, options: {max-size: 10m}}\nextends: {service: s, file: f.yml}",
    );
    assert.deepEqual(
      service.networks.map((it) => [it.network.text, it.aliases.length]),
      [
        ["front", 1],
        ["back", 0],
      ],
    );
    assert.deepEqual(
      service.secrets.map((it) => [it.form, it.source?.text, it.target?.text, it.mode?.text]),
      [
        ["short", "a", undefined, undefined],
        ["long", "b", "/t", "0440"],
      ],
    );
    assert.deepEqual(
      service.envFiles.map((it) => [it.path.text, it.required?.value]),
      [
        [".env", undefined],
        ["b", false],
      ],
    );
    assert.deepEqual(
      [service.deploy?.replicas?.value, service.deploy?.limits?.memory?.text, service.deploy?.limits?.cpus?.value],
      [2, "1g", 0.5],
    );
    assert.deepEqual([service.logging?.driver?.text, service.logging?.options[0]?.value?.text], ["json-file", "10m"]);
    assert.deepEqual([service.extends?.service?.text, service.extends?.file?.text], ["s", "f.yml"]);
  });
});

describe("compose: files", () => {
  it("list what stands at the root, of all documents", () => {
    const file = parseCompose(
      uri,
      "version: '3'\nname: p\nservices:\n  a: {image: x}\nvolumes:\n  data:\n  old: {external: {name: n}}\nnetworks: {n: {external: true, driver: bridge}}\ninclude: [a.yml, {path: [b.yml, c.yml]}]\n---\nservices:\n  a: {image: y}\n  b: {image: z}\nsecrets: {s: {file: ./s}}\n",
    );
    assert.deepEqual(file.errors, []);
    assert.deepEqual([file.version?.key.text, file.name?.text, file.documents.length], ["version", "p", 2]);
    assert.deepEqual(
      file.services.map((it) => [it.name, it.image?.text]),
      [
        ["a", "x"],
        ["b", "z"],
      ],
    );
    assert.deepEqual(
      file.volumes.map((it) => [it.name, it.external?.value, it.externalName?.text]),
      [
        ["data", undefined, undefined],
        ["old", true, "n"],
      ],
    );
    assert.deepEqual([file.networks[0]?.driver?.text, file.secrets[0]?.file?.text], ["bridge", "./s"]);
    assert.deepEqual(
      file.include.map((it) => it.paths.map((path) => path.text)),
      [["a.yml"], ["b.yml", "c.yml"]],
    );
  });
  it("say who shares a piece of text", () => {
    const file = parseCompose(
      uri,
      "x-one: &one {A: 1}\nx-all: &all\n  environment: *one\n  restart: always\nx-lone: &lone\n  init: true\nservices:\n  a:\n    <<: *all\n  b:\n    <<: *all\n  c:\n    <<: *lone\n    labels: &l {k: v}\n    annotations: *l\nvolumes:\n  d:\n    labels: *one\n",
    );
    const shared = (words: string) => {
      const start = file.text.indexOf(words);
      return file.sharedBy({ start, end: start + words.length });
    };
    assert.deepEqual(file.errors, []);
    assert.deepEqual(shared("restart: always"), ["a", "b"]);
    assert.deepEqual(shared("A: 1"), ["a", "b", "volumes.d"]);
    assert.deepEqual(shared("init: true"), []);
    assert.deepEqual(shared("k: v"), ["c"]);
    assert.deepEqual(shared("<<: *lone"), []);
  });
  it("are found by name", () => {
    for (const name of [
      "compose.yaml",
      "compose.yml",
      "docker-compose.yml",
      "docker-compose.override.yaml",
      "compose.prod.yml",
      "compose-dev.yaml",
      "dev.compose.yaml",
      "my-docker-compose-test.yml",
      "docker-compose_x.yml",
    ]) {
      assert.ok(isComposeFileName(name), name);
    }
    for (const name of ["compose.json", "composer.yml", "values.yaml", "decompose.yml", "compose.yaml.bak"])
      assert.ok(!isComposeFileName(name), name);
  });
  it("are found by content", () => {
    assert.ok(
      isComposeFile(
        "stack.yml",
        yaml`
      services:
        web:
          image: nginx
    `,
      ),
    );
    assert.ok(!isComposeFile("stack.yml", "services:\n  web:\n    port: 1\n# image\n"));
    assert.ok(!isComposeFile("k8s.yml", "apiVersion: v1\nkind: X\nservices:\n  a: {image: x}\n"));
    assert.ok(!isComposeFile("ci.yml", "job:\n  services:\n    - image: x\n"));
    assert.ok(!isComposeFile("stack.txt", "services:\n  web:\n    image: nginx\n"));
  });
  it("are read in a few milliseconds", () => {
    const text = `services:\n${Array.from({ length: 20 }, (_, i) => `  s${i}:\n    image: a:1\n    ports:\n      - "80${i}:80"\n    environment:\n      A: b\n      C: \${D:-x}\n    depends_on:\n      - a\n`).join("")}`;
    for (let i = 0; i < 50; i++) parseCompose(uri, text);
    const times = Array.from({ length: 20 }, () => {
      const start = performance.now();
      parseCompose(uri, text);
      return performance.now() - start;
    });
    assert.ok(Math.min(...times) < 10, `${Math.min(...times)} ms`);
  });
});
