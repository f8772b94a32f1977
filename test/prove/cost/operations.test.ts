import assert from "node:assert/strict";
import { test } from "node:test";
import { kinds } from "./kinds.ts";
import { unitsOf } from "./meter.ts";
import { operations } from "./operations.ts";

for (const { name, bound, measure } of kinds)
  test(`${name} costs what docs/cost.md says${bound ? ", and no more than its bound" : ""}`, async () => {
    const { byFunction, gitlab } = await measure();
    assert.deepEqual({ ...byFunction, gitlab }, operations[name], "`node test/prove/cost/count.ts` counts anew");
    const units = Object.values(byFunction).reduce((sum, spent) => sum + unitsOf(spent), 0);
    if (bound) assert.ok(units <= bound.units && gitlab <= bound.gitlab, `${units} units, ${gitlab} requests`);
  });

test("nothing stands in the list of operations that nobody counts any more", () => {
  assert.deepEqual(Object.keys(operations), [...kinds.map(({ name }) => name)]);
});
