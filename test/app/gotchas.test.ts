import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../lib/core/job.ts";
import { failed, manual, pending, playId, playRule, restartRule, retryId, retryRule } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

// Each number is an oddity of GitLab that bots get wrong; here at work, on live facts.

const rejected = (status: number, message: string) => ({ kind: "rejected" as const, status, message });

test("gotcha 3: a delivery that a person sends again plans again what had no effect, although its id is the same", async () => {
  const s = await site({ jobs: [{ ...failed, status: "success" }], rules: retryRule });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.equal((await s.task(retryId)).state, "skipped");
  s.jobs.set(1001, failed);
  s.pass(3600);
  assert.equal((await s.plan(1001, "retry", "r")).step, "revived");
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("gotcha 7: a pending job is canceled, then retried, since GitLab retries none that is pending", async () => {
  const s = await site({ jobs: [pending], rules: restartRule });
  await s.plan(1003, "cancel", "r", "restart");
  await s.work();
  assert.deepEqual(s.effects, ["cancel 1003", "retry 1003"]);
});

for (const status of ["running", "success", "failed"] as const)
  test(`gotcha 8: a gate that is ${status} is never played again`, async () => {
    const s = await site({ jobs: [{ ...manual, status }], rules: playRule });
    await s.plan(1002, "play", "r");
    await s.work();
    assert.deepEqual([s.effects, (await s.task(playId)).state], [[], "skipped"]);
  });

/** Lets the newest run of the job fail, and plans its retry. */
async function failAgain(s: Awaited<ReturnType<typeof site>>): Promise<string> {
  const id = Math.max(...s.jobs.keys());
  s.jobs.set(id, { ...failed, id, userId: 900 });
  const { task } = await s.plan(id, "retry", "r");
  await s.work();
  return (await s.task(task.id)).state;
}

test("gotcha 9, 10: a job that fails again and again runs out of its limit, although each run has a new id", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  assert.deepEqual([await failAgain(s), await failAgain(s), await failAgain(s)], ["done", "done", "refused"]);
  assert.deepEqual(s.effects, ["retry 1001", "retry 1002"]);
});

test("gotcha 11: a job that GitLab's own retry has run again is left alone", async () => {
  const s = await site({ jobs: [failed, { ...failed, id: 1009, status: "pending" }], rules: retryRule });
  await s.plan(1001, "retry", "r");
  await s.work();
  const { state, reason } = await s.task(retryId);
  assert.deepEqual([s.effects, state, reason], [[], "skipped", 'job 1001 "build" was already retried, as job 1009']);
});

test("gotcha 21: a cancel that is accepted but canceled nothing is no effect, and no retry follows", async () => {
  const s = await site({ jobs: [pending], rules: restartRule });
  s.hooks.mishaps.push({ kind: "accepted", status: 201, job: { ...pending, status: "success" } });
  await s.plan(1003, "cancel", "r", "restart");
  await s.work();
  assert.deepEqual([s.effects, (await s.task("gitlab/42/job:1003/cancel")).state], [[], "skipped"]);
});

const day = 86_400_000;
const trace = { type: "trace", sizeBytes: 10 };
const archive = { type: "archive", sizeBytes: 10 };
const old: Job = {
  ...failed,
  status: "success",
  failureReason: null,
  ref: "feature",
  since: start - 31 * day,
  tag: false,
  artifacts: { files: [archive, trace], expireAt: start - 30 * day },
};
const sweepRule = oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts");

/** How a delete ends that was wanted of a job. */
async function deleted(job: Job, newestSuccess = 9999) {
  const s = await site({ jobs: [job], rules: sweepRule });
  s.gitlab.reads.newestSuccess = async () => ({ id: newestSuccess });
  const { task } = await s.plan(job.id, "deleteArtifacts", "r");
  await s.work();
  return [s.effects, (await s.task(task.id)).state];
}

test("gotcha 22: a keep that comes too late is refused and not repeated", async () => {
  const rules = oneRule("on: job, do: keep");
  const expired = await site({ jobs: [{ ...old, artifacts: { files: [trace], expireAt: null } }], rules });
  const { task } = await expired.plan(1001, "keep", "r");
  await expired.work();
  assert.deepEqual([expired.effects, (await expired.task(task.id)).state], [[], "refused"]);
});

test("gotcha 23: a log is no artifact, and what GitLab would delete of a tag or unexpired is spared", async () => {
  assert.deepEqual(await deleted(old), [["delete 1001"], "done"]);
  assert.deepEqual(await deleted({ ...old, artifacts: { files: [trace], expireAt: start - day } }), [[], "skipped"]);
  assert.deepEqual(await deleted({ ...old, tag: true }), [[], "skipped"]);
  assert.deepEqual(await deleted({ ...old, artifacts: { files: [archive], expireAt: start + day } }), [[], "skipped"]);
});

test("gotcha 24: the artifacts of a ref's newest success are spared, expired or not", async () => {
  assert.deepEqual(await deleted(old, old.pipelineId), [[], "skipped"]);
});

test("gotcha 25: a job that is not there yet is looked at once more before anybody gives up", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  s.jobs.delete(1001);
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.equal((await s.task(retryId)).state, "waiting");
  s.jobs.set(1001, failed);
  s.pass(60);
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

for (const [number, status, message, state, reason] of [
  [26, 401, "401 Unauthorized", "waiting", /The token is not accepted/],
  [27, 403, "403 Forbidden", "refused", /403 Forbidden/],
] as const)
  test(`gotcha ${number}: a ${status} says what is wrong, and the call is not repeated at once`, async () => {
    const s = await site({ jobs: [failed], rules: retryRule });
    s.hooks.mishaps.push(rejected(status, message));
    await s.plan(1001, "retry", "r");
    await s.work();
    const task = await s.task(retryId);
    assert.deepEqual([task.state, task.calls, s.effects], [state, 1, []]);
    assert.match(task.reason ?? "", reason);
  });

test("gotcha 27: a 403 because somebody else retried it is looked into, and is no fault", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  s.hooks.beforeCall = async () => void s.jobs.set(1009, { ...failed, id: 1009, status: "running" });
  s.hooks.mishaps.push(rejected(403, "403 Forbidden - Job is not retryable"));
  await s.plan(1001, "retry", "r");
  await s.work();
  s.pass(3600);
  await s.work();
  const task = await s.task(retryId);
  assert.deepEqual([task.state, task.calls, s.effects], ["skipped", 1, []]);
});

test("gotcha 30: a pipeline that ends a second time does nothing a second time", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  await s.plan(1002, "play", "r");
  await s.work();
  s.jobs.set(1002, { ...manual, status: "success" });
  s.pass(3600);
  assert.equal((await s.plan(1002, "play", "r")).step, "left");
  await s.work();
  assert.deepEqual(s.effects, ["play 1002"]);
});

test("gotcha 35: a project that has moved is judged by its path of today, found by its number", async () => {
  const rules = retryRule.replace('"**"', '"old/**"');
  const s = await site({ jobs: [failed], rules });
  const effect = { source: "gitlab", project: { id: 42, path: "old/api" }, jobId: 1001, verb: "retry" as const };
  await s.plan(1001, "retry", "r", "retry", { effect });
  await s.work();
  const { state, reason } = await s.task(retryId);
  assert.deepEqual([s.effects, state], [[], "skipped"]);
  assert.match(reason ?? "", /wanted old\/\*\*, saw shop\/api/);
});

test("gotcha 36: a job that moved on between its hook and the call is left alone", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  await s.plan(1001, "retry", "r");
  s.jobs.set(1001, { ...failed, status: "running" });
  await s.work();
  assert.deepEqual([s.effects, (await s.task(retryId)).state], [[], "skipped"]);
});
