/** The data of knowledge/: each file with its source and date, enough of it, in step with where it comes from. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { contradictions } from "../../scripts/facts/image-config.mts";
import { endOfLife } from "../../server/src/core/knowledge/data/end-of-life.js";
import { officialTags } from "../../server/src/core/knowledge/data/official-tags.js";
import type { DataSource } from "../../server/src/core/knowledge/data-source.js";
import { knownImageNames } from "../../server/src/core/knowledge/images.js";
import { hasOwnHealthcheck } from "../../server/src/core/knowledge/own-healthchecks.js";

const folder = new URL("../../server/src/core/knowledge/data/", import.meta.url);
const data = readdirSync("server/src/core/knowledge/data").sort();

describe("knowledge", () => {
  for (const file of data) {
    it(`says where ${file} comes from, and from when it is`, async () => {
      const { source } = (await import(new URL(file.replace(/\.ts$/, ".js"), folder).href)) as { source?: DataSource };
      assert.ok(source && source.from.length > 0, "it exports no `source`");
      for (const address of source.from) assert.match(address, /^https:\/\/[\w.-]+\.\w+(?:\/\S*)?(?: \S.*)?$/);
      assert.match(source.date, /^20\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/);
    });
  }

  it("covers the images it has to", () => {
    assert.ok(new Set(knownImageNames).size >= 150, `${knownImageNames.length} images`);
    assert.ok(Object.keys(officialTags).length >= 130, `tags of ${Object.keys(officialTags).length} images`);
    const ended = Object.keys(endOfLife).flatMap((names) => names.split(" "));
    assert.equal(new Set(ended).size, ended.length, "an image has two lists of release lines");
    assert.ok(ended.length >= 50, `release lines of ${ended.length} images`);
  });

  it("is in step with its sources, as far as they are at hand", () => {
    execFileSync(process.execPath, ["--import", "tsx", "scripts/facts.mts", "--check"], { stdio: "pipe", encoding: "utf8" });
  }).timeout(60_000);

  it("is held against the configuration of images", () => {
    const table = (...rows: Record<string, string>[]): string => {
      const columns = [
        "image",
        "tag",
        "from",
        "user",
        "workdir",
        "expose",
        "volume",
        "healthcheck",
        "creates user",
        "*_FILE variables",
      ];
      return [columns, ...rows.map((row) => columns.map((it) => row[it] ?? ""))].map((it) => it.join("\t")).join("\n");
    };
    const good = {
      image: "postgres",
      tag: "18.6",
      from: "debian:trixie-slim",
      expose: "5432",
      volume: "/var/lib/postgresql",
      "creates user": "useradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres",
    };
    assert.deepEqual(contradictions(table(good)), []);
    const bad = [
      { ...good, expose: "5433" },
      { ...good, volume: "/data" },
      { ...good, user: "postgres" },
      { ...good, from: "alpine:3.23" },
      { ...good, "creates user": "adduser -u 70 -S -D postgres" },
      { ...good, "*_FILE variables": "OTHER" },
    ];
    for (const row of bad) assert.notDeepEqual(contradictions(table(row)), [], JSON.stringify(row));
  });

  it("knows images with a health check of their own", () => {
    assert.deepEqual(["pihole/pihole", "nginx", "nobody/knows"].map(hasOwnHealthcheck), [true, false, false]);
  });
});
