import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { knownParts, ordered } from "./parts.ts";

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

test("what is no part is named, wherever it stands", () => {
  assert.deepEqual(said("dor"), { unknown: "dor" });
  assert.deepEqual(said("--jobs", "5", "sweep"), { unknown: "--jobs" });
  assert.deepEqual(said("door", "swep"), { unknown: "swep" });
  assert.deepEqual(said("toString"), { unknown: "toString" });
  assert.deepEqual(said(), { unknown: undefined });
});

test("an unknown part ends with 1 and the list of those that there are", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), "door", "swep"], {
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stdout, /there is no part swep/);
  for (const name of Object.keys(knownParts)) assert.match(stdout, new RegExp(`^ {2}${name} `, "m"));
});
