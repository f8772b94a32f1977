import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { differencesIn, situations } from "./grants.ts";

const seed = 20_261_122;

test("whatever is granted to whom, by role, by name and by group, mayDo answers as GitLab does", async () => {
  let [asked, allowed] = [0, 0];
  await fc.assert(
    fc.asyncProperty(situations, async (situation) => {
      const found = await differencesIn(situation);
      asked += situation.asks.length;
      allowed += found.allowed;
      assert.deepEqual(found.differ, []);
    }),
    { seed, numRuns: 60 },
  );
  assert.ok(allowed > asked / 20 && allowed < asked / 2, `${allowed} of ${asked} were allowed`);
});
