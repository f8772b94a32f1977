import assert from "node:assert/strict";
import test from "node:test";
import { manual, twinWorld } from "../world.ts";
import { hooked, step } from "./hooked.ts";

test("gotcha 7: a pending job cannot be retried; canceled it can, and the new run is pending again", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const { id } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  const refused = await post(`${job(id)}/retry`);
  assert.deepEqual([refused.status, refused.json.message], [403, "403 Forbidden - Job is not retryable"]);
  assert.equal((await post(`${job(id)}/cancel`)).json.status, "canceled");
  const { status, json } = await post(`${job(id)}/retry`);
  assert.deepEqual([status, json.status, json.id === id], [201, "pending", false]);
});

test("gotcha 8: a second play of a gate that has ended runs it again as a new job, without the second variables", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const gate = twin.jobNamed(pipeline([manual("gate")]).id, "gate");
  const play = (value: string) =>
    post(`${job(gate.id)}/play`, { body: { job_variables_attributes: [{ key: "TO", value }] } });
  const first = await play("north");
  assert.deepEqual([first.status, first.json.id], [200, gate.id]);
  assert.equal((await play("south")).status, 400, "while it waits or runs");
  twin.succeed(gate.id);
  const second = await play("south");
  assert.deepEqual([second.status, second.json.id === gate.id], [200, false]);
  assert.deepEqual(twin.job(second.json.id).variables, { TO: "north" });
});

test("gotcha 9: each retry has a new number under the same name, and the old one can be retried no more", async (t) => {
  const { twin, pipeline, get, post, job, id } = await twinWorld(t);
  const one = pipeline(["test/unit"]);
  let last = twin.fail(twin.jobNamed(one.id, "unit").id).id;
  const seen = [last];
  for (let count = 0; count < 3; count++) {
    last = twin.fail((await post(`${job(last)}/retry`)).json.id).id;
    seen.push(last);
  }
  assert.equal(new Set(seen).size, 4);
  assert.equal((await post(`${job(seen[0] ?? 0)}/retry`)).status, 403);
  const listed = async (query: string) => (await get(`/projects/${id}/pipelines/${one.id}/jobs${query}`)).json;
  assert.deepEqual([(await listed("")).length, (await listed("?include_retried=true")).length], [1, 4]);
});

test("gotcha 10: a bot's own retry is told like any other job, so that its rule fires again", async (t) => {
  const { twin, pipeline, post, job, hear } = await hooked(t, { jobEvents: true });
  const { id } = twin.jobNamed(pipeline(["test/unit", "z/later"]).id, "unit");
  twin.fail(id);
  await hear();
  const fresh = (await post(`${job(id)}/retry`)).json.id;
  twin.fail(fresh);
  const heard = await hear();
  assert.deepEqual(heard.map(step), ["unit created", "unit pending", "unit failed"]);
  assert.deepEqual(
    [...new Set(heard.map(({ body }) => `${body.user.username} ${body.retries_count}`))],
    [`${twin.bot.username} 1`],
  );
});

test("gotcha 10: a retry sets later stages going again", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline(["test/unit", "z/deploy"]);
  const failed = twin.fail(twin.jobNamed(one.id, "unit").id);
  assert.equal(twin.jobNamed(one.id, "deploy").status, "skipped");
  await post(`${job(failed.id)}/retry`);
  twin.finish(one.id);
  assert.equal(twin.jobNamed(one.id, "deploy").status, "success");
});

test("gotcha 11: GitLab's own retry is quicker than a bot, which gets a 403", async (t) => {
  const { twin, pipeline, post, job, hear } = await hooked(t, { jobEvents: true });
  const one = pipeline([{ name: "unit", stage: "test", retry: 1 }]);
  const first = twin.fail(twin.jobNamed(one.id, "unit").id, "runner_system_failure");
  const refused = await post(`${job(first.id)}/retry`);
  assert.deepEqual([refused.status, refused.json.message], [403, "403 Forbidden - Job is not retryable"]);
  const again = twin.jobNamed(one.id, "unit");
  assert.deepEqual([again.id === first.id, again.status], [false, "pending"]);
  const told = (await hear()).map(
    ({ body }) => `${body.build_id - first.id} ${body.build_status} ${body.retries_count}`,
  );
  assert.ok(told.includes("0 failed 0") || told.includes("0 failed 1"), told.join());
  assert.ok(told.includes(`${again.id - first.id} pending 1`), told.join());
});

test("gotcha 12: a stuck job's reason is a new word, never the old stuck_or_timeout_failure", async (t) => {
  const { twin, pipeline, get, job, time } = await twinWorld(t, {}, { settings: { timers: true } });
  for (const runner of twin.world.runners) runner.isOnline = false;
  const { id } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  time.advance(3 * 3600);
  const { status, failure_reason } = (await get(job(id))).json;
  assert.deepEqual([status, failure_reason], ["failed", "stuck_pending_no_matching_runners"]);
});

test("gotcha 13: a job may be preparing, waiting for a resource or a callback, or canceling, and no job hook says so", async (t) => {
  const { twin, pipeline, get, job, hear } = await hooked(t, { jobEvents: true });
  pipeline([{ name: "holder", stage: "a", resourceGroup: "prod" }]);
  await hear();
  const one = pipeline([
    { name: "queue", stage: "a", resourceGroup: "prod" },
    { name: "cluster", stage: "a", isPrepared: true },
    { name: "outside", stage: "a" },
    { name: "slow", stage: "a", cancelsSlowly: true },
  ]);
  const id = (name: string) => twin.jobNamed(one.id, name).id;
  twin.awaitCallback(id("outside"));
  twin.cancel(twin.run(id("slow")).id);
  const seen = await Promise.all(one.jobs.map(async (known) => (await get(job(known.id))).json.status));
  assert.deepEqual(seen, ["waiting_for_resource", "preparing", "waiting_for_callback", "canceling"]);
  assert.deepEqual(
    [...new Set((await hear()).map(({ body }) => body.build_status))],
    ["created", "pending", "running"],
  );
});

test("gotcha 36: a job that moved on since its hook is as it is now, and GitLab's own guard is the last one", async (t) => {
  const { twin, pipeline, hear, get, post, job } = await hooked(t, { pipelineEvents: true });
  const one = pipeline([manual("gate")]);
  const [build] = (await hear()).at(-1)?.body.builds ?? [];
  await post(`${job(build.id)}/play`, { token: twin.addToken("ada") });
  assert.deepEqual([build.status, (await get(job(build.id))).json.status], ["manual", "pending"]);
  const { status, json } = await post(`${job(build.id)}/play`);
  assert.deepEqual([status, json.message], [400, "400 Bad request - Unplayable Job"]);
  assert.equal(one.jobs.length, 1);
});
