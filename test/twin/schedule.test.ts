import assert from "node:assert/strict";
import test from "node:test";
import { manual, statuses, twinWorld } from "./world.ts";

test("jobs of a stage start when the stages before it have succeeded", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline(["build/build", "test/unit", "test/lint"]);
  assert.deepEqual(statuses(one), { build: "pending", unit: "created", lint: "created", pipeline: "pending" });
  twin.run(twin.jobNamed(one.id, "build").id);
  assert.equal(one.status, "running");
  twin.succeed(twin.jobNamed(one.id, "build").id);
  assert.deepEqual(statuses(one), { build: "success", unit: "pending", lint: "pending", pipeline: "running" });
  twin.finish(one.id);
  assert.deepEqual(statuses(one), { build: "success", unit: "success", lint: "success", pipeline: "success" });
});

test("a failure skips the later stages and fails the pipeline once nothing runs", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline([
    "test/unit",
    "test/lint",
    "deploy/live",
    { name: "tell", stage: "deploy", when: "on_failure" },
  ]);
  twin.fail(twin.jobNamed(one.id, "unit").id, "script_failure");
  assert.deepEqual(statuses(one), {
    unit: "failed",
    lint: "pending",
    live: "created",
    tell: "created",
    pipeline: "running",
  });
  twin.succeed(twin.jobNamed(one.id, "lint").id);
  assert.deepEqual(statuses(one), {
    unit: "failed",
    lint: "success",
    live: "skipped",
    tell: "pending",
    pipeline: "running",
  });
  twin.finish(one.id);
  assert.equal(one.status, "failed");
});

test("a job that may fail does not stop the others", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline([{ name: "flaky", stage: "test", allowFailure: true }, "deploy/live"]);
  twin.fail(twin.jobNamed(one.id, "flaky").id);
  assert.deepEqual(statuses(one), { flaky: "failed", live: "pending", pipeline: "pending" });
  twin.finish(one.id);
  assert.equal(one.status, "success");
});

test("a blocking manual job holds the pipeline, an optional one does not", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const blocked = pipeline(["build/build", manual("gate", "gate"), "after/after"]);
  const free = pipeline(["build/build", manual("gate", "gate", true), "after/after"]);
  twin.finish(blocked.id);
  twin.finish(free.id);
  assert.deepEqual(statuses(blocked), { build: "success", gate: "manual", after: "created", pipeline: "manual" });
  assert.deepEqual(statuses(free), { build: "success", gate: "manual", after: "success", pipeline: "success" });
});

test("canceling every job cancels the pipeline and skips what was to come", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline(["build/build", "test/unit"]);
  twin.cancel(twin.jobNamed(one.id, "build").id);
  assert.deepEqual(statuses(one), { build: "canceled", unit: "skipped", pipeline: "canceled" });
});

test("a runner that is slow to stop keeps the job canceling, whatever it reports at the end", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  for (const end of ["stop", "succeed", "fail"] as const) {
    const one = pipeline([{ name: "slow", cancelsSlowly: true }]);
    const { id } = twin.jobNamed(one.id, "slow");
    twin.run(id);
    twin.cancel(id);
    assert.deepEqual(statuses(one), { slow: "canceling", pipeline: "canceling" });
    twin[end](id);
    assert.deepEqual(statuses(one), { slow: "canceled", pipeline: "canceled" });
    assert.equal(twin.job(id).failureReason, null);
  }
});

test("the runner's hand says why it cannot do a thing", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline(["build/build", "test/unit"]);
  const { id } = twin.jobNamed(one.id, "unit");
  assert.throws(() => twin.run(id), { message: `job ${id} is created: only a job that is pending can run` });
  assert.throws(() => twin.succeed(id), /can succeed/);
  assert.throws(() => twin.stop(id), /can stop/);
  twin.cancel(id);
  assert.throws(() => twin.cancel(id), /can be canceled/);
  assert.throws(() => twin.run(1), { message: "there is no job 1" });
  assert.throws(() => twin.addPipeline("no/such", { jobs: [{ name: "x" }] }), /there is no project no\/such/);
  assert.throws(() => pipeline([]), /needs a job/);
  assert.throws(() => pipeline(["a/x", "b/x"]), /same name/);
  assert.throws(() => pipeline(["a/x"], { stages: ["b"] }), /a stage that the pipeline does not list/);
  assert.throws(() => twin.addProject({ path: "shop/api" }), /there already is a project/);
  assert.throws(() => twin.addPerson({ username: "ada" }), /there already is a person ada/);
});

test("the same steps give the same ids, each kind counting upwards by itself", async (t) => {
  const [one, other] = [await twinWorld(t), await twinWorld(t)];
  const ids = ({ pipeline }: typeof one) => {
    const made = pipeline(["test/a", "test/b"]);
    return [made.project.id, made.id, ...made.jobs.map(({ id }) => id), made.commit.sha];
  };
  const [projectId, pipelineId, first = 0, second] = ids(one);
  assert.deepEqual([projectId, pipelineId, first, second], ids(other).slice(0, 4));
  assert.equal(second, Number(first) + 1);
  assert.equal(new Set([projectId, pipelineId, first]).size, 3);
});
