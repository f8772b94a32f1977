import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf } from "../../../lib/core/event.ts";
import { job, pipeline } from "../heard.ts";
import { build2016, build2026, jobHook2023, pipelineHook2016, pipelineHook2026 } from "../payloads.ts";

const request = (changes: object) => ({
  merge_request: { id: 1, iid: 4, target_branch: "main", source_project_id: 7, target_project_id: 7, ...changes },
});

for (const [what, changes, wanted] of [
  ["to its own project", {}, { target: "main", isFromFork: false }],
  ["from a fork", { source_project_id: 99 }, { target: "main", isFromFork: true }],
  ["from a fork that is gone", { source_project_id: null }, { target: "main", isFromFork: true }],
  ["of which GitLab tells no project", { source_project_id: undefined }, { target: "main" }],
  ["with an odd branch", { target_branch: 7 }, { isFromFork: false }],
] as const)
  test(`a pipeline hook tells of a merge request ${what}`, () => {
    assert.deepEqual(pipeline(pipelineHook2026(request(changes))).pipeline.mergeRequest, wanted);
  });

test("a pipeline hook says that there is no merge request, or nothing about it", () => {
  assert.equal(pipeline(pipelineHook2026({ merge_request: null })).pipeline.mergeRequest, null);
  for (const hook of [pipelineHook2016(), pipelineHook2026({ merge_request: "!4" })])
    assert.ok(!("mergeRequest" in pipeline(hook).pipeline));
});

test("each job of a pipeline hook knows all the others, by one and the same list", () => {
  const event = pipeline(pipelineHook2026({ builds: [build2026(), build2016({ id: 777, name: "other" })] }));
  const [one, other] = factsOf(event);
  assert.deepEqual(
    one?.pipeline?.jobs?.map(({ name }) => name),
    event.jobs.map(({ name }) => name),
  );
  assert.equal(one?.pipeline?.jobs, other?.pipeline?.jobs);
  assert.equal(one?.pipeline?.jobs?.length, 2);
});

test("a pipeline hook with a build that cannot be read does not pretend to tell all jobs", () => {
  const event = pipeline(pipelineHook2026({ builds: [build2026(), { id: "x" }] }));
  assert.equal(event.jobs.length, 1);
  assert.ok(!("jobs" in event.pipeline));
});

test("a pipeline hook tells of no runner's tags as of the job's", () => {
  const runner = { id: 5, description: "blue", runner_type: "group_type", is_shared: false, tags: ["linux"] };
  const [built] = pipeline(pipelineHook2026({ builds: [build2026({ runner })] })).jobs;
  assert.deepEqual(built?.runner, { id: 5, description: "blue", type: "group_type" });
  assert.ok(built && !("runnerTags" in built));
});

test("a job hook tells no word of how the job is started, and what its runner is", () => {
  const runner = { id: 5, description: "blue", runner_type: "project_type", is_shared: false, tags: ["linux"] };
  const { job: told } = job(jobHook2023({ runner, build_allow_failure: true }));
  assert.deepEqual(
    [told.runner, told.allowFailure, told.queuedSeconds],
    [{ id: 5, description: "blue", type: "project_type" }, true, 12.5],
  );
  assert.ok(!("when" in told) && !("runnerTags" in told));
});
