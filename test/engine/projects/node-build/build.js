const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const build = require("builder");
mkdirSync("dist", { recursive: true });
writeFileSync("dist/server.js", build(readFileSync("src/server.js", "utf8")));
