/**
 * Makes the data of server/src/core/knowledge/data/ that has a source to be read, and holds the facts about images against theirs.
 * `tsx scripts/facts.mts [--check] [folder]`: the folder, else DRYDOCK_FACTS, else `knowledge/facts` beside what DRYDOCK_CORPUS names, has
 * `official-image-tags.json`, `end-of-life.json` and `official-image-config.tsv`. With `--check` nothing is written.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endOfLifeModule } from "./facts/end-of-life.mts";
import { contradictions } from "./facts/image-config.mts";
import { misreadTags, officialTagsModule } from "./facts/official-tags.mts";
import { spdxModule } from "./facts/spdx-licenses.mts";

const data = "server/src/core/knowledge/data";
const check = process.argv.includes("--check");
const corpus = process.env["DRYDOCK_CORPUS"];
const folder =
  process.argv.slice(2).find((it) => !it.startsWith("--")) ??
  process.env["DRYDOCK_FACTS"] ??
  (corpus && join(corpus, "../knowledge/facts"));

const read = (name: string): string | undefined => {
  const path = folder && join(folder, name);
  return path && existsSync(path) ? readFileSync(path, "utf8") : undefined;
};
const faults: string[] = [];

generate("official-tags.ts", "official-image-tags.json", officialTagsModule);
generate("end-of-life.ts", "end-of-life.json", endOfLifeModule);
put("spdx-licenses.ts", spdxModule(readFileSync(join(data, "spdx-licenses.ts"), "utf8")), "the package spdx-license-ids");
faults.push(...misreadTags(read("official-image-tags.json") ?? '{"images":{}}'));
const table = read("official-image-config.tsv");
if (table === undefined) console.log("the facts about images are not compared: there is no official-image-config.tsv");
else faults.push(...contradictions(table));

for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function generate(file: string, sourceName: string, make: (json: string) => string): void {
  const json = read(sourceName);
  put(file, json === undefined ? undefined : make(json), sourceName);
}

function put(file: string, text: string | undefined, sourceName: string): void {
  const path = join(data, file);
  if (text === undefined) console.log(`${file} is left as it is: there is no ${sourceName}`);
  else if (readFileSync(path, "utf8").replaceAll("\r\n", "\n") === text) return;
  else if (check) faults.push(`${path} is stale: run npx tsx scripts/facts.mts`);
  else writeFileSync(path, text);
}
