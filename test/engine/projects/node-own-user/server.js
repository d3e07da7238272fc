const { createServer } = require("node:http");

process.on("SIGTERM", () => process.exit(0));
createServer((request, response) => response.end("hello from node")).listen(3000);
