import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import { statuses, twinWorld } from "../world.ts";

test("a job whose environment is made ready is preparing until that is done", async (t) => {
  const { twin, pipeline, get, job } = await twinWorld(t);
  const one = pipeline([{ name: "deploy", isPrepared: true }]);
  const { id } = twin.jobNamed(one.id, "deploy");
  assert.deepEqual(statuses(one), { deploy: "preparing", pipeline: "preparing" });
  assert.equal((await get(job(id))).json.queued_duration, null);
  twin.prepare(id);
  assert.deepEqual(statuses(one), { deploy: "pending", pipeline: "pending" });
  assert.throws(() => twin.prepare(id), /is pending: only a job that is preparing can be prepared/);
});

test("where it cannot be made ready the job fails, and where somebody cancels it, it is canceled", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const prepared: NewJob = { name: "deploy", isPrepared: true };
  const unmet = twin.fail(twin.jobNamed(pipeline([prepared]).id, "deploy").id, "unmet_prerequisites");
  assert.deepEqual([unmet.status, unmet.failureReason, unmet.files], ["failed", "unmet_prerequisites", []]);
  const canceled = twin.jobNamed(pipeline([prepared]).id, "deploy");
  assert.equal((await post(`${job(canceled.id)}/cancel`)).json.status, "canceled");
});

test("a job may wait for something outside, and then for a runner", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline(["test/unit"]);
  const { id } = twin.jobNamed(one.id, "unit");
  twin.awaitCallback(id);
  assert.deepEqual(statuses(one), { unit: "waiting_for_callback", pipeline: "waiting_for_callback" });
  assert.throws(() => twin.run(id), /only a job that is pending can run/);
  twin.callBack(id);
  assert.deepEqual(statuses(one), { unit: "pending", pipeline: "pending" });
});

const bound: NewJob = { name: "deploy", resourceGroup: "live" };

for (const [mode, order] of [
  ["unordered", [1, 2, 3]],
  ["newest_ready_first", [3, 2, 1]],
] as const)
  test(`with ${mode} those that wait get the resource in that order`, async (t) => {
    const { twin, pipeline } = await twinWorld(t);
    const [holder, ...waiting] = [1, 2, 3, 4].map(() => twin.jobNamed(pipeline([bound]).id, "deploy"));
    const group = holder?.pipeline.project.resourceGroups.get("live");
    assert.ok(holder && group);
    group.processMode = mode;
    const got: number[] = [];
    for (let at = holder; got.length < 3; ) {
      twin.succeed(at.id);
      const next = waiting.findIndex(({ status }) => status === "pending");
      got.push(next + 1);
      at = waiting[next] ?? holder;
    }
    assert.deepEqual(got, order);
  });

test("with oldest_first a job waits for those of older pipelines, even before these want the resource", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const old = pipeline(["build/build", { ...bound, stage: "deploy" }]);
  const group = old.project.resourceGroups.get("live");
  assert.ok(group);
  group.processMode = "oldest_first";
  const young = twin.jobNamed(pipeline([bound]).id, "deploy");
  assert.equal(young.status, "waiting_for_resource");
  twin.succeed(twin.jobNamed(old.id, "build").id);
  assert.deepEqual([statuses(old).deploy, young.status], ["pending", "waiting_for_resource"]);
  twin.succeed(twin.jobNamed(old.id, "deploy").id);
  assert.equal(young.status, "pending");
});

test("with newest_first a job waits for those of newer pipelines, which may also give up their turn", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const first = twin.jobNamed(pipeline([bound]).id, "deploy");
  const group = first.pipeline.project.resourceGroups.get("live");
  assert.ok(group);
  group.processMode = "newest_first";
  const old = twin.jobNamed(pipeline([bound]).id, "deploy");
  const young = pipeline(["build/build", { ...bound, stage: "deploy" }]);
  twin.succeed(first.id);
  assert.equal(old.status, "waiting_for_resource");
  twin.fail(twin.jobNamed(young.id, "build").id);
  assert.deepEqual([statuses(young).deploy, old.status], ["skipped", "pending"]);
});

test("a group's process mode is read and changed by the API", async (t) => {
  const { twin, pipeline, get, id, served } = await twinWorld(t);
  pipeline([bound]);
  const path = `/projects/${id}/resource_groups/live`;
  const put = async (body: unknown) => {
    const headers = { "PRIVATE-TOKEN": twin.bot.token, "Content-Type": "application/json" };
    const reply = await fetch(`${served.url}/api/v4${path}`, { method: "PUT", headers, body: JSON.stringify(body) });
    return [reply.status, await reply.text()] as const;
  };
  assert.equal((await get(path)).json.process_mode, "unordered");
  const [status, changed] = await put({ process_mode: "oldest_first" });
  assert.deepEqual([status, JSON.parse(changed).process_mode], [200, "oldest_first"]);
  assert.equal((await get(path)).json.process_mode, "oldest_first");
  assert.deepEqual(await put({ process_mode: "random" }), [
    400,
    '{"error":"process_mode does not have a valid value"}',
  ]);
});
