// osls reads a .json file as a value; the functions want the text, as their environment can carry nothing else.
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

function textOf(name) {
  const file = join(__dirname, "../../dist", name);
  if (!existsSync(file)) throw new Error(`dist/${name} is missing: run npm run build`);
  return readFileSync(file, "utf8").trim();
}

exports.text = textOf("sources.json");
exports.access = textOf("access.json");
exports.chat = textOf("chat.json");
