import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../lib/app/receive.ts";
import type { Job } from "../../lib/core/job.ts";
import { beat, failedJob } from "./beat.ts";
import { oneRule, site, start } from "./site.ts";

const project = { id: 1, path: "shop/api" };
const young = { createdAt: start - 60_000, startedAt: start - 60_000 };

/** A running job of which an old GitLab's hook told without its times, and the patrol, which knows them. */
async function heardWithoutTimes(when: string, changes: Partial<Job> = {}) {
  const job = failedJob(101, { status: "running", failureReason: null, ...young, ...changes });
  const rules = oneRule(`on: job, when: { status: running, ${when} }, do: cancel`);
  const b = await beat({ projects: { "shop/api": [job] }, rules });
  const { createdAt: _, startedAt: __, ...told } = job;
  const event = { kind: "job" as const, id: "d1", source: "gitlab", receivedAt: start, project, job: told };
  await receive(event, { ...b.worker, actions: b.actions, record: "all" });
  await b.work();
  assert.equal((await b.task("gitlab/1/job:101/cancel")).state, "skipped");
  const rounds = async (count: number) => {
    for (let at = 0; at < count; at++) {
      b.pass(600);
      await b.patrol();
      await b.work();
    }
  };
  return { b, rounds };
}

for (const when of ["age: { over: 1h }", "ranFor: { over: 1h }"])
  test(`a job that was looked at too early for \`${when}\` is found again once its time has come`, async () => {
    const { b, rounds } = await heardWithoutTimes(when);
    await rounds(5);
    assert.deepEqual(b.effects, []);
    await rounds(2);
    assert.deepEqual(b.effects, ["cancel 101"]);
  });

test("a job of days ago is found again as well, and until then nothing is written of it", async () => {
  const created = start - 30 * 3_600_000;
  const { b, rounds } = await heardWithoutTimes("age: { over: 31h }", { createdAt: created });
  const written = await b.written();
  await rounds(5);
  assert.deepEqual(await b.written(), written);
  await rounds(2);
  assert.deepEqual(b.effects, ["cancel 101"]);
});

test("a rule whose time comes is asked, though the task ended for another rule and the job is as it was", async () => {
  const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: a, projects: ["**"], on: job, when: { status: failed, pipelineSource: push }, do: retry }
  - { id: b, projects: ["**"], on: job, when: { status: failed, age: { over: 90m }, pipelineSource: api }, do: retry }
`;
  const world = { source: "web" };
  const job = failedJob(101, { pipelineStatus: "failed" });
  const b = await beat({
    projects: { "shop/api": [job] },
    rules,
    reads: {
      pipeline: async (_, id) => ({ id, source: world.source }),
      pipelineJobs: async () => [...b.jobs.values()],
    },
  });
  const round = async () => {
    b.pass(600);
    await b.patrol();
    await b.work();
    return (await b.task("gitlab/1/job:101/retry")).reason ?? "";
  };
  assert.match(await round(), /^a@1 says no[^;]*$/);
  for (let rounds = 0; rounds < 3; rounds++) await round();
  assert.match(await round(), /b@1 says no/);
  // Asked once: that it is new to the task does not make it so for ever.
  const written = await b.written();
  await round();
  assert.deepEqual(await b.written(), written);
});

test("a rule whose time comes while others' facts are found out is asked for its own, not counted out", async () => {
  const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: word, projects: ["**"], on: { command: restart }, when: { status: pending, by: { role: maintainer } }, do: restart }
  - { id: stuck, projects: ["**"], on: job, when: { status: pending, pipelineSource: push }, for: 15m, do: restart }
`;
  const pending: Job = { id: 1003, name: "lint", status: "pending", pipelineId: 501, since: start - 900_000 + 3_000 };
  const s = await site({ jobs: [pending], rules });
  s.gitlab.reads.pipeline = async (_, id) => ({ id, source: "push", userId: 7 });
  s.gitlab.reads.userIsBot = async () => false;
  s.gitlab.reads.memberLevel = async () => {
    s.pass(4);
    return 30;
  };
  const reach = { ...s.worker, actions: s.actions, record: "all" as const };
  const heard = { source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" }, job: pending };
  await receive({ kind: "job", id: "d1", ...heard }, reach);
  const command = { verb: "restart", values: {}, by: { userId: 9, username: "eve" } };
  await receive({ kind: "command", id: "m1", ...heard, command }, reach);
  await s.work();
  assert.equal(s.effects[0], "cancel 1003");
});
