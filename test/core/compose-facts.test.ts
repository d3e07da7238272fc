/** What the rules about Compose look up: units, addresses, circles, ports in each other's way, and what a file need not declare itself. */
import assert from "node:assert/strict";
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { lint } from "../../server/src/core/linter/lint.js";
import { dependencyCycles } from "../../server/src/core/project/compose/cycles.js";
import { portClashes, publishedPorts } from "../../server/src/core/project/compose/published.js";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";
import { parseCompose } from "../../server/src/core/syntax/compose/parse.js";
import { bytesOf, durationOf } from "../../server/src/core/syntax/compose/units.js";
import { cleanPath } from "../../server/src/core/syntax/compose/volumes.js";
import { isIpAddress } from "../../server/src/core/syntax/ip-address.js";
import { parseYaml } from "../../server/src/core/syntax/yaml/parse.js";
import { scalarValues } from "../../server/src/core/syntax/yaml/walk.js";

const parse = (text: string) => parseCompose("file:///compose.yaml", text);

describe("facts of Compose", () => {
  it("reads durations as Compose does", () => {
    const taken: readonly (readonly [string, number])[] = [
      ["0", 0],
      ["1d", 86_400_000],
      ["1w2d", 777_600_000],
      ["1m30.5s", 90_500],
      ["-5s", -5000],
      ["500us", 0.5],
      [".5s", 500],
    ];
    for (const [text, expected] of taken) assert.equal(durationOf(text), expected, text);
    for (const text of ["", "5", "5S", " 5s", "5 m", "s", "1.2.3s", "1m30"]) assert.equal(durationOf(text), undefined, text);
  });

  it("reads sizes as Compose does", () => {
    const taken: readonly (readonly [string, number])[] = [
      ["100", 100],
      ["1b", 1],
      ["1.5g", 1.5 * 2 ** 30],
      ["1 gb", 2 ** 30],
      ["1GiB", 2 ** 30],
      ["512 m", 2 ** 29],
      ["5kb", 5120],
      ["1pb", 2 ** 50],
      [".5g", 2 ** 29],
      ["1.g", 2 ** 30],
      ["1e3", 1000],
      ["1e3k", 1_024_000],
      ["1 ", 1],
    ];
    for (const [text, expected] of taken) assert.equal(bytesOf(text), expected, text);
    for (const text of ["", "-1", "1Gi", "50%", "1eb", "1bytes", "1x", "1  g", "g"]) assert.equal(bytesOf(text), undefined, text);
  });

  it("tells addresses from names", () => {
    for (const text of ["127.0.0.1", "0.0.0.0", "::", "::1", "2001:db8::1", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8"])
      assert.ok(isIpAddress(text), text);
    for (const text of [
      "",
      "localhost",
      "256.0.0.1",
      "10.0.0",
      "01.2.3.4",
      "1:2:3:4:5:6:7:8:9",
      ":",
      "[::1]",
      "1::2::3",
      "fe80::1%eth0",
    ])
      assert.equal(isIpAddress(text), false, text);
  });

  it("tidies paths up as Go does", () => {
    const paths = { "/a/": "/a", "/a/../b": "/b", "/..": "/", "//a//b/.": "/a/b", "a/./b": "a/b", "../a": "../a", "": "." };
    for (const [path, expected] of Object.entries(paths)) assert.equal(cleanPath(path), expected, path);
  });

  it("finds one circle for services that reach each other, the shortest from the first", () => {
    const { services } = parse(`services:
  a: { image: x, depends_on: [b] }
  b: { image: x, links: ["c:other", d] }
  c: { image: x, network_mode: "service:d" }
  d: { image: x, depends_on: { b: { condition: service_started } }, volumes_from: ["a:ro", "container:e"] }
  e: { image: x, pid: "service:e" }
`);
    const cycles = dependencyCycles({ services }).map((cycle) => cycle.map(({ from, to }) => `${from}→${to}`).join(" "));
    assert.deepEqual(cycles, ["a→b b→d d→a", "e→e"]);
  });

  it("follows long chains", () => {
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, i) => `  s${i}: { image: x, depends_on: [s${(i + 1) % count}] }`);
    assert.deepEqual(
      dependencyCycles(parse(`services:\n${lines.join("\n")}\n`)).map(({ length }) => length),
      [count],
    );
  });

  it("knows which ports are in each other's way", () => {
    const clashes = (first: string, second: string): number =>
      portClashes(publishedPorts(parse(`services:\n  a: { image: x, ports: ${first} }\n  b: { image: x, ports: ${second} }\n`)))
        .length;
    assert.equal(clashes('["80:80"]', '["80:81"]'), 1);
    assert.equal(clashes('["80:80"]', '["127.0.0.1:80:81"]'), 1);
    assert.equal(clashes('["127.0.0.1:80:80"]', '["127.0.0.2:80:81"]'), 0);
    assert.equal(clashes('["53:53/udp"]', '["53:53"]'), 0);
    assert.equal(clashes('["80-90:80-90"]', "[{ target: 1, published: 85 }]"), 1);
    assert.equal(clashes('["80-90:80"]', '["85:80"]'), 0);
    assert.equal(clashes('["80"]', '["80"]'), 0);
    assert.equal(clashes('["80:80", "80:80/tcp"]', "[]"), 0);
    assert.equal(clashes('["80:80", "80:81"]', "[]"), 1);
  });

  it("walks over each scalar once", () => {
    const { documents } = parseYaml("file:///a.yaml", "a: &a { b: 1 }\nc: *a\nd: { <<: *a, e: [2, 3] }\nf: { <<: { g: 4 } }\n");
    assert.deepEqual(
      [...scalarValues(documents[0]!.root!)].map(({ text }) => text),
      ["1", "2", "3", "4"],
    );
  });

  it("asks nothing of files that run on top of others", async () => {
    const base = "services:\n  web:\n    image: nginx:1.29\n    networks: [front]\nnetworks:\n  front:\n";
    const over = "services:\n  web:\n    networks: [front]\n  tool:\n    image: nginx:1.29\n    depends_on: [web, other]\n";
    const found = async (path: string, files: Readonly<Record<string, string>>): Promise<string[]> => {
      const texts = new Map(Object.entries({ ...files, [path]: over }).map(([name, text]) => [`file:///p/${name}`, text]));
      const store = new FileStore(new MemoryFileSystem(texts), ["file:///p"]);
      const configuration = profileConfiguration("recommended");
      const { diagnostics } = await lint({ uri: `file:///p/${path}`, language: "compose", rules, configuration, store });
      return diagnostics.filter(({ severity }) => severity === "error").map(({ rule }) => rule.name);
    };
    assert.deepEqual((await found("compose.yaml", {})).sort(), [
      "service-without-image",
      "undefined-network",
      "undefined-service",
    ]);
    assert.deepEqual(await found(".devcontainer/docker-compose.yml", { "compose.yaml": base }), ["undefined-service"]);
    assert.deepEqual(await found("stack.dev.compose.yaml", { "compose.yaml": base }), ["undefined-service"]);
    assert.deepEqual(await found("compose.override.yaml", {}), []);
    assert.deepEqual(await found("part.yaml", { "compose.yaml": "include: [part.yaml]\n" }), []);
  });
});
