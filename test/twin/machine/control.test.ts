import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { virtualClock } from "../../../infra/twin/clock.ts";
import { serveTwin } from "../../../infra/twin/serve.ts";
import { createTwin } from "../../../infra/twin/twin.ts";
import { manual, statuses, twinWorld } from "../world.ts";

/** A twin as people outside have it, and its control. */
async function steered(t: TestContext) {
  const clock = virtualClock();
  const twin = createTwin({ clock: clock.now, advance: clock.advance });
  twin.addProject({ path: "shop/api", members: { ada: "owner" } });
  const { url, close } = await serveTwin(twin);
  t.after(close);
  return async (path: string, body: unknown = {}) => {
    const response = await fetch(`${url}/-/twin/${path}`, { method: "POST", body: JSON.stringify(body) });
    return { status: response.status, json: JSON.parse(await response.text()) };
  };
}

test("by curl one can switch the timers on and see GitLab give a job up", async (t) => {
  const tell = await steered(t);
  const jobs = [{ name: "gpu", tags: ["gpu"], retry: { max: 1, when: ["stuck_or_timeout_failure"] } }];
  const { json } = await tell("pipelines", { project: "shop/api", jobs });
  await tell("clock", { advance: 7200 });
  const [job] = json.jobs;
  assert.equal((await tell(`jobs/${job.id}/await-callback`)).json.status, "waiting_for_callback");
  assert.equal((await tell(`jobs/${job.id}/call-back`)).json.status, "pending");
  assert.deepEqual((await tell("timers", { timers: true })).json, { timers: true, archiveAfterSeconds: null });
  await tell("clock", { advance: 7200 });
  const { json: failed } = await tell(`jobs/${job.id}/fail`);
  assert.match(failed.error, new RegExp(`^job ${job.id} is failed`));
});

test("by curl one can begin jobs that need others, are delayed, prepared or lost", async (t) => {
  const tell = await steered(t);
  const jobs = [
    { name: "build", stage: "build" },
    { name: "docs", stage: "test", needs: [] },
    { name: "unit", stage: "test", needs: ["build", { job: "none", optional: true }] },
    { name: "later", stage: "build", when: "delayed", delaySeconds: 60 },
    { name: "deploy", stage: "build", isPrepared: true, environment: { name: "live" } },
  ];
  const { status, json } = await tell("pipelines", { project: "shop/api", jobs });
  assert.deepEqual(
    [status, ...json.jobs.map((job: { status: string }) => job.status)],
    [201, "pending", "pending", "created", "scheduled", "preparing"],
  );
  const [build, , , , deploy] = json.jobs;
  assert.equal((await tell(`jobs/${deploy.id}/prepare`)).json.status, "pending");
  await tell(`jobs/${build.id}/run`);
  assert.equal((await tell(`jobs/${build.id}/silence`)).json.status, "running");
  assert.equal((await tell(`jobs/${deploy.id}/silence`)).status, 400);
});

test("a pipeline opens again after its success when its optional gate is played, and keeps its old end meanwhile", async (t) => {
  const { twin, pipeline, post, job, time } = await twinWorld(t);
  const one = pipeline(["build/build", manual("gate", "deploy", true), "after/after"]);
  twin.finish(one.id);
  const { finishedAt } = one;
  assert.equal(one.status, "success");
  time.advance(60);
  const { id } = twin.jobNamed(one.id, "gate");
  await post(`${job(id)}/play`);
  assert.deepEqual([one.status, one.finishedAt], ["running", finishedAt]);
  twin.fail(id);
  assert.deepEqual(statuses(one), { build: "success", gate: "failed", after: "success", pipeline: "success" });
  assert.equal(one.finishedAt, time.now());
});
