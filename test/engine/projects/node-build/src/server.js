const { createServer } = require("node:http");

process.on("SIGTERM", () => process.exit(0));
createServer((request, response) => response.end("NAME")).listen(3000);
