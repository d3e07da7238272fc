/** Fills npm's cache with the packages of a folder, by a registry that lives just as long: `node prime.mjs FROM TO`. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";

const [source, target] = process.argv.slice(2);
const registry = "http://127.0.0.1:4873/";
const npm = (...words) =>
  promisify(execFile)("npm", [...words, "--registry", registry, "--cache", join(target, "opt/npm-cache")]);
mkdirSync(join(target, "opt/npm-cache"), { recursive: true });
mkdirSync(join(target, "usr/local/etc"), { recursive: true });

const answers = new Map();
for (const name of readdirSync(source)) {
  await npm("pack", join(source, name), "--pack-destination", "/tmp");
  const manifest = JSON.parse(readFileSync(join(source, name, "package.json"), "utf8"));
  const file = `${name}-${manifest.version}.tgz`;
  const archive = readFileSync(join("/tmp", file));
  const dist = {
    tarball: `${registry}${name}/-/${file}`,
    integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}`,
  };
  const page = { name, "dist-tags": { latest: manifest.version }, versions: { [manifest.version]: { ...manifest, dist } } };
  answers.set(`/${name}`, JSON.stringify(page)).set(`/${name}/-/${file}`, archive);
}
const server = createServer((request, response) => {
  const body = answers.get(request.url);
  response.writeHead(body ? 200 : 404, { "content-type": "application/json", "cache-control": "max-age=31536000" }).end(body);
});
await new Promise((done) => server.listen(4873, "127.0.0.1", done));
for (const name of readdirSync(source)) await npm("cache", "add", name);
server.closeAllConnections();
server.close();
writeFileSync(
  join(target, "usr/local/etc/npmrc"),
  `registry=${registry}\noffline=true\ncache=/opt/npm-cache\naudit=false\nfund=false\nupdate-notifier=false\n`,
);
