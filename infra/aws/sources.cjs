// osls reads a .json file as a value; the functions want the text, as their environment can carry nothing else.
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const file = join(__dirname, "../../dist/sources.json");
if (!existsSync(file)) throw new Error("dist/sources.json is missing: run npm run build");

exports.text = readFileSync(file, "utf8").trim();
