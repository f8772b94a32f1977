import assert from "node:assert/strict";
import { test } from "node:test";
import { redrive } from "../../../lib/app/redrive.ts";
import type { Want } from "../../../lib/core/task.ts";
import { oneRule, start } from "../site.ts";
import { manyFailed, retryRule, storm } from "./storm.ts";

const id = "r/runner_system_failure/42";

test("what only reports is neither counted nor parked", async () => {
  const s = await storm({ jobs: manyFailed(25), rules: retryRule.replace("enforce", "report") });
  await s.planAll();
  await s.work();
  assert.deepEqual([s.effects, await s.outages(), (await s.parked()).length], [[], [], 0]);
});

const ann = { userId: 5, username: "ann" };

test("what a person says is neither counted nor parked", async () => {
  const rules = oneRule(
    "on: [job, { command: retry }], when: { status: failed }, do: retry, outage: { perProject: 2 }",
  );
  const s = await storm({ jobs: manyFailed(6), rules });
  s.gitlab.reads.memberLevel = async () => 40;
  const given = { verb: "retry", values: {}, by: ann };
  const want: Want = { rule: "r@1", action: "retry", params: {}, event: "c", given };
  for (const jobId of [1001, 1002, 1003]) await s.plan(jobId, "retry", "r", "retry", { want });
  await s.work();
  assert.deepEqual([s.effects.length, await s.outages()], [3, []]);
  await s.planAll([1004, 1005, 1006]);
  await s.work();
  assert.equal(s.effects.length, 5);
  await s.plan(1006, "retry", "r", "retry", { want });
  await s.pass(5);
  assert.equal(s.effects.length, 6);
});

test("what a person redrives passes, once", async () => {
  const s = await storm({ jobs: manyFailed(23) });
  await s.planAll();
  await s.work();
  const [parked] = await s.parked();
  assert.ok(parked);
  const done = await redrive({ source: "gitlab", task: parked.id, who: "ann", reason: "just this one" }, s.worker);
  assert.ok(typeof done === "object" && "task" in done);
  await s.work();
  const after = await s.task(parked.id);
  assert.deepEqual([s.effects.length, after.state, after.unheld], [21, "done", undefined]);
  assert.equal((await s.parked()).length, 2);
});

test("what a person redrives passes although its call was lost at first", async () => {
  const s = await storm({ jobs: manyFailed(22) });
  await s.planAll();
  await s.work();
  const [parked] = await s.parked();
  assert.ok(parked);
  await redrive({ source: "gitlab", task: parked.id, who: "ann", reason: "just this one" }, s.worker);
  s.hooks.mishaps.push("lostRequest");
  await s.work();
  assert.equal((await s.task(parked.id)).unsure, true);
  await s.pass(3);
  assert.equal((await s.task(parked.id)).state, "done");
});

test("the second half of a restart is not put off, whatever parked it before", async () => {
  const s = await storm({ jobs: manyFailed(22) });
  await s.planAll();
  await s.work();
  const [parked] = await s.parked();
  assert.ok(parked);
  const paid = { ...parked, paid: true as const, due: s.now(), version: parked.version + 1 };
  await s.store.commit([{ put: paid, seen: parked.version }]);
  await s.work();
  assert.deepEqual([s.effects.length, (await s.task(parked.id)).state], [21, "done"]);
});

test("what is heard while a task is parked makes it look again at once, parked as it is and counted once", async () => {
  const s = await storm({ jobs: manyFailed(21) });
  await s.planAll();
  const last = "gitlab/42/job:1021/retry";
  let heard = false;
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async (project, jobId) => {
    if (jobId === 1021 && !heard) {
      heard = true;
      const task = await s.task(last);
      await s.store.commit([{ put: { ...task, poke: task.poke + 1, version: task.version + 1 }, seen: task.version }]);
    }
    return await look(project, jobId);
  };
  await s.work();
  assert.deepEqual([heard, (await s.task(last)).parked, (await s.outage()).parked], [true, id, 1]);
});

test("a restart is counted by its first half, and its second half is never parked", async () => {
  const rules = oneRule("on: job, when: { status: pending }, for: 15m, do: restart, outage: { perProject: 2 }");
  const jobs = manyFailed(4, { status: "pending", since: start - 3_600_000 }).map(
    ({ failureReason: _, ...job }) => job,
  );
  const s = await storm({ jobs, rules });
  for (const { id: jobId } of jobs) await s.plan(jobId, "cancel", "r", "restart");
  await s.work();
  assert.deepEqual(s.effects, ["cancel 1001", "retry 1001", "cancel 1002", "retry 1002"]);
  assert.deepEqual(
    (await s.outages()).map((one) => [one.id, one.parked]),
    [["r/pending/42", 2]],
  );
});

test("a call that was lost is not counted twice, and one that did nothing is given back", async () => {
  const rules = oneRule("on: job, when: { status: failed }, do: retry, outage: { perProject: 2 }");
  const s = await storm({ jobs: manyFailed(3), rules });
  s.hooks.mishaps.push("lostRequest", { kind: "rejected", status: 403, message: "nobody may" });
  await s.planAll([1001, 1002]);
  await s.work();
  await s.planAll([1003]);
  s.later(180);
  await s.work();
  assert.deepEqual(s.effects.toSorted(), ["retry 1001", "retry 1003"]);
  assert.deepEqual(await s.outages(), []);
});
