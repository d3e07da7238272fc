#!/usr/bin/env node
// Copies src to dist, and puts a word in.
const { cpSync, readFileSync, writeFileSync } = require("node:fs");
cpSync("src", "dist", { recursive: true });
writeFileSync("dist/server.js", readFileSync("src/server.js", "utf8").replace("NAME", "bundled"));
