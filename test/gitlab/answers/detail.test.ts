import assert from "node:assert/strict";
import { test } from "node:test";
import { type JobDetail, toJobDetail } from "../../../lib/gitlab/answers/detail.ts";
import { toJob } from "../../../lib/gitlab/answers/job.ts";
import { jobs2016 } from "../../fixtures/gitlab/2016/jobs.ts";
import { artifactsTwice, jobs2020 } from "../../fixtures/gitlab/2020/jobs.ts";
import { jobs2024 } from "../../fixtures/gitlab/2024/jobs.ts";
import { jobs2026 } from "../../fixtures/gitlab/2026/jobs.ts";

const now = Date.UTC(2026, 10, 20, 9, 30, 0);
const vintages = { 2016: jobs2016, 2020: jobs2020, 2024: jobs2024, 2026: jobs2026 };

/** The job, which is there. */
function read(value: unknown): JobDetail {
  const job = toJobDetail(value, now);
  assert.ok(job, JSON.stringify(value));
  return job;
}

for (const [year, answers] of Object.entries(vintages)) {
  test(`every job that a GitLab of ${year} lists or answers is read with its id, name, stage and commit or pipeline`, () => {
    const { list, pipelineList, one, cancel, retry, erase, keep, play } = answers;
    for (const answer of [...list, ...pipelineList, one, cancel, retry, erase, keep, play]) {
      const job = read(answer);
      assert.deepEqual([job.id, job.name, job.stage, job.ref], [answer.id, answer.name, answer.stage, answer.ref]);
      assert.match(job.sha ?? "", /^[0-9a-f]{40}$/);
      assert.equal(job.tag, false);
    }
  });

  test(`a job of a GitLab of ${year} says to rules what it says to people`, () => {
    for (const answer of [...answers.list, answers.retry]) {
      const judged = toJob(answer, now);
      assert.deepEqual({ ...read(answer), ...judged }, read(answer));
    }
  });
}

test("a job of 2016 has an archive of which nobody knows until when it stays", () => {
  assert.deepEqual(read(jobs2016.one), {
    id: 702,
    name: "pack:crane",
    status: "failed",
    stage: "test",
    ref: "master",
    tag: false,
    sha: jobs2016.one.commit.id,
    pipelineId: 61,
    pipelineStatus: "failed",
    since: Date.UTC(2017, 1, 21, 13, 9, 2, 400),
    createdAt: Date.UTC(2017, 1, 21, 13, 3, 15, 120),
    startedAt: Date.UTC(2017, 1, 21, 13, 8, 0),
    finishedAt: Date.UTC(2017, 1, 21, 13, 9, 2, 400),
    userId: 4,
    userName: "mira",
    coverage: null,
    archive: { fileName: "artifacts.zip", sizeBytes: 4096 },
    runner: null,
  });
});

test("what an old GitLab answers to an effect has no pipeline, and its job still has its commit", () => {
  for (const { retry } of [jobs2016, jobs2020, jobs2024]) {
    const job = read(retry);
    assert.equal(job.pipelineId, undefined);
    assert.equal(job.sha, retry.commit.id);
    assert.deepEqual([job.userId, job.userName], [null, null]);
  }
});

test("a status that we do not know, as the `started` of an old play, is another one", () => {
  for (const status of ["started", "on the moon", "Failed"])
    assert.equal(read({ ...jobs2016.one, status }).status, "other");
  assert.equal(read(jobs2016.play).status, "other");
});

test("artifacts that stand twice in one answer are none the second time, but the archive is there", () => {
  const job = read(JSON.parse(artifactsTwice));
  assert.deepEqual(job.archive, { fileName: "artifacts.zip", sizeBytes: 4096 });
  assert.deepEqual(job.artifacts, {
    files: [{ type: "archive", sizeBytes: 4096 }],
    expireAt: Date.UTC(2020, 3, 9, 8, 31, 42, 250),
  });
});

test("an archive is known from the list of files alone, is none where that is empty, and unknown where nothing is told", () => {
  const { artifacts_file: _archive, ...listed } = jobs2024.one;
  assert.deepEqual(read(listed).archive, { fileName: "artifacts.zip", sizeBytes: 4096 });
  assert.equal(read({ ...listed, artifacts: [] }).archive, null);
  assert.equal(read(jobs2016.list[1]).archive, null);
  const { artifacts: _files, ...silent } = listed;
  assert.ok(!("archive" in read(silent)));
});

test("a file whose size makes no sense is there, with no bytes", () => {
  for (const size of [-1, "4096", null, undefined, Infinity]) {
    const job = read({
      ...jobs2024.one,
      artifacts: [{ file_type: "trace", size }],
      artifacts_file: { filename: "a.zip", size },
    });
    assert.deepEqual([job.artifacts?.files[0], job.archive?.sizeBytes], [{ type: "trace", sizeBytes: 0 }, 0]);
  }
});

test("a job of 2024 is read with its runner, tags, times and queue", () => {
  const job = read(jobs2024.one);
  assert.deepEqual(
    [job.projectId, job.allowFailure, job.durationSeconds, job.queuedSeconds, job.failureReason, job.archived],
    [7, true, 42.25, 3.5, "script_failure", false],
  );
  assert.deepEqual(job.runner, { id: 32, type: "project_type" });
  assert.deepEqual(job.runnerManager, { id: 5, systemId: "s_0a1b2c3d4e5f", version: "16.11.1" });
  assert.deepEqual(job.runnerTags, ["crane", "docker runner"]);
});

test("a runner of which an old GitLab says only that all share it is one of the instance", () => {
  assert.deepEqual(read(jobs2020.one).runner, { id: 12, description: "quay runner", type: "instance_type" });
  const runner = { ...jobs2020.one.runner, is_shared: false };
  assert.deepEqual(read({ ...jobs2020.one, runner }).runner, { id: 12, description: "quay runner" });
});

test("a job of 2026 has ids beyond 32 bits, the largest size there is, and what began its pipeline", () => {
  const job = read(jobs2026.one);
  assert.deepEqual([job.id, job.pipelineId, job.projectId], [15_700_000_002, 2_600_000_001, 70_000_007]);
  assert.equal(job.artifacts?.files[0]?.sizeBytes, 2 ** 63);
  assert.equal(job.archive?.sizeBytes, 2 ** 63);
  assert.equal(job.pipelineSource, "merge_request_event");
  assert.equal(job.ref, "refs/merge-requests/12/head");
});

test("a job without a commit and without a person is read", () => {
  const job = read(jobs2026.list[1]);
  assert.deepEqual(
    [job.name, job.status, job.userId, job.sha],
    ["deploy 🚢", "canceling", null, jobs2026.one.pipeline.sha],
  );
  assert.deepEqual(job.runnerTags, []);
});

for (const [coverage, expected] of [
  [87.5, 87.5],
  ["92.4", 92.4],
  ["100", 100],
  [0, 0],
  [null, null],
  [undefined, undefined],
  ["", undefined],
  ["n/a", undefined],
  ["1e2", undefined],
  [-1, undefined],
  [true, undefined],
] as const)
  test(`the coverage ${JSON.stringify(coverage)} is ${expected ?? (expected === null ? "none" : "unknown")}`, () => {
    assert.equal(read({ ...jobs2024.one, coverage }).coverage, expected);
  });

test("dates are read with their offsets", () => {
  const job = read({
    ...jobs2024.one,
    started_at: "2024-05-06T11:31:00.000+02:00",
    finished_at: "2024-05-06 09:32:00 UTC",
  });
  assert.deepEqual([job.startedAt, job.finishedAt], [Date.UTC(2024, 4, 6, 9, 31), Date.UTC(2024, 4, 6, 9, 32)]);
});

test("fields that make no sense are unknown, and the job is read", () => {
  const odd = {
    duration: -1,
    runner: { id: 0 },
    runner_manager: [],
    tag_list: [1],
    allow_failure: "no",
    queued_duration: {},
  };
  const job = read({
    ...jobs2024.one,
    ...odd,
    pipeline: { id: "6", project_id: -7, source: 3 },
    web_url: "javascript:0",
  });
  const unknown = [
    "durationSeconds",
    "runner",
    "runnerManager",
    "runnerTags",
    "allowFailure",
    "queuedSeconds",
    "pipelineId",
  ];
  assert.deepEqual(
    [...unknown, "projectId", "pipelineSource", "webUrl"].filter((field) => field in job),
    [],
  );
});

test("what has no usable id, name or status is no job", () => {
  for (const value of [null, [], "job", {}, { ...jobs2024.one, id: "1" }, { ...jobs2024.one, status: null }])
    assert.equal(toJobDetail(value, now), undefined);
});
