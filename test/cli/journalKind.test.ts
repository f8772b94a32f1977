import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryEntry, runEntry } from "../contract/samples.ts";
import { apiHouse, now } from "./apiHouse.ts";

test("query takes one kind: a second one is refused, and not taken in place of the first", async (t) => {
  const house = await apiHouse(t);
  await house.store.commit([{ journal: { ...deliveryEntry(now - 2000), projectId: 7 } }]);
  await house.store.commit([{ journal: runEntry(now - 1000) }]);
  const both = await house.penstock("journal", "query", "--kind", "task", "--kind", "delivery");
  assert.equal(both.code, 1);
  assert.match(both.text, /Give one kind: task was given before/);
  const odd = await house.penstock("journal", "query", "--kind", "look");
  assert.equal(odd.code, 1);
  assert.match(odd.text, /Allowed choices are delivery, task, /);
  const one = await house.here("journal", "query", "--kind", "task", "--json");
  assert.deepEqual([one.code, JSON.parse(one.out).kind], [0, "task"]);
});
