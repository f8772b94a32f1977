import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleTask } from "../contract/samples.ts";
import { apiHouse } from "./apiHouse.ts";

test("a command that meets what only a later version can read says so, and changes nothing", async (t) => {
  const { store, here } = await apiHouse(t, [sampleTask({ state: "done" })]);
  const { id } = sampleTask();
  const task = { ...store.tables.get("tasks", id), format: 2 };
  store.tables.put("tasks", task);
  for (const args of [
    ["tasks", "show", id],
    ["tasks", "redrive", id, "--reason", "mended"],
  ]) {
    const { code, text } = await here(...args);
    assert.equal(code, 1);
    assert.match(text, /was written by a later Penstock, in format 2; this one reads up to 1: deploy that one again/);
  }
  assert.deepEqual({ ...store.tables.get("tasks", id) }, task);
});
