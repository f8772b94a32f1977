import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { figuresOf } from "./drain/figures.ts";
import { measureDrain } from "./drain/measure.ts";
import { startThreadStore } from "./drain/thread.ts";

// The bench in small: 100,000 on the embedded database and a million are `npm run bench -- drain 100000 1000000`.

test("the drain performs each task once, with few requests to the store", async () => {
  const store = createMemoryStore();
  const { calls, each, stretches } = await measureDrain(store, 400, () => {});
  assert.equal(calls, 400);
  assert.deepEqual(await store.dueTasks(Number.MAX_SAFE_INTEGER, 1), []);
  const { rulebook = 0, note = 0, task = 0 } = each;
  assert.ok(rulebook <= 1.1 && task <= 1.1, `${rulebook} rulebooks and ${task} tasks are read for an effect`);
  assert.ok(note < 4, `${note} notes are read for an effect`);
  for (const { drained, writes, requests, heap } of stretches)
    for (const value of [drained, writes, requests, heap]) assert.ok(Number.isFinite(value) && value > 0);
});

test("the drain's tables in a thread of their own are as drained, and their figures are G11's", async () => {
  const { store, close } = await startThreadStore();
  try {
    const drained = await measureDrain(store, 400, () => {});
    assert.equal(drained.calls, 400);
    for (const { goal, ours } of figuresOf("in-memory store", drained)) {
      assert.equal(goal, "G11");
      assert.ok(Number.isFinite(ours) && ours > 0);
    }
  } finally {
    await close();
  }
});
