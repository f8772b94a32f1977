import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import type { Vintage } from "../../../infra/twin/state/world.ts";
import { twinWorld } from "../world.ts";

const hour = 3600;

/** A twin at 9:30 with timers and one job, and what became of it some seconds after. */
async function waiting(t: TestContext, more: Partial<NewJob> = {}, vintage: Vintage = 2026) {
  const world = await twinWorld(t, {}, { vintage, settings: { timers: true } });
  const { twin, pipeline, time } = world;
  const job = twin.jobNamed(pipeline([{ name: "unit", ...more }]).id, "unit");
  const after = (seconds: number) => {
    time.advance(seconds);
    twin.wake();
    return job.failureReason === null ? job.status : `${job.status}: ${job.failureReason}`;
  };
  return { ...world, job, after };
}

test("a job that no online runner would take is dropped at the first full hour after one hour", async (t) => {
  const { after, job, time } = await waiting(t, { tags: ["gpu"] });
  const born = time.now();
  assert.equal(after(hour), "pending");
  assert.equal(after(hour / 2 - 1), "pending");
  assert.equal(after(hour), "failed: stuck_pending_no_matching_runners");
  assert.equal(job.finishedAt, born + 1.5 * hour * 1000);
  assert.equal(job.startedAt, null);
});

test("at the hour itself a job must have waited longer than one", async (t) => {
  const { twin, pipeline, time } = await waiting(t);
  time.advance(hour / 2);
  const one = pipeline([{ name: "exact", tags: ["gpu"] }]);
  time.advance(hour);
  assert.equal(twin.jobNamed(one.id, "exact").status, "pending");
  time.advance(hour);
  assert.equal(twin.jobNamed(one.id, "exact").status, "failed");
});

test("a runner that comes back in time saves the job, and one that goes loses it", async (t) => {
  const saved = await waiting(t, { tags: ["gpu"] });
  saved.time.advance(hour);
  saved.twin.addRunner({ description: "gpu", tags: ["gpu"] });
  assert.equal(saved.after(3 * hour), "pending");
  saved.twin.world.runners.splice(1);
  assert.equal(saved.after(hour / 2), "failed: stuck_pending_no_matching_runners");
  assert.equal(saved.job.finishedAt, saved.time.now());
});

test("a job that runners would take is dropped after a day", async (t) => {
  const { after } = await waiting(t);
  assert.equal(after(24 * hour), "pending");
  assert.equal(after(hour / 2), "failed: stuck_pending_with_matching_runners");
});

test("a job behind others is as old as its place in the queue", async (t) => {
  const { twin, pipeline, time } = await waiting(t);
  const one = pipeline(["build/build", { name: "late", stage: "test", tags: ["gpu"] }]);
  twin.run(twin.jobNamed(one.id, "build").id);
  time.advance(hour - 60);
  twin.succeed(twin.jobNamed(one.id, "build").id);
  time.advance(hour);
  assert.equal(twin.jobNamed(one.id, "late").status, "pending");
  time.advance(hour);
  assert.equal(twin.jobNamed(one.id, "late").status, "failed");
});

test("a runner ends a job that is over its time by itself", async (t) => {
  const { twin, after, job, time } = await waiting(t, { timeoutSeconds: 600 });
  twin.run(job.id);
  const began = time.now();
  assert.equal(after(599), "running");
  assert.equal(after(9), "failed: job_execution_timeout");
  assert.equal(job.finishedAt, began + 600_000);
});

test("a job of which nothing is heard for half an hour is dropped a quarter past the hour", async (t) => {
  const { twin, after, job } = await waiting(t, { timeoutSeconds: 4 * hour });
  twin.run(job.id);
  twin.silence(job.id);
  assert.equal(after(0.75 * hour - 1), "running");
  assert.equal(after(1), "failed: no_updates_running");
});

test("a runner that goes offline is not heard of any more, nor is its job", async (t) => {
  const { twin, after, job } = await waiting(t, { timeoutSeconds: 4 * hour });
  twin.run(job.id);
  after(1.3 * hour);
  twin.world.runner.isOnline = false;
  assert.equal(after(0.5 * hour), "running");
  assert.equal(after(hour), "failed: no_updates_running");
});

test("a word from its runner saves a job", async (t) => {
  const { twin, after, job } = await waiting(t, { timeoutSeconds: 4 * hour });
  twin.run(job.id);
  twin.silence(job.id);
  after(1200);
  twin.writeLog(job.id, "still here\n");
  assert.equal(after(2 * hour), "running");
});

test("a silent job that is over its time is GitLab's to end, a quarter of an hour later", async (t) => {
  const { twin, after, job } = await waiting(t, { timeoutSeconds: 1200 });
  twin.run(job.id);
  after(600);
  twin.silence(job.id);
  assert.equal(after(1499), "running");
  assert.equal(after(600), "failed: server_timeout_running");
});

test("a silent job is never dropped for its silence once it is over its time", async (t) => {
  const { twin, after, job } = await waiting(t, { timeoutSeconds: 2640 });
  twin.run(job.id);
  after(600);
  twin.silence(job.id);
  assert.equal(after(0.75 * hour - 600), "running");
  assert.equal(after(900), "failed: server_timeout_running");
});

test("a cancel that no runner answers ends as canceled, without a reason", async (t) => {
  const { twin, after, job } = await waiting(t, { cancelsSlowly: true });
  twin.run(job.id);
  twin.silence(job.id);
  twin.cancel(job.id);
  assert.equal(after(hour), "canceling");
  assert.equal(after(hour / 4), "canceled");
});

test("a delayed job that could not start is dropped once it is an hour late", async (t) => {
  const { after, job } = await waiting(t, { when: "delayed", delaySeconds: 600 });
  if (job.person) job.pipeline.project.members.delete(job.person);
  assert.equal(after(hour), "scheduled");
  assert.equal(after(hour), "failed: stale_schedule");
});

test("GitLabs before 19 have one word for all of it, and more patience with runners", async (t) => {
  const stuck = await waiting(t, { tags: ["gpu"] }, 2024);
  assert.equal(stuck.after(2 * hour), "failed: stuck_or_timeout_failure");
  const silent = await waiting(t, { timeoutSeconds: 9 * hour }, 2024);
  silent.twin.run(silent.job.id);
  silent.twin.silence(silent.job.id);
  assert.equal(silent.after(hour + 10), "running");
  assert.equal(silent.after(hour), "failed: stuck_or_timeout_failure");
  const oldest = await waiting(t, { timeoutSeconds: 600 }, 2020);
  oldest.twin.run(oldest.job.id);
  oldest.twin.silence(oldest.job.id);
  assert.equal(oldest.after(1.5 * hour - 1), "running");
  assert.equal(oldest.after(1), "failed: stuck_or_timeout_failure");
  const over = await waiting(t, { timeoutSeconds: 1200 }, 2024);
  over.twin.run(over.job.id);
  over.twin.silence(over.job.id);
  assert.equal(over.after(1500), "running");
  assert.equal(over.after(600), "failed: job_execution_server_timeout");
});

test("a job that GitLab drops is run again where its retry means that reason", async (t) => {
  const { after, job, twin } = await waiting(t, {
    tags: ["gpu"],
    retry: { max: 1, when: ["stuck_or_timeout_failure"] },
  });
  assert.equal(after(1.5 * hour), "failed: stuck_pending_no_matching_runners");
  const again = twin.jobNamed(job.pipeline.id, "unit");
  assert.deepEqual([job.isRetried, again.status, again.queuedAt], [true, "pending", job.finishedAt]);
});

test("manual, prepared, called back and resource-bound jobs wait for ever", async (t) => {
  const { twin, pipeline, time } = await waiting(t);
  const one = pipeline([
    { name: "gate", when: "manual" },
    { name: "prepared", isPrepared: true },
    { name: "called" },
    { name: "holder", resourceGroup: "live", isPrepared: true },
    { name: "bound", resourceGroup: "live" },
  ]);
  twin.awaitCallback(twin.jobNamed(one.id, "called").id);
  const words = () => one.jobs.map(({ status }) => status);
  const before = words();
  assert.deepEqual(before, ["manual", "preparing", "waiting_for_callback", "preparing", "waiting_for_resource"]);
  time.advance(30 * 24 * hour);
  twin.wake();
  assert.deepEqual(words(), before);
});

test("expired artifacts go with the next round of every seven minutes, locked ones and logs stay", async (t) => {
  const { twin, pipeline, time } = await waiting(t);
  const ended = () => {
    const one = pipeline(["test/unit"]);
    return twin.succeed(twin.jobNamed(one.id, "unit").id, { artifacts: { expireInSeconds: 60 } });
  };
  const [old, newest] = [ended(), ended()];
  const types = (job: typeof old) => job.files.map(({ type }) => type);
  // 9:31, 9:34:59, 9:35
  for (const [seconds, left] of [
    [60, 3],
    [239, 3],
    [1, 1],
  ] as const) {
    time.advance(seconds);
    twin.wake();
    assert.equal(types(old).length, left);
  }
  assert.deepEqual([types(old), types(newest).length], [["trace"], 3]);
});
