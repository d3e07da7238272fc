module.exports = (text) => text.replace("NAME", "bundled");
