import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Around } from "../../../lib/actions/action.ts";
import { type Spared, whySpared } from "../../../lib/actions/spared.ts";
import { ablations } from "./ablations.ts";
import { aroundOf, guardRows, tagRows } from "./guardRows.ts";

const rows = [...guardRows.map((row) => ({ row, isTag: false })), ...tagRows.map((row) => ({ row, isTag: true }))];

test("files that no guard spares may go, of a branch and of a plain tag", async () => {
  assert.deepEqual(await whySpared(aroundOf({})), { isPlainTag: false });
  assert.deepEqual(await whySpared(aroundOf({}, true)), { isPlainTag: true });
});

for (const { row, isTag } of rows)
  test(`a job's files are spared where ${row.when}`, async () => {
    const spared = await whySpared(aroundOf(row, isTag));
    assert.match("why" in spared ? spared.why : "may go", row.told);
  });

for (const [when, change] of [
  ["its branch is gone", (around: Around) => ({ ...around.reads, branchIsProtected: async () => undefined })],
  ["a newer pipeline of its branch succeeded", (around: Around) => around.reads],
] as const)
  test(`the files of a job may go where ${when}`, async () => {
    const around = aroundOf({});
    assert.deepEqual(await whySpared({ ...around, reads: change(around) }), { isPlainTag: false });
  });

const root = join(import.meta.dirname, "../../..");

/** The rows that turn red with one guard out, by what they say. */
async function redsWithout({ file, find, replace }: (typeof ablations)[number]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "guards-"));
  try {
    for (const room of ["lib/actions", "lib/core"]) cpSync(join(root, room), join(folder, room), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const parts = readFileSync(join(root, file), "utf8").split(find);
    assert.equal(parts.length, 2, `${find} stands ${parts.length - 1} times in ${file}: it must stand once`);
    writeFileSync(join(folder, file), parts.join(replace));
    const patched: { whySpared(around: Around): Promise<Spared> } = await import(join(folder, "lib/actions/spared.ts"));
    const reds: string[] = [];
    for (const { row, isTag } of rows) {
      const spared = await patched.whySpared(aroundOf(row, isTag)).catch(() => ({ why: "it broke" }));
      if (!row.told.test("why" in spared ? spared.why : "may go")) reds.push(row.when);
    }
    return reds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const ablation of ablations)
  test(`without \`${ablation.find}\` the tests turn red: ${ablation.reds.join("; ")}`, async () => {
    assert.deepEqual(await redsWithout(ablation), ablation.reds);
  });

test("each row is the test of some guard", () => {
  const tested = new Set(ablations.flatMap(({ reds }) => reds));
  assert.deepEqual(
    rows.map(({ row }) => row.when).filter((when) => !tested.has(when)),
    [],
  );
});
