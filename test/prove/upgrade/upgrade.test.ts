import assert from "node:assert/strict";
import { test } from "node:test";
import { upgradeProofs } from "./proofs.ts";

const seed = 20_261_122;

for (const proof of upgradeProofs)
  test(`${proof.promises.join(", ")}: ${proof.says}`, async (t) => {
    const shown = await proof.run(proof.cases.onPush, seed);
    t.diagnostic(JSON.stringify(shown.figures ?? {}));
    assert.deepEqual(shown.violations, []);
    assert.equal(shown.cases, proof.cases.onPush);
  });
