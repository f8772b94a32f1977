import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { sampleWorld } from "./controlled.ts";

async function scene(t: TestContext, jobs: unknown) {
  const { twin, control } = await sampleWorld(t);
  const { json: project } = await control(
    "POST",
    "projects",
    JSON.stringify({ path: "scene/one", members: { ada: "owner" } }),
  );
  const made = await control("POST", `projects/${project.id}/pipelines`, JSON.stringify({ ref: "main", jobs }));
  const bring = (id: number, body: unknown) =>
    control("POST", `projects/${project.id}/jobs/${id}`, JSON.stringify(body));
  return { twin, control, project: project.id as number, made, bring };
}

test("a job that is brought back to waiting has no run any more, and waits from now", async (t) => {
  const { twin, made, bring } = await scene(t, [{ name: "build", status: "failed" }]);
  const { id } = made.json.jobs[0];
  assert.equal((await bring(id, { status: "pending" })).json.status, "pending");
  const { startedAt, finishedAt, runner, failureReason, queuedAt } = twin.job(id);
  assert.deepEqual([startedAt, finishedAt, runner, failureReason], [null, null, null, null]);
  assert.equal(queuedAt, twin.world.clock());
});

test("a job that is brought to a gate can be played, and one that is brought to created stays there", async (t) => {
  const { twin, made, bring } = await scene(t, [{ name: "build" }, { name: "slow", status: "scheduled" }]);
  const [build, slow] = made.json.jobs;
  assert.equal(slow.status, "scheduled");
  assert.equal((await bring(build.id, { status: "created" })).json.status, "created");
  await bring(build.id, { status: "manual" });
  assert.deepEqual([twin.job(build.id).when, twin.job(slow.id).when], ["manual", "delayed"]);
});

test("a pipeline that is refused is not made, and nobody is told", async (t) => {
  const good = { name: "ok", status: "success" };
  for (const bad of [
    { name: "x", failureReason: "api_failure" },
    { name: "x", artifacts: [{ type: "archive", size: 5_000_000_000 }] },
  ]) {
    const { twin, made, project } = await scene(t, [good, bad]);
    assert.equal(made.status, 400);
    assert.deepEqual(twin.world.projects.find(({ id }) => id === project)?.pipelines, []);
  }
});

test("a job's inputs and a bridge can be made by curl", async (t) => {
  const { twin, made } = await scene(t, [
    { name: "deploy", when: "manual", inputs: { region: { type: "string", default: "eu", options: ["eu", "us"] } } },
    { name: "children", trigger: { strategy: "depend", jobs: [{ name: "child" }] } },
  ]);
  assert.equal(made.status, 201);
  const { id } = made.json;
  assert.equal(twin.jobNamed(id, "deploy").inputs.region?.default, "eu");
  const [bridge] = twin.pipeline(id).bridges;
  assert.deepEqual(
    [bridge?.status, bridge?.failureReason, bridge?.downstream?.jobs[0]?.name],
    ["running", null, "child"],
  );
});

test("a fault that no header could carry is refused", async (t) => {
  const { control } = await sampleWorld(t);
  for (const fault of [
    { kind: "answer", status: 200, headers: { "X-A": "a\r\nb" } },
    { kind: "answer", status: 200, headers: { "bad name": "b" } },
    { kind: "redirect", to: "a\nb" },
  ])
    assert.equal((await control("POST", "faults", JSON.stringify(fault))).status, 400, JSON.stringify(fault));
});

test("a job that is brought back before its turn has not waited yet", async (t) => {
  const { twin, made, bring } = await scene(t, [{ name: "build", status: "running" }]);
  const { id } = made.json.jobs[0];
  await bring(id, { status: "created" });
  assert.equal(twin.job(id).queuedAt, null);
});

test("only a failed job is given a failure reason", async (t) => {
  const { twin, made, bring } = await scene(t, [{ name: "build" }]);
  const { id } = made.json.jobs[0];
  const refused = await bring(id, { status: "success", failureReason: "api_failure" });
  assert.match(refused.json.error, /failureReason: only a failed job/);
  assert.equal(twin.job(id).status, "pending");
});

test("a project is not called by a number, nor by a way up", async (t) => {
  const { control } = await sampleWorld(t);
  for (const path of ["12345", "../x", "shop/..", "shop//api", ".hidden/x"]) {
    const { status, json } = await control("POST", "projects", JSON.stringify({ path }));
    assert.deepEqual([status, /^path: give the full path/.test(json.error)], [400, true], path);
  }
});
