// Serves a text, and stops when it is told to.
const { createServer } = require("node:http");
module.exports = (text, port) => {
  process.on("SIGTERM", () => process.exit(0));
  createServer((_, response) => response.end(text)).listen(port);
};
