/** Image references: their parts, names, faults, and what variables hide. */
import assert from "node:assert/strict";
import { parseImageReference } from "../../server/src/core/syntax/image-reference.js";

const hash = "0123456789abcdef".repeat(4);

describe("image reference", () => {
  const parts: [string, { domain?: string; path?: string; tag?: string; digest?: string; name?: string; repository?: string }][] =
    [
      ["node", { path: "node", name: "node", repository: "docker.io/library/node" }],
      ["node:22-slim", { path: "node", tag: "22-slim", name: "node", repository: "docker.io/library/node" }],
      ["library/node", { path: "library/node", name: "node", repository: "docker.io/library/node" }],
      ["docker.io/node", { domain: "docker.io", path: "node", name: "node", repository: "docker.io/library/node" }],
      [
        "index.docker.io/library/node:22",
        { domain: "index.docker.io", path: "library/node", tag: "22", name: "node", repository: "docker.io/library/node" },
      ],
      [
        "docker.io/bitnami/redis",
        { domain: "docker.io", path: "bitnami/redis", name: "bitnami/redis", repository: "docker.io/bitnami/redis" },
      ],
      ["library/a/b", { path: "library/a/b", name: "library/a/b", repository: "docker.io/library/a/b" }],
      ["localhost/app", { domain: "localhost", path: "app", name: "localhost/app", repository: "localhost/app" }],
      [
        "localhost:5000/app",
        { domain: "localhost:5000", path: "app", name: "localhost:5000/app", repository: "localhost:5000/app" },
      ],
      ["localhost:5000", { path: "localhost", tag: "5000", name: "localhost", repository: "docker.io/library/localhost" }],
      [
        `registry.example.com:5000/team/app:1.2@sha256:${hash}`,
        {
          domain: "registry.example.com:5000",
          path: "team/app",
          tag: "1.2",
          digest: `sha256:${hash}`,
          name: "registry.example.com:5000/team/app",
          repository: "registry.example.com:5000/team/app",
        },
      ],
      [`node@sha256:${hash}`, { path: "node", digest: `sha256:${hash}`, name: "node", repository: "docker.io/library/node" }],
      ["[::1]:5000/app:x", { domain: "[::1]:5000", path: "app", tag: "x", name: "[::1]:5000/app", repository: "[::1]:5000/app" }],
      ["HOST/app", { domain: "HOST", path: "app", name: "HOST/app", repository: "HOST/app" }],
      ["a__b--c_d/x", { path: "a__b--c_d/x", name: "a__b--c_d/x", repository: "docker.io/a__b--c_d/x" }],
    ];
  for (const [text, expected] of parts) {
    it(`reads ${text}`, () => {
      const { domain, path, tag, digest, name, repository, error, nameKnown, tagKnown, opaque } = parseImageReference(text);
      const written = { domain: domain?.text, path: path?.text, tag: tag?.text, digest: digest?.text, name, repository };
      assert.deepEqual(written, { domain: undefined, path: undefined, tag: undefined, digest: undefined, ...expected });
      assert.deepEqual(
        { error, nameKnown, tagKnown, opaque },
        { error: undefined, nameKnown: true, tagKnown: true, opaque: false },
      );
    });
  }

  it("gives spans in the file's offsets", () => {
    const file = `FROM ghcr.io:443/a/b:1.0@sha256:${hash} AS x`;
    const image = parseImageReference(file.slice(5, file.indexOf(" AS")), 5);
    for (const part of [image, image.domain!, image.path!, image.tag!, image.digest!]) {
      assert.equal(file.slice(part.span.start, part.span.end), part.text);
    }
    assert.deepEqual(image.path!.span, { start: 17, end: 20 });
  });

  const variables: [
    string,
    { name?: string; tag?: string; digest?: string; baseName?: string; nameKnown: boolean; tagKnown: boolean },
  ][] = [
    ["$IMAGE", { nameKnown: false, tagKnown: false }],
    ["${IMAGE:-node:20}", { nameKnown: false, tagKnown: false }],
    ["node:$TAG", { name: "node", tag: "$TAG", baseName: "node", nameKnown: true, tagKnown: false }],
    ["node:${V:-20}-slim", { name: "node", tag: "${V:-20}-slim", baseName: "node", nameKnown: true, tagKnown: false }],
    ["${REGISTRY:-docker.io/library}/node:20", { tag: "20", baseName: "node", nameKnown: false, tagKnown: true }],
    ["$REGISTRY/node", { baseName: "node", nameKnown: false, tagKnown: true }],
    ["node${SUFFIX}", { nameKnown: false, tagKnown: false }],
    ["$IMAGE:20", { tag: "20", nameKnown: false, tagKnown: true }],
    [`$IMAGE@sha256:${hash}`, { digest: `sha256:${hash}`, nameKnown: false, tagKnown: false }],
    ["node@$DIGEST", { name: "node", baseName: "node", digest: "$DIGEST", nameKnown: true, tagKnown: true }],
    ["${A:-${B:-x/y}}/node:20", { tag: "20", baseName: "node", nameKnown: false, tagKnown: true }],
    ["${OPEN/node:20", { nameKnown: false, tagKnown: false }],
    ["$HOST:5000/node:20", { tag: "20", baseName: "node", nameKnown: false, tagKnown: true }],
  ];
  for (const [text, expected] of variables) {
    it(`knows what it can of ${text}`, () => {
      const { name, tag, digest, baseName, nameKnown, tagKnown, opaque, error } = parseImageReference(text);
      const known = { name, tag: tag?.text, digest: digest?.text, baseName, nameKnown, tagKnown };
      assert.deepEqual(known, { name: undefined, tag: undefined, digest: undefined, baseName: undefined, ...expected });
      assert.equal(opaque, true);
      assert.equal(error, undefined);
    });
  }

  const faults: [string, RegExp, string][] = [
    ["Node:20", /lower case/, "Node"],
    ["docker.io/Foo/bar", /lower case/, "Foo"],
    ["a//b", /empty/, "//"],
    ["a/", /empty/, "/"],
    ["node:", /tag is empty/, ":"],
    ["node:-x", /A tag/, "-x"],
    ["node:a b", /A tag/, "a b"],
    [`node:${"x".repeat(129)}`, /128/, "x".repeat(129)],
    ["a..b", /separators/, "a..b"],
    ["-a", /separators/, "-a"],
    ["node@sha256:abc", /64 hexadecimal digits, not 3/, "sha256:abc"],
    ["node@md5:abc", /digest/, "md5:abc"],
    ["node@", /digest is empty/, "@"],
    [`node@sha256:${hash.toUpperCase()}`, /lower-case/, `sha256:${hash.toUpperCase()}`],
    ["-bad.host/app", /registry/, "-bad.host"],
    ["host.com:port/app", /registry/, "host.com:port"],
    ["https://node", /registry/, "https:"],
    [hash, /image ID/, hash],
    ["a".repeat(256), /255/, "a".repeat(256)],
    ["${R}/Node:20", /lower case/, "Node"],
  ];
  for (const [text, message, at] of faults) {
    it(`refuses ${text.slice(0, 40)}`, () => {
      const { error } = parseImageReference(text, 7);
      assert.ok(error, "no error");
      assert.match(error.message, message);
      assert.equal(text.slice(error.span.start - 7, error.span.end - 7), at);
    });
  }

  it("never throws and stays fast", () => {
    for (const text of [
      "",
      ":",
      "@",
      "/",
      "${",
      "$",
      ":@/",
      "\uE000",
      "a:b:c",
      "a@b@c",
      "x".repeat(200_000),
      "${".repeat(50_000),
      "$a".repeat(50_000),
      "a-".repeat(100_000),
    ]) {
      const { span } = parseImageReference(text);
      assert.equal(span.end, text.length);
    }
    assert.match(parseImageReference("").error!.message, /empty/);
  });
});
