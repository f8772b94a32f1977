import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { buildAll } from "../../infra/build/buildAll.ts";

const root = resolve(import.meta.dirname, "../..");

/** Every file below a folder with the hash of its bytes. */
function hashesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const hashed = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(folder.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")] as const;
  });
  return Object.fromEntries(hashed.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

test("who builds twice gets the same bytes, wherever they are put, and no path of the machine is in them", async (t) => {
  const folders = ["one", "another/place"].map((name) => join(mkdtempSync(join(tmpdir(), "penstock-twice-")), name));
  t.after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  for (const outDir of folders) await buildAll({ outDir });
  const [first = {}, second] = folders.map(hashesIn);
  assert.ok(Object.keys(first).filter((path) => path.endsWith("index.mjs")).length >= 6);
  assert.deepEqual(second, first);
  for (const path of Object.keys(first).filter((one) => one.endsWith(".mjs")))
    assert.ok(!readFileSync(join(folders[0] ?? "", path), "utf8").includes(root), `${path} names ${root}`);
});
