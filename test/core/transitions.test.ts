import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../../lib/core/task.ts";
import {
  claimed,
  closed,
  confirmed,
  ended,
  type Intent,
  merged,
  mergedByFinding,
  planned,
  poked,
  revived,
  revivedByFinding,
  woken,
} from "../../lib/core/transitions.ts";

const now = Date.UTC(2026, 10, 20, 9);
const minute = 60_000;

function intent(changes: Partial<Intent> = {}, rule = "stuck@1"): Intent {
  return {
    effect: { source: "gitlab", project: { id: 42, path: "shop/api" }, jobId: 1001, verb: "cancel", andThen: "retry" },
    want: { rule, action: "restart", params: {}, event: "d1" },
    due: now + 15 * minute,
    ...changes,
  };
}

const waiting = planned(intent(), now);
const later = (task: Task, changes: Partial<Task>): Task => ({ ...task, ...changes });

test("what may confirm an open call pokes the worker that has the task, and leaves its due alone", () => {
  const held = later(waiting, { state: "claimed", owner: "me", due: now + minute });
  const after = confirmed(held, now);
  assert.deepEqual([after?.poke, after?.due, after?.state], [1, now + minute, "claimed"]);
  assert.equal(confirmed(later(waiting, { state: "done" }), now), undefined);
});

test("what may confirm an open call lets somebody look at once", () => {
  const unsure = later(waiting, { calls: 1, unsure: true, due: now + 3 * minute });
  assert.deepEqual([confirmed(unsure, now)?.due, confirmed(unsure, now)?.hint], [now - 5_000, "now"]);
  assert.equal(confirmed(waiting, now), undefined);
});

test("a task's id is its effect, so that every duplicate plans the same task", () => {
  assert.equal(waiting.id, "gitlab/42/job:1001/cancel");
  assert.equal(planned(intent({}, "other@9"), now + minute).id, waiting.id);
});

test("a task that may act at once is due 5 s ago and marked for the stream", () => {
  const atOnce = planned(intent({ due: now }), now);
  assert.deepEqual([atOnce.due, atOnce.hint], [now - 5_000, "now"]);
  assert.deepEqual([waiting.due, waiting.hint], [now + 15 * minute, undefined]);
});

test("a second rule joins a waiting task and may make it earlier", () => {
  const both = merged(waiting, intent({ due: now + minute }, "sooner@1"), now);
  assert.deepEqual(
    both?.wants.map(({ rule }) => rule),
    ["stuck@1", "sooner@1"],
  );
  assert.equal(both?.due, now + minute);
});

test("the same hook again changes nothing", () => {
  assert.equal(merged(waiting, intent(), now), waiting);
});

test("the same hook changes nothing, whatever order a table gave the parameters back in", () => {
  const params = { after: "30s", most: "10m" };
  const stored = later(waiting, {
    wants: [{ rule: "stuck@1", action: "restart", params: { most: "10m", after: "30s" }, event: "d1" }],
  });
  assert.equal(
    merged(stored, intent({ want: { rule: "stuck@1", action: "restart", params, event: "d2" } }), now),
    stored,
  );
});

test("a newer version of a rule takes the older one's place", () => {
  assert.deepEqual(
    merged(waiting, intent({}, "stuck@2"), now)?.wants.map(({ rule }) => rule),
    ["stuck@2"],
  );
});

for (const [why, changes] of [
  ["called before", { calls: 1 }],
  ["does not know what became of its call", { unsure: true }],
  ["backs off", { backingOff: true }],
] as const)
  test(`a task that ${why} is not made earlier by a merge, nor woken`, () => {
    const task = later(waiting, changes);
    assert.equal(merged(task, intent({ due: now }, "sooner@1"), now)?.due, waiting.due);
    assert.equal(woken(task, now), undefined);
  });

test("a new version of a rule does not start its clock again", () => {
  const since = now - 7 * 86_400_000;
  const old = later(waiting, { wants: [{ rule: "stuck@1", action: "restart", params: {}, event: "d1", since }] });
  const want = { rule: "stuck@2", action: "restart", params: {}, event: "d2", since: now };
  assert.deepEqual(
    merged(old, intent({ want }), now)?.wants.map((one) => [one.rule, one.since]),
    [["stuck@2", since]],
  );
});

test("what is heard while a worker has the task is counted, and its lease stays", () => {
  const held = later(waiting, { state: "calling", due: now + minute, rev: 2 });
  const heard = poked(held, intent({}, "other@1").want);
  assert.deepEqual([heard?.poke, heard?.due, heard?.rev, heard?.wants.length], [1, held.due, 2, 2]);
  assert.equal(poked(waiting), undefined);
});

const skipped = later(ended(waiting, "skipped", "job is created", now), { saw: { at: now, hash: "h" } });

test("a skipped task comes back for what was received after its look began", () => {
  const again = revived(skipped, intent(), now + 1, now + 1_000);
  assert.deepEqual(
    [again?.state, again?.hint, again?.rev, again?.endedAt, again?.forgetAt],
    ["waiting", "now", skipped.rev + 1, undefined, undefined],
  );
});

test("a skipped task stays for what was received well before its look", () => {
  assert.equal(revived(skipped, intent(), now - 5_001, now), undefined);
  assert.notEqual(revived(skipped, intent(), now - 5_000, now), undefined);
});

test("a skipped task comes back for a finding only if the look saw something else, whenever that was", () => {
  assert.equal(revivedByFinding(skipped, intent(), "h", now + minute), undefined);
  const again = revivedByFinding(skipped, intent(), "other", now - minute);
  assert.deepEqual([again?.state, again?.hint, again?.rev], ["waiting", "now", skipped.rev + 1]);
  const unseen = ended(waiting, "skipped", "job runs", now);
  assert.equal(revivedByFinding(unseen, intent(), "h", now)?.state, "waiting");
});

test("a finding adds a rule to a waiting task, but never hurries it for a rule that it knows", () => {
  assert.equal(mergedByFinding(waiting, intent({ due: now + minute }), now), waiting);
  const both = mergedByFinding(waiting, intent({ due: now + minute }, "sooner@1"), now);
  assert.deepEqual([both?.wants.length, both?.due], [2, now + minute]);
  assert.equal(mergedByFinding(later(waiting, { state: "claimed" }), intent(), now), undefined);
});

for (const state of ["done", "attention"] as const)
  test(`a task that is ${state} never comes back by itself`, () => {
    assert.equal(revived(later(skipped, { state }), intent(), now + minute, now + minute), undefined);
    assert.equal(revivedByFinding(later(skipped, { state }), intent(), "other", now), undefined);
  });

test("a task that spent its limit does not come back", () => {
  const spent = later(skipped, { spent: [{ scope: "limit#x", key: "n" }] });
  assert.equal(revived(spent, intent(), now, now), undefined);
  assert.equal(revivedByFinding(spent, intent(), "other", now), undefined);
});

test("a job that has moved on closes the task that waited for it, but never one that called", () => {
  assert.equal(closed(waiting, "job runs", now)?.state, "skipped");
  assert.equal(closed(later(waiting, { calls: 1 }), "job runs", now), undefined);
  assert.equal(closed(later(waiting, { unsure: true }), "job runs", now), undefined);
  assert.equal(closed(later(waiting, { state: "claimed" }), "job runs", now), undefined);
});

test("a task is claimed once it is due, and not before", () => {
  const due = later(waiting, { due: now });
  const mine = claimed(due, "me", now + minute, now);
  assert.deepEqual([mine?.state, mine?.owner, mine?.rev, mine?.due], ["claimed", "me", 2, now + minute]);
  assert.equal(claimed(due, "me", now + minute, now - 1), undefined);
  assert.equal(claimed(skipped, "me", now + minute, now), undefined);
});

test("whoever claims a task whose caller never came back must find out what became of the call", () => {
  const silent = later(waiting, { state: "calling", due: now });
  assert.equal(claimed(silent, "me", now + minute, now)?.unsure, true);
  assert.equal(claimed(later(silent, { state: "claimed" }), "me", now + minute, now)?.unsure, undefined);
});

test("an ended task leaves the due index and is forgotten after 90 days, one that needs a person never", () => {
  const done = ended(waiting, "done", "retried", now);
  assert.deepEqual([done.due, done.forgetAt], [undefined, now + 90 * 86_400_000]);
  assert.equal(ended(waiting, "attention", "look", now).forgetAt, undefined);
});

test("a task that comes back has paid for nothing", () => {
  assert.equal(revived(later(skipped, { paid: true }), intent(), now, now)?.paid, undefined);
});
