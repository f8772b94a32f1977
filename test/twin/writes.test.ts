import assert from "node:assert/strict";
import test from "node:test";
import { manual, statuses, twinWorld } from "./world.ts";

const notRetryable = { message: "403 Forbidden - Job is not retryable" };
const unplayable = { message: "400 Bad request - Unplayable Job" };

test("retry answers 201 with a new and larger id, in the name of the caller, and the pipeline goes on", async (t) => {
  const { twin, pipeline, post, get, job, id } = await twinWorld(t);
  const one = pipeline(["test/unit", "deploy/live"]);
  const old = twin.fail(twin.jobNamed(one.id, "unit").id, "runner_system_failure");
  assert.deepEqual(statuses(one), { unit: "failed", live: "skipped", pipeline: "failed" });

  const { status, json } = await post(`${job(old.id)}/retry`);
  assert.equal(status, 201);
  assert.ok(json.id > old.id);
  assert.deepEqual([json.name, json.stage, json.status], ["unit", "test", "pending"]);
  assert.equal(json.user.id, twin.bot.id);
  assert.equal("failure_reason" in json, false);
  assert.deepEqual(statuses(one), { unit: "pending", live: "created", pipeline: "pending" });
  assert.equal(twin.jobNamed(one.id, "live").person?.id, twin.bot.id);

  const listed = await get(`/projects/${id}/pipelines/${one.id}/jobs`);
  assert.deepEqual(
    listed.json.map((row: { name: string }) => row.name),
    ["unit", "live"],
  );
  const all = await get(`/projects/${id}/pipelines/${one.id}/jobs?include_retried=true`);
  assert.equal(all.json.length, 3);
  twin.finish(one.id);
  assert.equal(one.status, "success");
});

test("a run that was retried, waits or runs cannot be retried: 403 with GitLab's words", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline(["test/unit", "deploy/live"]);
  const { id } = twin.jobNamed(one.id, "unit");
  const refused = async (jobId: number) => {
    const { status, json } = await post(`${job(jobId)}/retry`);
    assert.deepEqual([status, json], [403, notRetryable]);
  };
  await refused(id);
  await refused(twin.jobNamed(one.id, "live").id);
  twin.run(id);
  await refused(id);
  twin.succeed(id);
  assert.equal((await post(`${job(id)}/retry`)).status, 201);
  await refused(id);
  assert.equal(twin.effects.length, 1);
});

test("a canceling job can be retried already", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline([{ name: "slow", cancelsSlowly: true }]);
  const { id } = twin.run(twin.jobNamed(one.id, "slow").id);
  const canceled = await post(`${job(id)}/cancel`);
  assert.deepEqual([canceled.status, canceled.json.status], [201, "canceling"]);
  assert.equal((await post(`${job(id)}/retry`)).status, 201);
});

test("cancel ends a pending, running or manual job, and answers 201 with the unchanged job where it cannot", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline(["test/waits", "test/runs", "test/ended", manual("gate", "test")]);
  const idOf = (name: string) => twin.jobNamed(one.id, name).id;
  twin.run(idOf("runs"));
  twin.succeed(idOf("ended"));
  const cancel = async (name: string) => {
    const { status, json } = await post(`${job(idOf(name))}/cancel`);
    return [status, json.id, json.status];
  };
  assert.deepEqual(await cancel("waits"), [201, idOf("waits"), "canceled"]);
  assert.deepEqual(await cancel("runs"), [201, idOf("runs"), "canceled"]);
  assert.deepEqual(await cancel("ended"), [201, idOf("ended"), "success"]);
  assert.deepEqual(await cancel("gate"), [201, idOf("gate"), "canceled"]);
  assert.deepEqual(await cancel("waits"), [201, idOf("waits"), "canceled"]);
  assert.deepEqual(
    twin.effects.map(({ jobId }) => jobId),
    [idOf("waits"), idOf("runs"), idOf("gate")],
  );
});

test("play starts a manual job in the caller's name and keeps its variables", async (t) => {
  const { twin, pipeline, post, job, id, time } = await twinWorld(t);
  const one = pipeline([manual("gate"), "after/after"]);
  const gate = twin.jobNamed(one.id, "gate");
  const body = { job_variables_attributes: [{ key: "VERSION", value: '"2.3"' }] };
  const { status, json } = await post(`${job(gate.id)}/play`, { body });
  assert.deepEqual([status, json.id, json.status, json.user.username], [200, gate.id, "pending", "penstock-bot"]);
  assert.deepEqual(gate.variables, { VERSION: '"2.3"' });
  assert.deepEqual(twin.effects, [
    {
      at: time.now(),
      verb: "play",
      projectId: id,
      jobId: gate.id,
      user: "penstock-bot",
      variables: { VERSION: '"2.3"' },
    },
  ]);
});

test("a second play is refused while the job waits or runs, and runs it AGAIN once it has ended", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline([manual("gate")]);
  const { id } = twin.jobNamed(one.id, "gate");
  const play = (value: string) =>
    post(`${job(id)}/play`, { body: { job_variables_attributes: [{ key: "V", value }] } });
  assert.equal((await play("first")).status, 200);
  assert.deepEqual((await play("early")).json, unplayable);
  twin.run(id);
  const running = await play("early");
  assert.deepEqual([running.status, running.json], [400, unplayable]);
  twin.succeed(id);

  const again = await play("second");
  assert.equal(again.status, 200);
  assert.ok(again.json.id > id);
  assert.equal(again.json.status, "pending");
  assert.deepEqual(twin.job(again.json.id).variables, { V: "first" });
  assert.deepEqual(
    twin.effects.map(({ verb, newJobId, variables }) => ({ verb, newJobId, variables })),
    [
      { verb: "play", newJobId: undefined, variables: { V: "first" } },
      { verb: "play", newJobId: again.json.id, variables: undefined },
    ],
  );
  assert.deepEqual((await play("third")).json, unplayable, "the old run is retried now");
});

test("a job that is not manual cannot be played, even when it has ended", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const { id } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  twin.succeed(id);
  const { status, json } = await post(`${job(id)}/play`);
  assert.deepEqual([status, json], [400, unplayable]);
});

test("variables are refused where the project forbids them, play without them is not", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t, { settings: { pipelineVariables: "no_one_allowed" } });
  const { id } = twin.jobNamed(pipeline([manual("gate")]).id, "gate");
  const body = { job_variables_attributes: [{ key: "V", value: "1" }] };
  const { status, json } = await post(`${job(id)}/play`, { body });
  assert.deepEqual([status, json], [403, { message: "403 Forbidden" }]);
  assert.equal(twin.job(id).status, "manual");
  assert.equal((await post(`${job(id)}/play`)).status, 200);
});

test("variables may need a higher role", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t, { settings: { pipelineVariables: "owner" } });
  const { id } = twin.jobNamed(pipeline([manual("gate")]).id, "gate");
  const body = { job_variables_attributes: [{ key: "V", value: "1" }] };
  assert.equal((await post(`${job(id)}/play`, { body })).status, 403);
  assert.equal((await post(`${job(id)}/play`, { body, token: twin.addToken("ada") })).status, 200);
});

test("malformed variables and bodies are refused in the other error shape", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const path = `${job(twin.jobNamed(pipeline([manual("gate")]).id, "gate").id)}/play`;
  const answers = async (body: unknown) => {
    const { status, json } = await post(path, { body });
    return [status, json.error];
  };
  assert.deepEqual(await answers({ job_variables_attributes: "x" }), [400, "job_variables_attributes is invalid"]);
  assert.deepEqual(await answers({ job_variables_attributes: [{ value: "x" }] }), [
    400,
    "job_variables_attributes[0][key] is missing",
  ]);
  assert.deepEqual(await answers({ job_variables_attributes: [{ key: "x" }] }), [
    400,
    "job_variables_attributes[0][value] is missing",
  ]);
  assert.deepEqual(await answers("{"), [400, "message body does not match declared format"]);
  assert.deepEqual(await answers({ padding: "x".repeat(1_000_000) }), [413, "413 Request Entity Too Large"]);
  assert.equal(twin.effects.length, 0);
});

test("a played job that runs brings skipped later jobs back", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline([manual("gate", "gate"), "after/after"]);
  const { id } = twin.jobNamed(one.id, "gate");
  await post(`${job(id)}/play`);
  twin.fail(id);
  assert.deepEqual(statuses(one), { gate: "failed", after: "skipped", pipeline: "failed" });
  await post(`${job(id)}/play`);
  assert.deepEqual(statuses(one), { gate: "pending", after: "created", pipeline: "pending" });
});

test("an optional manual job that is played late brings back what a failure beside it had skipped", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline([manual("gate", "test", true), "test/unit", "deploy/live"]);
  twin.fail(twin.jobNamed(one.id, "unit").id);
  assert.deepEqual(statuses(one), { gate: "manual", unit: "failed", live: "skipped", pipeline: "failed" });
  await post(`${job(twin.jobNamed(one.id, "gate").id)}/play`);
  assert.deepEqual(statuses(one), { gate: "pending", unit: "failed", live: "created", pipeline: "running" });
});

test("a retry leaves alone what was skipped before it", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline(["build/build", { name: "sorry", stage: "check", when: "on_failure" }, "test/unit"]);
  twin.succeed(twin.jobNamed(one.id, "build").id);
  const unit = twin.fail(twin.jobNamed(one.id, "unit").id);
  const sorry = twin.jobNamed(one.id, "sorry");
  assert.equal((await post(`${job(unit.id)}/retry`)).json.status, "pending");
  assert.deepEqual([sorry.status, sorry.person?.username], ["skipped", "ada"]);
});

test("retry copies the variables that the job was played with", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const { id } = twin.jobNamed(pipeline([manual("gate")]).id, "gate");
  await post(`${job(id)}/play`, { body: { job_variables_attributes: [{ key: "V", value: "1" }] } });
  twin.fail(id);
  const { json } = await post(`${job(id)}/retry`);
  assert.equal(json.status, "pending");
  assert.deepEqual(twin.job(json.id).variables, { V: "1" });
});
