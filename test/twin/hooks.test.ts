import assert from "node:assert/strict";
import test from "node:test";
import { type Heard, manual, receiver, twinWorld } from "./world.ts";

const bodyOf = ({ body }: Heard) => JSON.parse(body);
const jobSteps = (heard: readonly Heard[]) =>
  heard.map(bodyOf).map((hook) => `${hook.build_name} ${hook.build_status}`);
const atOnce = { settings: { pipelinePayloads: "atOnce" } } as const;
const pipelineSteps = (heard: readonly Heard[]) => heard.map(bodyOf).map((hook) => hook.object_attributes.status);

test("job hooks tell of created, pending, running and the end; never of manual, skipped or canceling", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  twin.addHook(id, { url, jobEvents: true });
  const one = pipeline([{ name: "slow", stage: "a", cancelsSlowly: true }, manual("gate", "b"), "c/after"]);
  const slow = twin.jobNamed(one.id, "slow").id;
  twin.run(slow);
  twin.cancel(slow);
  twin.stop(slow);
  twin.act("retry", slow, { by: "ada" });
  twin.finish(one.id);
  assert.equal(twin.jobNamed(one.id, "gate").status, "manual");
  await twin.deliver();
  assert.deepEqual(jobSteps(heard), [
    "slow created",
    "gate created",
    "after created",
    "slow pending",
    "slow running",
    "slow canceled",
    "slow created",
    "slow pending",
    "slow running",
    "slow success",
  ]);
});

test("pipeline hooks that are made at once tell of each new status, with the newest run of every job", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t, {}, atOnce);
  const { url, heard } = await receiver(t);
  twin.addHook(id, { url, pipelineEvents: true });
  const one = pipeline(["test/unit", manual("gate")]);
  const failed = twin.fail(twin.jobNamed(one.id, "unit").id, "runner_system_failure");
  twin.act("retry", failed.id, { by: twin.bot.username });
  twin.finish(one.id);
  await twin.deliver();
  assert.deepEqual(pipelineSteps(heard), ["pending", "failed", "pending", "running", "manual"]);
  const [, broken, , , blocked] = heard.map(bodyOf);
  const builds = (hook: { builds: { name: string; status: string; failure_reason: string | null }[] }) =>
    hook.builds.map(({ name, status, failure_reason }) => [name, status, failure_reason]);
  assert.deepEqual(builds(broken), [
    ["unit", "failed", "runner_system_failure"],
    ["gate", "skipped", null],
  ]);
  assert.deepEqual(builds(blocked), [
    ["gate", "manual", null],
    ["unit", "success", null],
  ]);
  const gate = blocked.builds[0];
  assert.deepEqual([gate.manual, gate.when, gate.artifacts_file], [true, "manual", { filename: null, size: null }]);
  assert.equal(blocked.object_attributes.detailed_status, "waiting for manual action");
});

test("a pipeline whose status stays the same sends no hook", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t, {}, atOnce);
  const { url, heard } = await receiver(t);
  twin.addHook(id, { url, pipelineEvents: true });
  for (const { id: jobId } of pipeline(["a/1", "a/2"]).jobs) twin.run(jobId);
  await twin.deliver();
  assert.deepEqual(pipelineSteps(heard), ["pending", "running"]);
});

test("a job hook has the fields and dates of GitLab's, and counts the earlier runs", async (t) => {
  const { twin, pipeline, id, time, served } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  twin.addHook(id, { url, jobEvents: true });
  const one = pipeline(["test/unit"], { ref: "v2.3.0", tag: true });
  const first = twin.jobNamed(one.id, "unit").id;
  time.advance(12.25);
  twin.run(first);
  time.advance(3);
  twin.fail(first, "script_failure");
  twin.act("retry", first, { by: twin.bot.username });
  await twin.deliver();
  const hooks = heard.map(bodyOf);
  const failed = hooks[3];
  const fresh = hooks[5];
  const { runner, user, commit, repository, project, ...rest } = failed;
  assert.deepEqual(rest, {
    object_kind: "build",
    ref: "v2.3.0",
    tag: true,
    before_sha: "0".repeat(40),
    sha: one.commit.sha,
    retries_count: 0,
    build_id: first,
    build_name: "unit",
    build_stage: "test",
    build_status: "failed",
    build_created_at: "2026-11-20 09:30:00 UTC",
    build_started_at: "2026-11-20 09:30:12 UTC",
    build_finished_at: "2026-11-20 09:30:15 UTC",
    build_created_at_iso: "2026-11-20T09:30:00Z",
    build_started_at_iso: "2026-11-20T09:30:12Z",
    build_finished_at_iso: "2026-11-20T09:30:15Z",
    build_duration: 3,
    build_queued_duration: 12.25,
    build_allow_failure: false,
    build_failure_reason: "script_failure",
    pipeline_id: one.id,
    project_id: id,
    project_name: "Shop / Api",
    environment: null,
  });
  assert.deepEqual([typeof runner.id, user.username, user.email], ["number", "ada", "[REDACTED]"]);
  assert.deepEqual([commit.id, commit.status], [one.id, "running"]);
  assert.equal(repository.homepage, `${served.url}/shop/api`);
  assert.deepEqual([project.id, project.path_with_namespace, project.namespace], [id, "shop/api", "Shop"]);
  assert.deepEqual(
    [fresh.build_status, fresh.retries_count, fresh.build_failure_reason, fresh.user.username, fresh.runner],
    ["pending", 1, "unknown_failure", "penstock-bot", null],
  );
});

test("a merge request's pipeline hook names the source branch, its job hooks the raw ref", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  twin.addHook(id, { url, jobEvents: true, pipelineEvents: true });
  pipeline(["test/unit"], { mergeRequest: { iid: 7, sourceBranch: "main-copy" } });
  await twin.deliver();
  const [job, , pipelineHook] = heard.map(bodyOf);
  assert.equal(job.ref, "refs/merge-requests/7/head");
  const { ref, source, variables, stages, ref_status_name, protected_ref, iid } = pipelineHook.object_attributes;
  assert.deepEqual(
    { ref, source, variables, stages, ref_status_name, protected_ref, iid },
    {
      ref: "main-copy",
      source: "merge_request_event",
      variables: [],
      stages: ["test"],
      ref_status_name: "unknown",
      protected_ref: false,
      iid: 1,
    },
  );
  assert.deepEqual([pipelineHook.merge_request.iid, pipelineHook.merge_request.target_branch], [7, "main"]);
});
