import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf } from "./schedules/figures.ts";
import { measureSchedules } from "./schedules/measure.ts";

test("schedules are timed by portions, all that were played count, and none breaks a promise", async () => {
  const played = await measureSchedules({ millis: 0, portion: 8 });
  assert.deepEqual([played.schedules, played.violations], [8, 0]);
  assert.ok(played.events > played.schedules * 50, `${played.events} events`);
  for (const { goal, ours } of figuresOf(played)) {
    assert.equal(goal, "G12");
    assert.ok(Number.isFinite(ours) && ours > 0);
  }
});
