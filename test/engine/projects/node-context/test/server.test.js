require("../lib/name.js");
