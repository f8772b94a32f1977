import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../lib/core/job.ts";
import { oneRule, site } from "./site.ts";

const bot = 900;

/** A gate in each pipeline of a commit, all of them begun by the bot itself. */
function gates(count: number): Job[] {
  return Array.from({ length: count }, (_, at) => ({
    id: 2000 + at,
    name: "again",
    status: "manual" as const,
    pipelineId: 700 + at,
    sha: "c0ffee",
    userId: bot,
  }));
}

/** How many of them the bot plays by a rule without a limit. */
async function played(jobs: readonly Job[], begunBy: number, limit = ""): Promise<number> {
  const s = await site({ jobs, rules: oneRule(`on: pipeline, do: { play: { job: again } }${limit}`) });
  s.gitlab.reads.pipeline = async (_, id) => ({ id, userId: begunBy });
  for (const { id } of jobs) {
    await s.plan(id, "play", "r");
    await s.work();
  }
  return s.effects.length;
}

test("a job that we play and that begins a pipeline with the same gate comes to an end", async () => {
  assert.equal(await played(gates(10), bot), 2);
});

test("gates in pipelines that people began are played in each of them", async () => {
  assert.equal(await played(gates(10), 7), 10);
});

test("a rule's own limit holds in a chain of our pipelines, all of them together", async () => {
  assert.equal(await played(gates(10), bot, ", limit: { perJob: 5 }"), 5);
});

test("failures in pipelines that we began share one budget", async () => {
  const jobs = gates(6).map((job): Job => ({ ...job, status: "failed" }));
  const s = await site({ jobs, rules: oneRule("on: job, when: { status: failed }, do: retry, limit: { perJob: 1 }") });
  s.gitlab.reads.pipeline = async (_, id) => ({ id, userId: bot });
  s.gitlab.reads.pipelineJobs = async (_, id) => [...s.jobs.values()].filter(({ pipelineId }) => pipelineId === id);
  for (const { id } of jobs) {
    await s.plan(id, "retry", "r");
    await s.work();
  }
  assert.deepEqual(s.effects, ["retry 2000"]);
});
