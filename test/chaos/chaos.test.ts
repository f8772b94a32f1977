import assert from "node:assert/strict";
import { test } from "node:test";
import { chaosProofs, playDays } from "./proofs.ts";

const seed = 7;

test("two Penstocks and their database, killed with kill -9, frozen and cut off on a day of CI, act once, and the books balance", async (t) => {
  for (const day of await playDays(chaosProofs[0]?.cases.onPush ?? 0, seed)) {
    t.diagnostic(JSON.stringify(day.figures));
    if (day.violations.length > 0) for (const line of day.trace) t.diagnostic(line);
    assert.deepEqual(day.violations, []);
    for (const name of ["kills", "freezes", "databaseKills", "faults", "hooks", "effects"])
      assert.ok((day.figures[name] ?? 0) > 0, `a day without ${name} shows nothing`);
  }
});
