import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toJob } from "../../lib/gitlab/answers/job.ts";
import { jobAnswer, now } from "./server.ts";

const finishedAt = Date.UTC(2026, 10, 20, 9, 20, 0);

test("a job of the API is read with all that rules ask for", () => {
  assert.deepEqual(toJob(jobAnswer(), now), {
    id: 1001,
    name: "rspec 1/4",
    status: "failed",
    stage: "test",
    ref: "main",
    tag: false,
    sha: "c0ffee00",
    pipelineId: 90,
    pipelineStatus: "running",
    failureReason: "runner_system_failure",
    since: finishedAt,
    createdAt: Date.UTC(2026, 10, 20, 9, 0, 0),
    startedAt: Date.UTC(2026, 10, 20, 9, 10, 0),
    finishedAt,
    erasedAt: null,
    archived: false,
    artifacts: {
      files: [
        { type: "archive", sizeBytes: 1000 },
        { type: "trace", sizeBytes: 1500 },
      ],
      expireAt: Date.UTC(2026, 11, 20, 9, 20, 0),
    },
    webUrl: "https://git.example.com/harbour/crane/-/jobs/1001",
    userId: 3,
    userName: "ada",
    queuedSeconds: 12.5,
  });
});

test("a job with an id, a name and a status only is read; all else is unknown", () => {
  assert.deepEqual(toJob({ id: 1, name: "a", status: "success" }, now), {
    id: 1,
    name: "a",
    status: "success",
    failureReason: null,
  });
});

test("a trigger job, which has no artifacts, is read", () => {
  const bridge = toJob(
    { ...jobAnswer(), artifacts: undefined, artifacts_file: undefined, downstream_pipeline: null },
    now,
  );
  assert.ok(bridge && !("artifacts" in bridge));
});

test("a job of an old GitLab that lists its archive only has that one file", () => {
  const artifacts_file = { filename: "artifacts.zip", size: 7 };
  const files = [{ type: "archive", sizeBytes: 7 }];
  const expireAt = Date.UTC(2026, 11, 20, 9, 20, 0);
  assert.deepEqual(toJob(jobAnswer({ artifacts: undefined, artifacts_file }), now)?.artifacts, { files, expireAt });
  assert.deepEqual(toJob(jobAnswer({ artifacts: [], artifacts_file }), now)?.artifacts, { files, expireAt });
});

test("artifacts that never expire, that are none, and that are not told are three things", () => {
  assert.equal(toJob(jobAnswer({ artifacts_expire_at: null }), now)?.artifacts?.expireAt, null);
  assert.equal(toJob(jobAnswer({ artifacts: [], artifacts_file: undefined }), now)?.artifacts, null);
  for (const artifacts_expire_at of [undefined, "soon", 7, "9999-01-01T00:00:00Z"])
    assert.equal(toJob(jobAnswer({ artifacts_expire_at }), now)?.artifacts, undefined, String(artifacts_expire_at));
  assert.equal(toJob(jobAnswer({ artifacts: [{ size: 1 }], artifacts_file: undefined }), now)?.artifacts, undefined);
});

for (const [status, changes, since] of [
  ["pending", { queued_duration: 900 }, now - 900_000],
  ["pending", { queued_duration: null }, undefined],
  ["pending", { queued_duration: -5 }, undefined],
  ["running", {}, Date.UTC(2026, 10, 20, 9, 10, 0)],
  ["running", { started_at: null }, undefined],
  ["canceled", {}, finishedAt],
  ["skipped", { finished_at: null }, undefined],
  ["manual", {}, undefined],
  ["waiting_for_resource", { queued_duration: 900 }, undefined],
] as const)
  test(`a ${status} job with ${JSON.stringify(changes)} is so since ${since ?? "nobody knows when"}`, () =>
    assert.equal(toJob(jobAnswer({ status, ...changes }), now)?.since, since));

test("only a failed job has a failure reason, null where GitLab gives none", () => {
  assert.equal(toJob(jobAnswer({ status: "success" }), now)?.failureReason, null);
  assert.equal(toJob(jobAnswer({ failure_reason: null }), now)?.failureReason, null);
  assert.equal(toJob(jobAnswer({ failure_reason: undefined }), now)?.failureReason, undefined);
});

test("an address that is no web address is left out", () => {
  assert.equal(toJob(jobAnswer({ web_url: "javascript:alert(1)" }), now)?.webUrl, undefined);
});

test("what has no usable id, name or status is no job", () => {
  for (const value of [
    null,
    [],
    "x",
    {},
    jobAnswer({ id: 2 ** 53 }),
    jobAnswer({ name: null }),
    jobAnswer({ status: 1 }),
  ])
    assert.equal(toJob(value, now), undefined);
});

test("an answer with any field replaced by anything is a job or none, and never throws", () => {
  const keys = Object.keys(jobAnswer()).filter((key) => !["id", "name", "status"].includes(key));
  fc.assert(
    fc.property(
      fc.constantFrom(...keys),
      fc.jsonValue(),
      (key, value) => toJob(jobAnswer({ [key]: value }), now)?.id === 1001,
    ),
    { seed: 5, numRuns: 3000 },
  );
});

test("an erase at a moment that cannot be read is an erase all the same", () => {
  const erasedAt = (erased_at: unknown) => toJob({ id: 1, name: "build", status: "success", erased_at }, 0)?.erasedAt;
  assert.deepEqual(["in 2026", "2026-11-20T09:00:00Z", null, undefined].map(erasedAt), [
    0,
    Date.UTC(2026, 10, 20, 9),
    null,
    undefined,
  ]);
});
