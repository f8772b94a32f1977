import assert from "node:assert/strict";
import { test } from "node:test";
import { patrolProofs } from "./proofs.ts";

const seed = 20_261_122;

for (const proof of patrolProofs)
  test(`${proof.promises.join(", ")}: ${proof.says}`, async (t) => {
    const shown = await proof.run(proof.cases.onPush, seed);
    t.diagnostic(JSON.stringify(shown.figures));
    assert.deepEqual(shown.violations, []);
    assert.equal(shown.cases, proof.cases.onPush);
    const { "kinds met": kinds = 6 } = shown.figures ?? {};
    assert.equal(kinds, 6);
  });
