import assert from "node:assert/strict";
import { test } from "node:test";
import { dismissed, isPending, redriven } from "../../lib/core/byHand.ts";
import { type Task, taskStates } from "../../lib/core/task.ts";
import { claimed } from "../../lib/core/transitions.ts";
import { fullTask, sampleTask } from "../contract/samples.ts";

const now = Date.UTC(2026, 10, 20, 9);
const day = 86_400_000;
const why = "redriven by ann: the runner is mended";

const open = ["waiting", "claimed", "calling"] as const;
const over = taskStates.filter((state) => !open.some((one) => one === state));

/** A task as it ended, with all that a run leaves behind. */
function ended(state: Task["state"], changes: Partial<Task> = {}): Task {
  const { due: _due, hint: _hint, unsure: _unsure, inflight: _inflight, forgetAt: _forget, ...rest } = fullTask();
  return {
    ...rest,
    state,
    version: 7,
    rev: 3,
    runs: 20,
    calls: 9,
    remedy: "Look at it.",
    endedAt: now - day,
    ...changes,
  };
}

for (const state of over)
  test(`a task that is ${state} is redriven: due now, behind a new fence, its counts at 0 and its limits to be taken again`, () => {
    const after = redriven(ended(state, { forgetAt: now }), why, now);
    assert.ok(after);
    const { due, hint, version, rev, runs, calls, spent, reason, remedy, endedAt, forgetAt } = after;
    assert.deepEqual([after.state, due, hint, version, rev], ["waiting", now - 5_000, "now", 8, 4]);
    assert.deepEqual([runs, calls, spent, reason], [0, 0, undefined, why]);
    assert.deepEqual([remedy, endedAt, forgetAt], [undefined, undefined, undefined]);
    assert.deepEqual([after.backingOff, after.setbacks], [undefined, undefined]);
    assert.ok(claimed(after, "worker", now + 1, now));
  });

for (const state of open)
  test(`a task that is ${state} can be neither redriven nor dismissed`, () => {
    const task = sampleTask({ state });
    assert.deepEqual([redriven(task, why, now), dismissed(task, now)], [undefined, undefined]);
  });

test("the retry of a restart stays paid for when it is redriven", () => {
  assert.equal(redriven(ended("attention"), why, now)?.paid, true);
});

test("a call whose outcome is open stays so, with the moment before which GitLab may carry it out", () => {
  const after = redriven(ended("attention", { unsure: true, settleAt: now + 60_000 }), why, now);
  assert.deepEqual([after?.unsure, after?.settleAt], [true, now + 60_000]);
  assert.equal(redriven(ended("attention"), why, now)?.unsure, undefined);
});

test("what was done is settled first when it is redriven; what was not done is only looked at", () => {
  assert.equal(redriven(ended("done"), why, now)?.unsure, true);
  for (const state of ["skipped", "refused", "reported"] as const)
    assert.equal(redriven(ended(state), why, now)?.unsure, undefined);
});

test("a sweep that was done begins anew, one that a person had to look at goes on where it stood", () => {
  assert.equal(redriven(ended("done"), why, now)?.cursor, undefined);
  assert.equal(redriven(ended("attention"), why, now)?.cursor, "page-2");
});

test("a task in attention is pending until it is dismissed, and then forgotten after 90 days", () => {
  const task = ended("attention");
  assert.equal(isPending(task), true);
  const after = dismissed(task, now);
  assert.ok(after);
  assert.deepEqual(
    [after.state, after.forgetAt, after.version, isPending(after)],
    ["attention", now + 90 * day, 8, false],
  );
});

test("a task that is forgotten by itself is left as it is, and so is one that was dismissed before", () => {
  for (const state of over) {
    const task = ended(state, { forgetAt: now + day });
    assert.equal(dismissed(task, now), task);
  }
});
