const { createServer } = require("node:http");

process.on("SIGTERM", () => process.exit(0));
createServer((request, response) => response.end(process.argv.at(-1))).listen(Number(process.argv[3]));
