const { createServer } = require("node:http");

process.on("SIGTERM", () => process.exit(0));
createServer((request, response) => response.end("built from " + require("../lib/name.js") + ", " + require("node:fs").readFileSync("docs/page.txt", "utf8"))).listen(3000);
