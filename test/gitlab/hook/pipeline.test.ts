import assert from "node:assert/strict";
import { test } from "node:test";
import { heard, pipeline, receivedAt } from "../heard.ts";
import {
  build2016,
  build2026,
  pipelineHook2016,
  pipelineHook2019,
  pipelineHook2023,
  pipelineHook2026,
} from "../payloads.ts";

const sha = "1f0cbb8b7a1b8c3c3f0c5ad3f5f5a4c0d2a8b911";

test("a pipeline hook of 2016 tells the pipeline and its jobs", () => {
  const createdAt = Date.UTC(2016, 7, 12, 15, 23, 28);
  const finishedAt = Date.UTC(2016, 7, 12, 15, 25, 26);
  const jobs = [
    {
      id: 501,
      name: "compile",
      status: "success",
      stage: "build",
      ref: "main",
      tag: false,
      sha,
      pipelineId: 90,
      pipelineStatus: "success",
      failureReason: null,
      since: finishedAt,
      createdAt,
      startedAt: Date.UTC(2016, 7, 12, 15, 24, 56),
      finishedAt,
      userName: "ada",
      when: "on_success",
      runner: null,
    },
  ];
  assert.deepEqual(heard(pipelineHook2016()), {
    kind: "pipeline",
    id: "d1",
    source: "main",
    receivedAt,
    project: { id: 7, path: "harbour/tools/crane" },
    pipeline: { id: 90, status: "success", ref: "main", tag: false, sha, createdAt, jobs },
    jobs,
  });
});

test("a pipeline hook of 2019 tells the pipeline's source, and a failed job's reason is unknown", () => {
  const event = pipeline(pipelineHook2019({ builds: [build2016({ status: "failed" })] }));
  assert.equal(event.pipeline.source, "push");
  assert.ok(event.jobs[0] && !("failureReason" in event.jobs[0]));
});

test("a pipeline hook of 2023 tells a failed job's reason", () => {
  assert.equal(pipeline(pipelineHook2023()).jobs[0]?.failureReason, "script_failure");
});

test("a pipeline hook of 2026 tells a manual job, whose state began nobody knows when", () => {
  const [manual] = pipeline(pipelineHook2026()).jobs;
  assert.equal(manual?.status, "manual");
  assert.ok(manual && !("since" in manual));
});

test("a merge request pipeline and its children tell the source branch, so their own ref is unknown", () => {
  for (const hook of [
    pipelineHook2026({}, { source: "merge_request_event", ref: "main" }),
    pipelineHook2026({ merge_request: { id: 1, source_project_id: 99 } }, { ref: "main" }),
  ]) {
    const event = pipeline(hook);
    assert.ok(event.jobs[0] && !("ref" in event.jobs[0]) && !("ref" in event.pipeline));
  }
});

test("a pipeline hook without builds tells the pipeline only", () => {
  for (const builds of [null, undefined, [], "none"]) assert.deepEqual(pipeline(pipelineHook2026({ builds })).jobs, []);
});

test("a build that cannot be read does not lose the others", () => {
  const builds = [null, build2026({ id: "501" }), build2026({ id: 502 }), build2026({ name: null }), []];
  assert.deepEqual(
    pipeline(pipelineHook2026({ builds })).jobs.map(({ id }) => id),
    [502],
  );
});

test("of a pipeline's builds, 5,000 are used", () => {
  const builds = Array.from({ length: 5001 }, (_, at) => build2026({ id: at + 1 }));
  assert.equal(pipeline(pipelineHook2026({ builds: builds.slice(1) })).jobs.length, 5000);
  assert.equal(pipeline(pipelineHook2026({ builds })).jobs.at(-1)?.id, 5000);
});

test("a build that is pending is so since its queue time ago", () => {
  const [pending] = pipeline(pipelineHook2026({ builds: [build2026({ status: "pending" })] })).jobs;
  assert.equal(pending?.since, receivedAt - 196_500);
});
