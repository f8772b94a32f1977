import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ordered, parts } from "./parts.ts";

function said(...words: readonly string[]) {
  const order = ordered(words);
  return "unknown" in order ? order : order.runs.map(({ name, options }) => [name, ...options]);
}

test("several parts are run in their order, each with the options behind it", () => {
  assert.deepEqual(said("door", "sweep"), [["door"], ["sweep"]]);
  assert.deepEqual(said("sweep", "--jobs", "20000"), [["sweep", "--jobs", "20000"]]);
  assert.deepEqual(said("door", "--rounds=3", "sweep", "--jobs", "20000", "--only", "many,one"), [
    ["door", "--rounds=3"],
    ["sweep", "--jobs", "20000", "--only", "many,one"],
  ]);
  assert.deepEqual(said("twin", "500", "2000", "drain"), [["twin", "500", "2000"], ["drain"]]);
});

test("where no part is named, all that are usual are run, with what they are given then", () => {
  const usual = Object.entries(parts).flatMap(([name, { usual }]) => (usual ? [[name, ...usual]] : []));
  assert.deepEqual(said(), usual);
  assert.deepEqual(said("--write"), usual);
  assert.deepEqual(
    usual.map(([name]) => name),
    ["rules", "door", "cold", "client", "sweep", "writes", "drain", "schedules", "cost", "memory"],
  );
});

test("options before the first part are about all of it", () => {
  const order = ordered(["--json=all.json", "--write", "door", "--rounds=3"]);
  assert.deepEqual("unknown" in order ? [] : order.options, ["--json=all.json", "--write"]);
});

test("each part is there", () => {
  for (const { file } of Object.values(parts)) assert.ok(existsSync(join(import.meta.dirname, file)), file);
});

test("what is no part is named, wherever it stands", () => {
  assert.deepEqual(said("dor"), { unknown: "dor" });
  assert.deepEqual(said("--jobs", "5", "sweep"), { unknown: "5" });
  assert.deepEqual(said("door", "swep"), { unknown: "swep" });
  assert.deepEqual(said("toString"), { unknown: "toString" });
});

test("an unknown part ends with 1 and the list of those that there are", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), "door", "swep"], {
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stdout, /there is no part swep/);
  for (const name of Object.keys(parts)) assert.match(stdout, new RegExp(`^ {2}${name} `, "m"));
});
