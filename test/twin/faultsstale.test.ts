import assert from "node:assert/strict";
import test from "node:test";
import { remember } from "../../infra/twin/faults/remember.ts";
import { manual, twinWorld } from "./world.ts";

async function withFailedJob(t: test.TestContext) {
  const world = await twinWorld(t);
  const one = world.pipeline(["test/unit"]);
  const { id } = world.twin.fail(world.twin.jobNamed(one.id, "unit").id);
  return { ...world, pipelineId: one.id, jobId: id };
}

test("a job that was just made is 404 for a read that goes to a replica behind, and there for the next", async (t) => {
  const { twin, post, get, job, jobId } = await withFailedJob(t);
  twin.faultNext({ kind: "stale", method: "GET", path: /\/jobs\/\d+$/ });
  const { json } = await post(`${job(jobId)}/retry`);
  const early = await get(job(json.id));
  assert.deepEqual([early.status, early.json], [404, { message: "404 Not found" }]);
  assert.equal((await get(job(json.id))).status, 200);
});

test("a replica shows all things as they were so many seconds ago, and catches up", async (t) => {
  const { twin, time, post, get, job, jobId, id, pipelineId } = await withFailedJob(t);
  twin.faultNext({ kind: "stale", lagSeconds: 10, count: "all" });
  time.advance(60);
  const { json } = await post(`${job(jobId)}/retry`);
  const seen = async () => {
    const list = await get(`/projects/${id}/pipelines/${pipelineId}/jobs`);
    const { status } = (await get(`/projects/${id}/pipelines/${pipelineId}`)).json;
    return [list.json.map((one: { id: number; status: string }) => [one.id, one.status]), status];
  };
  const before = [[[jobId, "failed"]], "failed"];
  assert.deepEqual(await seen(), before);
  time.advance(5);
  twin.run(json.id);
  time.advance(4);
  assert.deepEqual(await seen(), before);
  time.advance(1);
  assert.deepEqual(await seen(), [[[json.id, "pending"]], "pending"]);
  time.advance(5);
  assert.deepEqual(await seen(), [[[json.id, "running"]], "running"]);
});

test("writes are the primary's: they see what is, and change it", async (t) => {
  const { twin, post, pipeline, job } = await withFailedJob(t);
  const gate = twin.jobNamed(pipeline([manual("gate", "test")]).id, "gate");
  twin.faultNext({ kind: "stale", count: "all" });
  assert.equal((await post(`${job(gate.id)}/play`)).status, 200);
  twin.succeed(gate.id);
  const again = await post(`${job(gate.id)}/play`);
  assert.notEqual(again.json.id, gate.id);
  assert.deepEqual([twin.effects.length, twin.job(gate.id).isRetried], [2, true]);
});

test("a replica lags for some requests only, by chance", async (t) => {
  const { twin, get, job, jobId } = await withFailedJob(t);
  twin.faultNext({ kind: "stale", count: "all", chance: 0.5, seed: 3 });
  const found = new Set<number>();
  const { id } = twin.job(jobId).pipeline;
  const fresh = twin.act("retry", jobId, { by: "ada" });
  assert.ok("job" in fresh && fresh.job.pipeline.id === id);
  for (let count = 0; count < 20; count++) found.add((await get(job(fresh.job.id))).status);
  assert.deepEqual([...found].sort(), [200, 404]);
});

test("what came due meanwhile has not happened yet on a replica, and is not undone", async (t) => {
  const { twin, time, get, job, jobId } = await withFailedJob(t);
  twin.world.settings.archiveAfterSeconds = 30;
  twin.faultNext({ kind: "stale", lagSeconds: 10, count: 2 });
  time.advance(35);
  const isArchived = async () => (await get(job(jobId))).json.archived;
  assert.equal(await isArchived(), false);
  assert.equal(twin.job(jobId).pipeline.isArchived, true);
  time.advance(10);
  assert.deepEqual([await isArchived(), await isArchived()], [true, true]);
});

test("things hold again what they held, and stay themselves", () => {
  const list = [1, 2];
  const world: Record<string, unknown> = { list, map: new Map([["a", list]]), set: new Set(["x"]), apart: { one: 1 } };
  world.self = world;
  const back = remember(world, [world.apart as object]);
  list.push(3);
  Object.assign(world, { self: null, late: true, apart: { two: 2 } });
  (world.map as Map<string, unknown>).set("b", []);
  (world.set as Set<string>).clear();
  back();
  assert.deepEqual(Object.keys(world), ["list", "map", "set", "apart", "self"]);
  assert.deepEqual([list, world.map, world.set], [[1, 2], new Map([["a", list]]), new Set(["x"])]);
  assert.ok(world.self === world && world.list === list);
});

test("what is set apart is not touched", () => {
  const apart = { count: 1 };
  const back = remember({ apart }, [apart]);
  apart.count = 2;
  back();
  assert.equal(apart.count, 2);
});

test("a crowd's jobs are on a replica too, and what is done to one is not there at first", async (t) => {
  const { twin, get, post } = await withFailedJob(t);
  const { firstProjectId } = twin.addCrowd({ projects: 1, jobsPerProject: 300 });
  const list = `/projects/${firstProjectId}/jobs?per_page=100`;
  const before = (await get(list)).json as { id: number; status: string }[];
  const failed = before.find(({ status }) => status === "failed")?.id ?? 0;
  twin.faultNext({ kind: "stale", method: "GET", count: 2 });
  const fresh = await post(`/projects/${firstProjectId}/jobs/${failed}/retry`);
  assert.equal(fresh.status, 201);
  assert.deepEqual((await get(list)).json, before);
  assert.equal((await get(`/projects/${firstProjectId}/jobs/${fresh.json.id}`)).status, 404);
  assert.equal((await get(list)).json[0].id, fresh.json.id);
});
