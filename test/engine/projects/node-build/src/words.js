module.exports = "from words";
