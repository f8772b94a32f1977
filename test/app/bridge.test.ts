import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../lib/core/job.ts";
import type { TaskVerb } from "../../lib/core/task.ts";
import { oneRule, site } from "./site.ts";

const bridge: Job = { id: 1001, name: "downstream", status: "failed", pipelineId: 501, userId: 7, isBridge: true };
const about = { name: "downstream", pipelineId: 501, isBridge: true as const };

async function acted(verb: TaskVerb, action: string, { job = bridge, rules }: { job?: Job; rules: string }) {
  const s = await site({ jobs: [job], rules });
  s.gitlab.reads.bridges = async () => [...s.jobs.values()];
  s.gitlab.reads.pipelineJobs = async () => [];
  await s.plan(1001, verb, "r", action, { about });
  await s.work();
  const task = await s.task(`gitlab/42/job:1001/${verb}`);
  return { s, state: task.state, reason: task.reason ?? "" };
}

const retryRule = oneRule("on: job, when: { status: failed, bridge: true }, do: retry, limit: { perSha: 9 }");
const playRule = (more = "") =>
  oneRule(`on: pipeline, when: { bridge: true }, do: { play: { job: "down*"${more} } }, limit: { perSha: 9 }`);

test("a trigger job is retried once, and its newer run is seen", async () => {
  const { s, state } = await acted("retry", "retry", { rules: retryRule });
  assert.deepEqual([state, s.effects], ["done", ["retry 1001"]]);
  const t = await site({ jobs: [bridge, { ...bridge, id: 1005 }], rules: retryRule });
  t.gitlab.reads.bridges = async () => [...t.jobs.values()].slice(1);
  t.gitlab.reads.pipelineJobs = async () => [];
  await t.plan(1001, "retry", "r", "retry", { about });
  await t.work();
  const task = await t.task("gitlab/42/job:1001/retry");
  assert.deepEqual([task.state, t.effects], ["skipped", []]);
  assert.match(task.reason ?? "", /already retried, as job 1005/);
});

test("a trigger job that GitLab retries never is refused, and so is one of a GitLab that retries none", async () => {
  const deep = { ...bridge, failureReason: "reached_max_descendant_pipelines_depth" };
  const { state, reason } = await acted("retry", "retry", { job: deep, rules: retryRule });
  assert.equal(state, "refused");
  assert.match(reason, /GitLab retries no such trigger job/);
  const s = await site({ jobs: [bridge], rules: retryRule });
  s.gitlab.reads.bridges = async () => [bridge];
  s.hooks.mishaps.push({ kind: "rejected", status: 404, message: "404 Not found" });
  await s.plan(1001, "retry", "r", "retry", { about });
  await s.work();
  assert.match((await s.task("gitlab/42/job:1001/retry")).reason ?? "", /before 17\.0 it retries none/);
});

test("a manual trigger job is played, but never with variables, which GitLab would drop without a word", async () => {
  const job: Job = { ...bridge, status: "manual" };
  const plain = await acted("play", "play", { job, rules: playRule() });
  assert.deepEqual([plain.state, plain.s.effects], ["done", ["play 1001"]]);
  for (const more of [", variables: { A: b }", ", inputs: { a: 1 }"]) {
    const { s, state, reason } = await acted("play", "play", { job, rules: playRule(more) });
    assert.deepEqual([state, s.effects], ["refused", []]);
    assert.match(reason, /a trigger job takes no variables and no inputs/);
  }
});

for (const action of ["cancel", "restart"])
  test(`a ${action} of a trigger job is refused: GitLab's API cannot cancel it`, async () => {
    const rules = oneRule(`on: job, when: { status: running, bridge: true }, do: ${action}`);
    const { s, state, reason } = await acted("cancel", action, { job: { ...bridge, status: "running" }, rules });
    assert.deepEqual([state, s.effects], ["refused", []]);
    assert.match(reason, /cancel the pipeline that it began/);
  });
