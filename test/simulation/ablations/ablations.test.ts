import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { test } from "node:test";
import { patched } from "./ablation.ts";
import { ablations } from "./list.ts";
import { play } from "./main.ts";
import { isMissed, lineOf } from "./row.ts";

const root = new URL("../../../", import.meta.url);

test("every guard that is taken out still stands in the code, once, and the code is code without it", () => {
  assert.ok(ablations.length >= 30);
  assert.equal(new Set(ablations.map(({ name }) => name)).size, ablations.length);
  for (const { name, patches } of ablations)
    for (const [file, ours] of Map.groupBy(patches, (patch) => patch.file)) {
      const text = ours.reduce(patched, readFileSync(new URL(file, root), "utf8"));
      assert.doesNotThrow(() => stripTypeScriptTypes(text), name);
    }
});

test("a patch that does not fit is refused, so that the list stays true to the code", () => {
  const patch = { file: "x.ts", find: "b", replace: "" };
  assert.throws(() => patched("a c", patch), /"b" stands 0 times in x\.ts/);
  assert.throws(() => patched("a b b", patch), /stands 2 times/);
  assert.equal(patched("a b c", { ...patch, replace: "$&" }), "a $& c");
});

test("each of the guards that matter most is missed when it is taken out", { concurrency: 2 }, async (t) => {
  const important = ablations.filter(({ onPush }) => onPush !== undefined);
  assert.equal(important.length, 9);
  await Promise.all(
    important.map((ablation) =>
      t.test(`without: ${ablation.says}`, async (one) => {
        const found = await play(ablation, { count: ablation.onPush ?? 0 });
        one.diagnostic(`seed ${found.failed?.seed}: ${found.failed?.what}`);
        assert.ok(found.failed, `nothing broke in ${found.seeds} seeds`);
      }),
    ),
  );
});

test("a guard counts as missed only when the whole code does not break on the same seed", () => {
  const [ablation] = ablations;
  assert.ok(ablation);
  const fine = { seeds: 1, others: {}, settleMillis: 0 };
  const broke = { ...fine, failed: { seed: 1, promise: "P9", what: "twice | thrice" } };
  assert.equal(isMissed({ ablation, found: broke, control: fine, seconds: 0 }), true);
  assert.equal(isMissed({ ablation, found: fine, control: fine, seconds: 0 }), false);
  assert.equal(isMissed({ ablation, found: broke, control: broke, seconds: 0 }), false);
  assert.equal(
    isMissed({ ablation: { ...ablation, onlySlows: true }, found: broke, control: fine, seconds: 0 }),
    false,
  );
  assert.match(lineOf({ ablation, found: broke, control: fine, seconds: 0 }), /\| 1 \| P9 \| twice \\\| thrice \|$/);
});
