import assert from "node:assert/strict";
import { test } from "node:test";
import { ruleProofs } from "./proofs.ts";

const seed = 1;

for (const { promises, says, cases, run } of ruleProofs)
  test(`${promises.join(", ")}: ${says} (seed ${seed})`, async () => {
    const shown = await run(cases.onPush, seed);
    assert.deepEqual(shown.violations, []);
    assert.ok(shown.cases > 0);
  });
