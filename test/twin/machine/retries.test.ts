import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import { receiver, statuses, twinWorld } from "../world.ts";

type Retry = NonNullable<NewJob["retry"]>;

/** How often GitLab ran a job again that always fails in one way. */
async function runsAgain(t: Parameters<typeof twinWorld>[0], retry: Retry | undefined, reason: string, exitCode = 1) {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline([{ name: "unit", ...(retry !== undefined && { retry }) }]);
  for (let more = 9; more > 0; more--) {
    const { id, status } = twin.jobNamed(one.id, "unit");
    if (status === "pending") twin.fail(id, reason, { exitCode });
  }
  assert.equal(one.status, "failed");
  return one.jobs.filter(({ isRetried }) => isRetried).length;
}

test("GitLab runs a failed job again as often as its retry says, and the pipeline goes on", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline([{ name: "unit", retry: 1 }, "deploy/live"]);
  const first = twin.fail(twin.jobNamed(one.id, "unit").id);
  const second = twin.jobNamed(one.id, "unit");
  assert.deepEqual([first.isRetried, first.status, second.status, one.status], [true, "failed", "pending", "pending"]);
  assert.notEqual(second.id, first.id);
  assert.equal(second.person, first.person);
  twin.fail(second.id);
  assert.deepEqual([one.jobs.length, one.status, second.isRetried], [3, "failed", false]);
  assert.equal(twin.jobNamed(one.id, "live").status, "skipped");
});

test("hooks tell of the new run before the failed one, which counts itself as retried", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  const one = pipeline([{ name: "unit", retry: 2 }]);
  const first = twin.run(twin.jobNamed(one.id, "unit").id);
  twin.addHook(id, { url, jobEvents: true, pipelineEvents: true });
  twin.fail(first.id);
  await twin.deliver();
  const bodies = heard.map(({ body }) => JSON.parse(body));
  const told = bodies.filter(({ object_kind }) => object_kind === "build");
  assert.deepEqual(
    told.map(({ build_id, build_status, retries_count }) => [build_id === first.id, build_status, retries_count]),
    [
      [false, "created", 1],
      [false, "pending", 1],
      [true, "failed", 1],
    ],
  );
  assert.equal(
    bodies.some(({ object_attributes }) => object_attributes?.status === "failed"),
    false,
  );
});

test("which reasons count is the retry's when; without one all do", async (t) => {
  const onRunner = { max: 2, when: ["runner_system_failure"] };
  assert.equal(await runsAgain(t, 2, "script_failure"), 2);
  assert.equal(await runsAgain(t, onRunner, "runner_system_failure"), 2);
  assert.equal(await runsAgain(t, onRunner, "script_failure"), 0);
  assert.equal(await runsAgain(t, { max: 1, when: ["always"] }, "script_failure"), 1);
  assert.equal(await runsAgain(t, 0, "script_failure"), 0);
  assert.equal(await runsAgain(t, undefined, "script_failure"), 0);
});

test("exit codes count beside reasons, and alone when no reason is given", async (t) => {
  const on137 = { max: 1, exitCodes: [137] };
  assert.equal(await runsAgain(t, on137, "script_failure", 137), 1);
  assert.equal(await runsAgain(t, on137, "script_failure", 1), 0);
  const either = { ...on137, when: ["runner_system_failure"] };
  assert.equal(await runsAgain(t, either, "script_failure", 137), 1);
  assert.equal(await runsAgain(t, either, "runner_system_failure", 1), 1);
});

test("a retry that lists a former name of a reason still means it", async (t) => {
  for (const reason of [
    "stuck_pending_with_matching_runners",
    "stuck_pending_no_matching_runners",
    "no_updates_running",
    "no_updates_canceling",
  ])
    assert.equal(await runsAgain(t, { max: 1, when: ["stuck_or_timeout_failure"] }, reason), 1, reason);
  const onTimeout = { max: 1, when: ["job_execution_timeout"] };
  assert.equal(await runsAgain(t, onTimeout, "server_timeout_running"), 1);
  assert.equal(await runsAgain(t, onTimeout, "no_updates_running"), 0);
});

test("a failure of GitLab's scheduler is retried twice without any retry, unless the job says otherwise", async (t) => {
  assert.equal(await runsAgain(t, undefined, "scheduler_failure"), 2);
  assert.equal(await runsAgain(t, { max: 1, when: ["script_failure"] }, "scheduler_failure"), 2);
  assert.equal(await runsAgain(t, 1, "scheduler_failure"), 1);
});

test("what another run would not cure is never retried", async (t) => {
  for (const reason of [
    "ci_quota_exceeded",
    "no_matching_runner",
    "missing_dependency_failure",
    "forward_deployment_failure",
    "environment_creation_failure",
  ])
    assert.equal(await runsAgain(t, 2, reason), 0, reason);
});

test("retries by people count too, and who may not retry any more is not retried for", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const counted = pipeline([{ name: "unit", retry: 1 }]);
  twin.succeed(twin.jobNamed(counted.id, "unit").id);
  await post(`${job(twin.jobNamed(counted.id, "unit").id)}/retry`);
  twin.fail(twin.jobNamed(counted.id, "unit").id);
  assert.deepEqual([counted.jobs.length, counted.status], [2, "failed"]);

  const left = pipeline([{ name: "unit", retry: 1 }], { by: "dev" });
  const [dev] = left.jobs.map(({ person }) => person);
  assert.ok(dev);
  left.project.members.set(dev, "reporter");
  twin.fail(twin.jobNamed(left.id, "unit").id);
  assert.deepEqual([left.jobs.length, left.status], [1, "failed"]);
});

test("each job has its own count, nobody's job is retried too, and an archived one never", async (t) => {
  const { twin } = await twinWorld(t);
  twin.addProject({ path: "shop/nobody" });
  const one = twin.addPipeline("shop/nobody", { jobs: ["a", "b", "c"].map((name) => ({ name, retry: 1 })) });
  for (const name of ["a", "b"]) twin.fail(twin.jobNamed(one.id, name).id);
  twin.archive(one.id);
  twin.fail(twin.jobNamed(one.id, "c").id);
  assert.deepEqual(statuses(one), { a: "pending", b: "pending", c: "failed", pipeline: "running" });
});

test("a retried gate starts at once, with the variables that it was played with", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline([{ name: "gate", when: "manual", retry: 1 }]);
  const body = { job_variables_attributes: [{ key: "TARGET", value: "eu" }] };
  await post(`${job(twin.jobNamed(one.id, "gate").id)}/play`, { body });
  twin.fail(twin.jobNamed(one.id, "gate").id);
  const { status, variables, person } = twin.jobNamed(one.id, "gate");
  assert.deepEqual([status, variables, person?.username], ["pending", { TARGET: "eu" }, "penstock-bot"]);
});

test("a scene that somebody sets is left as it is set", async (t) => {
  const { twin, pipeline, served, id } = await twinWorld(t);
  const one = pipeline([{ name: "unit", retry: 2 }]);
  const body = JSON.stringify({ status: "failed" });
  await fetch(`${served.url}/-/twin/projects/${id}/jobs/${twin.jobNamed(one.id, "unit").id}`, { method: "POST", body });
  assert.deepEqual([one.jobs.length, one.status], [1, "failed"]);
});
