// Runs a script of the project, e.g. `node infra/node24.cjs infra/local/demo.ts`, if this is Node 24 or newer. npm ci
// brings it for Linux and Windows; elsewhere the machine's own must do.
const { resolve } = require("node:path");
const { pathToFileURL } = require("node:url");

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    `Penstock needs Node 24 (this is ${process.version}). Run npm ci, which brings it where it can, or install Node 24.`,
  );
  process.exit(1);
}

process.argv.splice(1, 1);
const [, script] = process.argv;
if (script) void import(pathToFileURL(resolve(script)).href);
