const { createServer } = require("node:http");

const { appendFileSync, mkdirSync, readdirSync, writeFileSync } = require("node:fs");
mkdirSync("uploads", { recursive: true });
writeFileSync("/data/note.txt", "note");
function count() {
  appendFileSync("uploads/log.txt", "read\n");
  return readdirSync("/data").length;
}

process.on("SIGTERM", () => process.exit(0));
createServer((request, response) => response.end("notes " + count())).listen(8080);
