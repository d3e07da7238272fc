const { createServer } = require("node:http");
require("node:fs").writeFileSync("state.json", "{}");

process.on("SIGTERM", () => process.exit(0));
createServer((request, response) => response.end("with tools")).listen(3000);
