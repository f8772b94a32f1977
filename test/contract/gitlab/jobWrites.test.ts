import assert from "node:assert/strict";
import { contract, refusalOf } from "./scene.ts";
import { forbidden, noRecord, wrong } from "./words.ts";

contract("2.1 POST cancel: 201 with the job", async ({ post, lone, pathOf, twin }) => {
  const job = lone("unit");
  const { status, json } = await post(`${pathOf(job)}/cancel`);
  assert.deepEqual([status, json.id, json.status], [201, job.id, "canceled"]);
  assert.deepEqual(
    twin.effects.map(({ verb, jobId, user }) => [verb, jobId, user]),
    [["cancel", job.id, "penstock-bot"]],
  );
});

contract("2.1 POST cancel: not cancelable is 201 with the unchanged job", async ({ post, lone, pathOf, twin }) => {
  const job = twin.succeed(lone("unit").id);
  const { status, json } = await post(`${pathOf(job)}/cancel`);
  assert.deepEqual([status, json.id, json.status, twin.effects.length], [201, job.id, "success", 0]);
});

contract("2.1 POST cancel: force needs a Maintainer, and is a bool", async ({ post, standing, pathOf, tokens }) => {
  const job = standing({ name: "slow", cancelsSlowly: true }, "canceling");
  const cancel = `${pathOf(job)}/cancel`;
  const asDeveloper = { token: tokens.developer };
  assert.deepEqual(refusalOf(await post(cancel, { ...asDeveloper, body: { force: true } })), forbidden);
  assert.deepEqual(refusalOf(await post(`${cancel}?force=maybe`)), wrong("force is invalid"));
  assert.equal((await post(cancel, { ...asDeveloper, body: { force: false } })).json.status, "canceling");
  assert.equal((await post(cancel, { token: tokens.maintainer, body: { force: "true" } })).json.status, "canceled");
});

contract(
  "2.1 POST cancel: cancel_build is asked for before the job is looked for",
  async ({ post, pathOf, tokens }) => {
    const none = `${pathOf({ id: 1 })}/cancel`;
    assert.deepEqual(refusalOf(await post(none, { token: tokens.reporter })), forbidden);
    assert.deepEqual(refusalOf(await post(none, { token: tokens.developer })), noRecord);
  },
);

contract("2.1 POST retry: 201 with the new job; unknown keys are ignored", async ({ post, lone, pathOf, twin }) => {
  const job = twin.fail(lone("unit").id);
  const { status, json } = await post(`${pathOf(job)}/retry`, { body: { job_inputs: { x: 1 }, what: "ever" } });
  assert.deepEqual([status, json.name, json.status, json.id > job.id], [201, "unit", "pending", true]);
  assert.equal("failure_reason" in json, false);
});

contract("2.1 POST retry: inputs where the job declares none are ignored", async ({ post, lone, pathOf, twin }) => {
  const job = twin.fail(lone("unit").id);
  assert.equal((await post(`${pathOf(job)}/retry`, { body: { inputs: { x: 1 } } })).status, 201);
});

contract("2.1 POST retry: a job that is not there is 404 for a guest too", async ({ post, pathOf, tokens }) => {
  assert.deepEqual(refusalOf(await post(`${pathOf({ id: 1 })}/retry`, { token: tokens.guest })), noRecord);
});

contract(
  "2.1 POST erase: 201 with the job, artifacts and log are gone",
  async ({ get, post, lone, pathOf, twin, time }) => {
    const job = twin.succeed(lone("unit").id);
    time.advance(5);
    const { status, json } = await post(`${pathOf(job)}/erase`);
    assert.deepEqual([status, json.id, json.status, json.artifacts], [201, job.id, "success", []]);
    assert.deepEqual(["artifacts_file" in json, json.artifacts_expire_at], [false, null]);
    assert.equal(Date.parse(json.erased_at), time.now());
    assert.equal((await get(`${pathOf(job)}/trace`)).text, "");
  },
);

contract("2.1 POST play: 200 with the job, which keeps variables and inputs", async ({ post, lone, pathOf, twin }) => {
  const inputs = { size: { type: "number", default: 1 } } as const;
  const gate = lone({ name: "gate", when: "manual", inputs });
  const body = { job_variables_attributes: [{ key: "V", value: '"2"; x' }], job_inputs: { size: 2 } };
  const { status, json } = await post(`${pathOf(gate)}/play`, { body });
  assert.deepEqual([status, json.id, json.status, json.artifacts], [200, gate.id, "pending", []]);
  const { variables, inputValues } = twin.job(gate.id);
  assert.deepEqual([variables, inputValues], [{ V: '"2"; x' }, { size: 2 }]);
});

contract("2.1 POST play: wrong parameters are 400, and nothing starts", async ({ post, lone, pathOf }) => {
  const inputs = { size: { type: "number" } } as const;
  const gate = lone({ name: "gate", when: "manual", inputs });
  const play = async (body: unknown) => refusalOf(await post(`${pathOf(gate)}/play`, { body }));
  for (const [body, error] of [
    [{ job_variables_attributes: "V=1" }, "job_variables_attributes is invalid"],
    [{ job_variables_attributes: [{ value: "1" }] }, "job_variables_attributes[0][key] is missing"],
    [{ job_variables_attributes: [{ key: "V" }] }, "job_variables_attributes[0][value] is missing"],
    [{ job_inputs: "size=1" }, "job_inputs is invalid"],
    ["{", "message body does not match declared format"],
  ] as const)
    assert.deepEqual(await play(body), wrong(error), error);
  const unknown = [400, { message: "400 Bad request - Unknown input: x" }];
  assert.deepEqual(await play({ job_inputs: { x: 1 } }), unknown);
  assert.equal(gate.status, "manual");
});

contract("2.1 POST play: a bridge is answered as one, its variables ignored", async ({ post, lone, pathOf, twin }) => {
  const kids = lone({ name: "kids", when: "manual", trigger: { jobs: [{ name: "child" }] } });
  const body = { job_variables_attributes: [{ key: "V", value: "1" }] };
  const { status, json } = await post(`${pathOf(kids)}/play`, { body });
  assert.deepEqual([status, json.id, "artifacts" in json], [200, kids.id, false]);
  assert.equal(json.downstream_pipeline.id, kids.downstream?.id);
  assert.deepEqual(twin.job(kids.id).variables, {});
});

contract("2.1 POST play: read_build first, then the job, then play_job", async (scene) => {
  const { post, lone, pathOf, tokens } = scene;
  const gate = lone({ name: "gate", when: "manual" });
  const none = { id: 1 };
  for (const [who, job, refusal] of [
    ["guest", none, forbidden],
    ["reporter", none, noRecord],
    ["reporter", gate, forbidden],
  ] as const)
    assert.deepEqual(refusalOf(await post(`${pathOf(job)}/play`, { token: tokens[who] })), refusal, who);
});

contract("2.1 POST play takes a form as well as JSON", async ({ post, lone, pathOf, twin }) => {
  const gate = lone({ name: "gate", when: "manual" });
  const body = "job_variables_attributes[][key]=A&job_variables_attributes[][value]=1";
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  assert.equal((await post(`${pathOf(gate)}/play`, { body, headers })).status, 200);
  assert.deepEqual(twin.job(gate.id).variables, { A: "1" });
});
