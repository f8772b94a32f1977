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

test("a job that we play, that commits and begins a pipeline of the new commit with the same gate, comes to an end", async () => {
  assert.equal(
    await played(
      gates(30).map((job, at) => ({ ...job, sha: `sha${at}` })),
      bot,
    ),
    2,
  );
});

for (const [what, answer] of [
  ["there is none", undefined],
  ["nobody knows who began it", { id: 1 }],
] as const)
  test(`jobs in our name share one budget where GitLab says of their pipeline that ${what}`, async () => {
    const s = await site({ jobs: gates(10), rules: oneRule("on: pipeline, do: { play: { job: again } }") });
    s.gitlab.reads.pipeline = async () => answer;
    for (const { id } of gates(10)) {
      await s.plan(id, "play", "r");
      await s.work();
    }
    assert.equal(s.effects.length, 2);
  });

test("gates in pipelines that people began are played in each of them", async () => {
  assert.equal(await played(gates(10), 7), 10);
});

test("a rule's own limit holds in a chain of our pipelines, all of them together", async () => {
  assert.equal(await played(gates(10), bot, ", limit: { perJob: 5 }"), 5);
});

test("the pipeline of a person's job is not asked about", async () => {
  const [job] = gates(1);
  const s = await site({
    jobs: [{ ...(job as Job), userId: 7 }],
    rules: oneRule("on: pipeline, do: { play: { job: again } }"),
  });
  s.gitlab.reads.pipeline = async () => {
    throw new Error("nobody needs to know");
  };
  await s.plan(2000, "play", "r");
  await s.work();
  assert.deepEqual(s.effects, ["play 2000"]);
});

for (const [verb, rule, status] of [
  ["retry", "on: job, when: { status: failed }, do: retry", "failed"],
  ["restart", "on: job, when: { status: pending }, do: restart", "pending"],
] as const)
  test(`a pipeline stays ours for a ${verb}, though a person ran its job again`, async () => {
    const [first, second] = gates(2);
    const jobs = [
      { ...(first as Job), status: "failed" as const },
      { ...(second as Job), status, userId: 7, pipelineId: 700 },
    ];
    const s = await site({ jobs, rules: oneRule(rule) });
    s.gitlab.reads.pipeline = async (_, id) => ({ id, userId: bot });
    await s.plan(2001, verb === "restart" ? "cancel" : verb, "r", verb);
    await s.work();
    const scopes = s.store.tables.all("ledger").map((item) => String(item.scope));
    assert.ok(scopes.some((scope) => scope.includes("ours:")));
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
