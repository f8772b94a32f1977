import assert from "node:assert/strict";
import test from "node:test";
import { manual } from "../world.ts";
import { hooked, step } from "./hooked.ts";

const jobs = { jobEvents: true };
const pipelines = { pipelineEvents: true };

test("gotcha 5: a job that did not fail says unknown_failure", async (t) => {
  const { twin, pipeline, hear } = await hooked(t, jobs);
  const one = pipeline(["test/good", "test/bad", { name: "slow", stage: "test", cancelsSlowly: true }]);
  twin.succeed(twin.jobNamed(one.id, "good").id);
  twin.fail(twin.jobNamed(one.id, "bad").id, "runner_system_failure");
  twin.run(twin.jobNamed(one.id, "slow").id);
  twin.cancel(twin.jobNamed(one.id, "slow").id);
  twin.stop(twin.jobNamed(one.id, "slow").id);
  const reasons = (await hear()).map((one) => `${step(one)}: ${one.body.build_failure_reason}`);
  const failed = reasons.filter((text) => !text.endsWith("unknown_failure"));
  assert.deepEqual(failed, ["bad failed: runner_system_failure"]);
  assert.ok(reasons.includes("good success: unknown_failure") && reasons.includes("slow canceled: unknown_failure"));
});

test("gotcha 6: no job hook tells of a manual, skipped, scheduled or stuck job; a pipeline hook shows the gate", async (t) => {
  const { twin, pipeline, hear } = await hooked(t);
  const one = pipeline([
    "a/first",
    manual("gate", "b"),
    { name: "later", stage: "b", when: "delayed", delaySeconds: 60, allowFailure: true },
    { name: "on failure", stage: "b", when: "on_failure" },
    "c/stuck",
  ]);
  twin.finish(one.id);
  assert.deepEqual(
    one.jobs.map(({ status }) => status),
    ["success", "manual", "scheduled", "skipped", "created"],
  );
  const heard = await hear();
  const statuses = heard.filter(({ body }) => body.object_kind === "build").map(({ body }) => body.build_status);
  assert.deepEqual([...new Set(statuses)], ["created", "pending", "running", "success"]);
  const whole = heard.findLast(({ body }) => body.object_kind === "pipeline")?.body;
  const gate = whole.builds.find(({ name }: { name: string }) => name === "gate");
  assert.deepEqual([whole.object_attributes.status, gate.status, gate.manual], ["manual", "manual", true]);
});

test("gotcha 14: a merge request's pipeline hook tells the source branch, its job hook and the API the raw ref", async (t) => {
  const { twin, pipeline, hear, get, job } = await hooked(t);
  const one = pipeline(["test/unit"], { mergeRequest: { iid: 12, sourceBranch: "main" } });
  const [ofJob, , ofPipeline] = await hear();
  const { json } = await get(job(twin.jobNamed(one.id, "unit").id));
  const raw = "refs/merge-requests/12/head";
  assert.deepEqual(
    [ofPipeline?.body.object_attributes.ref, ofJob?.body.ref, json.ref, json.tag],
    ["main", raw, raw, false],
  );
});

test("gotcha 15: a tag's pipeline has no prefix and needs no release, a branch may have the same name", async (t) => {
  const { twin, pipeline, hear, get, id } = await hooked(t, {
    jobEvents: true,
    tagPushEvents: true,
    releaseEvents: true,
  });
  twin.pushTags(id, { tags: ["v1"], by: "ada" });
  pipeline([manual("gate")], { ref: "v1", tag: true });
  pipeline([manual("gate")], { ref: "v1" });
  const [push, ofTag, ofBranch, ...more] = (await hear()).map(({ body }) => body);
  assert.deepEqual(
    [push.ref, ofTag.ref, ofTag.tag, ofBranch.ref, ofBranch.tag],
    ["refs/tags/v1", "v1", true, "v1", false],
  );
  assert.deepEqual([more.length, (await get(`/projects/${id}/releases/v1`)).status], [0, 404]);
  twin.pushTags(id, { tags: ["v1"], by: "ada" });
  const [moved] = (await hear()).map(({ body }) => body);
  assert.equal(moved.before, push.after);
  assert.notEqual(moved.after, push.after);
});

test("gotcha 18, 19: dates have three forms, the Test button's are ISO; much is null; an environment is a text or an object", async (t) => {
  const wishes = { jobEvents: true, deploymentEvents: true, noteEvents: true };
  const { twin, pipeline, hear, post, id, hook } = await hooked(t, wishes);
  const environment = { name: "production", action: "start", tier: "production" };
  const one = pipeline([{ name: "ship", stage: "deploy", environment }]);
  twin.run(twin.jobNamed(one.id, "ship").id);
  twin.comment(id, { text: "hm", by: "dev", on: { issue: 3 } });
  const heard = (await hear()).map(({ body }) => body);
  const [created, note] = [heard[0], heard.at(-1)];
  const running = heard.find((body) => body.object_kind === "deployment");
  await post(`/projects/${id}/hooks/${hook.id}/test/job_events`);
  const [tested] = (await hear()).map(({ body }) => body);
  assert.match(created.build_created_at, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
  assert.match(created.build_created_at_iso, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.match(running.status_changed_at, /T\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
  assert.match(tested.build_created_at, /T\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(
    [
      created.runner,
      created.build_started_at,
      created.build_duration,
      created.commit.name,
      note.object_attributes.commit_id,
    ],
    [null, null, null, null, ""],
  );
  assert.deepEqual(
    [created.environment.name, running.environment, created.user.email],
    ["production", "production", "[REDACTED]"],
  );
});

test("gotcha 20: the project's name is no path, and a commit's id is the pipeline's", async (t) => {
  const { pipeline, hear } = await hooked(t, jobs);
  const one = pipeline(["test/unit"]);
  const [first] = (await hear()).map(({ body }) => body);
  assert.deepEqual(
    [first.project_name, first.project.path_with_namespace, first.commit.id, first.commit.sha],
    ["Shop / Api", "shop/api", one.id, one.commit.sha],
  );
});

test("gotcha 28: of a blocked person's pipelines no hook tells", async (t) => {
  const { twin, pipeline, hear } = await hooked(t);
  const dev = twin.world.people.find(({ username }) => username === "dev");
  assert.ok(dev);
  dev.state = "blocked";
  twin.finish(pipeline(["test/unit"], { by: "dev" }).id);
  assert.deepEqual(await hear(), []);
  pipeline(["test/unit"], { by: "ada" });
  assert.equal((await hear()).length, 3);
});

test("gotcha 29: a bridge is neither in job hooks nor in builds, and only the list of bridges shows its gate", async (t) => {
  const { twin, pipeline, hear, get, id } = await hooked(t);
  const trigger = { jobs: [{ name: "kid" }] };
  const one = pipeline(["test/unit", { name: "release", stage: "z", when: "manual", trigger }]);
  twin.finish(one.id);
  const heard = await hear();
  assert.equal(JSON.stringify(heard).includes('"release"'), false);
  assert.equal(heard.findLast(({ body }) => body.builds)?.body.object_attributes.status, "manual");
  const [bridge] = (await get(`/projects/${id}/pipelines/${one.id}/bridges`)).json;
  assert.deepEqual([bridge.name, bridge.status], ["release", "manual"]);
});

test("gotcha 30: a pipeline that ended goes on when somebody plays a gate, and ends once more", async (t) => {
  const { twin, pipeline, hear, post, job } = await hooked(t, pipelines, { settings: { pipelinePayloads: "atOnce" } });
  const one = pipeline(["test/unit", manual("gate", "deploy", true)]);
  twin.finish(one.id);
  await post(`${job(twin.jobNamed(one.id, "gate").id)}/play`);
  twin.finish(one.id);
  const ends = (await hear()).map(step).filter((text) => text === "pipeline success");
  assert.equal(ends.length, 2);
});

test("gotcha 40: a delayed job says manual in builds, `when` tells it apart, and a play starts it now", async (t) => {
  const { twin, pipeline, hear, post, job } = await hooked(t, pipelines);
  const one = pipeline([{ name: "later", stage: "a", when: "delayed", delaySeconds: 600 }]);
  const [build] = (await hear()).at(-1)?.body.builds ?? [];
  assert.deepEqual([build.status, build.manual, build.when], ["scheduled", true, "delayed"]);
  const { status, json } = await post(`${job(twin.jobNamed(one.id, "later").id)}/play`);
  assert.deepEqual([status, json.status], [200, "pending"]);
});

test("gotcha 41: the API says success where the hook's detailed status says passed; canceled has one l", async (t) => {
  const { twin, pipeline, hear, get, post, id, job } = await hooked(t, pipelines);
  const one = pipeline(["test/unit"]);
  twin.finish(one.id);
  const { status, detailed_status } = (await hear()).at(-1)?.body.object_attributes ?? {};
  assert.deepEqual([status, detailed_status], ["success", "passed"]);
  assert.equal((await get(`/projects/${id}/pipelines/${one.id}`)).json.status, "success");
  const other = pipeline(["test/unit"]);
  assert.equal((await post(`${job(twin.jobNamed(other.id, "unit").id)}/cancel`)).json.status, "canceled");
});

test("gotcha 42: a job that may fail fails in a pipeline that passed; a canceled job has no reason in the API", async (t) => {
  const { twin, pipeline, hear, get, post, job } = await hooked(t);
  const one = pipeline([
    { name: "flaky", stage: "a", allowFailure: true },
    { name: "unit", stage: "a" },
  ]);
  twin.fail(twin.jobNamed(one.id, "flaky").id);
  twin.finish(one.id);
  const last = (await hear()).at(-1)?.body;
  assert.deepEqual(
    [last.object_attributes.status, last.object_attributes.detailed_status],
    ["success", "passed with warnings"],
  );
  const flaky = twin.jobNamed(one.id, "flaky").id;
  assert.equal((await get(job(flaky))).json.failure_reason, "script_failure");
  const { json: fresh } = await post(`${job(flaky)}/retry`);
  await post(`${job(fresh.id)}/cancel`);
  assert.equal("failure_reason" in (await get(job(fresh.id))).json, false);
  assert.equal(
    (await hear()).findLast(({ body }) => body.build_status === "canceled")?.body.build_failure_reason,
    "unknown_failure",
  );
});
