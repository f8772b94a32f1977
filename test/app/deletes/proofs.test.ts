import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteProofs } from "./proofs.ts";

const seed = 20_261_122;
/** What must have been met for a proof to show anything. */
const met: Readonly<Record<string, readonly string[]>> = {
  P22: ["release artifacts there", "jobs that may go", "deleted"],
  P23: ["keeps", "deletes", "deleted within 5 s of a Keep"],
  P24: ["may go"],
  P25: ["deletes"],
};

for (const { promises, says, cases, run } of deleteProofs)
  test(`${promises.join(", ")}: ${says}`, { timeout: 300_000 }, async () => {
    const shown = await run(cases.onPush, seed);
    assert.deepEqual(shown.violations.slice(0, 5), []);
    for (const name of met[promises[0] ?? ""] ?? []) assert.ok(Number(shown.figures?.[name]) > 0, `never met: ${name}`);
  });
