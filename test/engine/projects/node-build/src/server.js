const serve = require("page-server");
const words = require("./words.js");

serve(`NAME ${words}`, 3000);
