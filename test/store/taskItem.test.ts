import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../../lib/core/task.ts";
import { readTask, taskItem } from "../../lib/store/taskItem.ts";
import { noon, sampleTask } from "../contract/samples.ts";

const [want] = sampleTask().wants;
assert.ok(want);
const given = { verb: "retry", values: {}, by: { userId: 7, username: "ada" } };
const asked = { wants: [want, { ...want, rule: "said@1", given }] } satisfies Partial<Task>;
const ended = { state: "done", endedAt: noon } satisfies Partial<Task>;

test("the stream tells chat of the end of a task that a person asked for, and of no other", () => {
  assert.equal(taskItem(sampleTask({ ...asked, ...ended })).asked, "ended");
  assert.equal(taskItem(sampleTask(asked)).asked, undefined);
  assert.equal(taskItem(sampleTask(ended)).asked, undefined);
});

test("what only the stream is told is no part of the task", () => {
  const task = sampleTask({ ...asked, ...ended });
  assert.deepEqual(readTask(taskItem(task)), task);
});
