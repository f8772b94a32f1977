import assert from "node:assert/strict";
import { test } from "node:test";
import { oneRule, start } from "../site.ts";
import { done, manyFailed, parkedStorm, storm } from "./storm.ts";

test("superseded, retried or gone: what was parked is looked at as ever", async () => {
  const rules = oneRule("on: job, when: { status: failed, newest: true }, do: retry");
  const s = await storm({ jobs: manyFailed(26), rules });
  s.gitlab.reads.newestPipeline = async () => ({ id: 501 });
  await s.planAll();
  await s.work();
  await s.pass(5);
  s.change(s.newest(), { status: "success" });
  s.jobs.set(9001, { ...manyFailed(1)[0], id: 9001, name: "test 1022", status: "success" } as never);
  s.jobs.delete(1023);
  s.change(1024, { status: "success" });
  await s.pass(5);
  s.gitlab.reads.newestPipeline = async () => ({ id: 777 });
  await s.pass(6);
  const ends = await Promise.all([1022, 1023, 1024, 1025].map((id) => s.task(`gitlab/42/job:${id}/retry`)));
  assert.deepEqual(
    ends.map(({ state }) => state),
    ["skipped", "skipped", "skipped", "skipped"],
  );
  assert.match(ends[0]?.reason ?? "", /already retried, as job 9001/);
  assert.match(ends[3]?.reason ?? "", /newest/);
  assert.equal(done(s), 1);
});

test("a restart's canary is judged by the job that its second half makes", async () => {
  const rules = oneRule("on: job, when: { status: pending }, for: 15m, do: restart");
  const jobs = manyFailed(23, { status: "pending", since: start - 3_600_000 }).map(
    ({ failureReason: _, ...job }) => job,
  );
  const s = await storm({ jobs, rules });
  for (const { id } of jobs) await s.plan(id, "cancel", "r", "restart");
  await s.work();
  await s.pass(5);
  assert.deepEqual(s.effects.slice(40), ["cancel 1021", "retry 1021"]);
  await s.pass(1);
  assert.equal((await s.outage()).canary?.jobId, s.newest());
  s.change(s.newest(), { status: "running" });
  await s.pass(1);
  assert.match((await s.outage()).closedBy ?? "", /is running$/);
  await s.pass(10);
  assert.equal(s.effects.length, 46);
});

test("a second outage is opened, told and closed as the first", async () => {
  const s = await parkedStorm(2);
  for (const first of [3001, 6001]) {
    await s.pass(5);
    s.change(s.newest(), { status: "success" });
    await s.pass(150);
    assert.deepEqual(await s.outages(), []);
    const jobs = manyFailed(22, {}, first);
    for (const job of jobs) s.jobs.set(job.id, job);
    await s.planAll(jobs.map(({ id }) => id));
    await s.work();
  }
  assert.deepEqual(
    (await s.told()).map(({ step }) => step),
    ["opened", "closed", "opened", "closed", "opened"],
  );
  assert.equal(s.errors.filter((what) => what === "outage opened").length, 3);
});
