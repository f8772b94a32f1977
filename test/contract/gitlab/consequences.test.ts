import assert from "node:assert/strict";
import { isStuck } from "../../../infra/twin/state/runner.ts";
import { contract, names, refusalOf, type Scene } from "./scene.ts";
import { notRetryable, unplayable } from "./words.ts";

contract("2.4 a pending job cannot be retried: cancel, then retry", async ({ post, lone, pathOf, twin }) => {
  const job = lone({ name: "unit", tags: ["gpu"] });
  assert.deepEqual(refusalOf(await post(`${pathOf(job)}/retry`)), notRetryable);
  const canceled = await post(`${pathOf(job)}/cancel`);
  assert.deepEqual([canceled.status, canceled.json.id, canceled.json.status], [201, job.id, "canceled"]);
  const { status, json } = await post(`${pathOf(job)}/retry`);
  assert.deepEqual([status, json.status], [201, "pending"]);
  assert.equal(isStuck(twin.world.runners, twin.job(json.id)), true, "no runner matches the new job either");
});

contract(
  "2.4 running with after_script is canceling first, and retryable then",
  async ({ post, lone, pathOf, twin }) => {
    const job = twin.run(lone({ name: "slow", cancelsSlowly: true }).id);
    assert.equal((await post(`${pathOf(job)}/cancel`)).json.status, "canceling");
    assert.equal((await post(`${pathOf(job)}/retry`)).status, 201);
  },
);

contract("2.4 retry creates a new job with a new id, and the old one is retried", async (scene) => {
  const { get, post, path, pathOf, lone, twin } = scene;
  const old = twin.fail(lone("unit").id);
  const { json: fresh } = await post(`${pathOf(old)}/retry`);
  assert.ok(fresh.id > old.id);
  assert.deepEqual([fresh.name, fresh.stage, fresh.pipeline.id], ["unit", "test", old.pipeline.id]);
  const listed = async (query: string) => {
    const { json } = await get(`${path}/pipelines/${old.pipeline.id}/jobs${query}`);
    return json.map(({ id }: { id: number }) => id);
  };
  assert.deepEqual(await listed(""), [fresh.id]);
  assert.deepEqual(await listed("?include_retried=true"), [fresh.id, old.id]);
  assert.deepEqual(refusalOf(await post(`${pathOf(old)}/retry`)), notRetryable);
});

contract("2.4 retrying a success is allowed", async ({ post, lone, pathOf, twin }) => {
  assert.equal((await post(`${pathOf(twin.succeed(lone("unit").id))}/retry`)).status, 201);
});

contract("2.4 a retried manual job is started immediately", async ({ post, lone, pathOf, twin }) => {
  const gate = lone({ name: "gate", when: "manual" });
  await post(`${pathOf(gate)}/play`);
  const { json } = await post(`${pathOf(twin.fail(gate.id))}/retry`);
  assert.deepEqual([json.name, json.status], ["gate", "pending"]);
});

contract("2.4 after a retry later skipped jobs are created again and run", async ({ post, pipeline, pathOf, twin }) => {
  const one = pipeline([
    { name: "unit", stage: "test" },
    { name: "live", stage: "deploy" },
  ]);
  const live = () => twin.jobNamed(one.id, "live").status;
  const unit = twin.fail(twin.jobNamed(one.id, "unit").id);
  assert.equal(live(), "skipped");
  const { json } = await post(`${pathOf(unit)}/retry`);
  assert.equal(live(), "created");
  twin.succeed(json.id);
  assert.equal(live(), "pending");
});

contract("2.4 clone copies variables and inputs, and the retrying user becomes the job's user", async (scene) => {
  const { post, lone, pathOf, twin, tokens } = scene;
  const inputs = { size: { type: "number", default: 1 } } as const;
  const gate = lone({ name: "gate", when: "manual", tags: ["linux"], inputs }, { by: "owner" });
  const body = { job_variables_attributes: [{ key: "V", value: "1" }], job_inputs: { size: 3 } };
  assert.equal((await post(`${pathOf(gate)}/play`, { body })).status, 200);
  const again = { job_variables_attributes: [{ key: "V", value: "2" }] };
  const { json } = await post(`${pathOf(twin.fail(gate.id))}/retry`, { token: tokens.developer, body: again });
  assert.deepEqual([json.ref, json.tag, json.tag_list, json.user.username], ["main", false, ["linux"], "developer"]);
  const { variables, inputValues } = twin.job(json.id);
  assert.deepEqual([variables, inputValues], [{ V: "1" }, { size: 3 }], "REST retry cannot set variables");
});

contract(
  "2.4 retry may override the inputs, and keeps only what is no default",
  async ({ post, lone, pathOf, twin }) => {
    const inputs = { size: { type: "number", default: 1 }, target: { type: "string", default: "blue" } } as const;
    const job = twin.fail(lone({ name: "unit", inputs }).id);
    const { json } = await post(`${pathOf(job)}/retry`, { body: { inputs: { size: 3, target: "blue" } } });
    assert.deepEqual(twin.job(json.id).inputValues, { size: 3 });
  },
);

async function played(scene: Scene) {
  const { lone, post, pathOf } = scene;
  const gate = lone({ name: "gate", when: "manual" });
  const play = (value: string) =>
    post(`${pathOf(gate)}/play`, { body: { job_variables_attributes: [{ key: "V", value }] } });
  assert.equal((await play("first")).json.id, gate.id);
  return { gate, play };
}

contract("2.4 play is refused while the job is pending or running", async (scene) => {
  const { gate, play } = await played(scene);
  assert.deepEqual(refusalOf(await play("second")), unplayable);
  scene.twin.run(gate.id);
  assert.deepEqual(refusalOf(await play("second")), unplayable);
});

contract("2.4 a second play after the end re-runs it, drops the variables and answers 200", async (scene) => {
  const { gate, play } = await played(scene);
  scene.twin.succeed(gate.id);
  const { status, json } = await play("second");
  assert.deepEqual([status, json.id > gate.id, json.status], [200, true, "pending"]);
  assert.deepEqual(scene.twin.job(json.id).variables, { V: "first" });
  assert.deepEqual(refusalOf(await play("third")), unplayable, "the old run is retried now");
});

contract("2.4 play makes the caller the job's user", async ({ post, lone, pathOf, tokens }) => {
  const gate = lone({ name: "gate", when: "manual" }, { by: "owner" });
  const { json } = await post(`${pathOf(gate)}/play`, { token: tokens.developer });
  assert.equal(json.user.username, "developer");
});

contract("2.4 play on a delayed job starts it now; unschedule is no route", async ({ post, lone, pathOf, twin }) => {
  const later = lone({ name: "later", when: "delayed", delaySeconds: 600 });
  assert.equal(later.status, "scheduled");
  assert.equal((await post(`${pathOf(later)}/unschedule`)).status, 404);
  const { json } = await post(`${pathOf(later)}/play`);
  assert.deepEqual([json.id, json.status, twin.job(later.id).scheduledAt], [later.id, "pending", null]);
});

contract("2.4 GitLab may already have retried it: 403, and the list names the newer run", async (scene) => {
  const { get, post, lone, pathOf, path, twin } = scene;
  const job = twin.fail(lone({ name: "unit", retry: 1 }).id);
  assert.deepEqual(refusalOf(await post(`${pathOf(job)}/retry`)), notRetryable);
  const { json } = await get(`${path}/pipelines/${job.pipeline.id}/jobs`);
  assert.deepEqual([names({ json } as never), json[0].id > job.id], [["unit"], true]);
});

contract("2.5 retry of a bridge begins a new downstream pipeline, and the old one stays", async (scene) => {
  const { get, post, pipeline, path, pathOf, twin } = scene;
  const one = pipeline([{ name: "kids", trigger: { jobs: [{ name: "child" }] } }]);
  const old = twin.jobNamed(one.id, "kids");
  const { status, json } = await post(`${pathOf(old)}/retry`);
  assert.deepEqual([status, json.name, "downstream_pipeline" in json, "archived" in json], [201, "kids", false, true]);
  const [bridge] = (await get(`${path}/pipelines/${one.id}/bridges`)).json;
  assert.equal(bridge.id, json.id);
  assert.notEqual(bridge.downstream_pipeline.id, old.downstream?.id);
  assert.equal((await get(`${path}/pipelines/${old.downstream?.id}`)).status, 200);
});
