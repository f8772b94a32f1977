import assert from "node:assert/strict";
import { test } from "node:test";
import { heard, job, reason, receivedAt } from "../heard.ts";
import { jobHook2016, jobHook2019, jobHook2023, jobHook2026 } from "../payloads.ts";

const sha = "1f0cbb8b7a1b8c3c3f0c5ad3f5f5a4c0d2a8b911";

test("a job hook of 2016 tells a job, its pipeline by commit.id, and the project's path by its address", () => {
  const startedAt = Date.UTC(2016, 7, 12, 15, 24, 56);
  assert.deepEqual(heard(jobHook2016()), {
    kind: "job",
    id: "d1",
    source: "main",
    receivedAt,
    project: { id: 7, path: "harbour/tools/crane" },
    job: {
      id: 501,
      name: "compile",
      status: "running",
      stage: "build",
      ref: "main",
      tag: false,
      sha,
      pipelineId: 90,
      pipelineStatus: "running",
      failureReason: null,
      since: startedAt,
      startedAt,
      finishedAt: null,
      userId: 3,
      allowFailure: false,
    },
    pipeline: { id: 90, status: "running", ref: "main", tag: false, sha },
  });
});

test("a job hook of 2019 tells why a job failed, and since when", () => {
  const { job: failed } = job(jobHook2019());
  assert.equal(failed.failureReason, "runner_system_failure");
  assert.equal(failed.since, Date.UTC(2019, 4, 1, 12, 33, 4));
});

test("a job hook of 2023 tells how long a job is pending, counted back from when it was heard", () => {
  const { job: pending } = job(jobHook2023());
  assert.equal(pending.since, receivedAt - 12_500);
  assert.equal(pending.createdAt, Date.UTC(2023, 0, 10, 13, 50, 2));
  assert.deepEqual([pending.retriesCount, pending.userName, pending.startedAt], [1, "ada", null]);
});

test("a job hook of 2026 tells the project's path itself", () => {
  const event = job(jobHook2026({ repository: null, project_name: null }));
  assert.deepEqual(event.project, { id: 7, path: "harbour/tools/crane" });
  assert.equal(event.job.since, Date.UTC(2026, 7, 2, 7, 59, 54));
});

test("a job hook may call itself job", () => assert.equal(job(jobHook2026({ object_kind: "job" })).job.id, 501));

test("a failed job's unknown_failure is not believed in a job hook, so that a look must ask", () => {
  assert.ok(!("failureReason" in job(jobHook2019({ build_failure_reason: "unknown_failure" })).job));
  assert.ok(!("failureReason" in job(jobHook2019({ build_failure_reason: undefined })).job));
});

test("a job that did not fail has no failure reason, whatever the hook says", () => {
  assert.equal(job(jobHook2026({ build_failure_reason: "script_failure" })).job.failureReason, null);
});

test("an unknown status is kept as other, an unknown reason as it is", () => {
  assert.equal(job(jobHook2026({ build_status: "levitating" })).job.status, "other");
  assert.equal(job(jobHook2019({ build_failure_reason: "moon_phase" })).job.failureReason, "moon_phase");
});

for (const [where, changes, path] of [
  [
    "below a path of its host",
    { repository: { homepage: "https://host.example/git/lab/harbour/tools/crane" } },
    "harbour/tools/crane",
  ],
  [
    "told by its clone address only",
    { repository: { git_http_url: "https://host.example/harbour/tools/crane.git" } },
    "harbour/tools/crane",
  ],
  ["with fewer parts than its name", { repository: { homepage: "https://host.example/tools/crane" } }, undefined],
  ["with odd characters", { repository: { homepage: "https://host.example/harbour/to%2fols/crane" } }, undefined],
  ["that climbs", { repository: { homepage: "https://host.example/harbour/../crane" } }, undefined],
  ["that is no address", { repository: { homepage: "crane" } }, undefined],
  ["without a repository", { repository: null }, undefined],
  ["without a name", { project_name: null }, undefined],
] as const)
  test(`an old hook of a project ${where} has the path ${path ?? "unknown"}`, () =>
    assert.deepEqual(job(jobHook2016(changes)).project, { id: 7, ...(path && { path }) }));

for (const [what, changes] of [
  ["user", { user: null }],
  ["runner", { runner: null }],
  ["commit", { commit: null }],
  [
    "everything that may be missing",
    {
      user: 1,
      runner: 1,
      environment: "production",
      commit: [],
      ref: 7,
      tag: "no",
      sha: {},
      retries_count: -1,
      build_stage: null,
      build_queued_duration: -5,
      build_created_at: "soon",
      build_started_at: 12,
      repository: "x",
      project_name: [],
    },
  ],
] as const)
  test(`a job hook with an odd or missing ${what} is still heard`, () => {
    const event = job(jobHook2023(changes));
    assert.deepEqual([event.job.id, event.job.status, event.project.id], [501, "pending", 7]);
    if ("ref" in changes)
      assert.deepEqual(Object.keys(event.job).sort(), [
        "allowFailure",
        "failureReason",
        "finishedAt",
        "id",
        "name",
        "pipelineId",
        "status",
      ]);
  });

for (const name of [undefined, null, "", 7, "x".repeat(1025), "\ud800"])
  test(`a job without a usable name is ignored: ${JSON.stringify(name)?.slice(0, 12)}`, () =>
    assert.match(reason(jobHook2026({ build_name: name })), /build_name/));
