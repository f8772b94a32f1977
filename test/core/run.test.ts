import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome } from "../../lib/core/outcome.ts";
import { isHeld, marked, type Run, recorded } from "../../lib/core/run.ts";
import type { Task } from "../../lib/core/task.ts";
import { claimed, planned, poked } from "../../lib/core/transitions.ts";

const now = Date.UTC(2026, 10, 20, 9);
const counter = { scope: "limit#a", key: "n" };
const want = { rule: "r@1", action: "retry", params: {}, event: "d1" };
const task = planned(
  { effect: { source: "gitlab", project: { id: 1 }, jobId: 7, verb: "retry" }, want, due: now },
  now,
);
const held = claimed(task, "me", now + 65_000, now) as Task;
const calling = marked(held, {
  due: now + 245_000,
  spent: [counter],
  flights: ["job:1", "project"],
  snapshot: { status: "failed" },
});

const run = (changes: Partial<Run> = {}): Run => ({
  held,
  now,
  settleMillis: 180_000,
  giveBack: false,
  settled: true,
  ...changes,
});
const skipped: Outcome = { kind: "skipped", reason: "job is running" };
const wait: Outcome = { kind: "again", at: now + 60_000, why: "wait", reason: "not yet" };
const setback: Outcome = { kind: "again", at: now + 5_000, why: "setback", reason: "429" };
const unknown: Outcome = { kind: "unknown", reason: "time-out" };

test("the mark is the intent: one more call, its limits, and due only when the settle time has passed", () => {
  assert.deepEqual(
    [calling.state, calling.calls, calling.due, calling.spent, calling.inflight],
    ["calling", 1, now + 245_000, [counter], true],
  );
});

test("what was settled is forgotten, and when it could be settled", () => {
  const unsure = recorded(calling, unknown, run());
  assert.equal(unsure.settleAt, now + 180_000);
  const after = recorded(claimed({ ...unsure, due: now }, "me", now, now) as Task, wait, run());
  assert.deepEqual([after.unsure, after.settleAt], [undefined, undefined]);
});

test("a task that a person must look at while its call is open still knows so, for whoever redrives it", () => {
  const unsure = claimed({ ...recorded(calling, unknown, run()), due: now }, "me", now, now) as Task;
  const outcome: Outcome = { kind: "attention", reason: "the source is gone", remedy: "configure it" };
  const after = recorded(unsure, outcome, run({ settled: false, held: unsure }));
  assert.deepEqual(
    [after.state, after.unsure, after.settleAt, after.remedy],
    ["attention", true, now + 180_000, "configure it"],
  );
});

test("a worker that lost its claim holds nothing", () => {
  assert.equal(isHeld(held, held), true);
  assert.equal(isHeld({ ...held, rev: 3 }, held), false);
  assert.equal(isHeld({ ...held, owner: "you" }, held), false);
  assert.equal(isHeld({ ...held, state: "done" }, held), false);
  assert.equal(isHeld(undefined, held), false);
});

test("an unknown outcome waits for the settle time and is looked into before anything else", () => {
  const after = recorded(calling, unknown, run());
  assert.deepEqual([after.state, after.due, after.unsure, after.spent], ["waiting", now + 180_000, true, [counter]]);
});

test("a delete in flight stays counted while its outcome is unknown, and not a moment longer", () => {
  assert.equal(recorded(calling, unknown, run()).inflight, true);
  const done = recorded(calling, { kind: "done", reason: "deleted" }, run());
  assert.deepEqual([done.inflight, done.flights], [undefined, undefined]);
});

for (const outcome of [
  skipped,
  { kind: "refused", reason: "403" },
  { kind: "reported", reason: "only reports" },
] as const)
  test(`a task that would end as ${outcome.kind} looks again when something was heard meanwhile`, () => {
    const heard = poked(held) as Task;
    assert.deepEqual([recorded(heard, outcome, run()).state, recorded(heard, outcome, run()).hint], ["waiting", "now"]);
    assert.equal(recorded(held, outcome, run()).state, outcome.kind);
  });

test("a task that would wait for a delay looks at once when something was heard meanwhile", () => {
  assert.equal(recorded(poked(held) as Task, wait, run()).due, now - 5_000);
  assert.equal(recorded(held, wait, run()).due, now + 60_000);
});

test("what was heard does not hurry a task that backs off", () => {
  const after = recorded(poked(held) as Task, setback, run());
  assert.deepEqual([after.due, after.backingOff, after.setbacks, after.runs], [now + 5_000, true, 1, 1]);
});

test("limits go back when the call certainly did nothing, and only then", () => {
  assert.equal(recorded(calling, setback, run({ giveBack: true })).spent, undefined);
  assert.deepEqual(recorded(calling, { kind: "done", reason: "retried" }, run()).spent, [counter]);
});

test("a run that could not ask GitLab keeps the doubt about an earlier call", () => {
  const doubtful = { ...held, unsure: true } as const;
  assert.equal(recorded(doubtful, wait, run({ settled: false })).unsure, true);
  assert.equal(recorded(doubtful, wait, run({ settled: true })).unsure, undefined);
});

test("a call whose outcome is open is settled first, however many there were", () => {
  const after = recorded({ ...calling, calls: 9, runs: 30 }, unknown, run());
  assert.deepEqual([after.state, after.unsure, after.inflight], ["waiting", true, true]);
});

test("trouble with GitLab backs off and is not hurried, but never ends by itself", () => {
  const trouble: Outcome = { kind: "again", at: now + 60_000, why: "trouble", reason: "no answer" };
  const after = recorded({ ...(poked(held) as Task), runs: 19, setbacks: 4 }, trouble, run());
  assert.deepEqual(
    [after.state, after.due, after.backingOff, after.setbacks, after.runs],
    ["waiting", now + 60_000, true, 5, 19],
  );
});

test("after 20 fruitless runs a person must look; mere waiting does not count", () => {
  assert.equal(recorded({ ...held, runs: 18 }, setback, run()).state, "waiting");
  assert.equal(recorded({ ...held, runs: 19 }, setback, run()).state, "attention");
  assert.equal(recorded({ ...held, runs: 19 }, wait, run()).state, "waiting");
});

test("a long work goes on at once from its cursor", () => {
  const after = recorded(held, { kind: "next", cursor: "page2", reason: "100 jobs read" }, run());
  assert.deepEqual([after.state, after.cursor, after.hint], ["waiting", "page2", "now"]);
});

test("a delete that GitLab may still carry out stays in flight until the settle time has passed", () => {
  const unsure = { ...calling, unsure: true as const, settleAt: now + 60_000 };
  assert.equal(recorded(unsure, wait, run({ settled: false })).inflight, true);
  assert.equal(recorded(unsure, wait, run({ settled: false, now: now + 60_000 })).inflight, undefined);
});

test("a task that ends while its call is open still knows so, should it be wanted again", () => {
  const unsure = { ...calling, unsure: true as const, settleAt: now + 60_000 };
  const after = recorded(unsure, skipped, run({ settled: false }));
  assert.deepEqual([after.state, after.unsure, after.settleAt], ["skipped", true, now + 60_000]);
});
