import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../lib/core/job.ts";
import { beat, failedJob } from "./beat.ts";
import { oneRule, start } from "./site.ts";

const gate = failedJob(101, { name: "deploy", status: "manual", failureReason: null, pipelineId: 500, ref: "main" });
const lint = failedJob(102, { name: "lint", pipelineId: 500, ref: "main" });
const gateId = "gitlab/1/job:101/play";
const playWhen = (when: string) => oneRule(`on: pipeline, when: { ${when} }, do: { play: { job: deploy } }`);
const afterLint = playWhen("jobs: { where: { name: lint }, all: { status: success } }");

/** A gate, another job of its pipeline, and a GitLab whose further answers may change. */
async function gated(rules: string, changes: Partial<Job> = {}) {
  const world: { lint: Job; newest: number; success: number } = { lint, newest: 500, success: 400 };
  const b = await beat({
    projects: { "shop/api": [{ ...gate, ...changes }] },
    rules,
    reads: {
      pipelineJobs: async () => [{ ...gate, ...changes }, world.lint],
      bridges: async () => [],
      newestPipeline: async () => ({ id: world.newest }),
      newestSuccess: async () => ({ id: world.success }),
      pipeline: async (_, id) => ({ id, source: "schedule", status: "running", ref: "main" }),
    },
  });
  /** A round of the patrol, and all that is due then. */
  const round = async () => {
    b.pass(600);
    await b.patrol();
    await b.work();
    return (await b.task(gateId)).state;
  };
  return { b, world, round };
}

test("a gate that waits for another job is looked at in each round, and opens once that job succeeded", async () => {
  const { b, world, round } = await gated(afterLint);
  assert.equal(await round(), "skipped");
  const { rev } = await b.task(gateId);
  assert.equal(await round(), "skipped");
  assert.ok((await b.task(gateId)).rev > rev);
  world.lint = { ...lint, status: "success" };
  assert.equal(await round(), "done");
  assert.deepEqual(b.effects, ["play 101"]);
});

test("what rests on the job alone is looked at once: nothing but the job could change it", async () => {
  const { b, round } = await gated(
    playWhen("jobs: { where: { name: lint }, all: { status: success } }, pipelineSource: push"),
  );
  assert.equal(await round(), "skipped");
  const written = await b.written();
  assert.equal(await round(), "skipped");
  assert.deepEqual(await b.written(), written);
});

for (const [what, when, mayChange] of [
  ["not superseded yet", "superseded: true", true],
  ["not newest any more", "newest: true", false],
  ["newest still", "newest: false", true],
] as const)
  test(`a gate that was skipped as ${what} is ${mayChange ? "" : "not "}looked at again`, async () => {
    const { b, world, round } = await gated(playWhen(when));
    if (!mayChange) world.newest = 501;
    assert.equal(await round(), "skipped");
    const { rev } = await b.task(gateId);
    await round();
    assert.equal((await b.task(gateId)).rev > rev, mayChange);
  });

test("a job that was created more than a day ago is not looked at again and again", async () => {
  const rules = oneRule("on: job, when: { status: pending, jobs: { any: { status: success } } }, do: restart");
  const old = { status: "pending", since: start - 1000, createdAt: start - 25 * 3_600_000 } as const;
  const { b } = await gated(rules, old);
  const id = "gitlab/1/job:101/cancel";
  const round = async () => {
    b.pass(600);
    await b.patrol();
    await b.work();
    return await b.task(id);
  };
  const first = await round();
  assert.equal(first.state, "skipped");
  assert.equal((await round()).rev, first.rev);
});

test("a rule that only reports does so once, though another rule waits for other jobs", async () => {
  const waits = afterLint.split("rules:\n")[1]?.replace("id: r", "id: r2") ?? "";
  const reports = playWhen("name: deploy").replace("do:", "mode: report, do:");
  const { b, round } = await gated(`${reports}${waits}`);
  assert.equal(await round(), "reported");
  const { rev } = await b.task(gateId);
  await round();
  assert.equal((await b.task(gateId)).rev, rev);
});
