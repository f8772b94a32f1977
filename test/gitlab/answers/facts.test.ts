import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../../lib/core/job.ts";
import { toBridgeJob, toJob } from "../../../lib/gitlab/answers/job.ts";
import { mergeRequestOf } from "../../../lib/gitlab/answers/mergerequest.ts";
import { jobs2016 } from "../../fixtures/gitlab/2016/jobs.ts";
import { jobs2020 } from "../../fixtures/gitlab/2020/jobs.ts";
import { jobs2024 } from "../../fixtures/gitlab/2024/jobs.ts";
import { jobs2026 } from "../../fixtures/gitlab/2026/jobs.ts";

const now = Date.UTC(2026, 10, 20, 9, 30, 0);

function read(value: unknown): Job {
  const job = toJob(value, now);
  assert.ok(job, JSON.stringify(value));
  return job;
}

/** What an answer says of these, as the keys that are known. */
function known(value: unknown): string[] {
  const names = ["allowFailure", "queuedSeconds", "runner", "runnerTags", "userIsBot", "when", "isBridge"] as const;
  const job = read(value);
  return names.filter((name) => name in job);
}

for (const [year, answers, wanted] of [
  [2016, jobs2016, ["runner"]],
  [2020, jobs2020, ["allowFailure", "runner"]],
  [2024, jobs2024, ["allowFailure", "queuedSeconds", "runner", "runnerTags"]],
  [2026, jobs2026, ["allowFailure", "queuedSeconds", "runner", "runnerTags"]],
] as const)
  test(`a job of a GitLab of ${year} tells ${wanted.join(", ")}, and the rest is unknown`, () => {
    assert.deepEqual(known(answers.one), wanted);
  });

test("a job tells its own tags, not its runner's, and that it asks for none", () => {
  const runner = { id: 5, description: "blue", runner_type: "group_type", is_shared: false, tag_list: ["blue"] };
  const answer = { ...jobs2026.one, runner, tag_list: ["docker", "linux"] };
  assert.deepEqual(read(answer).runnerTags, ["docker", "linux"]);
  assert.deepEqual(read(answer).runner, { id: 5, description: "blue", type: "group_type" });
  assert.deepEqual(read({ ...answer, tag_list: [] }).runnerTags, []);
});

test("a job tells whether a bot runs it, where GitLab says so", () => {
  const by = (bot: unknown) => read({ ...jobs2026.one, user: { id: 9, username: "helper", bot } }).userIsBot;
  assert.deepEqual([by(true), by(false), by(undefined), by("yes")], [true, false, undefined, undefined]);
});

test("a trigger job has no runner, no tags and no files", () => {
  const { runner: _, tag_list: __, artifacts: ___, ...answer } = jobs2026.one;
  const bridge = toBridgeJob({ ...answer, downstream_pipeline: null }, now);
  assert.deepEqual([bridge?.isBridge, bridge?.runner, bridge?.runnerTags, bridge?.artifacts], [true, null, [], null]);
  assert.equal(toBridgeJob({ id: 1 }, now), undefined);
});

test("a merge request tells where it leads to and whether it is from a fork; another one's answer is not taken", () => {
  const answer = { id: 90, iid: 4, target_branch: "main", source_project_id: 31, target_project_id: 8 };
  assert.deepEqual(mergeRequestOf(4)(answer), { target: "main", isFromFork: true });
  assert.deepEqual(mergeRequestOf(4)({ ...answer, source_project_id: 8 }), { target: "main", isFromFork: false });
  assert.deepEqual(mergeRequestOf(4)({ iid: 4 }), {});
  assert.equal(mergeRequestOf(5)(answer), undefined);
});
