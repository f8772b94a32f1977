import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../lib/app/receive.ts";
import type { Job } from "../../lib/core/job.ts";
import { manual, playId, playRule } from "./jobs.ts";
import { site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const onJobs = playRule.replace("on: pipeline", "on: [job, pipeline], limit: { perJob: 3 }");

async function hear(s: Site, job: Job): Promise<void> {
  const about = { source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
  await receive({ kind: "job", id: `d${s.now()}`, ...about, job }, { ...s.worker, actions: s.actions, record: "all" });
}

test("a look that began before the settle time was over does not repeat the call when it ends behind it", async () => {
  const s = await site({ jobs: [manual], rules: onJobs });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1002, "play", "r");
  await s.work();
  s.pass(177);
  await hear(s, { ...manual, status: "running", userId: 7 });
  s.gitlab.reads.protectedEnvironments = async () => {
    // the request, which was only late, is carried out now, and the fast job ends
    s.pass(1.5);
    s.effects.push("play 1002, late");
    s.jobs.set(1002, { ...manual, status: "success", userId: 900 });
    s.pass(2);
    return { names: [], canProtect: false };
  };
  await s.work();
  assert.deepEqual(s.effects, ["play 1002, late"]);
});

for (const when of ["before", "after"] as const)
  test(`one 404 ${when} the settle time is over does not end a task whose call is open`, async () => {
    const s = await site({ jobs: [manual], rules: onJobs });
    await hear(s, manual);
    s.hooks.mishaps.push("lostRequest");
    await s.work();
    const { job } = s.gitlab.reads;
    s.gitlab.reads.job = async () => undefined;
    if (when === "before") {
      s.pass(30);
      await hear(s, { ...manual, status: "pending", userId: 900 });
    } else s.pass(180);
    await s.work();
    const { settleAt, setbacks } = await s.task(playId);
    assert.deepEqual(setbacks, when === "before" ? undefined : 1);
    assert.equal(settleAt, start + 180_000);
    s.gitlab.reads.job = job;
    s.pass(600);
    await s.work();
    assert.deepEqual([(await s.task(playId)).state, s.effects, await s.counter("perJob")], ["done", ["play 1002"], 1]);
  });

test("a job that stays missing while its call is open is left to a person", async () => {
  const s = await site({ jobs: [manual], rules: onJobs });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1002, "play", "r");
  await s.work();
  s.jobs.delete(1002);
  for (let looks = 0; looks < 10; looks++) {
    s.pass(180);
    await s.work();
  }
  const task = await s.task(playId);
  assert.equal(task.state, "attention");
  assert.match(task.remedy ?? "", /dismiss the task/);
});

test("a lost play of a gate in our own pipeline, which GitLab then skipped, is not booked as done by us", async () => {
  const gate = { ...manual, userId: 900 };
  for (const status of ["skipped", "canceled"] as const) {
    const s = await site({ jobs: [gate], rules: playRule });
    s.gitlab.reads.pipeline = async (_, id) => ({ id, userId: 900 });
    s.hooks.mishaps.push("lostRequest");
    await s.plan(1002, "play", "r");
    await s.work();
    s.jobs.set(1002, { ...gate, status });
    s.pass(180);
    await s.work();
    assert.deepEqual([(await s.task(playId)).state, s.effects], ["skipped", []], status);
  }
});

test("a play of ours that was canceled before it ran is ours in a person's pipeline", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  s.hooks.mishaps.push("lostReply");
  await s.plan(1002, "play", "r");
  await s.work();
  s.jobs.set(1002, { ...manual, status: "canceled", userId: 900 });
  s.pass(180);
  await s.work();
  assert.equal((await s.task(playId)).state, "done");
});

test("a GitLab that is too slow for a call is asked again, and what was not sent counts as no call", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  const { job } = s.gitlab.reads;
  s.gitlab.reads.job = async (...of) => {
    s.pass(6);
    return await job(...of);
  };
  await s.plan(1002, "play", "r");
  for (let looks = 0; looks < 30; looks++) {
    await s.work();
    s.pass(900);
  }
  const task = await s.task(playId);
  assert.deepEqual([task.state, task.calls, s.effects], ["waiting", 0, []]);
  s.gitlab.reads.job = job;
  s.pass(900);
  await s.work();
  assert.deepEqual(s.effects, ["play 1002"]);
});
